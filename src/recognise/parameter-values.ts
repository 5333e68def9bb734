import { ts } from '../engine/ts.js';
import { startedFramework } from '../frameworks/index.js';
import type { NameResolver } from '../project/names.js';
import { registration } from './registrations.js';
import { isFunctionNode, methodCall, unwrap } from './syntax.js';
import { elementOf, firstOf } from './value-members.js';
import type { Value, Values } from './values.js';

/** What a parameter holds: by its type, or else by what is passed for it. */
export class ParameterValues {
  readonly #values: Values;
  readonly #names: NameResolver;

  constructor(values: Values, names: NameResolver) {
    this.#values = values;
    this.#names = names;
  }

  of(node: ts.ParameterDeclaration): Value | undefined {
    const declared = this.#values.ofType(node.type ?? ts.getJSDocType(node));
    const owner = node.parent;
    if (declared || node.dotDotDotToken || !isFunctionNode(owner)) return declared;
    const index = owner.parameters.indexOf(node);
    const { parent } = owner;
    const given = ts.isCallExpression(parent) ? this.#handed(parent, owner, index) : undefined;
    return (
      given ??
      firstOf(this.#values.callsOf(owner), call => {
        const argument = call.arguments?.[index];
        return argument && this.#values.of(argument);
      }) ??
      firstOf(this.#values.passedTo(owner), call => {
        const position = call.arguments.find(each => {
          const value = this.#values.of(each);
          return value?.is === 'function' && value.node === owner;
        });
        return position && this.#handed(call, position, index);
      })
    );
  }

  /** Whether a call is one of a framework that makes the server and hands it over. */
  #handsServer(call: ts.CallExpression): boolean {
    const origin = this.#names.origin(unwrap(call.expression));
    return origin !== undefined && (startedFramework(origin.module, origin.name)?.handsServer ?? false);
  }

  /** What a call hands to parameter `index` of its argument `callback`. */
  #handed(call: ts.CallExpression, callback: ts.Node, index: number): Value | undefined {
    const registered = registration(call, this.#names);
    if (registered?.callback === callback && registered.contextIndex === index) {
      const receiver = this.#values.sdkName(registered.receiver);
      if (receiver === 'McpServer' || receiver === 'Server') return { is: 'sdk', name: 'ServerContext' };
      if (receiver === 'Client') return { is: 'sdk', name: 'ClientContext' };
    }
    const sdk = this.#values.sdkExport(unwrap(call.expression));
    if (sdk === 'createMcpHandler' || sdk === 'serveStdio') return { is: 'sdk', name: 'McpRequestContext' };
    if (index === 0 && call.arguments[0] === callback && this.#handsServer(call)) {
      return { is: 'sdk', name: 'McpServer' };
    }
    const method = methodCall(call);
    if (method?.name === 'then' && index === 0) return this.#values.of(method.object);
    if (method && index === 0 && (method.name === 'forEach' || method.name === 'map')) {
      return elementOf(this.#values.of(method.object));
    }
    const target = this.#values.of(call.expression);
    if (target?.is !== 'function') return undefined;
    const position = call.arguments.findIndex(each => each === callback);
    const expected = this.#values.ofType(target.node.parameters[position]?.type);
    return expected?.is === 'function'
      ? this.#values.ofType(expected.node.parameters[index]?.type)
      : undefined;
  }
}
