const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that must not be left half done. A signal that would end the process aborts the work instead, which
 * then cleans up after itself; a limit on the size of files shows as an error of the write that met it.
 */
export async function withInterrupts<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const ignore = () => {};
  for (const signal of SIGNALS) process.on(signal, abort);
  if (process.platform !== 'win32') process.on('SIGXFSZ', ignore);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
    process.off('SIGXFSZ', ignore);
  }
}
