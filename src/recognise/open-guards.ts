import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { ClientRead } from './client-reads.js';
import { alwaysLeaves } from './era-guard.js';
import { asksClient } from './server-requests.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  methodCall,
  nameText,
  somewhere,
  unwrap,
  wrapped,
} from './syntax.js';
import { valuesOf } from './values.js';

const GRANTED =
  /^(?:approved?|confirmed?|allow(?:ed)?|accept(?:ed)?|granted?|proceed|authori[sz]ed|permitted|consent(?:ed)?|ok)$/i;
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

/** Whether a branch surely ends by granting: it returns a grant, or sets to `true` what an answer would set. */
function grants(branch: ts.Statement, asked: readonly ts.Statement[]): boolean {
  const statements = ts.isBlock(branch) ? branch.statements : [branch];
  if (grantsFirst(statements)) return true;
  return statements.some(each => {
    const name = grantedVariable(each);
    return name !== undefined && asked.some(other => somewhere(other, at => assigns(at, name)));
  });
}

/** Whether the first statement that leaves returns a grant. */
function grantsFirst(statements: readonly ts.Statement[]): boolean {
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
function overridesGrant(project: ProjectModel, branch: ts.Statement): boolean {
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

/** Whether a branch that can be left at its end is also left earlier, by a refusal. */
function leavesSometimes(branch: ts.Statement): boolean {
  return somewhere(branch, at => ts.isReturnStatement(at) || ts.isThrowStatement(at));
}

/** Whether something happens after a statement other than refusing. */
function goesOnAfter(statement: ts.Statement): boolean {
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

function statementsAfter(statement: ts.Statement): ts.Statement[] {
  const { parent } = statement;
  if (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent)) return [];
  return parent.statements.slice(parent.statements.indexOf(statement) + 1);
}

/** Whether an expression is true for a yes: compared with `accept`, or the answer of a function that confirms. */
function isPositiveAnswer(expression: ts.Expression): boolean {
  const text = unwrap(expression).getText();
  return !text.startsWith('!') && !/!==?/.test(text) && /accept|approv|confirm|allow/i.test(text);
}

/**
 * Whether the failure of a request lets what it asks for happen: its `catch` grants, or goes on to where a yes
 * would have led.
 */
export function opensWhenItFails(request: ts.CallExpression): boolean {
  let inner: ts.Node = request;
  for (const at of ancestors(request)) {
    const caught = methodCall(at);
    if (caught?.name === 'catch' && request.end <= caught.object.end) {
      const handler = caught.call.arguments[0];
      return handler !== undefined && isFunctionNode(handler) && returnsGrant(handler);
    }
    if (isFunctionNode(at)) return false;
    if (ts.isTryStatement(at) && inner === at.tryBlock) {
      const block = at.catchClause?.block;
      if (!block) return false;
      if (block.statements.some(alwaysLeaves)) return grantsFirst(block.statements);
      return leavesSometimes(at.tryBlock) && !alwaysLeaves(at.tryBlock) && goesOnAfter(at);
    }
    inner = at;
  }
  return false;
}

function returnsGrant(handler: ts.Expression): boolean {
  if (!isFunctionNode(handler) || !handler.body) return false;
  return ts.isBlock(handler.body) ? grantsFirst(handler.body.statements) : isGrant(handler.body);
}
