import { isMap, isSeq, type YAMLMap } from 'yaml';
import { affinity } from './messages.js';
import type { Place } from './types.js';
import { isSessionHeader, namesMcp } from './words.js';
import { entries, rangeOf, scalars, textOf, valueAt, walk, type Entry, type Step } from './yaml-nodes.js';

type Nested = Entry & { readonly steps: readonly Step[] };

/** Keys of Ingress and Service annotations that keep a client on one pod, with what their value must be like. */
const ANNOTATIONS: readonly (readonly [RegExp, RegExp])[] = [
  [/ingress\.kubernetes\.io\/affinity$/, /^(?:cookie|ip)$/i],
  [/ingress\.kubernetes\.io\/upstream-hash-by$/, /remote_addr|cookie_|x_forwarded_for|session/i],
  [/\.ingress\.kubernetes\.io\/service\.sticky\.cookie$/, /^true$/i],
  [/\.ingress\.kubernetes\.io\/target-group-attributes$/, /\bstickiness\.enabled=true\b/],
  [/^nginx\.(?:org|com)\/sticky-cookie-services$/, /./],
  [/^haproxy\.org\/cookie-persistence$/, /./],
  [/haproxy-ingress\.github\.io\/affinity$/, /^cookie$/i],
  [/^run\.googleapis\.com\/sessionAffinity$/, /^true$/i],
];

/**
 * Finds session affinity that has evidence of MCP: in the names of what it is set on, in the hosts and paths of the
 * same route, or in its own cookie. Affinity by the session header itself is found as a use of that header.
 */
export function affinityPlaces(document: unknown): readonly Place[] {
  return [...walk(document)].flatMap(entry => {
    const by = affinityOf(entry);
    if (by === undefined || namesSession(entry) || !isForMcp(entry)) return [];
    const end = isMap(entry.value) || isSeq(entry.value) ? entry.keyNode : (entry.value ?? entry.keyNode);
    return [
      {
        change: 'sessions',
        start: rangeOf(entry.keyNode).start,
        end: rangeOf(end).end,
        message: affinity(by),
      },
    ];
  });
}

/** How to name the affinity that an entry sets; undefined when it sets none. */
function affinityOf({ key, value, steps }: Nested): string | undefined {
  const text = textOf(value);
  if (steps.at(-2)?.key === 'annotations')
    return text !== undefined && ANNOTATIONS.some(([name, on]) => name.test(key) && on.test(text))
      ? key
      : undefined;
  switch (key.replaceAll('_', '').toLowerCase()) {
    case 'sessionaffinity':
      return isSet(text ?? textOf(valueAt(value, 'affinityType')) ?? textOf(valueAt(value, 'type')))
        ? `${key}${text === undefined ? '' : `: ${text}`}`
        : undefined;
    case 'sessionpersistence':
      return isMap(value) ? key : undefined;
    case 'sticky':
      return isMap(value) || text === 'true' ? key : undefined;
    case 'consistenthash':
      return isMap(value) && hashesByClient(value) ? key : undefined;
    case 'hashpolicy':
      return isSeq(value) && value.items.some(item => isMap(item) && hashesByClient(item)) ? key : undefined;
    case 'loadbalancerpolicy':
      return /^cookie$/i.test(textOf(valueAt(value, 'strategy')) ?? '') ? key : undefined;
    case 'name':
      return text === 'envoy.filters.http.stateful_session' ? text : undefined;
    default:
      return undefined;
  }
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && !/^none$/i.test(text);
}

/** A hash by the address or a cookie of the client; one by a query parameter or the path keeps nobody anywhere. */
function hashesByClient(map: unknown): boolean {
  return [...walk(map)].some(({ key, value }) => {
    const name = key.replaceAll('_', '').toLowerCase();
    if (name === 'usesourceip' || name === 'sourceip') return textOf(value) === 'true';
    if (name === 'type') return /^(?:sourceip|cookie)$/i.test(textOf(value) ?? '');
    return name === 'httpcookie' || name === 'cookie';
  });
}

function namesSession({ key, value, steps }: Nested): boolean {
  const own = key === 'name' ? steps.at(-1)!.map : value;
  return [...scalars(own)].some(({ value: text }) => {
    return typeof text === 'string' && (isSessionHeader(text) || /http_mcp_session_id/i.test(text));
  });
}

/** Keys whose values say what a mapping is about. */
const IDENTITY =
  /^(?:name|match|matches|rule|selector|backend_?refs?|target_?refs?|host|hosts|hostnames?|domains|cluster|service|path|prefix|ports|routes?|route_?config)$/i;

/** Keys in the specification of an Ingress or a Service that say where its requests come from and go to. */
const ROUTE = /^(?:host|path|name|service_?name|selector)$/i;

function isForMcp({ key, value, steps }: Nested): boolean {
  const own = key === 'name' ? steps.at(-1)!.map : value;
  if (saysMcp(own)) return true;
  const names = steps.slice(0, -1).map(step => step.key);
  for (const [index, step] of [...steps.entries()].reverse()) {
    if (identityNamesMcp(step, names) || (index < names.length && namesMcp(step.key))) return true;
    if (isOfAnotherRoute(step.map, steps[index - 1])) return false;
  }
  return false;
}

/** Keys of lists whose items go different ways. */
const WAYS = /^(?:routes|routers|rules|paths|http|virtual_?hosts|clusters|items|listeners)$/i;

/** Whether an item of a list of routes is beside the one of MCP, so that what is around them says nothing of it. */
function isOfAnotherRoute(item: YAMLMap, around: Step | undefined): boolean {
  const list = around && WAYS.test(around.key) ? valueAt(around.map, around.key) : undefined;
  if (!isSeq(list) || !list.items.includes(item)) return false;
  return list.items.some(
    other =>
      other !== item &&
      isMap(other) &&
      [...walk(other)].some(each => IDENTITY.test(each.key) && saysMcp(each.value)),
  );
}

function identityNamesMcp({ map, key }: Step, names: readonly string[]): boolean {
  return entries(map).some(sibling => {
    if (sibling.key === key) return false;
    if (sibling.key === 'metadata')
      return saysMcp(valueAt(sibling.value, 'name')) || saysMcp(valueAt(sibling.value, 'labels'));
    if (sibling.key === 'spec' && names.includes('annotations'))
      return [...walk(sibling.value)].some(entry => ROUTE.test(entry.key) && saysMcp(entry.value));
    return IDENTITY.test(sibling.key) && saysMcp(sibling.value);
  });
}

/** Keys whose values name something larger, of which what serves MCP may be another part. */
const LARGER = /(?:^|\/)(?:part-of|instance|managed-by|namespace|chart|release)$/i;

function saysMcp(node: unknown): boolean {
  if (isMap(node)) return entries(node).some(({ key, value }) => !LARGER.test(key) && saysMcp(value));
  if (isSeq(node)) return node.items.some(saysMcp);
  const text = textOf(node);
  return text !== undefined && namesMcp(text);
}
