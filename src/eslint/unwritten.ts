const texts = new Map<string, string>();

/** The text that a file is about to get, when it is not on the disk yet. */
export function unwrittenText(file: string): string | undefined {
  return texts.get(file);
}

/** Lets the rules see files as they will be, wherever they look into another one than the file they lint. */
export async function withUnwritten<T>(
  files: ReadonlyMap<string, string>,
  run: () => Promise<T>,
): Promise<T> {
  for (const [file, text] of files) texts.set(file, text);
  try {
    return await run();
  } finally {
    for (const file of files.keys()) texts.delete(file);
  }
}
