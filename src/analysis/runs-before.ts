import { ts } from '../engine/ts.js';
import { isFunctionNode, somewhere } from '../recognise/syntax.js';

/** A place in a function, and what has to be known to run the code in front of it again. */
export interface Surroundings {
  /** What may have run when the place is reached, in order. */
  readonly before: readonly ts.Node[];
  /** What runs when the function is left from the place: `finally` blocks. */
  readonly onLeaving: readonly ts.Block[];
  /** Failures of the place are handled here. */
  readonly caughtBy?: ts.CatchClause;
  /** The place may be reached several times in one run. */
  readonly loop?: ts.Node;
}

/** Looks at everything between a place and the start of the function it belongs to. */
export function surroundings(place: ts.Node): Surroundings {
  const before: ts.Node[][] = [];
  const onLeaving: ts.Block[] = [];
  let caughtBy: ts.CatchClause | undefined;
  let loop: ts.Node | undefined;
  for (let inner = place, outer = place.parent; outer; inner = outer, outer = outer.parent) {
    if (isFunctionNode(outer)) {
      before.push(
        outer.parameters.flatMap(each => [each.name, ...(each.initializer ? [each.initializer] : [])]),
      );
      break;
    }
    if (ts.isIterationStatement(outer, false)) {
      loop ??= outer;
      before.push([outer]);
    } else if (ts.isTryStatement(outer)) {
      if (outer.finallyBlock && inner !== outer.finallyBlock) onLeaving.push(outer.finallyBlock);
      if (inner === outer.tryBlock) caughtBy ??= outer.catchClause;
      else before.push([outer.tryBlock]);
      if (inner === outer.finallyBlock && outer.catchClause) before.push([outer.catchClause]);
    } else before.push(runFirst(outer, inner));
  }
  return {
    before: before.reverse().flat(),
    onLeaving,
    ...(caughtBy && { caughtBy }),
    ...(loop && { loop }),
  };
}

/** The parts of a node that may run before its part `inner` is reached. */
function runFirst(outer: ts.Node, inner: ts.Node): ts.Node[] {
  if (ts.isBlock(outer) || ts.isCaseOrDefaultClause(outer)) {
    const statements: readonly ts.Statement[] = outer.statements;
    const index = statements.indexOf(inner as ts.Statement);
    const earlier = statements.slice(0, Math.max(index, 0)).flatMap(partsThatGoOn);
    return ts.isCaseClause(outer) && index >= 0 ? [outer.expression, ...earlier] : earlier;
  }
  if (ts.isIfStatement(outer)) return inner === outer.expression ? [] : [outer.expression];
  if (ts.isSwitchStatement(outer)) return inner === outer.expression ? [] : [outer.expression];
  if (ts.isCaseBlock(outer)) {
    const index = outer.clauses.indexOf(inner as ts.CaseOrDefaultClause);
    return outer.clauses.slice(0, index).flatMap(clause => [
      ...(ts.isCaseClause(clause) ? [clause.expression] : []),
      // What ends with `break` or `return` does not fall through.
      ...(endsClause(clause.statements) ? [] : clause.statements),
    ]);
  }
  if (ts.isVariableDeclaration(outer)) return [];
  if (ts.isConditionalExpression(outer)) return inner === outer.condition ? [] : [outer.condition];
  const parts: ts.Node[] = [];
  ts.forEachChild(outer, child => {
    if (child.end <= inner.pos) parts.push(child);
  });
  return parts;
}

/** What of a statement may have run when the next one is reached: a branch that returns or throws has not. */
export function partsThatGoOn(statement: ts.Statement): ts.Node[] {
  if (ts.isBlock(statement)) return exits(statement) ? [] : statement.statements.flatMap(partsThatGoOn);
  if (!ts.isIfStatement(statement)) return exits(statement) ? [] : [statement];
  const { expression, thenStatement, elseStatement } = statement;
  return [
    expression,
    ...partsThatGoOn(thenStatement),
    ...(elseStatement ? partsThatGoOn(elseStatement) : []),
  ];
}

/** Whether a statement always returns or throws. */
export function exits(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isIfStatement(statement)) {
    const { thenStatement, elseStatement } = statement;
    return elseStatement !== undefined && exits(thenStatement) && exits(elseStatement);
  }
  if (!ts.isBlock(statement) || !statement.statements.some(exits)) return false;
  return !somewhere(statement, at => ts.isBreakOrContinueStatement(at));
}

function endsClause(statements: readonly ts.Statement[]): boolean {
  const last = statements.at(-1);
  if (!last) return false;
  if (ts.isBlock(last)) return endsClause(last.statements);
  return exits(last) || ts.isBreakStatement(last) || ts.isContinueStatement(last);
}
