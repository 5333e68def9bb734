import type { ChangeId } from '../changes/index.js';
import { ProjectModel, type PackageInfo } from '../project/model.js';
import { brokenFiles } from './broken-files.js';
import { DefectLog, type Defect } from './defects.js';
import { applyEdits, groupByFile, selectRewrites } from './edits.js';
import { changesHeld, offeredFiles, type HeldFiles } from './held.js';
import { importEdits } from './imports.js';
import { spreadImports } from './long-imports.js';
import { NoteTracker } from './note-tracker.js';
import { parseSource } from './parse.js';
import { pruneImports } from './prune-imports.js';
import {
  PHASES,
  type LegacyMode,
  type Note,
  type Rewrite,
  type SourceUnit,
  type TextEdit,
  type Transform,
  type TransformResult,
} from './types.js';

/** A phase that still yields edits after so many rounds is undoing its own work. */
const MAX_ROUNDS = 25;

export interface PipelineInput {
  readonly root: string;
  readonly sources: readonly { readonly path: string; readonly text: string; readonly unit?: SourceUnit }[];
  readonly packages: readonly PackageInfo[];
  /** In the order in which their rewrites take precedence. */
  readonly transforms: readonly Transform[];
  readonly legacy: LegacyMode;
  readonly cacheSeconds?: number | undefined;
  readonly held?: HeldFiles | undefined;
  readonly onProgress?: (phase: string, transform: string) => void;
}

/** A note with its offsets in the text before and after the whole migration. */
export interface PlacedNote extends Note {
  readonly kind: 'review' | 'left';
  readonly before: number;
  readonly after: number;
  /** Reported without a comment in the file. */
  readonly unmarked?: boolean;
}

export interface AppliedRewrite {
  readonly change: ChangeId;
  /** Files the rewrite edited. */
  readonly files: readonly string[];
  readonly reviewed: boolean;
}

export interface PipelineOutput {
  readonly before: ProjectModel;
  readonly after: ProjectModel;
  readonly notes: readonly PlacedNote[];
  /** The offset that a place of the migrated text had before. */
  readonly originOf: (file: string, position: number) => number;
  readonly applied: readonly AppliedRewrite[];
  /** Faults of our own: the transform's part was left out, everything else was done. */
  readonly defects: readonly Defect[];
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
  readonly #parsed = new Map<string, SourceUnit>();
  readonly #before: ProjectModel;
  readonly #notes = new NoteTracker();
  readonly #applied: AppliedRewrite[] = [];
  readonly #defects = new DefectLog();
  readonly #broken = new Set<string>();
  readonly #origin = new WeakMap<Rewrite, string>();
  #model: ProjectModel;

  constructor(input: PipelineInput) {
    this.#input = input;
    const sorted = [...input.sources].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const source of sorted)
      this.#units.set(source.path, source.unit ?? parseSource(source.path, source.text));
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
        const unsettled = accepted.map(rewrite => this.#origin.get(rewrite)!);
        if (unsettled.length > 0) this.#defects.unsettled(unsettled, round);
        for (const note of left) this.#notes.add(note, 'left');
        return;
      }
      this.#apply(accepted);
    }
  }

  prune(): void {
    const changed = this.#notes.files;
    this.#tidy('prune-imports', pruneImports(this.#before, this.#model, changed));
    this.#tidy('long-imports', spreadImports(this.#before, this.#model, changed));
  }

  #tidy(name: string, edits: readonly TextEdit[]): void {
    const broken = brokenFiles(this.#units, edits, this.#parse);
    for (const file of broken) this.#defects.wouldBreak(name, file);
    const sound = edits.filter(edit => !broken.has(edit.file));
    if (sound.length > 0) this.#commit(sound);
  }

  output(): PipelineOutput {
    return {
      before: this.#before,
      after: this.#model,
      notes: this.#notes.placed,
      originOf: (file, position) => this.#notes.originOf(file, position),
      applied: this.#applied,
      defects: this.#defects.all,
    };
  }

  #collect(transforms: readonly Transform[]): { rewrites: Rewrite[]; left: Note[] } {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const transform of transforms) {
      this.#input.onProgress?.(transform.phase, transform.name);
      for (const result of this.#results(transform)) {
        for (const rewrite of result.rewrites) {
          if (rewrite.edits.length === 0 && !rewrite.imports?.length) continue;
          if (changesHeld(rewrite, this.#input.held)) continue;
          this.#origin.set(rewrite, transform.name);
          rewrites.push(rewrite);
        }
        for (const note of result.left) left.push(note);
      }
    }
    return { rewrites, left };
  }

  /** A transform that fails gets one file at a time: that tells which one it fails on, and saves the others. */
  #results(transform: Transform): TransformResult[] {
    const { legacy, cacheSeconds, held } = this.#input;
    const files = offeredFiles(this.#model.units, transform, held);
    try {
      return [transform.run({ project: this.#model, files, legacy, cacheSeconds })];
    } catch (error) {
      const results: TransformResult[] = [];
      const failed: [file: string, error: unknown][] = [];
      for (const unit of files) {
        try {
          results.push(transform.run({ project: this.#model, files: [unit], legacy, cacheSeconds }));
        } catch (fault) {
          failed.push([unit.path, fault]);
        }
      }
      if (results.length === 0 && files.length > 1) this.#defects.threw(transform.name, error);
      else for (const [file, fault] of failed) this.#defects.threw(transform.name, fault, file);
      return results;
    }
  }

  #apply(accepted: readonly Rewrite[]): void {
    let pending = [...accepted];
    while (pending.length > 0) {
      const edits = this.#editsOf(pending);
      const broken = edits ? brokenFiles(this.#units, edits, this.#parse) : undefined;
      if (edits && broken?.size === 0) {
        for (const rewrite of pending) this.#record(rewrite);
        this.#commit(edits, pending);
        return;
      }
      pending = this.#withoutCulprits(pending, broken);
    }
  }

  /** All edits of some rewrites, those of their imports included; undefined when they cannot be worked out. */
  #editsOf(rewrites: readonly Rewrite[]): TextEdit[] | undefined {
    const edits = rewrites.flatMap(rewrite => rewrite.edits);
    const requests = rewrites.flatMap(rewrite => rewrite.imports ?? []);
    try {
      for (const file of [...new Set(requests.map(request => request.file))].sort()) {
        const unit = this.#units.get(file);
        if (!unit) continue;
        edits.push(
          ...importEdits(
            unit,
            requests.filter(request => request.file === file),
          ),
        );
      }
      return edits;
    } catch {
      return undefined;
    }
  }

  /**
   * Drops the rewrites that break a file on their own. When only several of them together do, the first goes ahead
   * and the others come back in the next round.
   * @param broken files that do not parse with all of `rewrites`; undefined when that is not known
   */
  #withoutCulprits(rewrites: readonly Rewrite[], broken: ReadonlySet<string> | undefined): Rewrite[] {
    const suspects = rewrites.filter(
      rewrite =>
        !broken || [...rewrite.edits, ...(rewrite.imports ?? [])].some(({ file }) => broken.has(file)),
    );
    const culprits = suspects.filter(rewrite => {
      const edits = this.#editsOf([rewrite]);
      return !edits || brokenFiles(this.#units, edits, this.#parse).size > 0;
    });
    for (const rewrite of culprits) {
      const { file } = [...rewrite.edits, ...(rewrite.imports ?? [])][0]!;
      this.#broken.add(fingerprint(rewrite));
      this.#defects.wouldBreak(this.#origin.get(rewrite)!, file);
    }
    const dropped = new Set(culprits.length > 0 ? culprits : suspects.slice(1));
    return rewrites.filter(rewrite => !dropped.has(rewrite));
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
    for (const review of reviews) this.#notes.add(review, 'review');
    for (const [file, list] of groupByFile(edits)) {
      // A file that is not there yet is made.
      const { text, map } = applyEdits(this.#units.get(file)?.text ?? '', list);
      this.#units.set(file, this.#parse(file, text));
      this.#notes.edited(file, map);
    }
    this.#model = new ProjectModel(
      this.#input.root,
      [...this.#units.values()],
      this.#input.packages,
      this.#model,
    );
  }

  /** What is checked before edits are taken is what stands after them: one parse serves both. */
  readonly #parse = (file: string, text: string): SourceUnit => {
    const last = this.#parsed.get(file);
    if (last?.text === text) return last;
    const unit = parseSource(file, text);
    this.#parsed.set(file, unit);
    return unit;
  };
}

function fingerprint(rewrite: Rewrite): string {
  return JSON.stringify([rewrite.change, rewrite.edits, rewrite.imports]);
}
