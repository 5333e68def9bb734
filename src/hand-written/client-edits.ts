import type { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { isWithin } from '../recognise/syntax.js';
import { FreeNames } from '../rewrite/free-names.js';
import { changeEdits } from './client-change-edits.js';
import { handshakeEdits } from './client-handshake-edits.js';
import { isLegacySite, type HandClient } from './client.js';
import { nodeEdits } from './client-node-edits.js';
import { postEdits } from './client-post-edits.js';
import { requestEdits } from './client-request-edits.js';
import { sessionEdits } from './client-session-edits.js';
import { stateEdits } from './client-state-edits.js';
import { streamEdits } from './client-stream-edits.js';
import type { WireSite } from './client-wire.js';

/** What all parts of a client's rewriting go by. */
export interface Writing {
  readonly client: HandClient;
  readonly unit: SourceUnit;
  readonly names: FreeNames;
  /** How the client's code names its dialect: `this.dialect`. */
  readonly dialect: string;
  /** Servers of 2025-11-25 go on getting their handshake. */
  readonly legacy: boolean;
  /** How the file names the error of a broken stream. */
  readonly dropped: string;
  /** Other libraries than `fetch` post messages in this package. */
  readonly isLibrary: boolean;
  /** Names that messages were given, by the function that they are in. */
  readonly given: Map<ts.Node, Set<string>>;
}

/** How a client's file names what it imports of the added module. */
export interface ModuleNames {
  readonly dialect: string;
  readonly dropped: string;
}

/** All edits that make a client one of 2026-07-28; undefined when one of its parts cannot be written. */
export function clientEdits(
  client: HandClient,
  legacy: boolean,
  imported: ModuleNames,
  isLibrary = false,
): TextEdit[] | undefined {
  const { unit } = client;
  const names = new FreeNames(unit);
  const state = stateEdits(client, names, imported.dialect);
  if (!state) return undefined;
  const { dropped } = imported;
  const writing: Writing = {
    client,
    unit,
    names,
    dialect: state.dialect,
    legacy,
    dropped,
    isLibrary,
    given: new Map(),
  };
  const requests = requestEdits(writing);
  const handshake = handshakeEdits(writing);
  const sessions = sessionEdits(writing);
  const streams = streamEdits(writing);
  const changes = changeEdits(writing);
  if (!requests || !handshake || !sessions || !streams || !changes) return undefined;
  const sites = client.sites.filter(each => !isLegacySite(client, each));
  return [
    ...state.edits,
    ...requests,
    ...handshake,
    ...sessions,
    ...streams,
    ...changes,
    ...sites.flatMap(site => siteEdits(writing, site)),
  ];
}

function siteEdits(writing: Writing, site: WireSite): TextEdit[] {
  if (site.request) return nodeEdits(writing, site, site.request);
  return site.kind === 'http' ? postEdits(writing, site) : lineEdits(writing, site);
}

/** `write(JSON.stringify(message))` to `write(JSON.stringify(dialect.message(message)))`. */
function lineEdits({ client, unit, dialect }: Writing, { message, call }: WireSite): TextEdit[] {
  // A notification goes as it is.
  if (client.functions.some(each => !each.isRequest && isWithin(call, each.node))) return [];
  const { path: file, ast } = unit;
  const start = message.getStart(ast);
  return [
    { file, start, end: start, text: `${dialect}.message(` },
    { file, start: message.end, end: message.end, text: ')' },
  ];
}
