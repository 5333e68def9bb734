/** Something in the input that kept a file, or the whole run, from being migrated. */
export interface Problem {
  /** Absolute path. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  /** More for a bug report, such as a stack. */
  readonly detail?: string;
}

/** The run cannot go on. Carries the place, where there is one. */
export class MigrationError extends Error {
  override readonly name: string = 'MigrationError';
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    message: string,
    place: { file?: string; line?: number; column?: number } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
  }
}

/** Files hold something else than when they were read; nothing was written. */
export class ChangedOnDiskError extends MigrationError {
  override readonly name = 'ChangedOnDiskError';

  constructor(readonly files: readonly string[]) {
    super('changed on disk while the migration ran; nothing was written, run again', { file: files[0]! });
  }
}
