/**
 * The candidate that was most likely meant by a mistyped word, or undefined when none is close.
 * Close is up to one slip in every three letters, then a candidate that contains the whole word, such as
 * `server-discover` for `discover`. Case does not count; the first of equally close candidates wins.
 */
export function nearest<Candidate extends string>(
  word: string,
  candidates: Iterable<Candidate>,
): Candidate | undefined {
  const wanted = word.toLowerCase();
  let best: Candidate | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let containing: Candidate | undefined;
  for (const candidate of candidates) {
    const offered = candidate.toLowerCase();
    const distance = editDistance(wanted, offered);
    // A distance of the whole word means that nothing of it is left.
    if (distance < bestDistance && distance < Math.max(wanted.length, offered.length)) {
      best = candidate;
      bestDistance = distance;
    }
    if (wanted.length >= 3 && offered.includes(wanted)) containing ??= candidate;
  }
  return best ?? containing;
}

/**
 * How many slips lie between two words: letters inserted, left out, mistaken, or two neighbours swapped
 * (Damerau-Levenshtein, optimal string alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const mistaken = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
          ? beforePrevious[column - 2]! + 1
          : Infinity;
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, mistaken, swapped));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
