import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { everyName } from './handshake-answer.js';

/** A statement with another object in the place of one in it. */
export function replaceIn(
  unit: SourceUnit,
  statement: ts.Node,
  literal: ts.Node,
  by: string,
  indent: string,
  left?: ts.Node,
): string {
  const { text, ast, style } = unit;
  const start = statement.getStart(ast);
  const head = text.slice(start, literal.getStart(ast));
  const at = head.includes('\n') ? indentAt(text, literal.getStart(ast)) : indent;
  const tail = left
    ? text.slice(literal.end, beforeComma(text, left)) + text.slice(left.end, statement.end)
    : '';
  return head + render(by, style, at) + (tail || text.slice(literal.end, statement.end));
}

export function beforeComma(text: string, argument: ts.Node): number {
  return text.lastIndexOf(',', argument.getStart());
}

/** The last argument of the call that an answer is handed to, when it is a session that the call does without. */
export function sessionArgument(
  project: ProjectModel,
  statement: ts.Statement,
  literal: ts.Node,
): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  walk(statement, node => {
    if (!ts.isCallExpression(node)) return;
    const last = node.arguments.at(-1);
    const isTrailing =
      node.arguments.length > 1 && node.arguments.slice(0, -1).some(each => isWithin(literal, each));
    if (!last || !isTrailing || !ts.isIdentifier(last) || !/^session_?id$/i.test(last.text)) return;
    const target = valuesOf(project).callee(node);
    const parameter = target?.parameters[node.arguments.length - 1];
    const isOptional =
      parameter !== undefined && (parameter.questionToken ?? parameter.initializer) !== undefined;
    if (isOptional) found = last;
  });
  return found;
}

/** Makes or sends a session id, which an answer to `server/discover` must not. */
export const BEGINS_SESSION = /session-?_?(?:id|header)|uuid|nanoid|randomBytes/i;

/** Whether a statement, without the object in it, uses nothing that the statements before it declare. */
export function usesOnlyOutside(
  project: ProjectModel,
  statement: ts.Statement,
  literal: ts.Node,
  statements: readonly ts.Statement[],
  left?: ts.Node,
): boolean {
  if (!ts.isReturnStatement(statement) && !ts.isExpressionStatement(statement)) return false;
  const start = statement.getStart();
  const text = statement.getText();
  const end = left ? left.getStart() - start : text.length;
  const around =
    text.slice(0, literal.getStart() - start) +
    text.slice(literal.end - start, end) +
    text.slice(left ? left.end - start : end);
  if (BEGINS_SESSION.test(around)) return false;
  const before = statements.filter(each => each !== statement);
  return everyName(
    statement,
    each => {
      if (each === left) return true;
      const declaration = project.names.symbol(each as ts.Identifier)?.declarations?.[0];
      return !declaration || !before.some(other => isWithin(declaration, other));
    },
    literal,
  );
}
