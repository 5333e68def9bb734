import path from 'node:path';
import { runPipeline } from '../../src/engine/pipeline.js';
import type { LegacyMode, Transform } from '../../src/engine/types.js';
import type { PackageInfo, PackageManifest } from '../../src/project/model.js';

const ROOT = '/project';

export interface TextMigration {
  /** Text of each file after the run, by the name it was given under. */
  readonly files: Readonly<Record<string, string>>;
  /** `change file:line message` of each note, lines of the resulting text. */
  readonly left: readonly string[];
  /** How grave each of those left is, in the same order. */
  readonly severities: readonly string[];
  /** What to do about each of those left, in the same order. */
  readonly advice: readonly string[];
  readonly review: readonly string[];
  /** What to check about each of those reviewed, in the same order. */
  readonly reviewAdvice: readonly string[];
  readonly rewritten: readonly string[];
}

/**
 * Runs transforms over files in memory.
 * @throws when a transform has a defect, so that no test passes over one
 */
export function migrateText(
  files: Readonly<Record<string, string>>,
  transforms: readonly Transform[],
  options: { legacy?: LegacyMode; cacheSeconds?: number; manifest?: PackageManifest } = {},
): TextMigration {
  const packages: PackageInfo[] = [
    {
      dir: ROOT,
      manifestPath: path.join(ROOT, 'package.json'),
      manifest: options.manifest ?? { type: 'module' },
      text: JSON.stringify(options.manifest ?? { type: 'module' }),
    },
  ];
  const output = runPipeline({
    root: ROOT,
    sources: Object.entries(files).map(([name, text]) => ({ path: path.join(ROOT, name), text })),
    packages,
    transforms,
    legacy: options.legacy ?? 'auto',
    cacheSeconds: options.cacheSeconds,
  });
  if (output.defects.length > 0) {
    throw new Error(output.defects.map(defect => `${defect.transform}: ${defect.message}`).join('\n'));
  }
  const notes = (kind: 'left' | 'review') =>
    output.notes
      .filter(note => note.kind === kind)
      .map(note => {
        const unit = output.after.unit(note.file)!;
        const line = unit.ast.getLineAndCharacterOfPosition(note.after).line + 1;
        return `${note.change} ${path.relative(ROOT, note.file)}:${line} ${note.message}`;
      });
  return {
    files: Object.fromEntries(output.after.units.map(unit => [path.relative(ROOT, unit.path), unit.text])),
    left: notes('left'),
    severities: output.notes.filter(note => note.kind === 'left').map(note => note.severity),
    advice: output.notes.filter(note => note.kind === 'left').map(note => note.advice),
    review: notes('review'),
    reviewAdvice: output.notes.filter(note => note.kind === 'review').map(note => note.advice),
    rewritten: output.applied.map(rewrite => rewrite.change),
  };
}
