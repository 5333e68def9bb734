/** A fault of our own: one transform's part was left out, everything else was done. */
export interface Defect {
  /** Name of the transform. */
  readonly transform: string;
  /** The file it failed on; undefined when it is not about one file. */
  readonly file?: string;
  readonly message: string;
  readonly stack?: string;
}

/** Collects defects, each once, however many rounds it shows in. */
export class DefectLog {
  readonly #defects: Defect[] = [];

  get all(): readonly Defect[] {
    return this.#defects;
  }

  /** A transform threw. */
  threw(transform: string, error: unknown, file?: string): void {
    if (!(error instanceof Error)) this.#add({ transform, message: String(error), ...(file && { file }) });
    else {
      const { message, stack } = error;
      this.#add({ transform, message, ...(file && { file }), ...(stack && { stack }) });
    }
  }

  /** A rewrite would not have left a file that parses. */
  wouldBreak(transform: string, file: string): void {
    this.#add({ transform, file, message: 'a rewrite would have broken the syntax; it was left out' });
  }

  /** Transforms kept on rewriting each other's work. */
  unsettled(transforms: readonly string[], rounds: number): void {
    const message = `still rewriting after ${rounds} rounds`;
    this.#add({ transform: [...new Set(transforms)].join(', '), message });
  }

  #add(defect: Defect): void {
    const isKnown = this.#defects.some(
      known =>
        known.transform === defect.transform &&
        known.file === defect.file &&
        known.message === defect.message,
    );
    if (!isKnown) this.#defects.push(defect);
  }
}
