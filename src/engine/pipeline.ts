import type { ChangeId } from '../changes/index.js';
import { ProjectModel, type PackageInfo } from '../project/model.js';
import { applyEdits, selectRewrites, type PositionMap } from './edits.js';
import { importEdits } from './imports.js';
import { parseSource, syntaxProblems } from './parse.js';
import { pruneImports } from './prune-imports.js';
import {
  PHASES,
  type LegacyMode,
  type Note,
  type Rewrite,
  type SourceUnit,
  type TextEdit,
  type Transform,
} from './types.js';

/** A phase that still yields edits after so many rounds is undoing its own work. */
const MAX_ROUNDS = 25;

export interface PipelineInput {
  readonly root: string;
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  readonly packages: readonly PackageInfo[];
  /** In the order in which their rewrites take precedence. */
  readonly transforms: readonly Transform[];
  readonly legacy: LegacyMode;
  readonly onProgress?: (phase: string, transform: string) => void;
}

/** A note with its offsets in the text before and after the whole migration. */
export interface PlacedNote extends Note {
  readonly kind: 'review' | 'left';
  readonly before: number;
  readonly after: number;
}

export interface AppliedRewrite {
  readonly change: ChangeId;
  /** Files the rewrite edited. */
  readonly files: readonly string[];
  readonly reviewed: boolean;
}

export interface Defect {
  readonly transform: string;
  readonly message: string;
}

export interface PipelineOutput {
  readonly before: ProjectModel;
  readonly after: ProjectModel;
  readonly notes: readonly PlacedNote[];
  readonly applied: readonly AppliedRewrite[];
  /** Faults of our own: the transform's part was left out, everything else was done. */
  readonly defects: readonly Defect[];
}

interface TrackedNote {
  readonly note: Note;
  readonly kind: 'review' | 'left';
  readonly before: number;
  after: number;
}

/** Runs all phases over the sources in memory; reads and writes no file. */
export function runPipeline(input: PipelineInput): PipelineOutput {
  const run = new PipelineRun(input);
  for (const phase of PHASES) run.phase(phase);
  run.prune();
  return run.output();
}

class PipelineRun {
  readonly #input: PipelineInput;
  readonly #units = new Map<string, SourceUnit>();
  readonly #history = new Map<string, PositionMap[]>();
  readonly #before: ProjectModel;
  readonly #notes: TrackedNote[] = [];
  readonly #applied: AppliedRewrite[] = [];
  readonly #defects: Defect[] = [];
  readonly #broken = new Set<string>();
  #model: ProjectModel;

  constructor(input: PipelineInput) {
    this.#input = input;
    const sorted = [...input.sources].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const source of sorted) this.#units.set(source.path, parseSource(source.path, source.text));
    this.#before = new ProjectModel(input.root, [...this.#units.values()], input.packages);
    this.#model = this.#before;
  }

  phase(phase: (typeof PHASES)[number]): void {
    const transforms = this.#input.transforms.filter(transform => transform.phase === phase);
    if (transforms.length === 0) return;
    for (let round = 0; ; round++) {
      const { rewrites, left } = this.#collect(transforms);
      const { accepted } = selectRewrites(
        rewrites.filter(rewrite => !this.#broken.has(fingerprint(rewrite))),
      );
      if (accepted.length === 0 || round === MAX_ROUNDS) {
        if (round === MAX_ROUNDS) {
          this.#defects.push({
            transform: phase,
            message: `phase did not settle after ${MAX_ROUNDS} rounds`,
          });
        }
        for (const note of left) this.#track(note, 'left');
        return;
      }
      this.#apply(accepted);
    }
  }

  prune(): void {
    const changed = [...this.#history.keys()].sort();
    const edits = pruneImports(this.#before, this.#model, changed);
    if (edits.length > 0) this.#commit(edits);
  }

  output(): PipelineOutput {
    const notes = this.#notes.map(({ note, kind, before, after }) => ({ ...note, kind, before, after }));
    return {
      before: this.#before,
      after: this.#model,
      notes,
      applied: this.#applied,
      defects: this.#defects,
    };
  }

  #collect(transforms: readonly Transform[]): { rewrites: Rewrite[]; left: Note[] } {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    const files = this.#model.units;
    for (const transform of transforms) {
      this.#input.onProgress?.(transform.phase, transform.name);
      try {
        const result = transform.run({ project: this.#model, files, legacy: this.#input.legacy });
        rewrites.push(
          ...result.rewrites.filter(rewrite => rewrite.edits.length > 0 || rewrite.imports?.length),
        );
        left.push(...result.left);
      } catch (error) {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        if (
          !this.#defects.some(defect => defect.transform === transform.name && defect.message === message)
        ) {
          this.#defects.push({ transform: transform.name, message });
        }
      }
    }
    return { rewrites, left };
  }

  #apply(accepted: readonly Rewrite[]): void {
    let pending = [...accepted];
    while (pending.length > 0) {
      const edits = pending.flatMap(rewrite => rewrite.edits);
      const requests = pending.flatMap(rewrite => rewrite.imports ?? []);
      const files = new Set(requests.map(request => request.file));
      for (const file of [...files].sort()) {
        const unit = this.#units.get(file);
        if (unit)
          edits.push(
            ...importEdits(
              unit,
              requests.filter(request => request.file === file),
            ),
          );
      }
      const unparsable = this.#unparsable(edits);
      if (unparsable.size === 0) {
        for (const rewrite of pending) this.#record(rewrite);
        this.#commit(edits, pending);
        return;
      }
      const bad = pending.filter(rewrite => rewrite.edits.some(edit => unparsable.has(edit.file)));
      for (const rewrite of bad) {
        this.#broken.add(fingerprint(rewrite));
        this.#defects.push({
          transform: rewrite.change,
          message: `a rewrite would have broken the syntax of ${rewrite.edits[0]!.file}`,
        });
      }
      pending = pending.filter(rewrite => !bad.includes(rewrite));
    }
  }

  /** Files that parsed and would not parse any more. */
  #unparsable(edits: readonly TextEdit[]): Set<string> {
    const bad = new Set<string>();
    for (const [file, list] of groupByFile(edits)) {
      const unit = this.#units.get(file);
      if (!unit || syntaxProblems(unit).length > 0) continue;
      try {
        if (syntaxProblems(parseSource(file, applyEdits(unit.text, list).text)).length > 0) bad.add(file);
      } catch {
        bad.add(file);
      }
    }
    return bad;
  }

  #record(rewrite: Rewrite): void {
    const files = [...new Set(rewrite.edits.map(edit => edit.file))].sort();
    this.#applied.push({ change: rewrite.change, files, reviewed: rewrite.review !== undefined });
  }

  #commit(edits: readonly TextEdit[], rewrites: readonly Rewrite[] = []): void {
    const reviews = rewrites.flatMap(rewrite => [
      ...(rewrite.review ? [rewrite.review] : []),
      ...(rewrite.remarks ?? []),
    ]);
    for (const review of reviews) this.#track(review, 'review');
    for (const [file, list] of groupByFile(edits)) {
      const unit = this.#units.get(file);
      if (!unit) continue;
      const { text, map } = applyEdits(unit.text, list);
      this.#units.set(file, parseSource(file, text));
      const history = this.#history.get(file);
      if (history) history.push(map);
      else this.#history.set(file, [map]);
      this.#move(file, map);
    }
    this.#model = new ProjectModel(
      this.#input.root,
      [...this.#units.values()],
      this.#input.packages,
      this.#model,
    );
  }

  #track(note: Note, kind: 'review' | 'left'): void {
    const before = (this.#history.get(note.file) ?? []).reduceRight((at, map) => map.backward(at), note.pos);
    this.#notes.push({ note, kind, before, after: note.pos });
  }

  /** A place that was left and is now gone needs nobody; a rewrite to review moves to what replaced it. */
  #move(file: string, map: PositionMap): void {
    for (let index = this.#notes.length - 1; index >= 0; index--) {
      const tracked = this.#notes[index]!;
      if (tracked.note.file !== file) continue;
      const moved = tracked.kind === 'review' ? map.nearest(tracked.after) : map.forward(tracked.after);
      if (moved === undefined) this.#notes.splice(index, 1);
      else tracked.after = moved;
    }
  }
}

function groupByFile(edits: readonly TextEdit[]): Map<string, TextEdit[]> {
  const groups = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const list = groups.get(edit.file);
    if (list) list.push(edit);
    else groups.set(edit.file, [edit]);
  }
  return groups;
}

function fingerprint(rewrite: Rewrite): string {
  return JSON.stringify([rewrite.change, rewrite.edits]);
}
