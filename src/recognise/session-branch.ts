import { ts } from '../engine/ts.js';
import type { Dispatch } from './dispatches.js';
import type { HttpEntry } from './http-serving.js';
import { mixedPart } from './mixed-conditions.js';
import { requestDataOf } from './request-data.js';
import { isCheck } from './route-exits.js';
import { isFunctionNode, unwrap, walk, type FunctionNode } from './syntax.js';

/** Code that runs for some requests only: those of a session, those that start one, those that have none. */
export interface SessionBranch {
  readonly dispatches: readonly Dispatch[];
  /** Statements that do more than carry sessions around. */
  readonly work: readonly ts.Node[];
  /** Statements that prepare the server of a transport beyond creating it. */
  readonly setup: readonly ts.Statement[];
  /** Statements in which a dispatch and other uses of transports are entangled. */
  readonly tangled: readonly ts.Node[];
  /** Whether a request may leave the function here. */
  readonly leaves: boolean;
}

/** Reads the branches that an endpoint's code takes by session. */
export class SessionBranches {
  readonly #entry: HttpEntry;
  readonly #dispatches: ReadonlyMap<ts.Node, Dispatch>;

  constructor(entry: HttpEntry) {
    this.#entry = entry;
    const inner = entry.helpers.flatMap(each => each.dispatches);
    this.#dispatches = new Map([...entry.dispatches, ...inner].map(each => [each.call, each]));
  }

  /** The branch of an `if` that asks for the session, unless it has nothing to do with serving it. */
  ofSession(statement: ts.IfStatement): SessionBranch | undefined {
    const { plumbing } = this.#entry;
    if (!plumbing.isSessionCondition(statement.expression)) return undefined;
    const own = this.of(statement);
    const branch = { ...own, work: [...own.work, ...this.#checksIn(statement)] };
    const isAbout = plumbing.touches(statement) || branch.dispatches.length > 0;
    return isAbout || (branch.leaves && branch.work.length === 0) ? branch : undefined;
  }

  /** What an `if` that asks for the session asks for beside it. */
  mixedWithSession(statement: ts.IfStatement): ts.Expression | undefined {
    const isOfSession = this.#entry.plumbing.isSessionCondition(statement.expression);
    return isOfSession ? mixedPart(this.#entry, statement) : undefined;
  }

  /** What a statement does, when it goes away with sessions as a whole. */
  of(statement: ts.Statement): SessionBranch {
    const { plumbing } = this.#entry;
    const dispatches: Dispatch[] = [];
    const work: ts.Node[] = [];
    const setup: ts.Statement[] = [];
    const tangled: ts.Node[] = [];
    let leaves = false;
    const visit = (at: ts.Statement): void => {
      if (ts.isReturnStatement(at) || ts.isThrowStatement(at)) leaves = true;
      const isOne = ts.isExpressionStatement(at) || ts.isReturnStatement(at) || ts.isVariableStatement(at);
      const found = isOne ? this.dispatchesIn(at) : [];
      if (found.length > 0) {
        dispatches.push(...found);
        const calls = found.map(each => each.call);
        if (plumbing.touchesBeside(at, calls) && !this.#choosesDispatch(at)) tangled.push(at);
      } else if (ts.isBlock(at)) at.statements.forEach(visit);
      else if (ts.isIfStatement(at)) {
        const asked = plumbing.isPure(at.expression) ? this.#askedBy(at) : at.expression;
        if (asked) work.push(asked);
        visit(at.thenStatement);
        if (at.elseStatement) visit(at.elseStatement);
      } else if (ts.isTryStatement(at)) {
        visit(at.tryBlock);
        if (at.catchClause) visit(at.catchClause.block);
        if (at.finallyBlock) visit(at.finallyBlock);
      } else if (this.#isIdle(at)) return;
      else if (plumbing.touches(at) && this.preparesServer(at)) setup.push(at);
      else work.push(at);
    };
    visit(statement);
    return { dispatches, work, setup, tangled, leaves };
  }

  /** What a condition asks of a request before more than a log line is written. */
  #askedBy({ expression, thenStatement, elseStatement }: ts.IfStatement): ts.Expression | undefined {
    const { plumbing } = this.#entry;
    const isLog = (at: ts.Statement): boolean =>
      ts.isBlock(at) ? at.statements.every(isLog) : plumbing.isLog(at);
    const isQuiet = isLog(thenStatement) && (!elseStatement || isLog(elseStatement));
    return isQuiet ? undefined : requestDataOf(this.#entry).asked(expression);
  }

  /** What keeps requests out for another reason than their session, and must not go with it. */
  #checksIn(statement: ts.IfStatement): ts.Node[] {
    const found: ts.Node[] = [];
    walk(statement, node => {
      if (isFunctionNode(node) || ts.isCatchClause(node)) return false;
      const check = isCheck(this.#entry, node) ? node : mixedPart(this.#entry, node);
      if (!check) return undefined;
      found.push(check);
      return false;
    });
    return found;
  }

  /** Dispatches in a node, those in the given functions left out. */
  dispatchesIn(node: ts.Node, functions: readonly FunctionNode[] = []): Dispatch[] {
    const found: Dispatch[] = [];
    walk(node, at => {
      if (functions.includes(at as FunctionNode)) return false;
      const dispatch = this.#dispatches.get(at);
      if (dispatch) found.push(dispatch);
      return undefined;
    });
    return found;
  }

  /** Whether a statement is about the server of one transport and about no transport. */
  preparesServer(statement: ts.Statement): boolean {
    if (!ts.isExpressionStatement(statement)) return false;
    let only = true;
    walk(statement, node => {
      const role = ts.isExpression(node) ? this.#entry.plumbing.roleOf(node) : undefined;
      if (role !== undefined && role !== 'server' && role !== 'id') only = false;
      return only;
    });
    return only;
  }

  /** `return transport ? transport.handleRequest(…) : new Response(…)` */
  #choosesDispatch(statement: ts.Statement): boolean {
    const { plumbing } = this.#entry;
    const isPlain = (node: ts.Expression): boolean => {
      const value = unwrap(node);
      if (ts.isAwaitExpression(value) || ts.isVoidExpression(value)) return isPlain(value.expression);
      if (this.#dispatches.has(value)) return true;
      if (!ts.isConditionalExpression(value)) return !plumbing.touches(value);
      return plumbing.isPure(value.condition) && isPlain(value.whenTrue) && isPlain(value.whenFalse);
    };
    const hasValue = ts.isReturnStatement(statement) || ts.isExpressionStatement(statement);
    return hasValue && statement.expression !== undefined && isPlain(statement.expression);
  }

  #isIdle(statement: ts.Statement): boolean {
    const { plumbing } = this.#entry;
    if (plumbing.isPlumbing(statement) || plumbing.isLog(statement) || plumbing.isRefusal(statement))
      return true;
    if (ts.isEmptyStatement(statement) || ts.isBreakStatement(statement)) return true;
    if (!ts.isVariableStatement(statement)) return false;
    return statement.declarationList.declarations.every(
      each => !each.initializer || plumbing.isPure(each.initializer),
    );
  }
}

/** Whether a statement closes something, or calls a function that may. */
export function closes(statement: ts.Statement): boolean {
  let found = false;
  walk(statement, node => {
    found ||= ts.isPropertyAccessExpression(node) && node.name.text === 'close';
    found ||= ts.isCallExpression(node) && ts.isIdentifier(node.expression);
    return !found;
  });
  return found;
}
