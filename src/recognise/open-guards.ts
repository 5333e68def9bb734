import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { ClientRead } from './client-reads.js';
import { alwaysLeaves } from './era-guard.js';
import {
  goesOnAfter,
  grants,
  grantsFirst,
  isGrant,
  isPositiveAnswer,
  leavesSometimes,
  overridesGrant,
  statementsAfter,
} from './grants.js';
import { asksClient } from './server-requests.js';
import { enclosingFunction, methodCall, somewhere, wrapped } from './syntax.js';
import { valuesOf } from './values.js';

/** Calls that only say something. */
const TALK = /log|debug|info|warn|error|trace|write|reply|respond|send|notify|emit|report/i;
/** The request that asks a person; going without the others is a matter of features. */
const USER = ['elicitation/create'];

/** An expression, and the truth value it surely has when the client has not said what it can do. */
interface Test {
  readonly node: ts.Expression;
  readonly absent: boolean;
}

/**
 * Whether a read of the client's capabilities guards a question to the client such that, without an answer to the
 * read, the guarded thing is done unasked. Code that refuses, registers features or only asks less is not meant.
 */
export function opensWithoutCapability(project: ProjectModel, { call, method }: ClientRead): boolean {
  if (method !== 'getClientCapabilities') return false;
  return testsOf(project, { node: capability(call), absent: false }, 3).some(test => opens(project, test));
}

/** The whole of `server.getClientCapabilities()?.elicitation?.form`, and of `(server.getClientCapabilities() ?? {}).x`. */
function capability(call: ts.Expression): ts.Expression {
  let node = wrapped(call);
  for (;;) {
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.expression === node;
    const isDefaulted =
      ts.isBinaryExpression(parent) &&
      parent.left === node &&
      parent.right.getText().replaceAll(' ', '') === '{}';
    if (!isMember && !isDefaulted) return node;
    node = wrapped(parent);
  }
}

/** Every expression whose truth value follows from a test, as far out as it is certain. */
function testsOf(project: ProjectModel, test: Test, depth: number): Test[] {
  const { node, absent } = test;
  const { parent } = node;
  const go = (next: ts.Expression, value: boolean) =>
    testsOf(project, { node: wrapped(next), absent: value }, depth);
  if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) {
    return go(parent, !absent);
  }
  if (ts.isCallExpression(parent) && parent.expression.getText() === 'Boolean') return go(parent, absent);
  if (ts.isBinaryExpression(parent)) {
    const value = valueOfBinary(parent, node, absent);
    return value === undefined ? [test] : [test, ...go(parent, value)];
  }
  if (depth === 0) return [test];
  if (ts.isVariableDeclaration(parent)) {
    return namesIn(parent.name)
      .flatMap(name => project.names.references(name))
      .flatMap(use => testsOf(project, { node: capability(use), absent }, depth - 1));
  }
  const owner =
    ts.isReturnStatement(parent) || ts.isArrowFunction(parent) ? enclosingFunction(node) : undefined;
  if (!owner || (ts.isArrowFunction(parent) && parent.body !== node)) return [test];
  const calls = valuesOf(project).callsOf(owner).filter(ts.isCallExpression);
  return [
    test,
    ...calls.flatMap(each => testsOf(project, { node: wrapped(awaited(each)), absent }, depth - 1)),
  ];
}

function namesIn(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap(each => (ts.isBindingElement(each) ? namesIn(each.name) : []));
}

function awaited(node: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(node.parent) ? node.parent : node;
}

/** What a comparison or logical operation with the test as one side comes to, when that is certain. */
function valueOfBinary(
  parent: ts.BinaryExpression,
  side: ts.Expression,
  absent: boolean,
): boolean | undefined {
  const other = parent.left === side ? parent.right : parent.left;
  const isNothing = ['undefined', 'null', 'false'].includes(other.getText());
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return absent ? undefined : false;
    case ts.SyntaxKind.BarBarToken:
      return absent ? true : undefined;
    case ts.SyntaxKind.QuestionQuestionToken:
      return parent.left === side && isNothing ? absent : undefined;
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return isNothing ? !absent : undefined;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return isNothing ? absent : undefined;
    case ts.SyntaxKind.InKeyword:
      return parent.right === side ? absent : undefined;
    default:
      return undefined;
  }
}

function opens(project: ProjectModel, { node, absent }: Test): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) && parent.expression === node) return opensIf(project, parent, absent);
  if (ts.isConditionalExpression(parent) && parent.condition === node) {
    const [without, asking] = absent
      ? [parent.whenTrue, parent.whenFalse]
      : [parent.whenFalse, parent.whenTrue];
    return isGrant(without) && asksClient(project, asking);
  }
  if (!ts.isBinaryExpression(parent) || parent.left !== node || !asksClient(project, parent.right))
    return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.BarBarToken) return absent && isPositiveAnswer(parent.right);
  if (kind !== ts.SyntaxKind.AmpersandAmpersandToken || absent || !asksClient(project, parent.right, USER))
    return false;
  const outer = wrapped(parent);
  return (
    ts.isIfStatement(outer.parent) &&
    !isPositiveAnswer(parent.right) &&
    alwaysLeaves(outer.parent.thenStatement) &&
    goesOnAfter(outer.parent)
  );
}

function opensIf(project: ProjectModel, statement: ts.IfStatement, absent: boolean): boolean {
  const without = absent ? statement.thenStatement : statement.elseStatement;
  const asking = absent ? statement.elseStatement : statement.thenStatement;
  const rest = statementsAfter(statement);
  const asked =
    asking && asksClient(project, asking) ? [asking] : rest.filter(each => asksClient(project, each));
  if (asked.length === 0) return false;
  if (without && grants(without, asked)) return true;
  if (!asking && !without) return false;
  if (asking && asked[0] === asking && !without && alwaysLeaves(asking) && grantsFirst(rest)) return true;
  if (!asked.some(each => asksClient(project, each, USER))) return false;
  if (without) return doesTheSame(without, [...asked, ...rest]);
  if (!asking || asked[0] !== asking) return false;
  if (alwaysLeaves(asking)) return rest.some(each => doesTheSame(each, [asking]));
  return (leavesSometimes(asking) && goesOnAfter(statement)) || overridesGrant(project, asking);
}

/** Whether a branch awaits something that is also awaited where the client has been asked and may have refused. */
function doesTheSame(branch: ts.Statement, asked: readonly ts.Statement[]): boolean {
  const called = effects(branch);
  const mayRefuse = asked.some(each =>
    somewhere(each, at => ts.isIfStatement(at) && alwaysLeaves(at.thenStatement)),
  );
  return (
    mayRefuse && asked.some(other => other !== branch && effects(other).some(each => called.includes(each)))
  );
}

function effects(root: ts.Node): string[] {
  const found: string[] = [];
  somewhere(root, at => {
    if (ts.isCallExpression(at)) {
      const name = methodCall(at)?.name ?? at.expression.getText();
      const isAwaited = ts.isAwaitExpression(at.parent);
      if (isAwaited && !TALK.test(name)) found.push(at.expression.getText());
    }
    return false;
  });
  return found;
}
