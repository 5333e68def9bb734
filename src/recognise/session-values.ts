import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { functionOf } from './bindings.js';
import {
  ancestors,
  isFunctionNode,
  memberValue,
  methodCall,
  nameText,
  returnedExpressions,
  unwrap,
  walk,
  type FunctionNode,
} from './syntax.js';
import type { TransportCreation } from './http-transport.js';
import { readsSessionHeader } from './session-header.js';
import { declaredRole } from './session-types.js';

/** What a value is to the sessions of 2025-11-25. */
export type SessionRole =
  | 'transport'
  /** The server of one transport, made next to it. */
  | 'server'
  /** An object that holds a transport and what belongs to it. */
  | 'record'
  /** A collection of transports or records. */
  | 'store'
  /** What a record holds beside transport and server: a time, a flag. */
  | 'detail'
  /** A session id, or the header it comes in. */
  | 'id';

export interface SessionValue {
  readonly role: SessionRole;
  /** What a store holds. */
  readonly element?: 'transport' | 'record';
  /** The transports it has to do with. */
  readonly from: ReadonlySet<TransportCreation>;
}

type Key = ts.Symbol | string;

const NONE: ReadonlySet<TransportCreation> = new Set();
const STORE_WRITES = new Set(['set', 'add', 'push']);
const STORE_READS = new Set(['get', 'at', 'pop', 'shift', 'find']);
const STORE_VIEWS = new Set(['values', 'entries', 'keys', 'has', 'filter', 'slice']);

/**
 * Follows the transports of one file through variables, records and maps, and session ids through variables.
 * Goes by declarations and assignments in that file; a value it does not know has nothing to do with sessions
 * as far as the file shows.
 */
export class SessionValues {
  readonly #names: NameResolver;
  readonly #creations: ReadonlyMap<ts.Node, TransportCreation>;
  readonly #lifetime: (creation: ts.Node) => ts.Node | undefined;
  readonly #known = new Map<Key, SessionValue>();
  readonly #open = new Set<ts.Node>();
  #changed = false;

  /**
   * @param lifetime the function that runs once for each transport which is created in it; undefined for a
   * transport that is created once
   */
  constructor(
    file: ts.SourceFile,
    names: NameResolver,
    creations: readonly TransportCreation[],
    lifetime: (creation: ts.Node) => ts.Node | undefined,
  ) {
    this.#names = names;
    this.#lifetime = lifetime;
    this.#creations = new Map(creations.map(creation => [creation.node, creation]));
    do {
      this.#changed = false;
      walk(file, node => this.#learn(node));
    } while (this.#changed);
  }

  /** What an expression is to the file's sessions. */
  of(node: ts.Expression): SessionValue | undefined {
    const value = unwrap(node);
    if (ts.isAwaitExpression(value) || ts.isVoidExpression(value)) return this.of(value.expression);
    const creation = this.#creations.get(value);
    if (creation) return { role: 'transport', from: new Set([creation]) };
    if (ts.isIdentifier(value)) return this.#recall(value);
    if (ts.isPropertyAccessExpression(value)) return this.#member(value);
    if (ts.isElementAccessExpression(value))
      return elementOf(this.of(value.expression)) ?? this.#headerId(value);
    if (ts.isCallExpression(value)) return this.#called(value);
    if (ts.isObjectLiteralExpression(value)) return this.#literal(value);
    if (ts.isArrayLiteralExpression(value)) {
      const [only] = value.elements;
      return only && ts.isSpreadElement(only) ? this.of(only.expression) : undefined;
    }
    if (ts.isConditionalExpression(value)) return this.of(value.whenTrue) ?? this.of(value.whenFalse);
    if (ts.isBinaryExpression(value)) {
      const { kind } = value.operatorToken;
      if (kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.AmpersandAmpersandToken)
        return this.of(value.right);
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
        return this.of(value.left) ?? this.of(value.right);
    }
    return undefined;
  }

  /** The value a declared name holds. */
  ofName(name: ts.Identifier): SessionValue | undefined {
    return this.#recall(name);
  }

  /** The value a field of a class holds. */
  ofField(field: ts.PropertyDeclaration): SessionValue | undefined {
    return this.#known.get(ownMemberKey(field) ?? '');
  }

  /** Whether the transports of a creation are kept in a collection. */
  hasStore(creation: TransportCreation): boolean {
    return [...this.#known.values()].some(value => value.role === 'store' && value.from.has(creation));
  }

  #recall(name: ts.Identifier): SessionValue | undefined {
    const symbol = this.#names.symbol(name);
    return symbol && this.#known.get(symbol);
  }

  #key(node: ts.Expression): Key | undefined {
    const value = unwrap(node);
    if (ts.isIdentifier(value)) return this.#names.symbol(value);
    if (!ts.isPropertyAccessExpression(value) || !isThis(value.expression)) return undefined;
    return ownMemberKey(value);
  }

  #note(key: Key | undefined, value: SessionValue | undefined): void {
    if (key === undefined || !value) return;
    const known = this.#known.get(key);
    // What is looked up by an id looks like one until its collection is known.
    if (!known || (known.role === 'id' && value.role !== 'id')) this.#known.set(key, value);
    else {
      const from = new Set([...known.from, ...value.from]);
      if (from.size === known.from.size) return;
      this.#known.set(key, { ...known, from });
    }
    this.#changed = true;
  }

  #learn(node: ts.Node): void {
    if (ts.isVariableDeclaration(node)) this.#learnVariable(node);
    else if (ts.isPropertyDeclaration(node)) {
      const key = ownMemberKey(node);
      this.#note(key, this.#ofType(node.type) ?? (node.initializer && this.of(node.initializer)));
    } else if (ts.isParameter(node)) this.#learnParameter(node);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      this.#learnAssignment(node);
    else this.#learnCall(node);
  }

  #learnVariable(node: ts.VariableDeclaration): void {
    if (ts.isIdentifier(node.name)) {
      this.#note(this.#names.symbol(node.name), this.#ofType(node.type));
      if (node.initializer) this.#note(this.#names.symbol(node.name), this.of(node.initializer));
    } else if (node.initializer) this.#learnPattern(node.name, this.of(node.initializer));
    const loop = node.parent.parent;
    if (!ts.isForOfStatement(loop) && !ts.isForInStatement(loop)) return;
    const over = this.of(loop.expression);
    if (!over) return;
    if (ts.isForInStatement(loop)) {
      if (ts.isIdentifier(node.name))
        this.#note(this.#names.symbol(node.name), { role: 'id', from: over.from });
    } else if (ts.isArrayBindingPattern(node.name)) {
      this.#learnElement(node.name.elements[0], { role: 'id', from: over.from });
      this.#learnElement(node.name.elements[1], elementOf(over));
    } else if (ts.isObjectBindingPattern(node.name)) this.#learnPattern(node.name, elementOf(over));
    else this.#note(this.#names.symbol(node.name), elementOf(over));
  }

  #learnElement(element: ts.ArrayBindingElement | undefined, value: SessionValue | undefined): void {
    if (!element || ts.isOmittedExpression(element)) return;
    if (ts.isIdentifier(element.name)) this.#note(this.#names.symbol(element.name), value);
    else this.#learnPattern(element.name, value);
  }

  #learnPattern(pattern: ts.BindingPattern, value: SessionValue | undefined): void {
    if (value?.role !== 'record' || !ts.isObjectBindingPattern(pattern)) return;
    for (const element of pattern.elements) {
      const name = nameText(element.propertyName ?? element.name);
      if (name !== undefined && ts.isIdentifier(element.name))
        this.#note(this.#names.symbol(element.name), memberOf(value, name));
    }
  }

  #learnParameter(node: ts.ParameterDeclaration): void {
    if (!ts.isIdentifier(node.name)) return;
    const symbol = this.#names.symbol(node.name);
    this.#note(symbol, this.#ofType(node.type));
    const { parent: callback } = node;
    const index = callback.parameters.indexOf(node);
    const property = callback.parent;
    const option = ts.isMethodDeclaration(callback)
      ? nameText(callback.name)
      : ts.isPropertyAssignment(property)
        ? nameText(property.name)
        : undefined;
    if (index === 0 && (option === 'onsessioninitialized' || option === 'onsessionclosed'))
      this.#note(symbol, { role: 'id', from: NONE });
    const call = ts.isCallExpression(property) ? methodCall(property) : undefined;
    const over = call && this.of(call.object);
    if (!over || over.role !== 'store' || !['forEach', 'map', 'filter'].includes(call.name)) return;
    this.#note(symbol, index === 0 ? elementOf(over) : { role: 'id', from: over.from });
  }

  #learnAssignment(node: ts.BinaryExpression): void {
    const left = unwrap(node.left);
    const value = this.of(node.right);
    if (!value) return;
    if (ts.isIdentifier(left)) this.#note(this.#names.symbol(left), value);
    else if (ts.isElementAccessExpression(left)) this.#learnStored(left.expression, value);
    else if (ts.isPropertyAccessExpression(left)) {
      if (isThis(left.expression)) this.#note(ownMemberKey(left), value);
      else if (value.role === 'transport' && ts.isIdentifier(left.expression))
        this.#note(this.#names.symbol(left.expression), { role: 'record', from: value.from });
    }
  }

  #learnStored(store: ts.Expression, value: SessionValue): void {
    if (value.role !== 'transport' && value.role !== 'record') return;
    this.#note(this.#key(store), { role: 'store', element: value.role, from: value.from });
  }

  #learnCall(node: ts.Node): void {
    if (ts.isCallExpression(node)) this.#learnPassed(node);
    const call = methodCall(node);
    if (!call) return;
    const last = call.call.arguments.at(-1);
    const value = last && this.of(last);
    if (!value) return;
    if (STORE_WRITES.has(call.name)) this.#learnStored(call.object, value);
    if (call.name !== 'connect' || value.role !== 'transport') return;
    const server = unwrap(call.object);
    if (ts.isIdentifier(server) && this.#isMadeNextTo(server, value.from))
      this.#note(this.#names.symbol(server), { role: 'server', from: value.from });
  }

  /** What a function of the file is handed. */
  #learnPassed(node: ts.CallExpression): void {
    const target = this.#target(node);
    target?.parameters.forEach((parameter, index) => {
      const argument = node.arguments[index];
      const value = argument && ts.isIdentifier(parameter.name) ? this.of(argument) : undefined;
      if (value && value.role !== 'id')
        this.#note(this.#names.symbol(parameter.name as ts.Identifier), value);
    });
  }

  /** The function of the same file that a call by name runs. */
  #target(node: ts.CallExpression): FunctionNode | undefined {
    const callee = unwrap(node.expression);
    const target = ts.isIdentifier(callee) ? functionOf(this.#names.declaration(callee)) : undefined;
    return target?.getSourceFile() === node.getSourceFile() ? target : undefined;
  }

  /** Whether a server lives as long as its transport, and for nothing else. */
  #isMadeNextTo(server: ts.Identifier, from: ReadonlySet<TransportCreation>): boolean {
    const declaration = this.#names.symbol(server)?.declarations?.[0];
    if (!declaration || ts.isParameter(declaration)) return false;
    // A helper that is handed the transport makes the server for it.
    const helper = ancestors(declaration).find(isFunctionNode);
    const isHanded = helper?.parameters.some(
      each => ts.isIdentifier(each.name) && this.ofName(each.name)?.role === 'transport',
    );
    if (isHanded) return true;
    return [...from].some(creation => {
      const owner = this.#lifetime(creation.node);
      if (owner) return ancestors(declaration).includes(owner);
      return this.#isOnlyConnected(declaration);
    });
  }

  /** A server of which nothing is wanted but to be connected to the one transport, and closed. */
  #isOnlyConnected(declaration: ts.Declaration): boolean {
    if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
    const made = declaration.initializer && unwrap(declaration.initializer);
    if (!made || !(ts.isCallExpression(made) || ts.isAwaitExpression(made))) return false;
    return this.#names
      .references(declaration.name)
      .every(use => ['connect', 'close'].includes(methodCall(use.parent.parent)?.name ?? ''));
  }

  #member(node: ts.PropertyAccessExpression): SessionValue | undefined {
    if (isThis(node.expression)) return this.#known.get(ownMemberKey(node) ?? '');
    const owner = this.of(node.expression);
    if (owner?.role === 'record') return memberOf(owner, node.name.text);
    if (owner?.role === 'transport' && node.name.text === 'sessionId')
      return { role: 'id', from: owner.from };
    if (owner?.role === 'server' && node.name.text === 'server') return owner;
    if (owner?.role === 'store') return { role: 'detail', from: owner.from };
    return undefined;
  }

  #called(node: ts.CallExpression): SessionValue | undefined {
    const call = methodCall(node);
    const owner = call && this.of(call.object);
    if (owner?.role === 'store') {
      if (STORE_READS.has(call!.name)) return elementOf(owner);
      if (STORE_VIEWS.has(call!.name)) return owner;
    }
    if (owner?.role === 'id') return owner;
    const [first] = node.arguments;
    const passed = first && this.of(first);
    if (passed?.role === 'store' && call && /^(?:from|values|entries|keys)$/.test(call.name)) return passed;
    if (passed?.role === 'id' && !call) return passed;
    return this.#headerId(node) ?? this.#returned(node);
  }

  #headerId(node: ts.CallExpression | ts.ElementAccessExpression): SessionValue | undefined {
    return readsSessionHeader(node, this.#names) ? { role: 'id', from: NONE } : undefined;
  }

  /** A transport or record that a function of the file makes. */
  #returned(node: ts.CallExpression): SessionValue | undefined {
    const target = this.#target(node);
    if (!target || this.#open.has(target)) return undefined;
    this.#open.add(target);
    const values = returnedExpressions(target).map(each => this.of(each));
    this.#open.delete(target);
    return values.find(each => each?.role === 'transport' || each?.role === 'record');
  }

  #literal(node: ts.ObjectLiteralExpression): SessionValue | undefined {
    for (const property of node.properties) {
      const name = nameText(property.name);
      const value = name === undefined ? undefined : memberValue(node, name);
      const held = value && this.of(value);
      if (held?.role === 'transport') return { role: 'record', from: held.from };
    }
    return undefined;
  }

  #ofType(node: ts.TypeNode | undefined): SessionValue | undefined {
    const role = node && declaredRole(node, this.#names);
    return role && { ...role, from: NONE };
  }
}

function elementOf(value: SessionValue | undefined): SessionValue | undefined {
  if (value?.role !== 'store') return undefined;
  return { role: value.element ?? 'transport', from: value.from };
}

function memberOf(record: SessionValue, name: string): SessionValue {
  const role = /transport/i.test(name) ? 'transport' : /^(?:mcp)?server$/i.test(name) ? 'server' : 'detail';
  return { role, from: record.from };
}

function isThis(node: ts.Expression): boolean {
  return unwrap(node).kind === ts.SyntaxKind.ThisKeyword;
}

/** Members of `this` go by class and name: without library types the checker does not always resolve them. */
function ownMemberKey(node: ts.PropertyAccessExpression | ts.PropertyDeclaration): string | undefined {
  const name = nameText(node.name);
  for (let at: ts.Node = node.parent; at; at = at.parent) {
    if (ts.isClassLike(at)) return name === undefined ? undefined : `${at.pos}.${name}`;
  }
  return undefined;
}
