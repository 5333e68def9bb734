import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, siblings } from '../recognise/syntax.js';
import { choiceAround, type Choice } from './choices.js';
import { conditionAround, type SplitCondition } from './split-conditions.js';

/** A statement that is all of a branch, without braces around it. */
export interface BareBranch {
  readonly is: 'branch';
  readonly statement: ts.Statement;
}

/** An arrow function that is nothing but an expression. */
export interface BareBody {
  readonly is: 'body';
  readonly statement: ts.Expression;
}

/** What has to be written differently first, with the same meaning, so that a request always runs in its statement. */
export type Split = SplitCondition | Choice | BareBranch | BareBody;

type StandsFirst = (expression: ts.Expression, place: ts.Node) => boolean;

/** Tells how the place of an expression has to be written first; undefined where there is no certain way. */
export function splitAround(
  project: ProjectModel,
  expression: ts.Expression,
  standsFirst: StandsFirst,
): Split | undefined {
  for (const at of [expression, ...ancestors(expression)]) {
    if (ts.isStatement(at)) return inStatement(project, expression, at, standsFirst);
    if (isFunctionNode(at)) return undefined;
    if (ts.isArrowFunction(at.parent) && at.parent.body === at)
      return { is: 'body', statement: at as ts.Expression };
  }
  return undefined;
}

function inStatement(
  project: ProjectModel,
  expression: ts.Expression,
  statement: ts.Statement,
  standsFirst: StandsFirst,
): Split | undefined {
  if (!siblings(statement))
    return ts.isIfStatement(statement.parent) ? { is: 'branch', statement } : undefined;
  const condition = ts.isIfStatement(statement)
    ? conditionAround(expression, statement, standsFirst)
    : undefined;
  const typed = /\.[cm]?tsx?$/.test(statement.getSourceFile().fileName);
  return condition ?? choiceAround(project, expression, statement, standsFirst, typed);
}
