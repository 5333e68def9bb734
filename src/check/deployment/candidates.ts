// Loads no parser, since most checks meet no file that needs one.

/** Endings that templates add to the name of the file they are for. */
export const TEMPLATE = /\.(?:template|tmpl|tpl|j2|jinja2?|erb|gotmpl|dist|sample|example|in)$/i;

const NGINX =
  /\.(?:conf|nginx|vhost)$|(?:^|[\\/])(?:sites-(?:available|enabled)|conf\.d|nginx)[\\/][^\\/.]+$/i;
export const HAPROXY = /\.cfg$/i;
export const YAML = /\.ya?ml$/i;
export const CADDY = /(?:^|[\\/])[\w.-]*caddyfile$|\.caddy(?:file)?$/i;
export const TERRAFORM = /\.tf$/i;
export const TOML = /\.toml$/i;
/** Most JSON is data; what is deployed says so in its name. */
const JSON_NAME =
  /(?:envoy|traefik|ingress|gateway|k8s|kubernetes|manifest|deploy)[^\\/]*(?:[\\/][^\\/]+)?\.json$/i;
/** YAML and JSON that is common in source trees and configures other things. */
const OTHER =
  /(?:^|[\\/])(?:package(?:-lock)?\.json|(?:pnpm-lock|pnpm-workspace|mkdocs|\.pre-commit-config|dependabot)\.ya?ml|(?:pyproject|cargo|bunfig|wrangler)\.toml|node_modules[\\/].*|\.github[\\/].*)$/i;

/** Tells by its name whether a file may configure what stands in front of a server. Reads nothing. */
export function isDeploymentFile(path: string): boolean {
  const name = path.replace(TEMPLATE, '');
  return (
    [NGINX, HAPROXY, YAML, CADDY, TERRAFORM, TOML, JSON_NAME].some(each => each.test(name)) &&
    !OTHER.test(name)
  );
}

const SESSION_HEADER = /mcp[-_]session[-_]id/i;
const MCP = /(?:^|[^a-z])mcp(?![a-z])/i;
/** As in the logical names of a template: `McpTargetGroup`. */
const MCP_IN_NAME = /M(?:cp|CP)(?=[A-Z])/;
/** Words of which each finding without the session header needs one. */
const AFFINITY = new RegExp(
  [
    /\bip_hash\b|\bhash\s+["']?\$|hash[-_]?by|hash_?policy|consistent_?hash/,
    /\bsticky|\bstick\s|stickiness|session[-_]?affinity|\/affinity\b|stateful_session/,
    /session_?persistence|cookie-persistence|load_?balancer_?policy|balance\s+source|^\s*cookie\s/,
    /\blb_policy\b|client_affinity_enabled|cookie_based_affinity/,
    /last[-_]event[-_]id|mcp-protocol-version/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'im',
);

/** Tells by words whether a text may hold something that `deploymentFindings` reports. */
export function mayHoldAffinity(text: string): boolean {
  return SESSION_HEADER.test(text) || ((MCP.test(text) || MCP_IN_NAME.test(text)) && AFFINITY.test(text));
}
