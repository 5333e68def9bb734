import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { NameResolver } from '../project/names.js';
import { initializer } from './registrations.js';
import { isUndefined, nameText, unwrap, walk } from './syntax.js';

/** The server transports of SDK v2 that speak Streamable HTTP as 2025-11-25 has it. */
const TRANSPORTS: Readonly<Record<string, TransportKind>> = {
  '@modelcontextprotocol/node NodeStreamableHTTPServerTransport': 'node',
  '@modelcontextprotocol/server WebStandardStreamableHTTPServerTransport': 'web',
};

/** What a transport is handed: a Node request and response, or a web-standard `Request` that it answers. */
export type TransportKind = 'node' | 'web';

/** `new NodeStreamableHTTPServerTransport(…)` and the like. */
export interface TransportCreation {
  readonly node: ts.NewExpression;
  readonly kind: TransportKind;
  readonly options: TransportOptions;
}

export interface TransportOptions {
  /** Options by name, as written. */
  readonly given: ReadonlyMap<string, ts.Expression | ts.MethodDeclaration>;
  /** Parts whose names cannot be seen: a spread, or options made elsewhere. */
  readonly unseen: readonly ts.Node[];
  /**
   * Whether the transport hands out session ids. `unknown` when that is decided while the program runs.
   * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
   */
  readonly sessions: boolean | 'unknown';
}

/** The transport class an expression or a type name stands for. */
export function transportKind(node: ts.Node, names: NameResolver): TransportKind | undefined {
  const origin = names.origin(node);
  return origin && TRANSPORTS[`${origin.module} ${origin.name}`];
}

/** Every transport that a file creates, in order. */
export function transportCreations(unit: SourceUnit, names: NameResolver): TransportCreation[] {
  if (!unit.text.includes('HTTPServerTransport')) return [];
  const found: TransportCreation[] = [];
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node)) return;
    const kind = transportKind(node.expression, names);
    if (kind) found.push({ node, kind, options: readOptions(node, names) });
  });
  return found;
}

function readOptions(node: ts.NewExpression, names: NameResolver): TransportOptions {
  const [argument] = node.arguments ?? [];
  const given = new Map<string, ts.Expression | ts.MethodDeclaration>();
  const unseen: ts.Node[] = [];
  const literal = argument && initializer(argument, names);
  if (literal && ts.isObjectLiteralExpression(literal)) readLiteral(literal);
  else if (argument) unseen.push(argument);
  return { given, unseen, sessions: handsOutSessions(given.get('sessionIdGenerator'), unseen) };

  function readLiteral(object: ts.ObjectLiteralExpression): void {
    for (const property of object.properties) {
      const name = nameText(property.name);
      if (ts.isSpreadAssignment(property)) {
        const spread = unwrap(property.expression);
        if (ts.isObjectLiteralExpression(spread)) readLiteral(spread);
        else unseen.push(property);
      } else if (name === undefined || ts.isAccessor(property)) unseen.push(property);
      else if (ts.isPropertyAssignment(property)) given.set(name, property.initializer);
      else if (ts.isShorthandPropertyAssignment(property)) given.set(name, property.name);
      else given.set(name, property);
    }
  }
}

function handsOutSessions(
  generator: ts.Expression | ts.MethodDeclaration | undefined,
  unseen: readonly ts.Node[],
): boolean | 'unknown' {
  if (!generator) return unseen.length > 0 ? 'unknown' : false;
  if (ts.isMethodDeclaration(generator)) return true;
  const value = unwrap(generator);
  if (isUndefined(value)) return false;
  if (ts.isConditionalExpression(value)) return 'unknown';
  return true;
}
