import { affinity, FORWARDS_SESSION, LAST_EVENT, READS_SESSION, ROUTES_BY_SESSION } from './messages.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';

interface Line {
  /** Without its comment. */
  readonly text: string;
  readonly start: number;
}

interface Section {
  /** `backend`, `frontend`, `listen`, … */
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly Line[];
}

const SECTION = /^\s*(global|defaults|frontend|backend|listen|peers|resolvers|userlist|cache)\b\s*(\S*)/;

/** A fetch of the session header, such as `req.hdr(mcp-session-id)`. */
const SESSION_FETCH = /\bf?hdr(?:_\w+)?\(\s*"?mcp-session-id\b[^)]*\)/i;
const ERA_FETCH = /\bf?hdr(?:_\w+)?\(\s*"?mcp-(?:protocol-version|method)\b/i;
const LAST_EVENT_FETCH = /\bf?hdr(?:_\w+)?\(\s*"?last-event-id\b[^)]*\)/i;

/** Lines that only send somebody somewhere, or set a header. */
const REMOVABLE = /^\s*(?:balance|stick|cookie|hash-\w+|http-(?:request|response)\s+(?:set|add)-header)\s/;

/** Keeps a client on one server, whatever it asks for. */
const BY_CLIENT =
  /^\s*(balance\s+source|stick\s+(?:on|match|store-request)\s+src|cookie\s+\S+\s+(?:insert|prefix|rewrite))\b/;

/** Finds what an HAProxy configuration does with sessions of MCP. */
export function haproxyPlaces(text: string): readonly Place[] {
  const sections = parse(text);
  // Whoever tells the revisions apart keeps sessions for the older one on purpose.
  if (sections.some(({ lines }) => lines.some(line => ERA_FETCH.test(line.text)))) return [];
  const backends = mcpBackends(sections);
  return sections.flatMap(section =>
    section.lines.flatMap(line => linePlaces(line, backends.has(section.name))),
  );
}

function linePlaces(line: Line, isMcp: boolean): readonly Place[] {
  const { text } = line;
  if (SESSION_FETCH.test(text)) {
    const routes = /^\s*(?:stick|balance|hash-)/.test(text);
    return [place(line, SESSION_FETCH, routes ? ROUTES_BY_SESSION : READS_SESSION)];
  }
  const sets = /\b(?:set|add)-header\s+mcp-session-id\b/i;
  if (sets.test(text)) return [place(line, sets, FORWARDS_SESSION)];
  if (!isMcp) return [];
  if (LAST_EVENT_FETCH.test(text)) return [place(line, LAST_EVENT_FETCH, LAST_EVENT, 'stream-resumability')];
  const [, by] = BY_CLIENT.exec(text) ?? [];
  return by === undefined ? [] : [place(line, BY_CLIENT, affinity(by.replace(/\s+/g, ' ')))];
}

function parse(text: string): readonly Section[] {
  const sections: (Section & { lines: Line[] })[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = { text: raw.replace(/(?<![\\\w])#.*|\r$/, ''), start };
    start += raw.length + 1;
    const [, kind, name] = SECTION.exec(line.text) ?? [];
    if (kind !== undefined) sections.push({ kind, name: name!, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** Names of the sections that serve MCP: by their own name, or because requests to `/mcp` go there. */
function mcpBackends(sections: readonly Section[]): ReadonlySet<string> {
  const names = new Set(sections.filter(({ name }) => namesMcp(name)).map(({ name }) => name));
  for (const { lines } of sections) {
    const conditions = new Set<string>();
    for (const { text } of lines) {
      const [, acl, condition] = /^\s*acl\s+(\S+)\s+(.*)/.exec(text) ?? [];
      if (acl !== undefined && (namesMcp(acl) || namesMcp(condition!))) conditions.add(acl);
      const [, backend, when] = /^\s*use_backend\s+(\S+)\s+if\s+(.*)/.exec(text) ?? [];
      if (backend === undefined) continue;
      const words = when!.split(/\s+/);
      if (words.some(word => conditions.has(word)) || (when!.includes('{') && namesMcp(when!)))
        names.add(backend);
    }
  }
  return names;
}

function place(line: Line, pattern: RegExp, message: string, change: Place['change'] = 'sessions'): Place {
  const found = pattern.exec(line.text)!;
  const indent = found[0].length - found[0].trimStart().length;
  const start = line.start + found.index + indent;
  const remove = REMOVABLE.test(line.text) ? [{ start: line.start, end: line.start + line.text.length }] : [];
  return { change, start, end: start + found[0].length - indent, message, remove };
}
