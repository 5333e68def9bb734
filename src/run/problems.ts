/** Something in the input that kept a file, or the whole run, from being migrated. */
export interface Problem {
  /** Absolute path. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** The run cannot go on. Carries the place, where there is one. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
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
