import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { hasSpread, keyName, memberName, property, propertyValue, unwrap, wrapped } from './tree.js';

const LIBRARY = /^(?:zod|valibot)(?:\/|$)/;
/** What 2025-11-25 allowed at the root of a schema, and what no other keyword is let through by. */
const OLD_SUBSET = new Set([
  '$schema',
  'type',
  'properties',
  'required',
  'additionalProperties',
  'title',
  'description',
]);
/** Methods that leave a validator what it is, but for missing values and what is said about it. */
const TRANSPARENT = new Set([
  'optional',
  'exactOptional',
  'nullable',
  'nullish',
  'default',
  'describe',
  'meta',
  'strict',
]);
/** Functions that do the same to their first argument. */
const WRAPPERS = new Set(['optional', 'exactOptional', 'nullable', 'nullish']);

/** A validator of objects: `z.object({ … })`, `v.looseObject({ … })`. */
interface ObjectValidator {
  readonly shape: TSESTree.ObjectExpression;
  /** Whether members that the shape does not name are let through. */
  readonly isOpen: boolean;
}

/**
 * Whether a member of a validator describes a schema of tools as 2025-11-25 had it: by the keywords of the time, so
 * that others are dropped or refused, or an output schema by the type that its root had then.
 */
export function describesOldSchema(file: McpFile, node: TSESTree.Property): boolean {
  const key = keyName(node);
  if ((key !== 'inputSchema' && key !== 'outputSchema') || !file.speaksMcp || !isDescribed(file, node)) {
    return false;
  }
  const validator = objectValidator(file, node.value);
  if (!validator || hasSpread(validator.shape)) return false;
  const { shape, isOpen } = validator;
  const names = shape.properties.map(each =>
    each.type === AST_NODE_TYPES.Property ? keyName(each) : undefined,
  );
  const isSchema = names.includes('properties') && (names.includes('type') || names.includes('required'));
  if (!isSchema || !names.every(name => name !== undefined && OLD_SUBSET.has(name))) return false;
  return !isOpen || (key === 'outputSchema' && isLiteralObject(file, propertyValue(shape, 'type')));
}

/** Whether a member of a validator lets objects through only as the `structuredContent` of a result. */
export function describesObjectResult(file: McpFile, node: TSESTree.Property): boolean {
  if (keyName(node) !== 'structuredContent' || !file.speaksMcp || !isDescribed(file, node)) return false;
  if (node.parent.type !== AST_NODE_TYPES.ObjectExpression || !property(node.parent, 'content')) return false;
  const value = withoutWrappers(file, node.value);
  if (!value) return false;
  if (libraryFunction(file, value) === 'record') return true;
  const validator = objectValidator(file, value);
  return validator !== undefined && validator.shape.properties.length === 0;
}

/** Whether a member stands in the shape of a validator: `z.object({ name: z.string(), inputSchema: … })`. */
function isDescribed(file: McpFile, node: TSESTree.Property): boolean {
  const { parent: call } = wrapped(node.parent);
  if (call?.type !== AST_NODE_TYPES.CallExpression || call.callee.type !== AST_NODE_TYPES.MemberExpression) {
    return false;
  }
  const name = memberName(call.callee) ?? '';
  return /^(?:extend|safeExtend)$/.test(name) || /object$/i.test(libraryFunction(file, call) ?? '');
}

function objectValidator(file: McpFile, node: TSESTree.Node, isOpen = false): ObjectValidator | undefined {
  const value = withoutWrappers(file, node);
  if (value?.type !== AST_NODE_TYPES.CallExpression) return undefined;
  const made = libraryFunction(file, value);
  if (made !== undefined && /^(?:strict|loose)?object$/i.test(made)) {
    const shape = file.names.object(value.arguments[0]);
    return shape && { shape, isOpen: isOpen || made === 'looseObject' };
  }
  const { callee } = value;
  const isOpened =
    callee.type === AST_NODE_TYPES.MemberExpression &&
    /^(?:passthrough|loose|catchall)$/.test(memberName(callee) ?? '');
  return isOpened ? objectValidator(file, callee.object, true) : undefined;
}

/** A validator without what only lets it be missing: `v.optional(v.string())`, `z.string().optional()`. */
function withoutWrappers(file: McpFile, node: TSESTree.Node): TSESTree.Node | undefined {
  const value = unwrap(node);
  if (value.type !== AST_NODE_TYPES.CallExpression) return undefined;
  const made = libraryFunction(file, value);
  if (made !== undefined) {
    const [inner] = value.arguments;
    return WRAPPERS.has(made) ? inner && withoutWrappers(file, inner) : value;
  }
  const { callee } = value;
  const isTransparent =
    callee.type === AST_NODE_TYPES.MemberExpression && TRANSPARENT.has(memberName(callee) ?? '');
  return isTransparent ? withoutWrappers(file, callee.object) : value;
}

/** The name of the function of a validation library that a call calls, as in `z.object(…)`, `v.optional(…)`. */
function libraryFunction(file: McpFile, node: TSESTree.Node): string | undefined {
  if (node.type !== AST_NODE_TYPES.CallExpression || node.callee.type !== AST_NODE_TYPES.MemberExpression) {
    return undefined;
  }
  const { object } = node.callee;
  const name = memberName(node.callee);
  const isLibrary =
    object.type === AST_NODE_TYPES.Identifier && LIBRARY.test(file.names.origin(object)?.module ?? '');
  return isLibrary ? name : undefined;
}

function isLiteralObject(file: McpFile, node: TSESTree.Node | undefined): boolean {
  const value = node && withoutWrappers(file, node);
  return (
    value?.type === AST_NODE_TYPES.CallExpression &&
    libraryFunction(file, value) === 'literal' &&
    file.names.string(value.arguments[0]) === 'object'
  );
}
