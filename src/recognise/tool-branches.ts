import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from './handlers.js';
import { RequestReads } from './request-reads.js';
import { isFunctionNode, unwrap, walk } from './syntax.js';

/** The code that a low-level handler of `tools/call` runs for one tool. */
export interface ToolBranch {
  readonly name: string;
  /** A clause of a `switch`, or what an `if` runs. */
  readonly node: ts.CaseClause | ts.Statement;
  /** The block that the code stands in by itself; undefined where it has none. */
  readonly block: ts.Block | undefined;
  readonly statements: readonly ts.Statement[];
}

/** Whether a handler answers every call of a tool, on a server of the low level. */
export function dispatchesTools({ kind, method, on }: Handler): boolean {
  return kind === 'request' && method === 'tools/call' && on === 'Server';
}

/** The branch of a handler of `tools/call` that a node lies in; undefined outside of those that run for one tool. */
export function branchAround(project: ProjectModel, handler: Handler, node: ts.Node): ToolBranch | undefined {
  const branches = toolBranches(project, handler);
  for (let at: ts.Node = node; at !== handler.function; at = at.parent) {
    const branch = branches.find(each => each.node === at);
    // The text of a `case` belongs to no branch.
    if (branch)
      return branches.some(each => each !== branch && each.name === branch.name) ? undefined : branch;
  }
  return undefined;
}

const snapshots = new WeakMap<ProjectModel, Map<ts.Node, readonly ToolBranch[]>>();

/** The branches of a handler by the name of the tool that is called, as far as each runs for one tool alone. */
function toolBranches(project: ProjectModel, handler: Handler): readonly ToolBranch[] {
  let known = snapshots.get(project);
  if (!known) snapshots.set(project, (known = new Map<ts.Node, readonly ToolBranch[]>()));
  let branches = known.get(handler.function);
  if (!branches) known.set(handler.function, (branches = read(project, handler)));
  return branches;
}

function read(project: ProjectModel, { function: owner }: Handler): ToolBranch[] {
  if (!owner.body || !ts.isBlock(owner.body)) return [];
  const reads = new RequestReads(project.names, owner);
  const found: ToolBranch[] = [];
  walk(owner.body, at => {
    if (isFunctionNode(at) || ts.isIterationStatement(at, false)) return false;
    if (ts.isSwitchStatement(at) && reads.is(at.expression, 'params.name')) found.push(...clausesOf(at));
    if (ts.isIfStatement(at)) {
      const name = comparedName(reads, at.expression);
      if (name !== undefined) found.push(branchOf(name, at.thenStatement));
    }
    return undefined;
  });
  return found;
}

/** Clauses with one name, which no other clause runs into. */
function clausesOf({ caseBlock }: ts.SwitchStatement): ToolBranch[] {
  return caseBlock.clauses.flatMap((clause, index) => {
    const before = caseBlock.clauses[index - 1];
    const name = ts.isCaseClause(clause) ? unwrap(clause.expression) : undefined;
    if (!ts.isCaseClause(clause) || !name || !ts.isStringLiteralLike(name)) return [];
    if (clause.statements.length === 0 || (before && !leaves(before.statements))) return [];
    // Whatever this one runs into would belong to two tools.
    if (index < caseBlock.clauses.length - 1 && !leaves(clause.statements)) return [];
    const [only, second] = clause.statements;
    const block = only && !second && ts.isBlock(only) ? only : undefined;
    return [{ name: name.text, node: clause, block, statements: block?.statements ?? clause.statements }];
  });
}

function branchOf(name: string, node: ts.Statement): ToolBranch {
  const block = ts.isBlock(node) ? node : undefined;
  return { name, node, block, statements: block?.statements ?? [node] };
}

/** The text that a condition compares the name of the called tool with, and nothing else. */
function comparedName(reads: RequestReads, condition: ts.Expression): string | undefined {
  const test = unwrap(condition);
  if (!ts.isBinaryExpression(test)) return undefined;
  const { kind } = test.operatorToken;
  if (kind !== ts.SyntaxKind.EqualsEqualsEqualsToken && kind !== ts.SyntaxKind.EqualsEqualsToken)
    return undefined;
  const sides = [unwrap(test.left), unwrap(test.right)];
  const text = sides.find(ts.isStringLiteralLike);
  const other = sides.find(each => each !== text);
  return text && other && reads.is(other, 'params.name') ? text.text : undefined;
}

/** Whether the end of a list of statements is never reached, or is a `break`. */
function leaves(statements: readonly ts.Statement[]): boolean {
  const last = statements.at(-1);
  if (!last) return false;
  if (ts.isBlock(last)) return leaves(last.statements);
  return ts.isBreakStatement(last) || ts.isContinueStatement(last) || endsAlways(last);
}

/** Whether a statement always returns or throws. */
export function endsAlways(statement: ts.Statement | undefined): boolean {
  if (!statement) return false;
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBlock(statement)) return endsAlways(statement.statements.at(-1));
  if (ts.isIfStatement(statement))
    return endsAlways(statement.thenStatement) && endsAlways(statement.elseStatement);
  if (!ts.isTryStatement(statement)) return false;
  if (statement.finallyBlock && endsAlways(statement.finallyBlock)) return true;
  return (
    endsAlways(statement.tryBlock) && (!statement.catchClause || endsAlways(statement.catchClause.block))
  );
}
