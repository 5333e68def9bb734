import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { referencesTo } from './functions.js';
import type { Names } from './names.js';
import { registrarCall, type RegistrarCall } from './registrars.js';
import { annotation, patternPath } from './types.js';
import { isFunction, literalText, memberName, propertyValue, unwrap, type FunctionNode } from './tree.js';

/** Methods that register a handler; their last argument is called with the request and the context. */
const REGISTER =
  /^(?:tool|registerTool|prompt|registerPrompt|resource|registerResource|setRequestHandler|setNotificationHandler|registerToolTask)$/;

/** Types of the SDK for callbacks: their last parameter is the context. */
const CALLBACK_TYPE =
  /^(?:ToolCallback|PromptCallback|ReadResource(?:Template)?Callback|ListResourcesCallback)$/;

/** What the contexts of handlers need to know about other values. */
export interface KnownClasses {
  classOf(node: TSESTree.Node): string | undefined;
  classOfType(type: TSESTree.TypeNode): string | undefined;
}

/** Finds the contexts that the SDK, v1 or v2, hands to handlers. */
export class Contexts {
  readonly #sourceCode: Readonly<TSESLint.SourceCode>;
  readonly #names: Names;
  readonly #classes: KnownClasses;

  constructor(sourceCode: Readonly<TSESLint.SourceCode>, names: Names, classes: KnownClasses) {
    this.#sourceCode = sourceCode;
    this.#names = names;
    this.#classes = classes;
  }

  /** Whether a parameter of a function receives the context of a handler. */
  isParameter(parameter: TSESTree.Node, owner: FunctionNode): boolean {
    const type = annotation(parameter);
    if (type) return this.#classes.classOfType(type) === 'Context';
    return this.parameterOf(owner) === parameter;
  }

  /**
   * The members read from a handler's context to reach a value: `['mcpReq', 'send']` for `ctx.mcpReq.send` and for a
   * name that a pattern or a constant takes from there.
   */
  path(node: TSESTree.Node): readonly string[] | undefined {
    const value = unwrap(node);
    if (value.type === AST_NODE_TYPES.MemberExpression) {
      const name = memberName(value);
      const path = this.path(value.object);
      return path && name !== undefined ? [...path, name] : undefined;
    }
    if (value.type !== AST_NODE_TYPES.Identifier) return undefined;
    if (this.#classes.classOf(value) === 'Context') return [];
    const definition = this.#names.variable(value)?.defs[0];
    if (!definition) return undefined;
    const bound = patternPath(definition.name);
    if (isFunction(definition.node)) {
      const parameter = definition.node.params.find(each => bound?.root === each);
      return bound && parameter && this.isParameter(parameter, definition.node) ? bound.path : undefined;
    }
    if (definition.node.type !== AST_NODE_TYPES.VariableDeclarator || !definition.node.init) return undefined;
    if (bound?.root !== definition.node.id) return undefined;
    const path = this.path(definition.node.init);
    return path && [...path, ...bound.path];
  }

  /** The parameter of a registered handler that is its context, with one parameter only for certain handlers. */
  parameterOf(owner: FunctionNode): TSESTree.Node | undefined {
    const { parent, params } = owner;
    if (params.length === 0) return undefined;
    const typed = parent.type === AST_NODE_TYPES.VariableDeclarator ? annotation(parent.id) : undefined;
    const callback = typed && 'typeName' in typed ? this.#names.sdkName(typed.typeName) : undefined;
    if (callback && CALLBACK_TYPE.test(callback)) return params.length > 1 ? params.at(-1) : undefined;
    const call = parent.type === AST_NODE_TYPES.CallExpression ? parent : this.#registrationOf(owner);
    const registered = call && this.#registered(call);
    if (!registered || !REGISTER.test(registered.method)) return undefined;
    const kind = this.#classes.classOf(registered.server);
    if (kind !== 'McpServer' && kind !== 'Server' && kind !== 'Client') return undefined;
    if (params.length > 1) return params.at(-1);
    return takesContextAlone(registered) ? params[0] : undefined;
  }

  #registered(call: TSESTree.CallExpression): RegistrarCall | undefined {
    const { callee } = call;
    const found = registrarCall(this.#names, call);
    if (found || callee.type !== AST_NODE_TYPES.MemberExpression) return found;
    return { method: memberName(callee) ?? '', server: callee.object, given: call.arguments };
  }

  #registrationOf(owner: FunctionNode): TSESTree.CallExpression | undefined {
    for (const reference of referencesTo(this.#sourceCode, owner)) {
      const { parent } = reference.identifier;
      const isArgument =
        parent?.type === AST_NODE_TYPES.CallExpression && parent.callee !== reference.identifier;
      if (isArgument) return parent;
    }
    return undefined;
  }
}

/** Whether a callback with one parameter gets the context there: a tool or prompt without arguments, a list. */
function takesContextAlone({ method, given }: RegistrarCall): boolean {
  const options = given[1];
  if (method === 'registerTool' || method === 'registerPrompt') {
    const schema = method === 'registerTool' ? 'inputSchema' : 'argsSchema';
    return (
      options?.type === AST_NODE_TYPES.ObjectExpression &&
      !propertyValue(options, schema) &&
      options.properties.every(each => each.type === AST_NODE_TYPES.Property)
    );
  }
  if (method !== 'tool' && method !== 'prompt') return false;
  return given.slice(1, -1).every(each => literalText(each) !== undefined);
}
