import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { HEADERS } from '../facts/protocol.js';
import type { NameResolver } from '../project/names.js';
import { initializer } from './registrations.js';
import { memberValue, methodCall, nameText, unwrap, walk } from './syntax.js';

/** A literal list of request headers that a CORS policy allows. */
export interface AllowList {
  /** `['Content-Type', 'mcp-session-id']`, or the text of a header with commas in it. */
  readonly list: ts.ArrayLiteralExpression | ts.StringLiteralLike | ts.TemplateExpression;
  /** Header names in it, as written. */
  readonly names: readonly string[];
}

const ALLOW_OPTION = /^(?:allowedHeaders|allowHeaders|access-control-allow-headers)$/i;
const EXPOSE_OPTION = /^(?:exposedHeaders|exposeHeaders|access-control-expose-headers)$/i;
const ALLOW_HEADER = 'access-control-allow-headers';
const OURS = new Set(
  [HEADERS.sessionId, HEADERS.protocolVersion, HEADERS.lastEventId].map(each => each.toLowerCase()),
);

/**
 * The allow lists of a file that are about MCP: they, or the expose list next to them, name a header of the
 * protocol. A policy without such a list lets every header through that a browser asks for, and needs nothing.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export function allowLists(unit: SourceUnit, names: NameResolver): AllowList[] {
  const found = new Map<ts.Node, AllowList>();
  const add = (value: ts.Expression | undefined, beside?: ts.Expression): void => {
    const allow = value && readList(value, names);
    if (!allow || allow.list.getSourceFile() !== unit.ast || allow.names.includes('*')) return;
    const exposed = beside && readList(beside, names);
    if (![...allow.names, ...(exposed?.names ?? [])].some(name => OURS.has(name.toLowerCase()))) return;
    found.set(allow.list, allow);
  };
  walk(unit.ast, node => {
    if (ts.isObjectLiteralExpression(node)) {
      add(option(node, ALLOW_OPTION), option(node, EXPOSE_OPTION));
      if (isAllowHeader(memberValue(node, 'key'))) add(memberValue(node, 'value'));
    } else if (ts.isArrayLiteralExpression(node)) {
      if (node.elements.length === 2 && isAllowHeader(node.elements[0])) add(node.elements[1]);
    } else {
      const call = methodCall(node);
      if (call && isAllowHeader(call.call.arguments[0])) add(call.call.arguments[1]);
    }
  });
  return [...found.values()];
}

function option(literal: ts.ObjectLiteralExpression, pattern: RegExp): ts.Expression | undefined {
  const name = literal.properties
    .map(each => nameText(each.name))
    .find(each => each !== undefined && pattern.test(each));
  return name === undefined ? undefined : memberValue(literal, name);
}

function isAllowHeader(node: ts.Expression | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && node.text.toLowerCase() === ALLOW_HEADER;
}

function readList(node: ts.Expression, names: NameResolver): AllowList | undefined {
  const value = initializer(node, names);
  if (!value) return undefined;
  if (ts.isStringLiteralLike(value)) return { list: value, names: split(value.text) };
  if (ts.isTemplateExpression(value)) {
    const texts = [value.head, ...value.templateSpans.map(span => span.literal)].flatMap(part =>
      split(part.text),
    );
    return { list: value, names: texts };
  }
  if (ts.isArrayLiteralExpression(value)) {
    const texts = value.elements.flatMap(each =>
      ts.isStringLiteralLike(unwrap(each)) ? [(unwrap(each) as ts.StringLiteralLike).text] : [],
    );
    return texts.length > 0 ? { list: value, names: texts } : undefined;
  }
  const call = methodCall(value);
  return call?.name === 'join' ? readList(call.object, names) : undefined;
}

function split(text: string): string[] {
  return text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
}
