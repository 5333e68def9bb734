import { haproxyPlaces } from './haproxy.js';
import { nginxPlaces } from './nginx.js';
import type { DeploymentFile, DeploymentFinding, Place } from './types.js';
import { yamlPlaces } from './yaml.js';

export type { DeploymentFile, DeploymentFinding } from './types.js';

/** Endings that templates add to the name of the file they are for. */
const TEMPLATE = /\.(?:template|tmpl|tpl|j2|jinja2?|erb|gotmpl|dist|sample|example|in)$/i;

const NGINX =
  /\.(?:conf|nginx|vhost)$|(?:^|[\\/])(?:sites-(?:available|enabled)|conf\.d|nginx)[\\/][^\\/.]+$/i;
const HAPROXY = /\.cfg$/i;
const YAML = /\.ya?ml$/i;
/** Most JSON is data; what is deployed says so in its name. */
const JSON_NAME =
  /(?:envoy|traefik|ingress|gateway|k8s|kubernetes|manifest|deploy)[^\\/]*(?:[\\/][^\\/]+)?\.json$/i;
/** YAML and JSON that is common in source trees and configures other things. */
const OTHER =
  /(?:^|[\\/])(?:package(?:-lock)?\.json|(?:pnpm-lock|pnpm-workspace|mkdocs|\.pre-commit-config|dependabot)\.ya?ml|node_modules[\\/].*|\.github[\\/].*)$/i;

/** Tells by its name whether a file may configure what stands in front of a server. Reads nothing. */
export function isDeploymentFile(path: string): boolean {
  const name = path.replace(TEMPLATE, '');
  return (
    (NGINX.test(name) || HAPROXY.test(name) || YAML.test(name) || JSON_NAME.test(name)) && !OTHER.test(name)
  );
}

const SESSION_HEADER = /mcp[-_]session[-_]id/i;
const MCP = /(?:^|[^a-z])mcp(?![a-z])/i;
/** Words of which each finding without the session header needs one. */
const AFFINITY = new RegExp(
  [
    /\bip_hash\b|\bhash\s+["']?\$|hash[-_]?by|hash_?policy|consistent_?hash/,
    /\bsticky|\bstick\s|stickiness|session[-_]?affinity|\/affinity\b|stateful_session/,
    /session_?persistence|cookie-persistence|load_?balancer_?policy|balance\s+source|^\s*cookie\s/,
    /last[-_]event[-_]id|mcp-protocol-version/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'im',
);

/** Tells by words whether a text may hold something that {@link deploymentFindings} reports. */
export function mayHoldAffinity(text: string): boolean {
  return SESSION_HEADER.test(text) || (MCP.test(text) && AFFINITY.test(text));
}

/**
 * Finds session affinity on an MCP route and other uses of headers that 2026-07-28 no longer has, sorted by position.
 * Affinity counts only with evidence that the route is one of MCP. Comments never count.
 */
export function deploymentFindings(file: DeploymentFile): readonly DeploymentFinding[] {
  if (!mayHoldAffinity(file.text)) return [];
  const found = [...places(file)].sort((a, b) => a.start - b.start || a.end - b.end);
  const lineStarts = startsOfLines(file.text);
  return found.map(({ change, start, end, message }) => {
    const from = position(lineStarts, start);
    const to = position(lineStarts, end);
    return { change, ...from, endLine: to.line, endColumn: to.column, message };
  });
}

function places({ path, text }: DeploymentFile): readonly Place[] {
  const name = path.replace(TEMPLATE, '');
  if (YAML.test(name) || /\.json$/i.test(name)) return yamlPlaces(path, text);
  if (HAPROXY.test(name) || /(?:^|[\\/])haproxy[^\\/]*$/i.test(name)) return haproxyPlaces(text);
  return nginxPlaces(text);
}

function startsOfLines(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map(found => found.index + found[0].length)];
}

function position(lineStarts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - lineStarts[low]! + 1 };
}
