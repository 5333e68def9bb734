/** Work that is done sooner needs no progress. */
const QUIET_MS = 250;

/** Nobody reads faster. */
const REDRAW_MS = 50;

export interface Progress {
  readonly show: (message: string) => void;
  /** Takes the message off the terminal. */
  readonly clear: () => void;
}

/** Says nothing. */
export const NO_PROGRESS: Progress = { show: () => {}, clear: () => {} };

/**
 * A line on a terminal that says what is going on; nothing where nobody looks at one. It draws only when told to:
 * transforms keep the process busy, so nothing on a timer would move, and a signal handler would keep Ctrl-C waiting.
 */
export function createProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv,
): Progress {
  if (!stream.isTTY || env['TERM'] === 'dumb' || env['CI']) return NO_PROGRESS;
  const start = Date.now();
  let drawn = 0;
  return {
    show(message) {
      const now = Date.now();
      if (now - start < QUIET_MS || now - drawn < REDRAW_MS) return;
      drawn = now;
      stream.write(`\r\u001B[K${message.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (drawn > 0) stream.write('\r\u001B[K');
      drawn = 0;
    },
  };
}
