import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { registration } from './registrations.js';
import {
  isConst,
  isFunctionNode,
  member,
  methodCall,
  nameText,
  unwrap,
  type FunctionNode,
} from './syntax.js';
import { taskHandlerIndex } from './task-tools.js';
import { valuesOf, type Values } from './values.js';

const CONTEXT_TYPES = new Set(['ServerContext', 'ClientContext', 'BaseContext']);

/** SDK classes that handlers are registered with. */
export const REGISTRARS = new Set(['McpServer', 'Server', 'Client']);

/** Types of the SDK for callbacks, with the parameter that is the context; undefined when the schema decides. */
const CALLBACK_TYPES: Readonly<Record<string, number | undefined>> = {
  ToolCallback: undefined,
  PromptCallback: undefined,
  ReadResourceCallback: 1,
  ReadResourceTemplateCallback: 2,
  ListResourcesCallback: 0,
};

/**
 * Where the members of the SDK v1 handler context are in v2.
 * @see https://github.com/modelcontextprotocol/typescript-sdk/blob/main/docs/migration/upgrade-to-v2.md#low-level-protocol--handler-context-ctx
 */
export const CONTEXT_MEMBERS: Readonly<Record<string, { group: 'mcpReq' | 'http'; name: string }>> = {
  signal: { group: 'mcpReq', name: 'signal' },
  requestId: { group: 'mcpReq', name: 'id' },
  _meta: { group: 'mcpReq', name: '_meta' },
  sendRequest: { group: 'mcpReq', name: 'send' },
  sendNotification: { group: 'mcpReq', name: 'notify' },
  authInfo: { group: 'http', name: 'authInfo' },
  requestInfo: { group: 'http', name: 'req' },
  closeSSEStream: { group: 'http', name: 'closeSSE' },
  closeStandaloneSSEStream: { group: 'http', name: 'closeStandaloneSSE' },
};

/** Finds the contexts that SDK v2 hands to handlers, wherever the project passes them. */
export class HandlerContexts {
  readonly #project: ProjectModel;
  readonly #values: Values;
  readonly #parameters = new Map<ts.ParameterDeclaration, boolean>();
  readonly #declarations = new Map<ts.Declaration, boolean>();

  constructor(project: ProjectModel) {
    this.#project = project;
    this.#values = valuesOf(project);
  }

  /** Whether an expression is a handler context. */
  is(node: ts.Expression): boolean {
    const value = unwrap(node);
    const declaration = ts.isIdentifier(value) ? this.#project.names.declaration(value) : undefined;
    if (!declaration) return this.#isContextValue(value);
    const known = this.#declarations.get(declaration);
    if (known !== undefined) return known;
    this.#declarations.set(declaration, false);
    const found = this.#isContextValue(value) || this.#isDeclaredContext(declaration);
    this.#declarations.set(declaration, found);
    return found;
  }

  /** Whether a parameter, destructured or not, receives a handler context. */
  isParameter(node: ts.ParameterDeclaration): boolean {
    const known = this.#parameters.get(node);
    if (known !== undefined) return known;
    this.#parameters.set(node, false);
    const found = this.#parameter(node);
    this.#parameters.set(node, found);
    return found;
  }

  /**
   * The members read from a context to reach an expression: `['mcpReq', 'send']` for `ctx.mcpReq.send` and for
   * what a destructuring or a constant takes from there.
   */
  path(node: ts.Expression): string[] | undefined {
    const value = unwrap(node);
    if (this.is(value)) return [];
    if (ts.isPropertyAccessExpression(value)) return extended(this.path(value.expression), value.name.text);
    if (!ts.isIdentifier(value)) return undefined;
    const declaration = this.#project.names.declaration(value);
    if (!declaration) return undefined;
    if (ts.isBindingElement(declaration)) return this.boundPath(declaration);
    const isAlias = ts.isVariableDeclaration(declaration) && isConst(declaration);
    return isAlias && declaration.initializer ? this.path(declaration.initializer) : undefined;
  }

  /** The members that a name in a destructuring pattern is taken from, starting at a context. */
  boundPath(node: ts.BindingElement): string[] | undefined {
    const key = nameText(node.propertyName ?? node.name);
    if (key === undefined || node.dotDotDotToken) return undefined;
    return extended(this.patternPath(node.parent), key);
  }

  /** The members that lead to the object a pattern takes apart. */
  patternPath(pattern: ts.BindingPattern): string[] | undefined {
    if (!ts.isObjectBindingPattern(pattern)) return undefined;
    const owner = pattern.parent;
    if (ts.isBindingElement(owner)) return this.boundPath(owner);
    if (ts.isParameter(owner)) return this.isParameter(owner) ? [] : undefined;
    return owner.initializer && this.path(owner.initializer);
  }

  #isContextValue(node: ts.Expression): boolean {
    return CONTEXT_TYPES.has(this.#values.sdkName(node) ?? '');
  }

  #isDeclaredContext(node: ts.Declaration): boolean {
    if (ts.isParameter(node)) return this.isParameter(node);
    const alias = ts.isVariableDeclaration(node) && !node.type ? node.initializer : undefined;
    return alias !== undefined && ts.isIdentifier(unwrap(alias)) && this.is(alias);
  }

  #parameter(node: ts.ParameterDeclaration): boolean {
    const owner = node.parent;
    // Tests call handlers with objects of their own, which say less than the registration.
    if (!node.type && isFunctionNode(owner) && this.#isRegistered(owner, owner.parameters.indexOf(node)))
      return true;
    const value = this.#values.ofDeclaration(node);
    if (value) return value.is === 'sdk' && CONTEXT_TYPES.has(value.name);
    if (node.type || !isFunctionNode(owner)) return false;
    const index = owner.parameters.indexOf(node);
    if (this.#contextIndex(owner) === index) return true;
    const calls = this.#values.callsOf(owner);
    return (
      calls.length > 0 &&
      calls.every(call => {
        const argument = call.arguments?.[index];
        return argument !== undefined && this.is(argument);
      })
    );
  }

  /** Whether a function is registered by its name as a handler that gets its context at `index`. */
  #isRegistered(owner: FunctionNode, index: number): boolean {
    return this.#values.passedTo(owner).some(call => {
      const registered = registration(call, this.#project.names);
      if (registered?.contextIndex !== index || this.#values.callee(call) === owner) return false;
      const callback = this.#values.of(registered.callback);
      if (callback?.is !== 'function' || callback.node !== owner) return false;
      return REGISTRARS.has(this.#values.sdkName(registered.receiver) ?? '');
    });
  }

  /** Which parameter of a function is the context, by the place where the function is written. */
  #contextIndex(node: ts.SignatureDeclaration): number | undefined {
    let outer: ts.Node = node;
    while (ts.isParenthesizedExpression(outer.parent) || ts.isSatisfiesExpression(outer.parent)) {
      outer = outer.parent;
      if (ts.isSatisfiesExpression(outer)) return this.#callbackIndex(outer.type, node);
    }
    const { parent } = outer;
    if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
      return this.#callbackIndex(parent.type ?? ts.getJSDocType(parent), node);
    }
    if (
      ts.isBinaryExpression(parent) &&
      parent.right === outer &&
      ts.isPropertyAccessExpression(parent.left)
    ) {
      const { name, expression } = parent.left;
      const isFallback = name.text === 'fallbackRequestHandler' && this.#isProtocol(expression);
      return isFallback ? 1 : undefined;
    }
    const task = taskHandlerIndex(this.#project, parent);
    if (task !== undefined) return task;
    const isList =
      nameText((parent as ts.PropertyAssignment).name ?? (outer as ts.MethodDeclaration).name) === 'list';
    return isList && this.#isResourceTemplate(node) ? 0 : undefined;
  }

  #callbackIndex(type: ts.TypeNode | undefined, node: ts.SignatureDeclaration): number | undefined {
    const name = type && ts.isTypeReferenceNode(type) ? this.#values.sdkExport(type.typeName) : undefined;
    if (name === undefined || !Object.hasOwn(CALLBACK_TYPES, name)) return undefined;
    const fixed = CALLBACK_TYPES[name];
    if (fixed !== undefined) return fixed;
    const hasSchema = (type as ts.TypeReferenceNode).typeArguments?.length;
    return hasSchema || node.parameters.length > 1 ? 1 : 0;
  }

  #isProtocol(node: ts.Expression): boolean {
    return ['Server', 'Client', 'Protocol'].includes(this.#values.sdkName(node) ?? '');
  }

  /** Whether a function is the `list` of `new ResourceTemplate(uri, { list })`. */
  #isResourceTemplate(node: ts.Node): boolean {
    for (let at: ts.Node = node; at; at = at.parent) {
      if (ts.isNewExpression(at)) {
        const options = at.arguments?.[1];
        const isOwn =
          options !== undefined && ts.isObjectLiteralExpression(options) && member(options, 'list');
        return Boolean(isOwn) && this.#values.sdkExport(at.expression) === 'ResourceTemplate';
      }
      if (ts.isStatement(at)) return false;
    }
    return false;
  }
}

const snapshots = new WeakMap<ProjectModel, HandlerContexts>();

/** The handler contexts of a project snapshot, kept with it. */
export function handlerContextsOf(project: ProjectModel): HandlerContexts {
  let contexts = snapshots.get(project);
  if (!contexts) snapshots.set(project, (contexts = new HandlerContexts(project)));
  return contexts;
}

/** Whether a call sends a request from inside a handler: `ctx.mcpReq.send(…)`, or `send` taken from there. */
export function isNestedSend(project: ProjectModel, call: ts.CallExpression): boolean {
  const path = handlerContextsOf(project).path(call.expression);
  return path?.join('.') === 'mcpReq.send';
}

/** Whether a call is `client.request(…)` or `server.request(…)` of the SDK. */
export function isProtocolRequest(project: ProjectModel, call: ts.CallExpression): boolean {
  const found = methodCall(call);
  if (found?.name !== 'request') return false;
  return ['Server', 'Client', 'Protocol'].includes(valuesOf(project).sdkName(found.object) ?? '');
}

function extended(path: string[] | undefined, name: string): string[] | undefined {
  return path && [...path, name];
}
