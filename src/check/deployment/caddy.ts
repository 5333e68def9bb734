import { allBlocks, blocksAround, parseBlocks, type Block } from './blocks.js';
import { affinity, FORWARDS_SESSION, ROUTES_BY_SESSION } from './messages.js';
import type { Place } from './types.js';
import { isSessionHeader, namesMcp } from './words.js';

/** Policies that keep a client on one server, whatever it asks for. */
const BY_CLIENT = /^lb_policy\s+(?:ip_hash|client_ip_hash|cookie)\b/;
const BY_HEADER = /^lb_policy\s+header\s+(\S+)/;
const SETS_SESSION = /^header_up\s+[+>]?(mcp-session-id)\b/i;

/**
 * Finds what a Caddyfile does with sessions of MCP.
 * @see https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#load-balancing
 */
export function caddyPlaces(text: string): readonly Place[] {
  const root = parseBlocks(text);
  // Whoever tells the revisions apart keeps sessions for the older one on purpose.
  if (!root || /header\s+mcp-(?:protocol-version|method)\b/i.test(text)) return [];
  return [...allBlocks(root)].flatMap(block => (isProxy(block) ? proxyPlaces(block) : []));
}

function isProxy({ header }: Block): boolean {
  return /^reverse_proxy\b/.test(header);
}

function proxyPlaces(proxy: Block): readonly Place[] {
  return proxy.lines.flatMap(({ text, start, end }): Place[] => {
    const remove = [{ start, end }];
    const [, header] = BY_HEADER.exec(text) ?? [];
    if (header !== undefined)
      return isSessionHeader(header)
        ? [{ change: 'sessions', start, end, message: ROUTES_BY_SESSION, remove }]
        : [];
    if (SETS_SESSION.test(text))
      return [{ change: 'sessions', start, end, message: FORWARDS_SESSION, remove }];
    if (!BY_CLIENT.test(text) || !isForMcp(proxy)) return [];
    return [{ change: 'sessions', start, end, message: affinity(text), remove }];
  });
}

/** Whether the proxy, its route or its site has a name, a path or a matcher with MCP in it. */
function isForMcp(proxy: Block): boolean {
  const around = [proxy, ...blocksAround(proxy)];
  if (around.some(({ header }) => namesMcp(header))) return true;
  const matchers = around.flatMap(({ header }) => header.match(/@[\w-]+/g) ?? []);
  return around.some(({ lines, blocks }) =>
    matchers.some(
      name =>
        lines.some(({ text }) => text.startsWith(`${name} `) && namesMcp(text)) ||
        blocks.some(each => each.header === name && each.lines.some(({ text }) => namesMcp(text))),
    ),
  );
}
