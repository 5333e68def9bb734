import { removeElements } from '../engine/prune-imports.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { isResultSchemaOf, isSpecRequest } from '../facts/spec-schemas.js';
import type { ProjectModel } from '../project/model.js';
import { handlerContextsOf } from './handler-context.js';
import { requestMethod } from './request-method.js';
import { member, memberValue, methodCall, nameText, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * Edits of assertions that the `sendRequest` of a stand-in for a v1 context was called with a request and a result
 * schema, where handlers will no longer pass one: `expect(send).toHaveBeenCalledWith(request, expect.anything())`.
 */
export function schemaAssertionEdits(project: ProjectModel, mock: ts.ObjectLiteralExpression): TextEdit[] {
  const value = memberValue(mock, 'sendRequest');
  const name = value && unwrap(value);
  const send = name && ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!send) return [];
  const withSchema = methodsSentWithSchema(project);
  const unit = project.unit(mock.getSourceFile().fileName)!;
  const found: TextEdit[] = [];
  walk(unit.ast, node => {
    const call = methodCall(node);
    if (!call || !/^toHaveBeen(?:Last|Nth)?Called(?:Once)?With$/.test(call.name)) return;
    const first = call.name === 'toHaveBeenNthCalledWith' ? 1 : 0;
    const [request, schema] = call.call.arguments.slice(first);
    const method = request && assertedMethod(request);
    if (!method || !schema || !isSpecRequest(method) || withSchema.has(method)) return;
    const asserted = expectedOf(call.object);
    const expected = asserted && unwrap(asserted);
    if (!expected || !ts.isIdentifier(expected) || project.names.declaration(expected) !== send) return;
    if (!isSchemaPlaceholder(project, schema)) return;
    found.push(...removeElements(unit, call.call.arguments, new Set([schema])));
  });
  return found;
}

const sentMethods = new WeakMap<ProjectModel, Set<string>>();

/** Methods that handlers send with a schema which stays, because it is not the one SDK v2 uses by itself. */
function methodsSentWithSchema(project: ProjectModel): Set<string> {
  const known = sentMethods.get(project);
  if (known) return known;
  const found = new Set<string>();
  sentMethods.set(project, found);
  for (const unit of project.units) {
    walk(unit.ast, node => {
      if (!ts.isCallExpression(node) || node.arguments.length < 2) return;
      const schema = unwrap(node.arguments[1]!);
      if (ts.isObjectLiteralExpression(schema) || !isSend(project, node)) return;
      const method = requestMethod(project, node.arguments[0]!);
      if (method.is !== 'literal') return;
      const name = valuesOf(project).sdkExport(schema);
      if (name === undefined || !isResultSchemaOf(name, method.name)) found.add(method.name);
    });
  }
  return found;
}

function isSend(project: ProjectModel, call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : nameText(callee);
  if (name === undefined || !/send/i.test(name)) return false;
  const path = handlerContextsOf(project).path(call.expression)?.join('.');
  return path === 'mcpReq.send' || path === 'sendRequest';
}

/** The method in `{ method: 'x' }` or `expect.objectContaining({ method: 'x' })`. */
function assertedMethod(node: ts.Expression): string | undefined {
  const value = unwrap(node);
  const matcher = methodCall(value);
  const inner = matcher?.name === 'objectContaining' ? matcher.call.arguments[0] : value;
  if (!inner || !ts.isObjectLiteralExpression(inner) || !member(inner, 'method')) return undefined;
  const method = memberValue(inner, 'method');
  const text = method && unwrap(method);
  return text && ts.isStringLiteralLike(text) ? text.text : undefined;
}

/** What stands in `expect(…)`. */
function expectedOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node)) return expectedOf(node.expression);
  return ts.isCallExpression(node) && node.expression.getText() === 'expect' ? node.arguments[0] : undefined;
}

/** `expect.anything()`, `expect.any(Object)`, or a result schema of the SDK. */
function isSchemaPlaceholder(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  const matcher = methodCall(value);
  if (matcher?.object.getText() === 'expect') {
    return (
      matcher.name === 'anything' ||
      (matcher.name === 'any' && matcher.call.arguments[0]?.getText() === 'Object')
    );
  }
  return /ResultSchema$/.test(valuesOf(project).sdkExport(value) ?? '');
}
