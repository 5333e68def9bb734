import type { ChangeId } from '../changes/index.js';
import { mentionsProtocol } from '../discovery/candidates.js';
import { anchorLine } from '../engine/markers.js';
import type { HeldFiles } from '../engine/held.js';
import type { PipelineOutput, PlacedNote } from '../engine/pipeline.js';
import { ts } from '../engine/ts.js';
import type { LegacyMode, SourceUnit } from '../engine/types.js';
import { mayHold } from '../eslint/words.js';
import { isSelected, type ChangeSelection } from './selection.js';

export interface JudgeOptions extends ChangeSelection {
  readonly legacy?: LegacyMode | undefined;
  /** Files that stay on SDK v1: what they wait for is marked, and nothing else of them. */
  readonly held?: HeldFiles | undefined;
}

/**
 * What the rules find in migrated code at places that no transform has a note for. With it, a migration reports
 * whatever a check of its result would report.
 * @returns notes of kind `left`; a deprecation is of severity `info`
 */
export async function missedByMigration(
  output: PipelineOutput,
  options: JudgeOptions,
): Promise<PlacedNote[]> {
  const isRun = (change: ChangeId) => isSelected(change, options);
  const units = output.after.units.flatMap(unit => {
    const text = withoutMarkers(unit.text);
    return mentionsProtocol(text) && mayHold({ path: unit.path, text }, isRun) ? [{ unit, text }] : [];
  });
  if (units.length === 0) return [];
  const { createLinter } = await import('../check/lint.js');
  const lint = await createLinter({
    strict: false,
    legacy: options.legacy === 'reject' ? 'drop' : 'keep',
    only: options.only ?? [],
    skip: options.skip ?? [],
    fix: false,
  });
  const missed: PlacedNote[] = [];
  for (const { unit, text } of units) {
    const noted = placesOf(unit, output.notes);
    const marked = new Set(
      output.notes
        .filter(note => note.file === unit.path && note.severity !== 'info')
        .map(note => `${note.change} ${partAround(unit, note.after)}`),
    );
    const isHeld = options.held?.has(unit.path) ?? false;
    const { findings } = await lint({ path: unit.path, text });
    for (const { change, severity, line, column, message } of findings) {
      const pos = unit.ast.getPositionOfLineAndCharacter(line - 1, column - 1);
      if (noted.has(place(unit, change, pos))) continue;
      // The rule finds each of these places without a marker; one tells a reader enough.
      const part = `${change} ${partAround(unit, pos)}`;
      const isMarked = severity === 'error' && !marked.has(part) && !isHeld;
      if (isMarked) marked.add(part);
      // The import says nothing that the package.json does not, where the reason stands.
      const isHeldImport = isHeld && change === 'sdk-v2-packages';
      missed.push({
        change,
        kind: 'left',
        severity: severity === 'error' && !isHeldImport ? 'warning' : 'info',
        file: unit.path,
        pos,
        before: output.originOf(unit.path, pos),
        after: pos,
        message: isHeldImport ? firstSentence(message) : message,
        advice: '',
        unmarked: !isMarked,
      });
    }
  }
  return missed;
}

function firstSentence(message: string): string {
  return /^.*?\.(?=\s|$)/s.exec(message)?.[0] ?? message;
}

function placesOf(unit: SourceUnit, notes: readonly PlacedNote[]): Set<string> {
  const own = notes.filter(note => note.file === unit.path);
  return new Set(own.map(note => place(unit, note.change, note.after)));
}

/** One place is one statement and one change, as it is for markers. */
function place(unit: SourceUnit, change: string, pos: number): string {
  return `${change} ${anchorLine(unit, pos)}`;
}

/** Start of the part of a file that a reader takes in as one: a statement of the module, or a member of a class. */
function partAround(unit: SourceUnit, pos: number): number {
  const around = (nodes: readonly ts.Node[]) => nodes.find(each => each.pos <= pos && pos < each.end);
  const statement = around(unit.ast.statements);
  const member = statement && ts.isClassLike(statement) ? around(statement.members) : undefined;
  return (member ?? statement)?.pos ?? 0;
}

/** The text with its markers defused, since what an earlier run left may be done by now; offsets stay. */
function withoutMarkers(text: string): string {
  return text.replaceAll('TODO(mcp-migrate)', 'TODO(mcp_migrate)');
}
