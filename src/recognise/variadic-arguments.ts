import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { typesOf } from '../project/types.js';
import { schemaKindsOf } from './schema-kind.js';
import { isFunctionNode, nameText, unwrap } from './syntax.js';
import { valuesOf } from './values.js';
import { writtenAs } from './written.js';

/** What an argument between name and callback of `.tool()` or `.prompt()` is. */
type Role = 'description' | 'schema' | 'annotations';

/** An argument with the member of the configuration that it becomes. */
export interface ConfigArgument {
  readonly node: ts.Expression;
  readonly key: string;
}

const ANNOTATIONS = new Set(['title', 'readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']);

const ORDERS: Readonly<Record<'tool' | 'prompt', readonly (readonly Role[])[]>> = {
  tool: [
    ['description'],
    ['schema'],
    ['annotations'],
    ['description', 'schema'],
    ['description', 'annotations'],
    ['schema', 'annotations'],
    ['description', 'schema', 'annotations'],
  ],
  prompt: [['description'], ['schema'], ['description', 'schema']],
};

/**
 * Tells which argument of a v1 `.tool(name, …, callback)` or `.prompt(name, …, callback)` is which.
 * @param middle the arguments between the name and the last
 * @param last the last argument; v1 takes the first function for the callback and ignores what follows it
 * @returns undefined when more than one reading is possible, or none
 */
export function configArguments(
  project: ProjectModel,
  method: 'tool' | 'prompt',
  middle: readonly ts.Expression[],
  last: ts.Expression,
): ConfigArgument[] | undefined {
  if (isNoFunction(last)) return undefined;
  if (middle.length === 0) return [];
  const isCallback = isFunction(project, last);
  const possible = middle.map(node => {
    const roles = possibleRoles(project, node);
    const mayBeCallback = roles.size > 1 && (isFunction(project, node) || (isCall(node) && !isCallback));
    return mayBeCallback ? new Set<Role>() : roles;
  });
  const orders = ORDERS[method].filter(
    order => order.length === middle.length && order.every((role, index) => possible[index]!.has(role)),
  );
  const [order, ...more] = orders;
  if (!order || more.length > 0) return undefined;
  const schemaKey = method === 'tool' ? 'inputSchema' : 'argsSchema';
  return middle.map((node, index) => {
    const role = order[index]!;
    return { node, key: role === 'schema' ? schemaKey : role };
  });
}

/** Values that v1 would not have called. */
function isNoFunction(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isConditionalExpression(value)) return isNoFunction(value.whenTrue) && isNoFunction(value.whenFalse);
  return (
    ts.isObjectLiteralExpression(value) ||
    ts.isLiteralExpression(value) ||
    value.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isIdentifier(value) && value.text === 'undefined')
  );
}

function isFunction(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  if (isFunctionNode(value) || valuesOf(project).of(value)?.is === 'function') return true;
  const found = typesOf(project).of(value);
  return found !== undefined && found.type.getCallSignatures().length > 0;
}

function isCall(node: ts.Expression): boolean {
  return ts.isCallExpression(unwrap(node));
}

function possibleRoles(project: ProjectModel, node: ts.Expression): ReadonlySet<Role> {
  const written = writtenAs(project, node);
  const found = written && new Set(written.map(each => roleOf(project, unwrap(each))));
  const [only] = found ?? [];
  if (found?.size === 1 && only) return new Set([only]);
  const typed = typedRole(project, node) ?? declaredRole(project, node);
  if (typed) return new Set([typed]);
  return new Set(['description', 'schema', 'annotations']);
}

function roleOf(project: ProjectModel, node: ts.Expression): Role | undefined {
  if (isText(node)) return 'description';
  if (ts.isObjectLiteralExpression(node)) {
    const keys = node.properties.map(each => nameText(each.name));
    const isAnnotations = keys.length > 0 && keys.every(key => key !== undefined && ANNOTATIONS.has(key));
    if (isAnnotations && node.properties.every(isPlainMember)) return 'annotations';
  }
  const kind = schemaKindsOf(project).of(node);
  return kind.is === 'shape' || kind.is === 'schema' ? 'schema' : undefined;
}

function isText(node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  return isText(unwrap(node.left)) || isText(unwrap(node.right));
}

/** Whether a member has a boolean or text as its value, as tool annotations do. */
function isPlainMember(member: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(member)) return false;
  const value = unwrap(member.initializer);
  return (
    isText(value) ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword ||
    (ts.isPrefixUnaryExpression(value) && value.operator === ts.SyntaxKind.ExclamationToken)
  );
}

/** What a declared type of the SDK says: `const hints: ToolAnnotations`, `function hints(): ToolAnnotations`. */
function declaredRole(project: ProjectModel, node: ts.Expression): Role | undefined {
  const value = unwrap(node);
  const declaration = ts.isCallExpression(value)
    ? valuesOf(project).callee(value)
    : ts.isIdentifier(value)
      ? project.names.declaration(value)
      : undefined;
  const isTyped = declaration && (isFunctionNode(declaration) || ts.isVariableDeclaration(declaration));
  const type = isTyped ? declaration.type : undefined;
  if (!type || !ts.isTypeReferenceNode(type)) return undefined;
  const origin = project.names.origin(type.typeName);
  const isSdk =
    origin !== undefined && /^@modelcontextprotocol\/(?:sdk|server|core)(?:\/|$)/.test(origin.module);
  return isSdk && origin.name === 'ToolAnnotations' ? 'annotations' : undefined;
}

function typedRole(project: ProjectModel, node: ts.Expression): Role | undefined {
  const found = typesOf(project).of(node);
  if (!found) return undefined;
  const type = found.checker.getNonNullableType(found.type);
  const isString = (each: ts.Type) => (each.flags & ts.TypeFlags.StringLike) !== 0;
  if (type.isUnion() ? type.types.every(isString) : isString(type)) return 'description';
  const kind = schemaKindsOf(project).of(node);
  if (kind.is === 'shape' || kind.is === 'schema') return 'schema';
  const members = type.getProperties().map(each => each.name);
  return members.length > 0 && members.every(name => ANNOTATIONS.has(name)) ? 'annotations' : undefined;
}
