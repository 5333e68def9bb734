import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { declaredName } from '../recognise/http-routes.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  nameText,
  returnedExpressions,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { callersOf } from './callers.js';
import type { Reception } from './reception.js';

/** Options of routes and servers that name functions which run in front of a handler. */
const HOOK =
  /^(?:onRequest|preParsing|preValidation|preHandler|preHandlers|beforeHandle|onBeforeHandle|middleware|middlewares|before|guards?|use|pre)$/;
/** Methods of applications and routers that take such functions. */
const REGISTERS =
  /^(?:use|addHook|all|post|route|on|derive|resolve|guard|onRequest|onBeforeHandle|register)$/;
const MAKERS = /^(?:createMiddleware|defineMiddleware|factory\.createMiddleware|sequence)$/;
/** What classes of frameworks in front of handlers are called by. */
/** What lets requests in by what it returns. */
const GUARD = 'canActivate';
const METHODS = /^(?:canActivate|intercept|use|handle|resolve)$/;
const NOT_OF_MESSAGES = /^(?:get|delete|del|head|options|put|patch)$/;

/**
 * Whether a framework runs a function in front of the place where messages come in: middleware, a hook, a guard, or a
 * wrapper around the handler; and whether it, or a function that calls it there, keeps requests out or hands them on
 * with what it found.
 */
export function isInFront(
  project: ProjectModel,
  owner: FunctionNode,
  reception: Reception,
  refuses: (node: FunctionNode) => boolean,
  depth = 0,
): boolean {
  if (
    (refuses(owner) || handsOn(owner) || nameText(owner.name) === GUARD) &&
    isMiddleware(project, owner, reception)
  )
    return true;
  if (depth > 2) return false;
  return callersOf(project, owner).some(call => {
    const around = enclosingFunction(call);
    return around !== undefined && isInFront(project, around, reception, () => true, depth + 1);
  });
}

function isMiddleware(project: ProjectModel, node: FunctionNode, reception: Reception): boolean {
  const places = placesOf(project, node);
  const registered = places.map(registration).filter(each => each !== undefined);
  if (registered.some(each => NOT_OF_MESSAGES.test(each.name))) {
    return registered.some(each => !NOT_OF_MESSAGES.test(each.name) && isAtEndpoint(each.call, reception));
  }
  if (registered.some(each => REGISTERS.test(each.name) && isAtEndpoint(each.call, reception))) return true;
  if (registered.length > 0 && registered.every(each => REGISTERS.test(each.name))) return false;
  if (node.parameters.some(each => ts.isIdentifier(each.name) && each.name.text === 'next')) return true;
  if (places.some(each => isHook(each) || isMade(each))) return true;
  if (ts.isMethodDeclaration(node) && METHODS.test(nameText(node.name) ?? ''))
    return ts.isClassLike(node.parent);
  if (/(?:^|\/)middleware\b[^/]*$|\/middleware\//.test(node.getSourceFile().fileName)) return true;
  return isReturnedWrapper(project, node);
}

/** Where a function stands, and where its name is. */
function placesOf(project: ProjectModel, node: FunctionNode): ts.Node[] {
  const name = declaredName(node);
  if (!name) return [node];
  const declaration = project.names.declaration(name);
  const found: ts.Node[] = [node];
  for (const { ast, text } of project.units) {
    if (!text.includes(name.text)) continue;
    walk(ast, at => {
      if (!ts.isIdentifier(at) || at === name || ts.isImportSpecifier(at.parent)) return;
      if (at.text === name.text && project.names.declaration(at) === declaration) found.push(at);
    });
  }
  return found;
}

/** `app.use(gate)`, `app.addHook('preHandler', gate)`, `router.post('/mcp', [gate], …)`. */
function registration(
  place: ts.Node,
): { readonly call: ts.CallExpression; readonly name: string } | undefined {
  const { parent } = ts.isArrayLiteralExpression(place.parent) ? place.parent : place;
  const method = methodCall(parent);
  return method && method.call.expression !== place ? { call: method.call, name: method.name } : undefined;
}

/** Whether a registration is for every path, or for that of the handler of messages. */
function isAtEndpoint(call: ts.CallExpression, { anchor }: Reception): boolean {
  const path = pathOf(call);
  if (path === undefined || isWithin(anchor, call)) return true;
  const route = ancestors(anchor)
    .filter(ts.isCallExpression)
    .map(pathOf)
    .find(each => each !== undefined);
  if (route === undefined) return true;
  const prefix = path.replace(/\/?\*+$/, '').replace(/\/$/, '');
  return prefix === '' || route === prefix || route.startsWith(`${prefix}/`);
}

function pathOf(call: ts.CallExpression): string | undefined {
  const [first] = call.arguments;
  const path = first && unwrap(first);
  return path && ts.isStringLiteralLike(path) && path.text.startsWith('/') ? path.text : undefined;
}

function isHook(place: ts.Node): boolean {
  const { parent } = ts.isArrayLiteralExpression(place.parent) ? place.parent : place;
  const isMember = ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(place);
  const name = ts.isMethodDeclaration(place)
    ? place.name
    : isMember
      ? (parent as ts.PropertyAssignment).name
      : undefined;
  return (
    name !== undefined && ts.isObjectLiteralExpression(name.parent.parent) && HOOK.test(nameText(name) ?? '')
  );
}

function isMade(place: ts.Node): boolean {
  return ts.isCallExpression(place.parent) && MAKERS.test(place.parent.expression.getText());
}

/** `const withSession = handler => async (req, res) => { … }`, where something is wrapped in it. */
function isReturnedWrapper(project: ProjectModel, node: FunctionNode): boolean {
  const outer = enclosingFunction(node);
  if (!outer || !ts.isExpression(node) || !returnedExpressions(outer).some(each => unwrap(each) === node)) {
    return false;
  }
  return callersOf(project, outer).some(call => {
    const at = registration(call);
    return !at || !NOT_OF_MESSAGES.test(at.name);
  });
}

/** Whether a function puts something into the request, or a store, for those behind it. */
function handsOn(node: FunctionNode): boolean {
  const given = node.parameters.map(each => each.name.getText());
  return somewhere(node, at => {
    if (at !== node && isFunctionNode(at)) return false;
    const method = methodCall(at);
    if (method)
      return (
        /^(?:run|enterWith)$/.test(method.name) ||
        (method.name === 'set' && given.includes(method.object.getText()))
      );
    if (!ts.isBinaryExpression(at) || at.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    const root = /^\(*\s*(\w+)[^=]*\./.exec(at.left.getText())?.[1];
    return root !== undefined && given.includes(root);
  });
}
