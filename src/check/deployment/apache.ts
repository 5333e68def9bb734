import { affinity, FORWARDS_SESSION, READS_SESSION } from './messages.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';

interface Line {
  /** Without comment and white space around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The arguments of the sections around it. */
  readonly sections: readonly string[];
}

/** Whether a configuration is one of Apache, whose files have names like those of NGINX. */
export function isApache(text: string): boolean {
  return /^\s*(?:<(?:VirtualHost|Proxy|Location|IfModule|Directory)\b|(?:ProxyPass|BalancerMember|RewriteRule)\s)/im.test(
    text,
  );
}

/**
 * Finds what Apache's `mod_proxy_balancer` and `mod_headers` do with sessions of MCP.
 * @see https://httpd.apache.org/docs/2.4/mod/mod_proxy_balancer.html#stickyness
 */
export function apachePlaces(text: string): readonly Place[] {
  // Whoever tells the revisions apart keeps sessions for the older one on purpose.
  if (/%\{HTTP:mcp-(?:protocol-version|method)\}|req\('mcp-(?:protocol-version|method)'\)/i.test(text))
    return [];
  const lines = parse(text);
  const balancers = new Set(lines.flatMap(line => (isRoute(line) ? balancersIn(line.text) : [])));
  return lines.flatMap((line): Place[] => {
    const { text: said, start, end, sections } = line;
    const change = 'sessions';
    if (/^RequestHeader\s+(?:set|add|append|merge)\s+"?mcp-session-id\b/i.test(said))
      return [{ change, start, end, message: FORWARDS_SESSION, remove: [{ start, end }] }];
    if (/%\{HTTP:mcp-session-id\}/i.test(said)) return [{ change, start, end, message: READS_SESSION }];
    const found = /\bstickysession=(\S+)/i.exec(said);
    const names = [...sections, said].flatMap(balancersIn);
    const isMcp =
      isRoute(line) || names.some(name => namesMcp(name) || balancers.has(name)) || sections.some(namesPath);
    if (!found || !isMcp) return [];
    const isAlone = /^ProxySet\s+stickysession=\S+$/i.test(said);
    const at = start + found.index;
    return [
      {
        ...{ change, start: at, end: at + found[0].length, message: affinity(found[0]) },
        ...(isAlone && { remove: [{ start, end }] }),
      },
    ];
  });
}

/** `ProxyPass /mcp balancer://trackers`, and what is in `<Location /mcp>`. */
function isRoute({ text, sections }: Line): boolean {
  if (!/^ProxyPass(?:Match)?\s/i.test(text)) return false;
  return namesPath(text.split(/\s+/)[1] ?? '') || sections.some(namesPath);
}

function namesPath(argument: string): boolean {
  return !/^balancer:/i.test(argument) && /\//.test(argument) && namesMcp(argument);
}

function balancersIn(text: string): readonly string[] {
  return [...text.matchAll(/balancer:\/\/([\w.-]+)/gi)].map(([, name]) => name!);
}

function parse(text: string): readonly Line[] {
  const lines: Line[] = [];
  const sections: string[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const at = start + (raw.length - raw.trimStart().length);
    start += raw.length + 1;
    const said = raw.trim();
    const [, argument] = /^<\w+\s+(.+)>$/.exec(said) ?? [];
    if (said.startsWith('#') || said === '') continue;
    if (said.startsWith('</')) sections.pop();
    else if (said.startsWith('<')) sections.push(argument?.replaceAll('"', '') ?? '');
    else lines.push({ text: said, start: at, end: at + said.length, sections: [...sections] });
  }
  return lines;
}
