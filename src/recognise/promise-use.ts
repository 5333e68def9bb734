import { ts } from '../engine/ts.js';
import {
  ancestors,
  isFunctionNode,
  methodCall,
  siblings,
  somewhere,
  unwrap,
  type FunctionNode,
} from './syntax.js';

/** What code does with the promise of a call that is about to become synchronous. */
export type PromiseUse =
  /** Awaited or ignored; `expression` is the whole of the statement without its semicolon. */
  | { readonly as: 'statement'; readonly expression: ts.Expression; readonly then?: Continuation }
  /** Returned from a function. */
  | {
      readonly as: 'return';
      readonly statement: ts.ReturnStatement;
      readonly owner: FunctionNode;
      readonly then?: Continuation;
    }
  /** The body of an arrow function. */
  | { readonly as: 'body'; readonly arrow: ts.ArrowFunction; readonly then?: Continuation }
  /** Used where it stands: inside `Promise.all([…])`, as an argument, or in a chain that has to stay one. */
  | { readonly as: 'value'; readonly needsPromise: boolean };

/** Callbacks of a chain behind the call. */
export interface Continuation {
  /** What runs next: the body of a `.then(() => …)`. */
  readonly next?: ts.ConciseBody;
  /** A handler of failures did more than report them; no failure is left to handle. */
  readonly hadCatch: boolean;
}

/** Tells what is done with the promise of a call; undefined when it is kept or passed on. */
export function promiseUse(call: ts.CallExpression): PromiseUse | undefined {
  const chain = chainBehind(call);
  if (!chain) return { as: 'value', needsPromise: true };
  let outer = outermost(chain.end);
  if (ts.isAwaitExpression(outer.parent) || ts.isVoidExpression(outer.parent))
    outer = outermost(outer.parent);
  const then = chain.then && { then: chain.then };
  const { parent } = outer;
  if (ts.isExpressionStatement(parent)) {
    if (then?.then.next && !siblings(parent)) return { as: 'value', needsPromise: true };
    return { as: 'statement', expression: parent.expression, ...then };
  }
  if (ts.isReturnStatement(parent)) {
    const owner = ancestors(parent).find(isFunctionNode);
    return owner && { as: 'return', statement: parent, owner, ...then };
  }
  if (ts.isArrowFunction(parent) && parent.body === outer) return { as: 'body', arrow: parent, ...then };
  if (ts.isCallExpression(parent) && parent.arguments.includes(outer))
    return { as: 'value', needsPromise: true };
  if (ts.isArrayLiteralExpression(parent) && !chain.then && /^Promise\s*\./.test(parent.parent.getText()))
    return { as: 'value', needsPromise: false };
  return undefined;
}

/** The `.then(…).catch(…)` behind a call; undefined when its callbacks cannot be written as plain statements. */
function chainBehind(call: ts.CallExpression): { end: ts.Expression; then?: Continuation } | undefined {
  let end: ts.Expression = call;
  let next: ts.ConciseBody | undefined;
  let hadCatch = false;
  let isChain = false;
  for (;;) {
    const method = methodCall(outermost(end).parent.parent);
    if (!method || outermost(end).parent !== method.call.expression) break;
    if (method.name === 'catch') hadCatch ||= !reportsOnly(method.call.arguments[0]);
    else if (method.name === 'then') {
      const [success, failure, ...more] = method.call.arguments;
      const body = success && plainBody(success);
      if (!body || isChain || more.length > 0) return undefined;
      if (failure) hadCatch = !reportsOnly(failure);
      next = body;
    } else return undefined;
    isChain = true;
    end = method.call;
  }
  if (!isChain) return { end };
  return { end, then: { ...(next && { next }), hadCatch } };
}

/** The body of a callback that takes nothing and can stand where the call stands. */
function plainBody(callback: ts.Expression): ts.ConciseBody | undefined {
  if (!ts.isArrowFunction(callback) || callback.parameters.length > 0 || callback.modifiers?.length)
    return undefined;
  const { body } = callback;
  if (!ts.isBlock(body)) return body;
  const declares = body.statements.some(
    statement => ts.isVariableStatement(statement) || ts.isDeclarationStatement(statement),
  );
  return declares || somewhere(body, ts.isReturnStatement) ? undefined : body;
}

/** Whether a handler of failures only logs and ends the process. */
function reportsOnly(handler: ts.Expression | undefined): boolean {
  if (!handler || !isFunctionNode(handler)) return handler === undefined || isReport(handler);
  const { body } = handler;
  if (!body || !ts.isBlock(body)) return body !== undefined && isReport(unwrap(body));
  return body.statements.every(
    statement =>
      ts.isThrowStatement(statement) ||
      (ts.isExpressionStatement(statement) && isReport(unwrap(statement.expression))),
  );
}

/** `console.error(…)`, `logger.error`, `process.exit(1)`, `process.exitCode = 1`. */
function isReport(node: ts.Expression): boolean {
  const target = ts.isCallExpression(node) ? node.expression : ts.isBinaryExpression(node) ? node.left : node;
  return /^(?:console|process|log|logger|this\.logger)\b/i.test(target.getText());
}

function outermost(node: ts.Expression): ts.Expression {
  let outer = node;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  return outer;
}

/** Whether a function is declared `async`. */
export function isAsync(owner: FunctionNode): boolean {
  return (
    ts.canHaveModifiers(owner) &&
    (ts.getModifiers(owner)?.some(modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

/** Whether a return statement is the last thing its function does. */
export function endsFunction(statement: ts.ReturnStatement, owner: FunctionNode): boolean {
  return owner.body !== undefined && ts.isBlock(owner.body) && owner.body.statements.at(-1) === statement;
}
