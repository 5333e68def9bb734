import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import {
  EXPOSES_SESSION,
  FORWARDS_SESSION,
  LAST_EVENT,
  missingInAllowList,
  READS_SESSION,
  ROUTES_BY_SESSION,
} from './messages.js';
import type { Place } from './types.js';
import {
  corsList,
  headerNames,
  isEraHeader,
  isLastEventHeader,
  isSessionHeader,
  missingHeaders,
} from './words.js';
import { entries, rangeOf, scalars, textOf, valueAt, walk, type Entry } from './yaml-nodes.js';

const SESSION_VARIABLE = /\$\{?(?:(?:sent|upstream)_)?http_mcp_session_id\b|%(?:REQ|RESP)\(mcp-session-id\b/i;

/** Keys under which a header decides where a request goes. */
const ROUTING = /hash|affinity|sticky|stateful|session_?state|persist/i;

/** Keys under which headers are set or added. */
const SETTING =
  /^(?:set|add|append|request_?headers_?to_?add|response_?headers_?to_?add|custom_?request_?headers|custom_?response_?headers)$/i;

/** Finds uses of the session header and of `Last-Event-ID` as a whole value or key, and CORS lists about MCP. */
export function headerPlaces(document: unknown): readonly Place[] {
  const lists = corsLists(document);
  const cors = corsPlaces(lists);
  // Whoever tells the revisions apart keeps sessions for the older one on purpose.
  if (branchesOnEra(document)) return cors;
  const uses = [...occurrences(document, [])].filter(({ inCors }) => !inCors);
  const sessions = uses.filter(({ text }) => isSessionHeader(text) || SESSION_VARIABLE.test(text));
  const lastEvents = uses.filter(({ text }) => isLastEventHeader(text));
  return [
    ...cors,
    ...sessions.map(({ node, keys }) => place(node, sessionMessage(keys))),
    // `Last-Event-ID` belongs to any event source; next to the session header it is the one of MCP.
    ...(sessions.length > 0 ? lastEvents : []).map(({ node }) =>
      place(node, LAST_EVENT, 'stream-resumability'),
    ),
  ];
}

const ERA_RULE = /header(?:s|regexp)?\(\W*mcp-(?:protocol-version|method)\b/i;

/** Whether a document sends requests of the two revisions different ways, by the headers that only the newer has. */
export function branchesOnEra(document: unknown): boolean {
  return [...occurrences(document, [])].some(
    ({ text, keys }) =>
      (isEraHeader(text) && keys.some(key => /match/i.test(key))) ||
      (keys.at(-1) === 'rule' && ERA_RULE.test(text)),
  );
}

interface Occurrence {
  readonly text: string;
  readonly node: Scalar;
  readonly keys: readonly string[];
  readonly inCors: boolean;
}

function* occurrences(node: unknown, keys: readonly string[], cors = false): Generator<Occurrence> {
  const inCors = cors || keys.some(key => corsList(key) !== undefined) || headerPair(node) !== undefined;
  if (isScalar(node) && typeof node.value === 'string' && !node.value.includes('\n'))
    yield { text: node.value, node, keys, inCors };
  if (isSeq(node)) for (const item of node.items) yield* occurrences(item, keys, inCors);
  if (!isMap(node)) return;
  for (const { key, keyNode, value } of entries(node)) {
    yield { text: key, node: keyNode, keys, inCors };
    yield* occurrences(value, [...keys, key], inCors);
  }
}

function sessionMessage(keys: readonly string[]): string {
  if (keys.some(key => ROUTING.test(key))) return ROUTES_BY_SESSION;
  return keys.some(key => SETTING.test(key)) ? FORWARDS_SESSION : READS_SESSION;
}

interface CorsList {
  readonly kind: 'allow' | 'expose';
  readonly names: readonly string[];
  readonly node: Node;
}

function corsLists(document: unknown): readonly CorsList[] {
  return [...walk(document)].flatMap(({ key, value, steps }) => {
    const pair = key === 'value' ? headerPair(steps.at(-1)!.map) : undefined;
    return [...listOf(pair ?? key, value), ...labelList(key, value)];
  });
}

/** The name of a CORS header that a mapping gives a value: `{ name: Access-Control-Allow-Headers, value: … }`. */
function headerPair(node: unknown): string | undefined {
  if (!isMap(node) || !node.has('value')) return undefined;
  const name = textOf(valueAt(node, 'name')) ?? textOf(valueAt(node, 'key'));
  return name !== undefined && corsList(name) !== undefined ? name : undefined;
}

function listOf(key: string, value: Entry['value']): readonly CorsList[] {
  const kind = corsList(key);
  if (!kind || !value) return [];
  const texts = [...scalars(value)].map(scalar => textOf(scalar) ?? '');
  const names = texts.flatMap(headerNames);
  const named = [...scalars(value)].find(scalar => headerNames(textOf(scalar) ?? '').some(isMcpHeader));
  return [{ kind, names, node: named ?? value }];
}

function isMcpHeader(name: string): boolean {
  return isSessionHeader(name) || isEraHeader(name);
}

/** Labels of Compose files may be texts such as `traefik.….accesscontrolallowheaders=Content-Type,Mcp-Session-Id`. */
function labelList(key: string, value: Entry['value']): readonly CorsList[] {
  if (key !== 'labels' || !isSeq(value)) return [];
  return value.items.flatMap(item => {
    const [, name, list] = /^([^=]+)=(.*)$/.exec(textOf(item) ?? '') ?? [];
    const kind = name === undefined ? undefined : corsList(name);
    return kind ? [{ kind, names: headerNames(list!), node: item as Node }] : [];
  });
}

function corsPlaces(lists: readonly CorsList[]): readonly Place[] {
  const complete = lists.some(({ kind, names }) => kind === 'allow' && missingHeaders(names)?.length === 0);
  return lists.flatMap(({ kind, names, node }) => {
    if (kind === 'expose')
      return !complete && names.some(isSessionHeader) ? [place(node, EXPOSES_SESSION)] : [];
    const missing = missingHeaders(names) ?? [];
    return missing.length > 0 ? [place(node, missingInAllowList(missing), 'standard-headers')] : [];
  });
}

function place(node: Node, message: string, change: Place['change'] = 'sessions'): Place {
  return { change, ...rangeOf(node), message };
}
