import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  siblings,
  unwrap,
  wrapped,
} from '../recognise/syntax.js';
import { opensWhenItFails } from '../recognise/open-failures.js';
import type { Helper } from './asking-helpers.js';
import { questionOf, questionsTogether, type Question } from './input-questions.js';
import { questionsThrown } from './thrown-urls.js';
import { surroundings, type Surroundings } from './runs-before.js';
import { splitAround, type Split } from './splits.js';

/** Why a request stays what it is. */
export type Obstacle =
  | {
      readonly is:
        | 'loop'
        | 'callback'
        | 'background'
        | 'form'
        | 'parameters'
        | 'handler'
        | 'helper'
        | 'type'
        | 'caught'
        | 'swallowed';
    }
  /** What may not run again before the request. */
  | { readonly is: 'effect' | 'chance'; readonly node: ts.Node }
  /** The helper that asks is called where its result cannot be passed on. */
  | { readonly is: 'caller'; readonly node: ts.Node; readonly why: Obstacle }
  /**
   * The helper that asks cannot take part in several rounds: it is called a second time and asks under the same key,
   * its result cannot travel, or it keeps a state of its own.
   */
  | { readonly is: 'twice' | 'result' | 'state'; readonly node: ts.Node };

/** One `await` of a request, of several in `Promise.all`, or of a helper that asks. */
export interface InputPart {
  /** What is asked here; nothing when a helper asks. */
  readonly questions: readonly Question[];
  /** The helper that asks, and its call. */
  readonly passed?: { readonly call: ts.CallExpression; readonly helper: Helper };
  /** The error that asks for a URL elicitation, and is thrown. */
  readonly thrown?: ts.NewExpression;
  /** Failures of the request lead to code that goes on without an answer. */
  readonly hasFallback?: boolean;
  /** The `await` that gives the answer; the call itself where its promise is returned. */
  readonly awaited: ts.Expression;
  /** The statement around it, or the expression that is all of an arrow function. */
  readonly statement: ts.Statement | ts.Expression;
  /** What has to be written differently first. */
  readonly split?: Split;
}

/** A part, and what is around it. */
export interface PlacedPart extends InputPart {
  readonly around: Surroundings;
}

/**
 * Looks at what a function does with the result of a request, or of a helper that asks.
 * @param helper the helper that `call` calls
 * @returns what stands in the way, when it cannot become an input request
 */
export function partOf(
  project: ProjectModel,
  owner: ts.Node,
  call: ts.CallExpression,
  helper?: Helper,
): PlacedPart | Obstacle {
  if (enclosingFunction(call) !== owner) return { is: 'callback' };
  let outer = wrapped(call);
  let questions: readonly Question[] | undefined = [];
  const isListed = ts.isArrayLiteralExpression(outer.parent) && ts.isCallExpression(outer.parent.parent);
  if (isListed && !helper) {
    outer = wrapped(outer.parent.parent as ts.CallExpression);
    questions = questionsTogether(project, outer);
    if (!questions) return { is: 'form' };
  } else if (!helper) {
    const question = questionOf(project, call);
    if (!question) return { is: 'parameters' };
    questions = [question];
  }
  const awaited = resultOf(outer);
  if ('is' in awaited) return awaited;
  const around = surroundings(awaited);
  if (around.loop) return { is: 'loop' };
  const hasFallback = around.caughtBy !== undefined && !givesUp(around.caughtBy.block);
  if (hasFallback && (helper || opensWhenItFails(call))) return { is: 'caught' };
  const place = placeOf(awaited);
  const isFirst = place !== undefined && standsFirst(awaited, place);
  const split = isFirst ? undefined : splitAround(project, awaited, standsFirst);
  const statement = place ?? split?.statement;
  if (!statement || (!isFirst && !split)) return { is: 'form' };
  if (isInFinally(owner, awaited)) return { is: 'form' };
  return {
    ...{ questions, awaited, statement, around },
    ...(hasFallback && { hasFallback }),
    ...(split && { split }),
    ...(helper && { passed: { call, helper } }),
  };
}

/**
 * Looks at an error that is thrown to have the user open a URL. Clients call again when that is done, at 2025-11-25
 * as well, so that what is before it has always run again.
 */
export function thrownPart(
  project: ProjectModel,
  owner: ts.Node,
  thrown: ts.NewExpression,
): PlacedPart | Obstacle {
  if (enclosingFunction(thrown) !== owner) return { is: 'callback' };
  const questions = questionsThrown(project, thrown);
  if (!questions) return { is: 'parameters' };
  const around = surroundings(thrown);
  if (around.caughtBy) return { is: 'caught' };
  const statement = placeOfThrow(thrown);
  if (!statement || isInFinally(owner, thrown)) return { is: 'form' };
  return { questions, thrown, awaited: thrown, statement, around };
}

/** The `throw` itself, among other statements or all that an `if` does. */
function placeOfThrow(thrown: ts.NewExpression): ts.Statement | undefined {
  const statement = wrapped(thrown).parent as ts.ThrowStatement;
  if (siblings(statement)) return statement;
  const isBranch = ts.isIfStatement(statement.parent);
  return isBranch && !/\S/.test(statement.getFullText().slice(0, statement.getLeadingTriviaWidth()))
    ? statement
    : undefined;
}

function isInFinally(owner: ts.Node, node: ts.Node): boolean {
  return ancestors(node).some(
    at =>
      ts.isBlock(at) && ts.isTryStatement(at.parent) && at.parent.finallyBlock === at && isWithin(at, owner),
  );
}

/** Where the promise of a call is awaited or returned. */
function resultOf(call: ts.Expression): ts.Expression | Obstacle {
  const { parent } = call;
  if (ts.isAwaitExpression(parent) || isReturned(call)) return ts.isAwaitExpression(parent) ? parent : call;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return { is: 'background' };
  const chained = chainOn(call);
  if (!chained) return { is: 'form' };
  let last = chained;
  for (let next = chainOn(wrapped(last)); next; next = chainOn(wrapped(last))) last = next;
  const { parent: around } = wrapped(last);
  if (ts.isExpressionStatement(around) || ts.isVoidExpression(around)) return { is: 'background' };
  return { is: isCatch(chained) ? 'swallowed' : 'form' };
}

/** The call in `promise.then(…)`. */
function chainOn(promise: ts.Expression): ts.CallExpression | undefined {
  const { parent } = promise;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== promise) return undefined;
  const isChain = ts.isCallExpression(parent.parent) && /^(?:then|catch|finally)$/.test(parent.name.text);
  return isChain ? parent.parent : undefined;
}

/** `….catch(…)` or `….then(…, …)`: failures are handled. */
function isCatch(call: ts.CallExpression): boolean {
  const chained = methodCall(call);
  return chained?.name === 'catch' || (chained?.name === 'then' && call.arguments.length > 1);
}

/** Whether an expression is what a function returns, so that its callers wait for it. */
export function isReturned(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
}

/** The statement that an expression belongs to, among others; or the arrow function's only expression. */
function placeOf(expression: ts.Expression): ts.Statement | ts.Expression | undefined {
  for (const at of [expression, ...ancestors(expression)]) {
    if (ts.isStatement(at)) return siblings(at) && at;
    if (ts.isArrowFunction(at.parent) && at.parent.body === at) return at as ts.Expression;
  }
  return undefined;
}

/**
 * Whether a `catch` ends the call with an error. Failures of the request no longer get there: a client that cannot
 * answer gets an error, too. A `catch` that goes on without an answer would be lost.
 */
function givesUp({ statements }: ts.Block): boolean {
  const last = statements.at(-1);
  if (last && ts.isThrowStatement(last)) return true;
  const result = last && ts.isReturnStatement(last) && last.expression ? unwrap(last.expression) : undefined;
  if (!result || !ts.isObjectLiteralExpression(result)) return false;
  const isError = memberValue(result, 'isError');
  return isError?.kind === ts.SyntaxKind.TrueKeyword;
}

/** Whether an expression is certainly evaluated, and once, when its statement runs. */
function standsFirst(expression: ts.Expression, statement: ts.Node): boolean {
  if (ts.isVariableStatement(statement) && statement.declarationList.declarations.length > 1) return false;
  if (expression === statement) return true;
  for (let inner: ts.Node = expression, outer = inner.parent; ; inner = outer, outer = outer.parent) {
    if (isFunctionNode(outer) || ts.isBindingElement(outer)) return false;
    if (ts.isBinaryExpression(outer) && inner === outer.right && isShortCircuit(outer)) return false;
    if (ts.isConditionalExpression(outer) && inner !== outer.condition) return false;
    const isArgument =
      ts.isCallExpression(outer) || ts.isElementAccessExpression(outer) ? inner !== outer.expression : false;
    if (isArgument && outer.flags & ts.NodeFlags.OptionalChain) return false;
    if (outer !== statement) continue;
    if (ts.isIfStatement(outer) || ts.isSwitchStatement(outer)) return inner === outer.expression;
    return (
      ts.isExpression(outer) ||
      ts.isVariableStatement(outer) ||
      ts.isExpressionStatement(outer) ||
      ts.isReturnStatement(outer) ||
      ts.isThrowStatement(outer)
    );
  }
}

function isShortCircuit({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken
  );
}

/** The constants that hold nothing but results: `const a = await …`, `const [a, b] = await Promise.all(…)`. */
export function resultNames(part: InputPart): readonly ts.Identifier[] | undefined {
  const { parent } = part.awaited;
  if (!ts.isVariableDeclaration(parent) || parent.type) return undefined;
  if (!(parent.parent.flags & ts.NodeFlags.Const)) return undefined;
  if (!isTogether(part)) return ts.isIdentifier(parent.name) ? [parent.name] : undefined;
  if (!ts.isArrayBindingPattern(parent.name)) return undefined;
  const { elements } = parent.name;
  const found = elements.flatMap(each =>
    ts.isBindingElement(each) && !each.initializer && !each.dotDotDotToken && ts.isIdentifier(each.name)
      ? [each.name]
      : [],
  );
  return found.length === part.questions.length && found.length === elements.length ? found : undefined;
}

/** The variable that a result of a part ends up in as a whole, whatever becomes of the others. */
export function resultName(part: InputPart, index: number): string | undefined {
  const { parent } = part.awaited;
  if (!ts.isVariableDeclaration(parent) || !ts.isArrayBindingPattern(parent.name)) return undefined;
  const element = parent.name.elements[index];
  const isWhole = element && ts.isBindingElement(element) && !element.dotDotDotToken;
  return isTogether(part) && isWhole && ts.isIdentifier(element.name) ? element.name.text : undefined;
}

/** Whether the requests of a part stand in `Promise.all([…])`. */
export function isTogether({ awaited, questions }: InputPart): boolean {
  const parent = questions[0]?.request?.call.parent;
  if (!parent) return false;
  return ts.isArrayLiteralExpression(parent) && isWithin(parent, awaited);
}
