import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { mcpObject } from './mcp-objects.js';
import {
  ancestors,
  isFunctionNode,
  memberValue,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';
import { valuesOf } from './values.js';

/** How far calls are followed into project functions. */
const DEPTH = 2;

/**
 * Where an error may come from, as far as MCP goes.
 * - `resource`: reading a resource, with an SDK client or by hand
 * - `mcp`: some other call of an SDK client, or it is tested to be an SDK error
 */
export type ErrorSource = 'resource' | 'mcp';

/** The source of the error whose `code` an expression reads: `error.code`, or a variable that holds it. */
export function errorSource(project: ProjectModel, code: ts.Expression): ErrorSource | undefined {
  const answer = answerBehind(project, code);
  if (answer) return answersRead(project, answer, DEPTH) ? 'resource' : undefined;
  const error = errorBehind(project, code);
  return error && sourceOf(project, error, DEPTH);
}

/**
 * What a response is read from whose error code an expression reads: `response.error.code`, or `error.code` after
 * `const { error } = response`.
 */
function answerBehind(project: ProjectModel, code: ts.Expression): ts.Expression | undefined {
  const node = unwrap(code);
  if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'code') return undefined;
  const owner = unwrap(node.expression);
  if (ts.isPropertyAccessExpression(owner)) return owner.name.text === 'error' ? owner.expression : undefined;
  const element = ts.isIdentifier(owner) ? project.names.declaration(owner) : undefined;
  if (!element || !ts.isBindingElement(element)) return undefined;
  const declaration = element.parent.parent;
  const isError = (element.propertyName ?? element.name).getText() === 'error';
  return isError && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

/** Whether an expression comes from a request to read a resource that is written by hand. */
function answersRead(project: ProjectModel, node: ts.Expression, depth: number): boolean {
  let found = false;
  walk(node, at => {
    if (ts.isCallExpression(at)) found ||= readsByHand(at);
    if (ts.isObjectLiteralExpression(at)) found ||= asksToRead(at);
    const declaration = depth > 0 && ts.isIdentifier(at) ? project.names.declaration(at) : undefined;
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    if (value && !found) found = answersRead(project, value, depth - 1);
    return !found;
  });
  return found;
}

/** The declaration of `error` in `error.code`, through casts, `const code = error.code` and destructuring. */
function errorBehind(project: ProjectModel, code: ts.Expression): ts.Declaration | undefined {
  const node = unwrap(code);
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'code') {
    const owner = unwrap(node.expression);
    return ts.isIdentifier(owner) ? project.names.declaration(owner) : undefined;
  }
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration) return undefined;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    return errorBehind(project, declaration.initializer);
  }
  if (!ts.isBindingElement(declaration)) return undefined;
  const key = declaration.propertyName ?? declaration.name;
  const owner = declaration.parent.parent;
  if (key.getText() !== 'code' || !ts.isVariableDeclaration(owner) || !owner.initializer) return undefined;
  const whole = unwrap(owner.initializer);
  return ts.isIdentifier(whole) ? project.names.declaration(whole) : undefined;
}

function sourceOf(project: ProjectModel, error: ts.Declaration, depth: number): ErrorSource | undefined {
  const tested = isTestedForSdk(project, error) ? 'mcp' : undefined;
  if (ts.isVariableDeclaration(error) && ts.isCatchClause(error.parent)) {
    return clientCalls(project, error.parent.parent.tryBlock, depth) ?? tested;
  }
  if (!ts.isParameter(error) || !isFunctionNode(error.parent)) return tested;
  const owner = error.parent;
  const chain = methodCall(owner.parent);
  if (chain?.name === 'catch') return clientCalls(project, chain.object, depth) ?? tested;
  if (depth === 0) return tested;
  const index = owner.parameters.indexOf(error);
  const sources = valuesOf(project)
    .callsOf(owner)
    .map(call => {
      const argument = call.arguments?.[index];
      const passed = argument && unwrap(argument);
      const declaration = passed && ts.isIdentifier(passed) ? project.names.declaration(passed) : undefined;
      return declaration && sourceOf(project, declaration, depth - 1);
    });
  return sources.includes('resource') ? 'resource' : sources.includes('mcp') ? 'mcp' : tested;
}

/** Whether the function around tests the error with `instanceof ProtocolError` or `ProtocolError.isInstance`. */
function isTestedForSdk(project: ProjectModel, error: ts.Declaration): boolean {
  const scope = ancestors(error).find(
    at => isFunctionNode(at) || ts.isCatchClause(at) || ts.isSourceFile(at),
  );
  const values = valuesOf(project);
  let found = false;
  if (!scope) return false;
  walk(scope, node => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
      found ||= isError(node.left) && isSdkError(node.right);
    }
    const call = methodCall(node);
    const argument = call?.call.arguments[0];
    if (call?.name === 'isInstance' && argument) found ||= isError(argument) && isSdkError(call.object);
    return !found;
  });
  return found;

  function isError(node: ts.Expression): boolean {
    const inner = unwrap(node);
    return ts.isIdentifier(inner) && project.names.declaration(inner) === error;
  }

  function isSdkError(node: ts.Expression): boolean {
    const name = values.sdkExport(node);
    return name === 'ProtocolError' || name === 'ResourceNotFoundError';
  }
}

/** What clients are asked for below a node, in functions of the project that it calls too. */
function clientCalls(project: ProjectModel, root: ts.Node, depth: number): ErrorSource | undefined {
  let found: ErrorSource | undefined;
  const seen = new Set<FunctionNode>();
  walk(root, node => {
    if (found === 'resource' || !ts.isCallExpression(node)) return;
    const call = methodCall(node);
    if (call && mcpObject(project, call.object) === 'client') {
      const isRead = call.name === 'readResource' || (call.name === 'request' && readsResource(node));
      found = isRead ? 'resource' : 'mcp';
      return;
    }
    if (readsByHand(node)) {
      found = 'resource';
      return;
    }
    const target = depth > 0 ? valuesOf(project).callee(node) : undefined;
    if (!target?.body || seen.has(target)) return;
    seen.add(target);
    found = clientCalls(project, target.body, depth - 1) ?? found;
  });
  return found;
}

/** `rpc('resources/read', { uri })`, by whatever function: no other protocol has a method of this name. */
function readsByHand(call: ts.CallExpression): boolean {
  const method = call.arguments[0] && unwrap(call.arguments[0]);
  return method !== undefined && ts.isStringLiteralLike(method) && method.text === 'resources/read';
}

function readsResource(call: ts.CallExpression): boolean {
  const request = call.arguments[0] && unwrap(call.arguments[0]);
  return request !== undefined && ts.isObjectLiteralExpression(request) && asksToRead(request);
}

function asksToRead(request: ts.ObjectLiteralExpression): boolean {
  const method = memberValue(request, 'method');
  return method !== undefined && ts.isStringLiteralLike(method) && method.text === 'resources/read';
}
