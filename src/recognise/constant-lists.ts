import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { isV2Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { isConst, isFunctionNode, member, unwrap, walk, wrapped, type FunctionNode } from './syntax.js';

const LISTS = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'] as const;
export type ListMethod = (typeof LISTS)[number];

/** A server that answers every request for a list with the same one. */
export interface FixedServer {
  readonly construction: ts.NewExpression;
  /** The lists that it has and that never change, in the order of the specification. */
  readonly lists: readonly ListMethod[];
}

/** Members of a server that say nothing about its lists. */
const HARMLESS = new Set(['connect', 'close', 'isConnected', 'sendLoggingMessage']);
/** Members of the server inside that may change what it lists. */
const CHANGES_LISTS =
  /^(?:setRequestHandler|removeRequestHandler|send\w*ListChanged|fallbackRequestHandler)$/;
/** Globals that give something else each time. */
const VARIES = new Set(['Date', 'Math', 'crypto', 'performance']);
const MAX_DEPTH = 4;

/**
 * The `McpServer`s of a file all of whose tools, prompts and resources are registered one after the other where the
 * server is made, whatever the request, the user and the configuration, and stay as they are.
 */
export function fixedServers(project: ProjectModel, unit: SourceUnit): FixedServer[] {
  const found: FixedServer[] = [];
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node)) return;
    const origin = project.names.origin(node.expression);
    if (origin?.name !== 'McpServer' || !isV2Specifier(origin.module)) return;
    const lists = new Registrations(project).of(node);
    if (lists && lists.length > 0) found.push({ construction: node, lists });
  });
  return found;
}

class Registrations {
  readonly #project: ProjectModel;
  readonly #lists = new Set<ListMethod>();
  readonly #entered = new Set<ts.Node>();
  #isListedByCallback = false;

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** The lists of a new server; undefined when something may change one of them. */
  of(construction: ts.NewExpression): ListMethod[] | undefined {
    const declaration = construction.parent;
    if (
      !ts.isVariableDeclaration(declaration) ||
      !ts.isIdentifier(declaration.name) ||
      !isConst(declaration)
    ) {
      return undefined;
    }
    const statement = declaration.parent.parent;
    if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return undefined;
    const block = statement.parent;
    if (!isBody(block) || !this.#onlyRegisters(declaration.name, block)) return undefined;
    if (ts.isBlock(block) && !this.#isKeptByCallers(declaration.name, block)) return undefined;
    if (this.#isListedByCallback) this.#lists.delete('resources/list');
    return LISTS.filter(each => this.#lists.has(each));
  }

  /** Whether every use of a server registers something once and for all, or leaves its lists alone. */
  #onlyRegisters(name: ts.Identifier, block: ts.Block | ts.SourceFile): boolean {
    if (this.#entered.has(block) || this.#entered.size > 40 || endsEarly(block)) return false;
    this.#entered.add(block);
    return this.#project.names.references(name).every(use => this.#isFixedUse(use, block));
  }

  #isFixedUse(use: ts.Identifier, block: ts.Block | ts.SourceFile): boolean {
    const value = wrapped(use);
    const { parent } = value;
    if (ts.isPropertyAccessExpression(parent)) return this.#isFixedMember(parent, block);
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === value)) return true;
    if (!ts.isCallExpression(parent) || parent.expression === value) return false;
    const origin = this.#project.names.origin(parent.expression);
    if (origin) return isV2Specifier(origin.module);
    if (!ts.isIdentifier(parent.expression) || !standsIn(parent, block)) return false;
    const helper = functionOf(this.#project, parent.expression);
    const parameter = helper?.parameters[parent.arguments.indexOf(value)]?.name;
    const body = helper?.body;
    return (
      parameter !== undefined &&
      ts.isIdentifier(parameter) &&
      body !== undefined &&
      ts.isBlock(body) &&
      this.#onlyRegisters(parameter, body)
    );
  }

  #isFixedMember(access: ts.PropertyAccessExpression, block: ts.Block | ts.SourceFile): boolean {
    const name = access.name.text;
    if (HARMLESS.has(name)) return true;
    if (name === 'server') {
      const { parent } = access;
      return ts.isPropertyAccessExpression(parent) && !CHANGES_LISTS.test(parent.name.text);
    }
    const call = access.parent;
    if (!ts.isCallExpression(call) || call.expression !== access || !standsIn(call, block)) return false;
    const described = call.arguments.slice(0, -1);
    if (!described.every(each => this.#isFixed(each, 0))) return false;
    if (name === 'registerTool') this.#lists.add('tools/list');
    else if (name === 'registerPrompt') this.#lists.add('prompts/list');
    else if (name === 'registerResource') this.#addResource(described[1]);
    else return false;
    return true;
  }

  #addResource(address: ts.Expression | undefined): void {
    const value = address && unwrap(address);
    if (!value || !ts.isNewExpression(value)) {
      this.#lists.add('resources/list');
      return;
    }
    this.#lists.add('resources/templates/list');
    const options = value.arguments?.[1];
    const list = options && ts.isObjectLiteralExpression(options) ? member(options, 'list') : undefined;
    const isUnlisted =
      list !== undefined && ts.isPropertyAssignment(list) && list.initializer.getText() === 'undefined';
    if (!isUnlisted) this.#isListedByCallback = true;
  }

  /** Whether a value is the same each time: made of literals, imports and constants that are. */
  #isFixed(node: ts.Node, depth: number): boolean {
    if (depth > MAX_DEPTH) return false;
    let isFixed = true;
    walk(node, at => {
      if (!isFixed || ts.isFunctionLike(at)) return false;
      if (ts.isAwaitExpression(at) || at.kind === ts.SyntaxKind.ThisKeyword) isFixed = false;
      else if (ts.isIdentifier(at) && isValue(at)) isFixed = this.#isFixedName(at, depth);
      return undefined;
    });
    return isFixed;
  }

  #isFixedName(name: ts.Identifier, depth: number): boolean {
    if (this.#project.names.origin(name)) return true;
    const declaration = this.#project.names.declaration(name);
    if (!declaration) return !VARIES.has(name.text);
    if (ts.isFunctionDeclaration(declaration)) return true;
    if (ts.isEnumDeclaration(declaration)) return true;
    return (
      ts.isVariableDeclaration(declaration) &&
      isConst(declaration) &&
      ts.isIdentifier(declaration.name) &&
      declaration.initializer !== undefined &&
      this.#isFixed(declaration.initializer, depth + 1)
    );
  }

  /** Whether nobody who gets a server from the function around it registers more. */
  #isKeptByCallers(name: ts.Identifier, block: ts.Block): boolean {
    const owner = block.parent;
    const isReturned = this.#project.names
      .references(name)
      .some(use => ts.isReturnStatement(wrapped(use).parent));
    if (!isReturned) return true;
    const declared = isFunctionNode(owner) ? nameOf(owner) : undefined;
    // Written where it is handed over, as in `createMcpHandler(() => { … })`.
    if (!declared) return ts.isCallExpression(owner.parent) && this.#isGivenToSdk(owner.parent);
    return usesOf(this.#project, declared).every(use => this.#isKept(use));
  }

  #isKept(use: ts.Identifier): boolean {
    const { parent } = use;
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return true;
    if (!ts.isCallExpression(parent)) return false;
    if (parent.expression !== use) return this.#isGivenToSdk(parent);
    const made = wrapped(parent);
    const holder = ts.isAwaitExpression(made.parent) ? made.parent : made;
    if (ts.isArrowFunction(holder.parent) && holder.parent.body === holder) {
      return ts.isCallExpression(holder.parent.parent) && this.#isGivenToSdk(holder.parent.parent);
    }
    if (!ts.isVariableDeclaration(holder.parent) || !ts.isIdentifier(holder.parent.name)) return false;
    return this.#project.names.references(holder.parent.name).every(each => {
      const access = wrapped(each).parent;
      return ts.isPropertyAccessExpression(access) && HARMLESS.has(access.name.text);
    });
  }

  #isGivenToSdk(call: ts.CallExpression): boolean {
    const origin = this.#project.names.origin(call.expression);
    return origin !== undefined && isV2Specifier(origin.module);
  }
}

function isBody(node: ts.Node): node is ts.Block | ts.SourceFile {
  return ts.isSourceFile(node) || (ts.isBlock(node) && isFunctionNode(node.parent));
}

/** Whether a call is a statement of a body itself, so that it runs once each time the body does. */
function standsIn(call: ts.CallExpression, block: ts.Block | ts.SourceFile): boolean {
  const holder = ts.isAwaitExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(holder.parent) && holder.parent.parent === block;
}

/** Whether a body may be left before its end, but for an error. */
function endsEarly(block: ts.Block | ts.SourceFile): boolean {
  let early = false;
  walk(block, node => {
    if (early || (node !== block && ts.isFunctionLike(node))) return false;
    if (ts.isReturnStatement(node) && node.parent !== block) early = true;
    return undefined;
  });
  return early;
}

function isValue(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  return !(ts.isPropertyAssignment(parent) && parent.name === name);
}

function functionOf(project: ProjectModel, name: ts.Identifier): FunctionNode | undefined {
  const declaration = project.names.declaration(name);
  if (!declaration) return undefined;
  if (isFunctionNode(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration) && declaration.initializer;
  const inner = value && unwrap(value);
  return inner && isFunctionNode(inner) ? inner : undefined;
}

function nameOf(owner: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(owner)) return owner.name;
  const { parent } = owner;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** Every use of a function in the project, the declaration left out. */
function usesOf(project: ProjectModel, name: ts.Identifier): ts.Identifier[] {
  const declaration = project.names.declaration(name) ?? name.parent;
  return project.units.flatMap(unit =>
    // To look up every name of a file would make the checker work out the types of its members.
    [name.text, ...renamed(unit)]
      .flatMap(text => identifiersIn(unit.ast, text))
      .filter(node => node !== name && project.names.declaration(node) === declaration),
  );
}

/** The names that a file gives to what it imports or exports. */
function renamed({ text }: SourceUnit): Set<string> {
  const given = text.matchAll(/\bas\s+([\w$]+)|\bimport\s+([\w$]+)\s*(?:,|from\b)/g);
  return new Set([...given].map(([, alias, whole]) => alias ?? whole!));
}
