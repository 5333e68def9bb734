import type { Range } from './types.js';

/**
 * Names the lines that hold the given parts of a text and nothing else: ` To drop it, delete lines 3-5.` with a space in front,
 * since it follows a message; empty when one of the parts shares a line with something that stays.
 */
export function deletion(text: string, parts: readonly Range[]): string {
  const lines = parts.map(part => linesOf(text, part));
  if (lines.length === 0 || lines.includes(undefined)) return '';
  const merged: [number, number][] = [];
  for (const [first, last] of (lines as [number, number][]).sort(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  const names = merged.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const isOne = merged.length === 1 && merged[0]![0] === merged[0]![1];
  return ` To drop it, delete line${isOne ? '' : 's'} ${names.join(', ').replace(/, (?=[^,]*$)/, ' and ')}.`;
}

/** First and last line of a part, one-based; undefined when it does not fill them. */
function linesOf(text: string, part: Range): readonly [number, number] | undefined {
  const inner = text.slice(part.start, part.end);
  const end = part.start + inner.trimEnd().length;
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  const [rest] = /^[^\n]*/.exec(text.slice(end))!;
  const isWhole =
    /^[\t ]*(?:- +)?$/.test(text.slice(lineStart, part.start)) && /^[\t ]*[;,]?[\t ]*(?:#.*)?\r?$/.test(rest);
  if (!isWhole) return undefined;
  const count = (to: number) => text.slice(0, to).split('\n').length;
  return [count(part.start), count(end)];
}
