import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { functionOf, rootName } from './bindings.js';
import type { TransportCreation } from './http-transport.js';
import { readsSessionHeader } from './session-header.js';
import { elementOf, memberOf, type SessionValue } from './session-roles.js';
import {
  isUndefined,
  memberValue,
  methodCall,
  nameText,
  returnedExpressions,
  unwrap,
  type FunctionNode,
} from './syntax.js';

/** What a value is kept under: a symbol, or a member of `this` by its class and name. */
export type Key = ts.Symbol | string;

export const NONE: ReadonlySet<TransportCreation> = new Set();
/** Makes an id, or reads it from another place: `randomUUID()`, `req.query.sessionId`. */
const NEW_ID = /uuid|nanoid|ulid|session_?-?id['"]?\]?$|\b(?:make|create|generate|new)\w*Id$/i;
const STORE_READS = new Set(['get', 'at', 'pop', 'shift', 'find']);
const STORE_VIEWS = new Set(['values', 'entries', 'keys', 'has', 'filter', 'slice']);

/** Tells what expressions are to the sessions of one file, from what is known of its names. */
export class SessionLookup {
  protected readonly names: NameResolver;
  protected readonly known = new Map<Key, SessionValue>();
  readonly #creations: ReadonlyMap<ts.Node, TransportCreation>;
  readonly #open = new Set<ts.Node>();

  constructor(names: NameResolver, creations: readonly TransportCreation[]) {
    this.names = names;
    this.#creations = new Map(creations.map(creation => [creation.node, creation]));
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
    if (ts.isConditionalExpression(value)) return this.#eitherOf(value.whenTrue, value.whenFalse);
    if (ts.isBinaryExpression(value)) {
      const { kind } = value.operatorToken;
      if (kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.AmpersandAmpersandToken)
        return this.of(value.right);
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
        return this.#eitherOf(value.left, value.right);
    }
    return undefined;
  }

  /** One of two values. An id that is something else where there is none, is none: `sessionId ?? req.ip`. */
  #eitherOf(one: ts.Expression, other: ts.Expression): SessionValue | undefined {
    const value = this.of(one) ?? this.of(other);
    if (value?.role !== 'id') return value;
    return this.isIdOrNone(one) && this.isIdOrNone(other) ? value : undefined;
  }

  /** Whether an expression is a session id, or what stands for a missing one. */
  protected isIdOrNone(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isLiteralExpression(value) || isUndefined(value) || value.kind === ts.SyntaxKind.NullKeyword)
      return true;
    const root = rootName(value);
    if (this.of(value)?.role === 'id' || (root && this.of(root)?.role === 'id')) return true;
    const named = ts.isCallExpression(value) ? value.expression : value;
    return ts.isAwaitExpression(value) ? this.isIdOrNone(value.expression) : NEW_ID.test(named.getText());
  }

  /** The value a declared name holds. */
  ofName(name: ts.Identifier): SessionValue | undefined {
    return this.#recall(name);
  }

  /** The value a field of a class holds. */
  ofField(field: ts.PropertyDeclaration): SessionValue | undefined {
    return this.known.get(ownMemberKey(field) ?? '');
  }

  /** Whether the transports of a creation are kept in a collection. */
  hasStore(creation: TransportCreation): boolean {
    return [...this.known.values()].some(value => value.role === 'store' && value.from.has(creation));
  }

  #recall(name: ts.Identifier): SessionValue | undefined {
    const symbol = this.names.symbol(name);
    return symbol && this.known.get(symbol);
  }

  /** The function of the same file that a call by name runs. */
  protected target(node: ts.CallExpression): FunctionNode | undefined {
    const callee = unwrap(node.expression);
    const target = ts.isIdentifier(callee) ? functionOf(this.names.declaration(callee)) : undefined;
    return target?.getSourceFile() === node.getSourceFile() ? target : undefined;
  }

  #member(node: ts.PropertyAccessExpression): SessionValue | undefined {
    if (isThis(node.expression)) return this.known.get(ownMemberKey(node) ?? '');
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
    if (passed?.role === 'id' && !call && node.arguments.every(each => this.isIdOrNone(each))) return passed;
    return this.#headerId(node) ?? this.#returned(node);
  }

  #headerId(node: ts.CallExpression | ts.ElementAccessExpression): SessionValue | undefined {
    return readsSessionHeader(node, this.names) ? { role: 'id', from: NONE } : undefined;
  }

  /** A transport or record that a function of the file makes. */
  #returned(node: ts.CallExpression): SessionValue | undefined {
    const target = this.target(node);
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
}

export function isThis(node: ts.Expression): boolean {
  return unwrap(node).kind === ts.SyntaxKind.ThisKeyword;
}

/** Members of `this` go by class and name: without library types the checker does not always resolve them. */
export function ownMemberKey(node: ts.PropertyAccessExpression | ts.PropertyDeclaration): string | undefined {
  const name = nameText(node.name);
  for (let at: ts.Node = node.parent; at; at = at.parent) {
    if (ts.isClassLike(at)) return name === undefined ? undefined : `${at.pos}.${name}`;
  }
  return undefined;
}
