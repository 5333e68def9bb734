/**
 * Breaks a text into lines of at most `width` columns, at spaces, never inside a code span. A word or span that
 * is longer than a line gets a line of its own.
 * @param text ASCII, so that a character is a column
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^\s`])+/g)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
