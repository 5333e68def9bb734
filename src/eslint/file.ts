import path from 'node:path';
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isTestPath, packageDirectory } from '../discovery/tests.js';
import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import { speaksProtocol } from '../facts/protocol-words.js';
import { isLegacyOnly } from './legacy-code.js';
import { messageMethod, methodsOf } from './messages.js';
import { Names } from './names.js';
import { settingsOf, type McpSettings } from './settings.js';
import { memberName, unwrap } from './tree.js';
import { Values } from './values.js';

/** A call of a method of an SDK object, or of a function that was taken from one. */
export interface McpCall {
  readonly node: TSESTree.CallExpression;
  /** SDK class of the object, as `Values.classOf` tells it. */
  readonly on: string;
  /** Name of the method; for the context of a handler with its path, such as `mcpReq.send`. */
  readonly name: string;
  readonly object: TSESTree.Node;
}

/** Methods that only SDK servers and clients have, so that a file with MCP code need not show the class. */
const UNMISTAKABLE = new Map(
  Object.entries({
    elicitInput: 'Server',
    sendLoggingMessage: 'Server',
    sendResourceUpdated: 'Server',
    sendToolListChanged: 'Server',
    sendPromptListChanged: 'Server',
    sendResourceListChanged: 'Server',
    getClientCapabilities: 'Server',
    getClientVersion: 'Server',
    createElicitationCompletionNotifier: 'Server',
    setLoggingLevel: 'Client',
    sendRootsListChanged: 'Client',
    subscribeResource: 'Client',
    unsubscribeResource: 'Client',
  }),
);

/** Everything the rules ask about one file, computed once for all of them. */
export class McpFile {
  readonly sourceCode: Readonly<TSESLint.SourceCode>;
  readonly names: Names;
  readonly values: Values;
  readonly settings: McpSettings;
  /** Absolute path. */
  readonly filename: string;
  readonly isTest: boolean;
  /** Module specifiers that the file imports, requires or passes on. */
  readonly modules: readonly string[];
  /** Whether the file imports SDK v1, directly. */
  readonly importsV1: boolean;
  /** Whether the file imports SDK v2, directly. */
  readonly importsV2: boolean;
  readonly #legacy = new Map<TSESTree.Node, boolean>();
  #speaks: boolean | undefined;
  #usesSdk: boolean | undefined;
  #code: string | undefined;

  constructor(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>) {
    const { sourceCode, filename, cwd, settings } = context;
    this.sourceCode = sourceCode;
    this.names = new Names(sourceCode, filename);
    this.values = new Values(sourceCode, this.names);
    this.settings = settingsOf(settings);
    this.filename = path.resolve(cwd, filename);
    this.isTest = isTestPath(packageDirectory(this.filename) ?? cwd, this.filename);
    this.modules = modulesOf(this.code);
    this.importsV1 = this.modules.some(isV1Specifier);
    this.importsV2 = this.modules.some(isV2Specifier);
  }

  /** The text with its comments blanked, which may well name what the code does not have. */
  get code(): string {
    if (this.#code !== undefined) return this.#code;
    let code = '';
    let end = 0;
    for (const { range } of this.sourceCode.getAllComments()) {
      code += this.sourceCode.text.slice(end, range[0]) + ' '.repeat(range[1] - range[0]);
      end = range[1];
    }
    return (this.#code = code + this.sourceCode.text.slice(end));
  }

  /** Whether the file imports from the SDK, directly or through a module of the project. */
  get usesSdk(): boolean {
    return (this.#usesSdk ??= this.importsV1 || this.importsV2 || this.#importsThroughBarrel());
  }

  /** Whether the file has to do with the SDK or speaks the protocol itself. */
  get speaksMcp(): boolean {
    return (this.#speaks ??=
      this.usesSdk || speaksProtocol(this.code) || speaksProtocol(this.#importedConstants()));
  }

  /** The SDK call that a call expression is: `server.elicitInput(…)`, `extra.sendRequest(…)`, a bound alias of one. */
  call(node: TSESTree.CallExpression): McpCall | undefined {
    const callee = unwrap(node.callee);
    const path = this.values.contexts.path(callee);
    if (path && path.length > 0) return { node, on: 'Context', name: path.join('.'), object: callee };
    if (callee.type === AST_NODE_TYPES.Identifier) return this.#alias(node, callee);
    if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
    return this.#method(node, callee);
  }

  /**
   * The method that a call registers a handler for, on an SDK server or client, with the handler.
   * @param isWanted which method to tell when the call registers several, as in a loop; any of them unless given
   */
  handled(
    node: TSESTree.CallExpression,
    isWanted: (method: string) => boolean = () => true,
  ):
    | { readonly method: string; readonly on: string; readonly callback: TSESTree.Node | undefined }
    | undefined {
    const call = this.call(node);
    if (call?.name !== 'setRequestHandler' && call?.name !== 'setNotificationHandler') return undefined;
    const methods = methodsOf(this.names, node.arguments[0]);
    const method = methods.find(isWanted) ?? methods[0];
    return method === undefined ? undefined : { method, on: call.on, callback: node.arguments.at(-1) };
  }

  /** The method of the message that a call sends: `server.request({ method })`, `extra.sendRequest({ method })`. */
  sent(node: TSESTree.CallExpression): { readonly method: string; readonly on: string } | undefined {
    const call = this.call(node);
    if (
      !call ||
      !/(?:^|\.)(?:request|notification|send|notify|sendRequest|sendNotification)$/.test(call.name)
    ) {
      return undefined;
    }
    const method = messageMethod(this.names, node.arguments[0]);
    return method === undefined ? undefined : { method, on: call.on };
  }

  /** Whether a node only runs for 2025-11-25 peers. */
  isLegacyOnly(node: TSESTree.Node): boolean {
    let known = this.#legacy.get(node);
    if (known === undefined) this.#legacy.set(node, (known = isLegacyOnly(this, node)));
    return known;
  }

  #importsThroughBarrel(): boolean {
    return this.#ownImports().some(local => this.names.sdkName(local) !== undefined);
  }

  /** The names that the file imports from modules of the project. */
  #ownImports(): TSESTree.Identifier[] {
    return this.sourceCode.ast.body.flatMap(each =>
      each.type === AST_NODE_TYPES.ImportDeclaration && each.source.value.startsWith('.')
        ? each.specifiers.map(({ local }) => local)
        : [],
    );
  }

  /** The constants that the file imports, as they would be written. */
  #importedConstants(): string {
    return this.#ownImports()
      .flatMap(local => {
        const { constant, members } = this.names.imported(local)?.exported ?? {};
        return [constant, ...(members?.values() ?? [])].map(each => `'${each}'`);
      })
      .join('\n');
  }

  #method(node: TSESTree.CallExpression, callee: TSESTree.MemberExpression): McpCall | undefined {
    const name = memberName(callee);
    if (name === undefined) return undefined;
    const on = this.values.classOf(callee.object) ?? this.#unmistakable(callee.object, name);
    return on === undefined ? undefined : { node, on, name, object: callee.object };
  }

  /** The class that has a method of this name, for objects that nothing is known of; wrappers of clients are none. */
  #unmistakable(object: TSESTree.Node, name: string): string | undefined {
    const on = this.usesSdk ? UNMISTAKABLE.get(name) : undefined;
    const isClient = /client\W*$/i.test(this.sourceCode.getText(object));
    return on === 'Server' && isClient ? undefined : on;
  }

  /** `const ask = server.elicitInput.bind(server)`, `const { createMessage } = server`. */
  #alias(node: TSESTree.CallExpression, callee: TSESTree.Identifier): McpCall | undefined {
    const definition = this.names.variable(callee)?.defs[0];
    const declarator = definition?.node;
    if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator || !declarator.init) return undefined;
    if (declarator.id.type === AST_NODE_TYPES.ObjectPattern) {
      const on = this.values.classOf(declarator.init);
      const bound = declarator.id.properties.find(
        (each): each is TSESTree.Property =>
          each.type === AST_NODE_TYPES.Property && each.value === definition?.name,
      );
      const isPlain = bound?.key.type === AST_NODE_TYPES.Identifier && !bound.computed;
      return on !== undefined && isPlain
        ? { node, on, name: (bound.key as TSESTree.Identifier).name, object: declarator.init }
        : undefined;
    }
    let source = unwrap(declarator.init);
    const isBound =
      source.type === AST_NODE_TYPES.CallExpression &&
      source.callee.type === AST_NODE_TYPES.MemberExpression &&
      memberName(source.callee) === 'bind';
    if (isBound) source = ((source as TSESTree.CallExpression).callee as TSESTree.MemberExpression).object;
    return source.type === AST_NODE_TYPES.MemberExpression ? this.#method(node, source) : undefined;
  }
}

const files = new WeakMap<object, McpFile>();

/** What the rules know about the file of a context; the same for all rules that look at the file. */
export function mcpFile(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): McpFile {
  const key = context.sourceCode.ast;
  let file = files.get(key);
  if (!file) files.set(key, (file = new McpFile(context)));
  return file;
}

function modulesOf(code: string): string[] {
  const found = /\b(?:from|import|require)\s*\(?\s*(['"`])(?<module>[^'"`\n]+)\1/g;
  return [...code.matchAll(found)].map(({ groups }) => groups!['module']!);
}
