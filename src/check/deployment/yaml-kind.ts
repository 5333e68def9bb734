import { isMap, isScalar } from 'yaml';
import { entries, textOf, valueAt } from './yaml-nodes.js';

/** What a document configures; `proxy` is Envoy or agentgateway, `cloud` a template of AWS or of Serverless. */
export type Kind = 'kubernetes' | 'proxy' | 'traefik' | 'compose' | 'values' | 'cloud';

const PROXY_KEYS = [
  'static_resources',
  'dynamic_resources',
  'virtual_hosts',
  'route_config',
  'listeners',
  'binds',
  '@type',
];
const COMPOSE_SERVICE_KEYS = [
  'image',
  'build',
  'labels',
  'deploy',
  'extends',
  'ports',
  'networks',
  'command',
];
const VALUES_FILE = /(?:^|[\\/])values[^\\/]*$/i;

/**
 * Tells by the shape of a document what it configures; undefined for what nobody deploys as it is: descriptions of
 * interfaces, recorded requests, pipelines, translations.
 */
export function kindOf(node: unknown, file: string): Kind | undefined {
  if (!isMap(node)) return undefined;
  const kind = textOf(valueAt(node, 'kind'));
  if (kind !== undefined && node.has('apiVersion'))
    return kind === 'CustomResourceDefinition' ? undefined : 'kubernetes';
  if (PROXY_KEYS.some(key => node.has(key)) || valueAt(node, 'mcp', 'targets') !== undefined) return 'proxy';
  if (['routers', 'services', 'middlewares'].some(key => isMap(valueAt(node, 'http', key)))) return 'traefik';
  const services = valueAt(node, 'services');
  if (isMap(services) && entries(services).some(({ value }) => isComposeService(value))) return 'compose';
  if (node.has('AWSTemplateFormatVersion') || (node.has('Transform') && node.has('Resources')))
    return 'cloud';
  if (node.has('service') && node.has('provider') && node.has('functions')) return 'cloud';
  return VALUES_FILE.test(file) ? 'values' : undefined;
}

function isComposeService(node: unknown): boolean {
  if (!isMap(node)) return false;
  return node.items.some(({ key }) => isScalar(key) && COMPOSE_SERVICE_KEYS.includes(String(key.value)));
}
