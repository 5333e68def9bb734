import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { alwaysLeaves } from './era-guard.js';
import { methodCall, nameText, somewhere, unwrap } from './syntax.js';

const GRANTED =
  /^(?:approved?|confirmed?|allow(?:ed)?|accept(?:ed)?|granted?|proceed|authori[sz]ed|permitted|consent(?:ed)?|ok)$/i;

/** Whether a branch surely ends by granting: it returns a grant, or sets to `true` what an answer would set. */
export function grants(branch: ts.Statement, asked: readonly ts.Statement[]): boolean {
  const statements = ts.isBlock(branch) ? branch.statements : [branch];
  if (grantsFirst(statements)) return true;
  return statements.some(each => {
    const name = grantedVariable(each);
    return name !== undefined && asked.some(other => somewhere(other, at => assigns(at, name)));
  });
}

/** Whether the first statement that leaves returns a grant. */
export function grantsFirst(statements: readonly ts.Statement[]): boolean {
  const leaving = statements.find(alwaysLeaves);
  if (!leaving) return false;
  if (ts.isBlock(leaving)) return grantsFirst(leaving.statements);
  return ts.isReturnStatement(leaving) && leaving.expression !== undefined && isGrant(leaving.expression);
}

/** `true`, `{ approved: true }`, `{ action: 'accept' }`, `'accept'`, and promises of them. */
export function isGrant(expression: ts.Expression): boolean {
  const node = unwrap(expression);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (ts.isStringLiteralLike(node)) return GRANTED.test(node.text);
  if (ts.isAwaitExpression(node)) return isGrant(node.expression);
  const promised = methodCall(node);
  if (promised?.name === 'resolve' && promised.object.getText() === 'Promise') {
    const [value] = promised.call.arguments;
    return value !== undefined && isGrant(value);
  }
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.some(
    each =>
      ts.isPropertyAssignment(each) &&
      ((GRANTED.test(nameText(each.name) ?? '') && each.initializer.kind === ts.SyntaxKind.TrueKeyword) ||
        (nameText(each.name) === 'action' && isGrant(each.initializer))),
  );
}

/** The variable that a statement sets to `true`. */
function grantedVariable(statement: ts.Statement): string | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, operatorToken, right } = statement.expression;
  const isSet = operatorToken.kind === ts.SyntaxKind.EqualsToken && right.kind === ts.SyntaxKind.TrueKeyword;
  return isSet ? left.getText() : undefined;
}

function assigns(node: ts.Node, name: string): boolean {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    node.left.getText() === name
  );
}

/** Whether a branch sets a variable that was `true` before, so that skipping it leaves the grant. */
export function overridesGrant(project: ProjectModel, branch: ts.Statement): boolean {
  return somewhere(branch, at => {
    if (!ts.isBinaryExpression(at) || at.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    const declaration = ts.isIdentifier(at.left) ? project.names.declaration(at.left) : undefined;
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer?.kind === ts.SyntaxKind.TrueKeyword
    );
  });
}

/** Whether a branch that can be left at its end is also left earlier, by a refusal. */
export function leavesSometimes(branch: ts.Statement): boolean {
  return somewhere(branch, at => ts.isReturnStatement(at) || ts.isThrowStatement(at));
}

/** Whether something happens after a statement other than refusing. */
export function goesOnAfter(statement: ts.Statement): boolean {
  const rest = statementsAfter(statement);
  const [first] = rest;
  if (!first) return false;
  if (ts.isThrowStatement(first)) return false;
  return !(ts.isReturnStatement(first) && isRefusal(first.expression));
}

function isRefusal(expression: ts.Expression | undefined): boolean {
  if (!expression) return true;
  const node = unwrap(expression);
  const text = node.getText();
  if (['undefined', 'null', 'false'].includes(text)) return true;
  return (
    ts.isObjectLiteralExpression(node) && /\bisError: *true|: *false\b|['"](?:decline|cancel)/.test(text)
  );
}

/** The statements behind one in its list. */
export function statementsAfter(statement: ts.Statement): ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return [];
  return parent.statements.slice(parent.statements.indexOf(statement) + 1);
}

/** Whether an expression is true for a yes: compared with `accept`, or the answer of a function that confirms. */
export function isPositiveAnswer(expression: ts.Expression): boolean {
  const text = unwrap(expression).getText();
  return !text.startsWith('!') && !/!==?/.test(text) && /accept|approv|confirm|allow/i.test(text);
}
