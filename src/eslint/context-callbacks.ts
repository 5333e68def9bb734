import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { literalText, propertyValue } from './tree.js';

/** Whether a callback with one parameter gets the context there: a tool or prompt without arguments, a list. */
export function takesContextAlone(call: TSESTree.CallExpression, method: string): boolean {
  const options = call.arguments[1];
  if (method === 'registerTool' || method === 'registerPrompt') {
    const schema = method === 'registerTool' ? 'inputSchema' : 'argsSchema';
    return (
      options?.type === AST_NODE_TYPES.ObjectExpression &&
      !propertyValue(options, schema) &&
      options.properties.every(each => each.type === AST_NODE_TYPES.Property)
    );
  }
  if (method !== 'tool' && method !== 'prompt') return false;
  return call.arguments.slice(1, -1).every(each => literalText(each) !== undefined);
}
