/** The command line cannot be understood; the message names the nearest right word. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
