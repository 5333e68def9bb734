import { isMap, isSeq, type Document, type Node } from 'yaml';
import { affinity } from './messages.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';
import { entries, rangeOf, resolved, textOf, valueAt } from './yaml-nodes.js';

interface Label {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const STICKY = /\.loadbalancer\.(sticky)(?:\.cookie)?(?:\.name)?$/i;
const CADDY_POLICY = /^caddy(?:_\d+)?(?:\.[\w@-]+)*\.reverse_proxy\.lb_policy$/i;

/** Finds labels of a Compose file that make Traefik, or Caddy, keep the clients of an MCP service on one container. */
export function composePlaces(document: Document): readonly Place[] {
  const services = valueAt(document.contents, 'services');
  if (!isMap(services)) return [];
  return entries(services).flatMap(({ key, value }) => {
    const service = resolved(value, document);
    return [valueAt(service, 'labels'), valueAt(service, 'deploy', 'labels')].flatMap(node =>
      stickyPlaces(key, labelsOf(resolved(node, document))),
    );
  });
}

function stickyPlaces(service: string, labels: readonly Label[]): readonly Place[] {
  const sticky = labels.find(
    ({ name, value }) =>
      (STICKY.test(name) && value !== 'false') ||
      (CADDY_POLICY.test(name) && /^(?:ip_hash|client_ip_hash|cookie)\b/.test(value)),
  );
  if (!sticky) return [];
  const routes = labels.filter(({ name }) => /^(?:traefik\.http\.routers\.|caddy)/i.test(name));
  const isMcp =
    namesMcp(service) ||
    namesMcp(sticky.name) ||
    routes.some(({ name, value }) => namesMcp(name) || namesMcp(value));
  if (!isMcp) return [];
  const { name, start, end } = sticky;
  const remove = labels.filter(
    label => /\.loadbalancer\.sticky\b/i.test(label.name) || CADDY_POLICY.test(label.name),
  );
  return [{ change: 'sessions', start, end, message: affinity(name), remove }];
}

function labelsOf(node: unknown): readonly Label[] {
  if (isMap(node))
    return entries(node).map(({ key, keyNode, value }) => ({
      name: key,
      value: textOf(value) ?? '',
      start: rangeOf(keyNode).start,
      end: rangeOf(value ?? keyNode).end,
    }));
  if (!isSeq(node)) return [];
  return node.items.flatMap(item => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(textOf(item) ?? '') ?? [];
    return name === undefined ? [] : [{ name, value: value!, ...rangeOf(item as Node) }];
  });
}
