import { noteAt } from '../src/engine/notes.js';
import { addProperty } from '../src/engine/object-literal.js';
import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { fixedServers, type FixedServer } from '../src/recognise/constant-lists.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { nameText, unwrap } from '../src/recognise/syntax.js';

const CHANGE = 'cacheable-results';
/** What is offered to write; short enough that a new version of a server is seen soon. */
const OFFERED_SECONDS = 300;

/**
 * Lets clients keep lists that never change. By itself SDK v2 says of every list that nobody may keep it, which is
 * always right; how long one may be kept is the owner's to say. So the hints are written on request only, and
 * otherwise offered in a note that needs no action.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching
 */
export const cacheHints: Transform = {
  name: 'cache-hints',
  phase: 'protocol',
  changes: [CHANGE],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      for (const server of fixedServers(context.project, unit)) {
        const { construction } = server;
        const seconds = context.cacheSeconds;
        const edits = optionEdits(unit, server, seconds ?? OFFERED_SECONDS);
        if (!edits) continue;
        if (seconds === undefined) left.push(noteAt(unit, construction, CHANGE, offer(unit, server)));
        else rewrites.push({ change: CHANGE, edits, review: noteAt(unit, construction, CHANGE, WRITTEN) });
      }
    }
    return { rewrites, left };
  },
};

const WRITTEN = {
  severity: 'info',
  message:
    'Clients may keep the lists of this server for as long as `ttlMs` says, and share them between users.',
  advice: 'After an update of the server they see its new lists that much later.',
} as const;

function offer(unit: SourceUnit, server: FixedServer): Pick<Note, 'severity' | 'message' | 'advice'> {
  const snippet = render(hints(server, OFFERED_SECONDS, ' '), unit.style);
  return {
    severity: 'info',
    message:
      'This server answers every request for a list with the same one, and clients ask for it again each time.',
    advice: `Let them keep it with the option \`${snippet}\`; \`--cache-hints ${OFFERED_SECONDS}\` writes it.`,
  };
}

/** Edits that add the option; undefined when the options say it already, or cannot be added to. */
function optionEdits(unit: SourceUnit, server: FixedServer, seconds: number): TextEdit[] | undefined {
  const [info, options] = server.construction.arguments ?? [];
  if (!info || ts.isSpreadElement(info)) return undefined;
  if (!options) {
    const option = hints(server, seconds, ' ');
    const start = info.getStart(unit.ast);
    const isOnOwnLine = unit.text.slice(server.construction.expression.end, start).includes('\n');
    const gap = isOnOwnLine ? unit.style.eol + indentAt(unit.text, start) : ' ';
    const text = `,${gap}${render(`{ ${option} }`, unit.style)}`;
    return [{ file: unit.path, start: info.end, end: info.end, text }];
  }
  const literal = unwrap(options);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const isTold = literal.properties.some(
    each => ts.isSpreadAssignment(each) || nameText(each.name) === 'cacheHints',
  );
  if (isTold) return undefined;
  const first = literal.properties[0];
  const isSpread =
    first && unit.text.slice(literal.getStart(unit.ast), first.getStart(unit.ast)).includes('\n');
  return addProperty(unit, literal, hints(server, seconds, isSpread ? '\n' : ' '));
}

function hints({ lists }: FixedServer, seconds: number, gap: '\n' | ' '): string {
  const ttlMs = String(Math.round(seconds * 1000)).replaceAll(/\B(?=(?:\d{3})+$)/g, '_');
  const entries = lists.map(method => `'${method}': { ttlMs: ${ttlMs}, cacheScope: 'public' }`);
  if (gap === ' ' || entries.length === 1) return `cacheHints: { ${entries.join(', ')} }`;
  return ['cacheHints: {', ...entries.map(each => `  ${each},`), '}'].join('\n');
}
