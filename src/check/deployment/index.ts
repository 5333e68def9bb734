import { apachePlaces, isApache } from './apache.js';
import { caddyPlaces } from './caddy.js';
import { CADDY, HAPROXY, mayHoldAffinity, TEMPLATE, TERRAFORM, TOML, YAML } from './candidates.js';
import { haproxyPlaces } from './haproxy.js';
import { nginxPlaces } from './nginx.js';
import { deletion } from './removal.js';
import type { DeploymentFile, DeploymentFinding, Place } from './types.js';
import { terraformPlaces } from './terraform.js';
import { traefikTomlPlaces } from './traefik-toml.js';
import { yamlPlaces } from './yaml.js';

export { isDeploymentFile, mayHoldAffinity } from './candidates.js';
export type { DeploymentFile, DeploymentFinding } from './types.js';

/**
 * Finds session affinity on an MCP route and other uses of headers that 2026-07-28 no longer has, sorted by position.
 * Affinity counts only with evidence that the route is one of MCP. Comments never count.
 */
export function deploymentFindings(file: DeploymentFile): readonly DeploymentFinding[] {
  if (!mayHoldAffinity(file.text)) return [];
  const found = [...places(file)].sort((a, b) => a.start - b.start || a.end - b.end);
  const lineStarts = startsOfLines(file.text);
  return found.map(({ change, start, end, message, remove = [] }) => {
    const from = position(lineStarts, start);
    const to = position(lineStarts, end);
    return {
      change,
      ...from,
      endLine: to.line,
      endColumn: to.column,
      message: message + deletion(file.text, remove),
    };
  });
}

function places({ path, text }: DeploymentFile): readonly Place[] {
  const name = path.replace(TEMPLATE, '');
  if (YAML.test(name) || /\.json$/i.test(name)) return yamlPlaces(path, text);
  if (HAPROXY.test(name) || /(?:^|[\\/])haproxy[^\\/]*$/i.test(name)) return haproxyPlaces(text);
  if (CADDY.test(name)) return caddyPlaces(text);
  if (TERRAFORM.test(name)) return terraformPlaces(text);
  if (TOML.test(name)) return traefikTomlPlaces(text);
  return isApache(text) ? apachePlaces(text) : nginxPlaces(text);
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
