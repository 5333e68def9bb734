import { READS_SESSION, ROUTES_BY_SESSION } from './messages.js';
import type { Place } from './types.js';

/** Tags of the languages that templates of configurations are written in. */
const TAGS = /\{\{|\{%|<%/;

/** The session header as an NGINX variable or as a whole YAML value. */
const HEADER = /\$\{?http_mcp_session_id\b|(?<=(?::|-)\s+|["'])mcp-session-id(?=["']|\s*$)/i;

/** Finds the session header in the lines of a template that is no YAML before it is filled in. */
export function templatePlaces(text: string): readonly Place[] {
  if (!TAGS.test(text)) return [];
  const places: Place[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const isComment = /^\s*(?:#|\{\{-?\s*\/\*)/.test(line);
    const found = isComment ? undefined : HEADER.exec(line.replace(/\s#.*|\r$/, ''));
    if (found) {
      const from = start + found.index;
      const message = /hash|affinity|sticky|stick|balance/i.test(line) ? ROUTES_BY_SESSION : READS_SESSION;
      places.push({ change: 'sessions', start: from, end: from + found[0].length, message });
    }
    start += line.length + 1;
  }
  return places;
}
