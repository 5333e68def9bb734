import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import type { TransportCreation } from './http-transport.js';
import { isThis, NONE, ownMemberKey, SessionLookup, type Key } from './session-lookup.js';
import { elementOf, memberOf, type SessionValue } from './session-roles.js';
import { declaredRole } from './session-types.js';
import { ancestors, isConst, isFunctionNode, methodCall, nameText, unwrap, walk, wrapped } from './syntax.js';
import { rootName } from './bindings.js';

const STORE_WRITES = new Set(['set', 'add', 'push']);

/**
 * Follows the transports of one file through variables, records and maps, and session ids through variables.
 * Goes by declarations and assignments in that file; a value it does not know has nothing to do with sessions
 * as far as the file shows.
 */
export class SessionValues extends SessionLookup {
  readonly #lifetime: (creation: ts.Node) => ts.Node | undefined;
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
    super(names, creations);
    this.#lifetime = lifetime;
    do {
      this.#changed = false;
      walk(file, node => this.#learn(node));
    } while (this.#changed);
  }

  #key(node: ts.Expression): Key | undefined {
    const value = unwrap(node);
    if (ts.isIdentifier(value)) return this.names.symbol(value);
    if (!ts.isPropertyAccessExpression(value) || !isThis(value.expression)) return undefined;
    return ownMemberKey(value);
  }

  #note(key: Key | undefined, value: SessionValue | undefined): void {
    if (key === undefined || !value) return;
    if (value.role === 'id' && typeof key !== 'string' && !this.#isOnlyId(key)) return;
    const known = this.known.get(key);
    // What is looked up by an id looks like one until its collection is known.
    if (!known || (known.role === 'id' && value.role !== 'id')) this.known.set(key, value);
    else {
      const from = new Set([...known.from, ...value.from]);
      if (from.size === known.from.size) return;
      this.known.set(key, { ...known, from });
    }
    this.#changed = true;
  }

  /** Whether a variable is given nothing but ids: one that is set to an address, too, is none. */
  #isOnlyId(symbol: ts.Symbol): boolean {
    const [declaration] = symbol.declarations ?? [];
    if (!declaration || !ts.isVariableDeclaration(declaration) || isConst(declaration)) return true;
    if (!ts.isIdentifier(declaration.name)) return true;
    return this.names.references(declaration.name).every(use => {
      const { parent } = use;
      const isTarget = ts.isBinaryExpression(parent) && parent.left === use;
      const isSet = isTarget && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      return !isSet || this.isIdOrNone(parent.right);
    });
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
      this.#note(this.names.symbol(node.name), this.#ofType(node.type));
      if (node.initializer) this.#note(this.names.symbol(node.name), this.of(node.initializer));
    } else if (node.initializer) this.#learnPattern(node.name, this.of(node.initializer));
    const loop = node.parent.parent;
    if (!ts.isForOfStatement(loop) && !ts.isForInStatement(loop)) return;
    const over = this.of(loop.expression);
    if (!over) return;
    if (ts.isForInStatement(loop)) {
      if (ts.isIdentifier(node.name))
        this.#note(this.names.symbol(node.name), { role: 'id', from: over.from });
    } else if (ts.isArrayBindingPattern(node.name)) {
      this.#learnElement(node.name.elements[0], { role: 'id', from: over.from });
      this.#learnElement(node.name.elements[1], elementOf(over));
    } else if (ts.isObjectBindingPattern(node.name)) this.#learnPattern(node.name, elementOf(over));
    else this.#note(this.names.symbol(node.name), elementOf(over));
  }

  #learnElement(element: ts.ArrayBindingElement | undefined, value: SessionValue | undefined): void {
    if (!element || ts.isOmittedExpression(element)) return;
    if (ts.isIdentifier(element.name)) this.#note(this.names.symbol(element.name), value);
    else this.#learnPattern(element.name, value);
  }

  #learnPattern(pattern: ts.BindingPattern, value: SessionValue | undefined): void {
    if (value?.role !== 'record' || !ts.isObjectBindingPattern(pattern)) return;
    for (const element of pattern.elements) {
      const name = nameText(element.propertyName ?? element.name);
      if (name !== undefined && ts.isIdentifier(element.name))
        this.#note(this.names.symbol(element.name), memberOf(value, name));
    }
  }

  #learnParameter(node: ts.ParameterDeclaration): void {
    if (!ts.isIdentifier(node.name)) return;
    const symbol = this.names.symbol(node.name);
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
    if (ts.isIdentifier(left)) this.#note(this.names.symbol(left), value);
    else if (ts.isElementAccessExpression(left)) this.#learnStored(left.expression, value);
    else if (ts.isPropertyAccessExpression(left)) {
      if (isThis(left.expression)) this.#note(ownMemberKey(left), value);
      else if (value.role === 'transport' && ts.isIdentifier(left.expression))
        this.#note(this.names.symbol(left.expression), { role: 'record', from: value.from });
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
    const holder = ts.isIdentifier(server) ? server : this.#holderOf(server);
    if (holder && this.#isMadeNextTo(holder, value.from))
      this.#note(this.names.symbol(holder), { role: 'server', from: value.from });
  }

  /** What a function of the file is handed. */
  #learnPassed(node: ts.CallExpression): void {
    const target = this.target(node);
    target?.parameters.forEach((parameter, index) => {
      const argument = node.arguments[index];
      const value = argument && ts.isIdentifier(parameter.name) ? this.of(argument) : undefined;
      if (value && value.role !== 'id') this.#note(this.names.symbol(parameter.name as ts.Identifier), value);
    });
  }

  /** Whether a server lives as long as its transport, and for nothing else. */
  #isMadeNextTo(server: ts.Identifier, from: ReadonlySet<TransportCreation>): boolean {
    const declaration = this.names.symbol(server)?.declarations?.[0];
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

  /** The variable of an object of which nothing is wanted but that its server is connected, and closed. */
  #holderOf(server: ts.Expression): ts.Identifier | undefined {
    const holder = rootName(server);
    if (!holder || isThis(server)) return undefined;
    const text = server.getText();
    const isOnlyServer = this.names.references(holder).every(use => {
      let at: ts.Expression = wrapped(use);
      while (at.getText() !== text && isLink(at.parent)) at = at.parent;
      if (at.getText() !== text) return ts.isVariableDeclaration(use.parent) && use.parent.name === use;
      const call = methodCall(at.parent.parent);
      return call?.object === at && (call.name === 'connect' || call.name === 'close');
    });
    return isOnlyServer ? holder : undefined;
  }

  /** A server of which nothing is wanted but to be connected to the one transport, and closed. */
  #isOnlyConnected(declaration: ts.Declaration): boolean {
    if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
    const made = declaration.initializer && unwrap(declaration.initializer);
    if (!made || !(ts.isCallExpression(made) || ts.isAwaitExpression(made))) return false;
    return this.names
      .references(declaration.name)
      .every(use => ['connect', 'close'].includes(methodCall(use.parent.parent)?.name ?? ''));
  }

  #ofType(node: ts.TypeNode | undefined): SessionValue | undefined {
    const role = node && declaredRole(node, this.names);
    return role && { ...role, from: NONE };
  }
}

/** `.server` and `()` of `trip.getServer()`, `trip.server`. */
function isLink(node: ts.Node): node is ts.PropertyAccessExpression | ts.CallExpression {
  return ts.isPropertyAccessExpression(node) || (ts.isCallExpression(node) && node.arguments.length === 0);
}
