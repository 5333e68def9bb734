import { applyEdits, groupByFile } from './edits.js';
import { parseSource, syntaxProblems } from './parse.js';
import type { SourceUnit, TextEdit } from './types.js';

/** The files that parse now and would not parse, or could not be edited, with these edits. */
export function brokenFiles(
  units: ReadonlyMap<string, SourceUnit>,
  edits: readonly TextEdit[],
  parse: (path: string, text: string) => SourceUnit = parseSource,
): ReadonlySet<string> {
  const broken = new Set<string>();
  for (const [file, list] of groupByFile(edits)) {
    const unit = units.get(file);
    if (!unit || syntaxProblems(unit).length > 0) continue;
    try {
      const { text } = applyEdits(unit.text, list);
      if (syntaxProblems(parse(file, text)).length > 0) broken.add(file);
    } catch {
      broken.add(file);
    }
  }
  return broken;
}
