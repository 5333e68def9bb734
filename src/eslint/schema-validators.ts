import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { keyName, memberName, unwrap, wrapped } from './tree.js';

const COMPILES = /^(?:compile|compileAsync|validate|validateSchema)$/;

/** Whether a call has the class `Ajv`, which knows draft-07, check by the output schema of a tool. */
export function compilesOutputSchema(file: McpFile, node: TSESTree.CallExpression): boolean {
  const { callee } = node;
  if (callee.type !== AST_NODE_TYPES.MemberExpression || !COMPILES.test(memberName(callee) ?? ''))
    return false;
  const [schema] = node.arguments;
  const value = schema && unwrap(schema);
  if (value?.type !== AST_NODE_TYPES.MemberExpression || memberName(value) !== 'outputSchema') return false;
  return file.speaksMcp && isDraft07Engine(file, callee.object);
}

/** Whether a member gives an SDK client a validator that is built on the class `Ajv`. */
export function givesDraft07Validator(file: McpFile, node: TSESTree.Property): boolean {
  if (keyName(node) !== 'jsonSchemaValidator') return false;
  const { parent: made } = wrapped(node.parent);
  if (made?.type !== AST_NODE_TYPES.NewExpression || file.values.classOf(made) !== 'Client') return false;
  const validator = created(file, node.value);
  if (!validator || file.names.sdkName(validator.callee) !== 'AjvJsonSchemaValidator') return false;
  const [engine] = validator.arguments;
  return engine !== undefined && isDraft07Engine(file, engine);
}

function isDraft07Engine(file: McpFile, node: TSESTree.Node): boolean {
  const engine = created(file, node);
  if (!engine) return false;
  const origin = file.names.origin(engine.callee);
  if (origin?.module === 'ajv') return ['default', 'Ajv', '*'].includes(origin.name);
  return file.names.sdkName(engine.callee) === 'Ajv';
}

/** The `new` expression behind a value: written there, or kept in a constant. */
function created(file: McpFile, node: TSESTree.Node): TSESTree.NewExpression | undefined {
  let value: TSESTree.Node | undefined = unwrap(node);
  if (value.type === AST_NODE_TYPES.Identifier) value = file.names.initializer(value);
  const inner = value && unwrap(value);
  return inner?.type === AST_NODE_TYPES.NewExpression ? inner : undefined;
}
