import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  memberValue,
  methodCall,
  unwrap,
  type FunctionNode,
} from '../recognise/syntax.js';

const MAX_DEPTH = 4;

/** `resolve(response)`: whoever waits for it reads it later. */
export function isResolved(use: ts.Node): boolean {
  const { parent } = use;
  if (!ts.isCallExpression(parent) || parent.expression === use) return false;
  return promiseAround(use, parent.expression.getText()) !== undefined;
}

/** The `new Promise` around a node whose function calls what resolves it by this name. */
function promiseAround(node: ts.Node, name: string): ts.NewExpression | undefined {
  return ancestors(node).find((each): each is ts.NewExpression => {
    const executor = ts.isNewExpression(each) ? executorOf(each) : undefined;
    return executor?.parameters.some(own => own.name.getText() === name) ?? false;
  });
}

function executorOf(node: ts.NewExpression): ts.ArrowFunction | ts.FunctionExpression | undefined {
  const given = node.arguments?.[0] && unwrap(node.arguments[0]);
  const isPromise = node.expression.getText() === 'Promise' && given !== undefined;
  return isPromise && (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) ? given : undefined;
}

/** The function that makes a request: the one around a node, those of `new Promise` left out. */
export function requestOwner(node: ts.Node): FunctionNode | undefined {
  return ancestors(node).find((each): each is FunctionNode => {
    if (!isFunctionNode(each)) return false;
    return !(ts.isNewExpression(each.parent) && executorOf(each.parent) === each);
  });
}

/** The innermost promise that a request is made for. */
export function requestPromise(call: ts.CallExpression): ts.NewExpression | undefined {
  const owner = enclosingFunction(call);
  const made = owner?.parent;
  return made && ts.isNewExpression(made) && executorOf(made) === owner ? made : undefined;
}

/** What a promise resolves to, as far as it is in view; undefined when it is not. */
export function resolvedValues(
  project: ProjectModel,
  promise: ts.NewExpression,
): ts.Expression[] | undefined {
  const name = executorOf(promise)?.parameters[0]?.name;
  if (!name || !ts.isIdentifier(name)) return undefined;
  const found: ts.Expression[] = [];
  for (const use of project.names.references(name)) {
    const { parent } = use;
    const isCall = ts.isCallExpression(parent) && parent.expression === use;
    if (!isCall) return undefined;
    found.push(...parent.arguments.slice(0, 1));
  }
  return found;
}

/** What a promise resolves to: the answer or what is in it, something else beside it, or neither. */
type Kind = 'answer' | 'beside' | 'other';

/**
 * Whether what a promise resolves to is an answer in JSON, or what is in it, and neither its text nor the response;
 * where there was none, it may be another object.
 * @param isBeside whether the answer may be in such an object
 */
export function resolvesToAnswer(
  project: ProjectModel,
  promise: ts.NewExpression,
  isBeside = false,
): boolean {
  const kinds = resolvedValues(project, promise)?.map(each => kindOf(project, each, 0));
  if (!kinds || kinds.includes('other')) return false;
  return isBeside || kinds.length === 0 || kinds.includes('answer');
}

function kindOf(project: ProjectModel, node: ts.Expression, depth: number): Kind {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value) || ts.isArrayLiteralExpression(value))
    return 'other';
  if (ts.isObjectLiteralExpression(value)) return memberValue(value, 'result') ? 'answer' : 'beside';
  const called = methodCall(value);
  if (called) return /^(?:concat|join|toString|trim|slice)$/.test(called.name) ? 'other' : 'answer';
  if (!ts.isIdentifier(value)) return 'answer';
  const declaration = project.names.symbol(value)?.declarations?.[0];
  if (declaration && ts.isParameter(declaration))
    return isResponseParameter(declaration) ? 'other' : 'answer';
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return 'answer';
  return depth < MAX_DEPTH ? kindOf(project, declaration.initializer, depth + 1) : 'other';
}

/** The parameter of what hears of a response. */
function isResponseParameter({ parent, type, name }: ts.ParameterDeclaration): boolean {
  const isTyped = /IncomingMessage/.test(type?.getText() ?? '');
  return isTyped || (ts.isCallExpression(parent.parent) && /^res(?:p|ponse)?$/.test(name.getText()));
}
