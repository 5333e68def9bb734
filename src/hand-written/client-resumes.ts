import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  enclosingStatement,
  siblings,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { callsInFile, isAwaitedOrReturned } from './client-calls.js';
import type { StreamRequest } from './client-streams.js';

/** A statement from which on a client goes on with a broken stream: there, servers of 2026-07-28 are asked again. */
export interface ResumePoint {
  readonly statement: ts.Statement;
  readonly request: StreamRequest;
  /** Functions that do nothing but go on with the stream, from the one that asks for it outwards. */
  readonly functions: readonly FunctionNode[];
}

/**
 * The statements by which a request's function comes to `GET` the rest of its stream; undefined when it does not
 * surely come there only after the stream broke, or when what is thrown there does not surely leave that function.
 */
export function resumePoints(
  project: ProjectModel,
  unit: SourceUnit,
  request: StreamRequest,
  isAnswered: (node: FunctionNode) => boolean,
): ResumePoint[] | undefined {
  if (!request.after) return undefined;
  return pointsOf(request.call, [unwrap(request.after).getText()], []);

  function pointsOf(
    call: ts.CallExpression,
    ids: readonly string[],
    functions: readonly FunctionNode[],
  ): ResumePoint[] | undefined {
    const owner = enclosingFunction(call);
    if (!owner || functions.includes(owner) || !isAwaitedOrReturned(call)) return undefined;
    if (!beginsWith(owner, call)) {
      const statement = leadsToAnswer(owner, []) ? pointOf(call, owner, ids) : undefined;
      return statement && [{ statement, request, functions }];
    }
    const calls = callsInFile(project, unit, owner);
    if (!calls || isAnswered(owner) || isCaught(call, owner)) return undefined;
    const found: ResumePoint[] = [];
    for (const each of calls) {
      if (enclosingFunction(each) === owner) continue;
      const given = ids.map(id => argumentFor(owner, each, id));
      const points = pointsOf(each, given, [...functions, owner]);
      if (!points) return undefined;
      found.push(...points);
    }
    return found.length > 0 ? found : undefined;
  }

  /** Whether what a function throws comes out of the function that sends the request, where it is called for one. */
  function leadsToAnswer(node: FunctionNode, seen: readonly FunctionNode[]): boolean {
    if (isAnswered(node)) return true;
    if (seen.includes(node)) return false;
    const calls = callsInFile(project, unit, node);
    const leading = (calls ?? []).filter(each => {
      const owner = enclosingFunction(each);
      return owner !== undefined && leadsToAnswer(owner, [...seen, node]);
    });
    return (
      leading.length > 0 &&
      leading.every(each => isAwaitedOrReturned(each) && !isCaught(each, enclosingFunction(each)!))
    );
  }
}

/** Whether a function waits for nothing before it makes a call, so that it has seen no stream break itself. */
function beginsWith(owner: FunctionNode, call: ts.CallExpression): boolean {
  let waits = false;
  walk(owner, node => {
    if (node !== owner && ts.isFunctionLike(node)) return false;
    if (node.pos >= call.pos) return false;
    const isWait = ts.isAwaitExpression(node) && node.end < call.pos && !isSleep(node);
    waits ||=
      isWait || (ts.isForOfStatement(node) && node.awaitModifier !== undefined && node.end < call.pos);
    return !waits;
  });
  return !waits;
}

/** `await sleep(…)`, `await new Promise(resolve => setTimeout(…))` */
function isSleep({ expression }: ts.AwaitExpression): boolean {
  return /^(?:[\w.#]*(?:sleep|delay|wait|setTimeout)\w*\(|new Promise\b[^]*\bsetTimeout\()/i.test(
    expression.getText(),
  );
}

/** What a call gives for a parameter; the name itself where it is none. */
function argumentFor(owner: FunctionNode, call: ts.CallExpression, id: string): string {
  const index = owner.parameters.findIndex(each => each.name.getText() === id);
  return call.arguments[index]?.getText() ?? id;
}

/** Whether something between a node and the end of a function takes what is thrown. */
function isCaught(node: ts.Node, owner: FunctionNode): boolean {
  for (let at = node; at !== owner; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) return true;
    if (ts.isTryStatement(parent) && parent.finallyBlock === at) return true;
  }
  return false;
}

/** The first statement of a function that has to do with going on. */
function pointOf(
  call: ts.CallExpression,
  owner: FunctionNode,
  ids: readonly string[],
): ts.Statement | undefined {
  let statement = enclosingStatement(call);
  if (!isAlways(call, statement) || isCaught(call, owner)) return undefined;
  for (;;) {
    const before = statementBefore(statement);
    if (before && isPause(before)) statement = before;
    else if (
      before &&
      ts.isIfStatement(before) &&
      !before.elseStatement &&
      isAbout(before.expression, ids) &&
      leaves(before)
    )
      statement = before;
    else if (!before && isFirstIn(statement, ids)) statement = conditionOf(statement)!;
    else break;
  }
  return siblings(statement) ? statement : undefined;
}

/** Whether a call is made whenever its statement runs. */
function isAlways(call: ts.CallExpression, statement: ts.Statement): boolean {
  if (
    !ts.isExpressionStatement(statement) &&
    !ts.isVariableStatement(statement) &&
    !ts.isReturnStatement(statement) &&
    !ts.isForOfStatement(statement)
  )
    return false;
  for (let at: ts.Node = call; at.parent !== statement; at = at.parent) {
    const { parent } = at;
    const isChoice =
      ts.isConditionalExpression(parent) ||
      (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) ||
      ts.isCallExpression(parent);
    if (isChoice) return false;
  }
  return true;
}

/** A statement that waits a while, or writes a line to a log. */
function isPause(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  if (ts.isAwaitExpression(expression)) return isSleep(expression);
  return (
    ts.isCallExpression(expression) &&
    /^(?:console\.|(?:[\w.#]*\.)?(?:log|logger|debug|warn|info)\b)/i.test(expression.expression.getText())
  );
}

function statementBefore(statement: ts.Statement): ts.Statement | undefined {
  const all = siblings(statement);
  return all?.[all.indexOf(statement) - 1];
}

/** The `if` around a statement that it begins. */
function conditionOf(statement: ts.Statement): ts.IfStatement | undefined {
  const outer = ts.isBlock(statement.parent) ? statement.parent : statement;
  const { parent } = outer;
  return ts.isIfStatement(parent) && parent.thenStatement === outer && !parent.elseStatement
    ? parent
    : undefined;
}

function isFirstIn(statement: ts.Statement, ids: readonly string[]): boolean {
  const condition = conditionOf(statement);
  return condition !== undefined && isAbout(condition.expression, ids);
}

/** Whether a condition asks for nothing but whether there is an id to go on after. */
function isAbout(condition: ts.Expression, ids: readonly string[]): boolean {
  let isKnown = true;
  let isNamed = false;
  walk(condition, node => {
    if (ids.includes(node.getText())) {
      isNamed = true;
      return false;
    }
    if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) isKnown = false;
    if (ts.isIdentifier(node) && node.text !== 'undefined') isKnown = false;
    return isKnown;
  });
  return isKnown && isNamed;
}

/** Whether a statement leaves the block that it is in. */
function leaves({ thenStatement }: ts.IfStatement): boolean {
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return (
    last !== undefined &&
    (ts.isThrowStatement(last) || ts.isReturnStatement(last) || ts.isBreakStatement(last))
  );
}
