import { affinity } from './messages.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';

interface Table {
  readonly name: string;
  readonly start: number;
  /** Behind its last line that says something. */
  end: number;
  readonly lines: string[];
}

const STICKY = /^http\.services\.([^.]+)\.loadBalancer\.sticky(?:\.cookie)?$/i;

/** Finds services of Traefik, configured in TOML, that keep the clients of MCP on one server. */
export function traefikTomlPlaces(text: string): readonly Place[] {
  const tables = parse(text);
  const mcp = new Set(
    tables.flatMap(({ name, lines }) => {
      const isRouter = /^http\.routers\.[^.]+$/i.test(name);
      const isForMcp =
        isRouter && (namesMcp(name) || lines.some(line => /^rule\s*=/.test(line) && namesMcp(line)));
      return isForMcp ? lines.flatMap(line => /^service\s*=\s*["']([^"'@]+)/.exec(line)?.[1] ?? []) : [];
    }),
  );
  const places = new Map<string, Place & { remove: Table[] }>();
  for (const table of tables) {
    const [, service] = STICKY.exec(table.name.replaceAll(/["']/g, '')) ?? [];
    if (service === undefined || !(namesMcp(service) || mcp.has(service))) continue;
    const { start } = table;
    const place = places.get(service) ?? {
      ...{ change: 'sessions' as const, start, end: start + table.name.length + 2 },
      message: affinity('sticky'),
      remove: [],
    };
    place.remove.push(table);
    places.set(service, place);
  }
  return [...places.values()];
}

function parse(text: string): readonly Table[] {
  const tables: Table[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const at = start + (raw.length - raw.trimStart().length);
    start += raw.length + 1;
    const line = raw.replace(/\s#.*|^\s*#.*/, '').trim();
    const [, name] = /^\[([^[\]]+)\]$/.exec(line) ?? [];
    const end = at + line.length;
    if (name !== undefined) tables.push({ name: name.trim(), start: at, end, lines: [] });
    const open = tables.at(-1);
    if (name !== undefined || line === '' || !open) continue;
    open.end = end;
    open.lines.push(line);
  }
  return tables;
}
