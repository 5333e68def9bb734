import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isCapturedHandler } from './captured-handlers.js';
import { declaredTypes } from './declared-types.js';
import { CONTEXT_MEMBERS, handlerContextsOf } from './handler-context.js';
import { isSdkUser } from './sdk-user.js';
import { isFunctionNode, nameText, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** An object literal that stands for the context of a handler, the way SDK v1 had it. */
export interface ContextMock {
  readonly literal: ts.ObjectLiteralExpression;
  /** Whether it certainly stands for one; if not, it only looks like it. */
  readonly certain: boolean;
}

const REQUIRED = ['signal', 'requestId', 'sendNotification', 'sendRequest'];
const TELLING = new Set([
  'sendRequest',
  'sendNotification',
  'requestInfo',
  'closeSSEStream',
  'closeStandaloneSSEStream',
]);
const CONTEXT_TYPES = new Set(['ServerContext', 'ClientContext', 'BaseContext']);

/** Finds the stand-ins for v1 handler contexts in a project, in order. */
export function findContextMocks(project: ProjectModel): ContextMock[] {
  const certain = passedContexts(project);
  const found: ContextMock[] = [];
  for (const unit of project.units) {
    if (!isSdkUser(project, unit)) continue;
    walk(unit.ast, node => {
      if (!ts.isObjectLiteralExpression(node)) return;
      const keys = memberNames(node);
      const flat = keys.filter(key => Object.hasOwn(CONTEXT_MEMBERS, key));
      if (flat.length === 0 || keys.includes('mcpReq') || readsContext(project, node)) return;
      const isCertain =
        certain.has(node) || isTyped(project, node) || REQUIRED.every(key => keys.includes(key));
      if (isCertain) found.push({ literal: node, certain: true });
      else if (looksLikeContext(node, keys, flat)) found.push({ literal: node, certain: false });
    });
  }
  return found;
}

/** The literals that calls pass where a handler, or a helper of one, takes its context. */
function passedContexts(project: ProjectModel): Set<ts.ObjectLiteralExpression> {
  const values = valuesOf(project);
  const contexts = handlerContextsOf(project);
  const found = new Set<ts.ObjectLiteralExpression>();
  for (const unit of project.units) {
    walk(unit.ast, node => {
      if (!ts.isCallExpression(node) || node.arguments.length === 0) return;
      for (const [index, argument] of node.arguments.entries()) {
        const given = unwrap(argument);
        if (!mayBeMock(given)) continue;
        const passed = values.of(given);
        if (passed?.is !== 'object' || !hasFlatMember(passed.literal)) continue;
        const parameter = values.callee(node)?.parameters[index];
        const isContext = parameter
          ? contexts.isParameter(parameter)
          : index > 0 && isCapturedHandler(project, node.expression);
        if (isContext) found.add(passed.literal);
      }
    });
  }
  return found;
}

function mayBeMock(node: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(node)) return hasFlatMember(node);
  return ts.isIdentifier(node) || ts.isCallExpression(node) || ts.isPropertyAccessExpression(node);
}

/** Whether a literal is declared or asserted to be a context. */
function isTyped(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  return declaredTypes(literal).some(type => {
    const value = valuesOf(project).ofType(type);
    return value?.is === 'sdk' && CONTEXT_TYPES.has(value.name);
  });
}

/** An argument, or a value kept in a variable or returned, with nothing but members of a context. */
function looksLikeContext(
  literal: ts.ObjectLiteralExpression,
  keys: readonly string[],
  flat: readonly string[],
): boolean {
  if (!/(?:test|spec|mock|fixture)/i.test(literal.getSourceFile().fileName)) return false;
  const isOnlyContext = keys.every(key => flat.includes(key) || key === 'sessionId');
  return (
    isOnlyContext &&
    keys.length > 1 &&
    flat.some(key => TELLING.has(key)) &&
    keys.some(key => !TELLING.has(key))
  );
}

/** Whether a literal takes its values from a real context: options made from one, no stand-in for it. */
function readsContext(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  let found = false;
  walk(literal, node => {
    if (found || (ts.isExpression(node) && isFunctionNode(node))) return false;
    const isRead = ts.isPropertyAccessExpression(node) && /^(?:mcpReq|http)$/.test(node.name.text);
    if (isRead) found = handlerContextsOf(project).is(node.expression);
    return !found;
  });
  return found;
}

function hasFlatMember(literal: ts.ObjectLiteralExpression): boolean {
  return memberNames(literal).some(name => Object.hasOwn(CONTEXT_MEMBERS, name));
}

function memberNames(literal: ts.ObjectLiteralExpression): string[] {
  return literal.properties.flatMap(each => nameText(each.name) ?? []);
}
