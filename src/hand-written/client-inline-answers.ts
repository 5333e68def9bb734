import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, isFunctionNode, isWithin, unwrap, walk } from '../recognise/syntax.js';
import { branchOf, handedTo, inside, type Run } from './client-answer-branches.js';
import { isGated } from './client-answer-gates.js';
import { AnswerSends, endingSends, withoutJump, type AnswerSend } from './client-answer-sends.js';
import { sentMessages, wireSites } from './client-wire.js';
import { messageOf, methodTest } from './messages.js';

/** The code that answers one method, in the middle of other code. */
export interface InlineAnswer {
  readonly method: string;
  /** The expression that tests for the method, without what it compares. */
  readonly subject: ts.Expression;
  /** The statements that work out the answer and send it. */
  readonly statements: readonly ts.Statement[];
  readonly sends: readonly AnswerSend[];
  /** The request, as these statements name it. */
  readonly request: ts.Identifier;
}

/**
 * The places that answer questions of the server, each with its own sending; undefined when one of them is of another
 * shape, or when what it does cannot be told from what is around it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function inlineAnswers(project: ProjectModel, unit: SourceUnit): InlineAnswer[] | undefined {
  const sent = sentMessages(project, unit, wireSites(project, unit));
  if (!sent) return undefined;
  const sends = new AnswerSends(project, sent);
  const found: InlineAnswer[] = [];
  let isKnown = true;
  walk(unit.ast, node => {
    const test = methodTest(project, node);
    if (!test || !INPUT_METHODS.includes(test.method)) return;
    const answer = answerAt(project, sends, test.node, test.subject, test.method);
    if (answer) found.push(answer);
    else isKnown = false;
  });
  const isEachOwn = new Set(found.map(each => each.method)).size === found.length;
  const isApart = found.every(each => !found.some(other => other !== each && overlaps(each, other)));
  return isKnown && found.length > 0 && isEachOwn && isApart ? found : undefined;
}

function overlaps(one: InlineAnswer, other: InlineAnswer): boolean {
  return one.statements.some(each => other.statements.some(inner => isWithin(inner, each)));
}

function answerAt(
  project: ProjectModel,
  sends: AnswerSends,
  test: ts.BinaryExpression | ts.CaseClause,
  subject: ts.Expression,
  method: string,
): InlineAnswer | undefined {
  const whole = messageOf(project, subject)?.whole;
  const branch = whole && ts.isIdentifier(whole) ? branchOf(test, whole.text) : undefined;
  if (!branch || !whole || !ts.isIdentifier(whole) || isGated(project, test)) return undefined;
  const own = withoutJump(branch);
  const handler = own.length === 1 ? handedTo(project, own[0]!, whole) : undefined;
  const request = handler?.request ?? whole;
  const last = branch.at(-1);
  const leaves = own !== branch || (last && ts.isReturnStatement(last));
  const jump = leaves ? last!.kind : undefined;
  const run: Run = handler
    ? { list: handler.list, exit: ts.SyntaxKind.ReturnStatement }
    : { list: branch, exit: jump };
  const place = inside(run, sends);
  const region = place && endingSends(sends, place.list, place.exit);
  if (!region || !region.every(each => isIdOf(project, each.id, request))) return undefined;
  return { method, subject, statements: withoutJump(place.list), sends: region, request };
}

function isIdOf(project: ProjectModel, id: ts.Expression, request: ts.Identifier): boolean {
  const value = unwrap(id);
  if (ts.isPropertyAccessExpression(value)) {
    const owner = unwrap(value.expression);
    return value.name.text === 'id' && ts.isIdentifier(owner) && owner.text === request.text;
  }
  const declaration = ts.isIdentifier(value) ? project.names.symbol(value)?.declarations?.[0] : undefined;
  if (!declaration) return false;
  const holder = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isVariableDeclaration(holder) || !holder.initializer) return false;
  const key = ts.isBindingElement(declaration)
    ? (declaration.propertyName ?? declaration.name).getText()
    : undefined;
  const source = unwrap(holder.initializer);
  return key === undefined
    ? ts.isPropertyAccessExpression(source) && isIdOf(project, source, request)
    : key === 'id' && ts.isIdentifier(source) && source.text === request.text;
}

/** Whether working out an answer waits for something, apart from functions of its own. */
export function waits({ statements, sends }: InlineAnswer): boolean {
  let found = false;
  const look = (node: ts.Node): void =>
    walk(node, at => {
      const send = sends.find(each => each.statement === at);
      if (send) look(send.result);
      if (send || isFunctionNode(at)) return false;
      found ||= ts.isAwaitExpression(at) || (ts.isForOfStatement(at) && at.awaitModifier !== undefined);
      return !found;
    });
  statements.forEach(look);
  return found;
}

/** Whether `await` may stand at a node. */
export function mayWait(node: ts.Node): boolean {
  const owner = enclosingFunction(node);
  if (!owner) return false;
  return (ts.getModifiers(owner) ?? []).some(each => each.kind === ts.SyntaxKind.AsyncKeyword);
}
