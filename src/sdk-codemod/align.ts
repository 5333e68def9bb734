/** A run of tokens of one sequence that was replaced by a run of the other; either may be empty. */
export interface Gap {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/**
 * The shortest set of gaps that turns one sequence into the other (Myers 1986), in order. Where the same change
 * can be told in several places, brackets decide: a run that closes what it opens is a whole piece of code.
 */
export function align(before: readonly string[], after: readonly string[]): Gap[] {
  let prefix = 0;
  while (prefix < before.length && prefix < after.length && before[prefix] === after[prefix]) prefix++;
  let suffix = 0;
  while (
    suffix < before.length - prefix &&
    suffix < after.length - prefix &&
    before[before.length - 1 - suffix] === after[after.length - 1 - suffix]
  ) {
    suffix++;
  }
  const inner = shortestEdit(
    before.slice(prefix, before.length - suffix),
    after.slice(prefix, after.length - suffix),
  );
  return inner
    .map(gap => ({
      beforeStart: gap.beforeStart + prefix,
      beforeEnd: gap.beforeEnd + prefix,
      afterStart: gap.afterStart + prefix,
      afterEnd: gap.afterEnd + prefix,
    }))
    .flatMap((gap, index, gaps) => settle(gap, gaps[index - 1], gaps[index + 1], before, after));
}

function shortestEdit(before: readonly string[], after: readonly string[]): Gap[] {
  const n = before.length;
  const m = after.length;
  const max = n + m;
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let d = 0; d <= max; d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < n && x - k < m && before[x] === after[x - k]) x++;
      furthest.set(k, x);
      if (x >= n && x - k >= m) return backtrack(trace, n, m);
    }
  }
  return [];
}

function backtrack(trace: readonly Map<number, number>[], n: number, m: number): Gap[] {
  const gaps: Gap[] = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d > 0; d--) {
    const furthest = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const previousX = down ? furthest.get(k + 1)! : furthest.get(k - 1)!;
    const previousY = previousX - (down ? k + 1 : k - 1);
    const step: Gap = down
      ? { beforeStart: previousX, beforeEnd: previousX, afterStart: previousY, afterEnd: previousY + 1 }
      : { beforeStart: previousX, beforeEnd: previousX + 1, afterStart: previousY, afterEnd: previousY };
    const next = gaps.at(-1);
    if (next && next.beforeStart === step.beforeEnd && next.afterStart === step.afterEnd) {
      gaps[gaps.length - 1] = { ...next, beforeStart: step.beforeStart, afterStart: step.afterStart };
    } else gaps.push(step);
    x = previousX;
    y = previousY;
  }
  return gaps.reverse();
}

/**
 * Slides an insertion or deletion along equal tokens to where it is best told. Where something was also deleted, an
 * insertion that slides away from it becomes a gap of its own.
 */
function settle(
  gap: Gap,
  previous: Gap | undefined,
  next: Gap | undefined,
  before: readonly string[],
  after: readonly string[],
): Gap[] {
  const isInsertion = gap.afterStart < gap.afterEnd;
  const isMixed = isInsertion && gap.beforeStart < gap.beforeEnd;
  const tokens = isInsertion ? after : before;
  const [start, end] = isInsertion ? [gap.afterStart, gap.afterEnd] : [gap.beforeStart, gap.beforeEnd];
  const shifts = [0];
  const leftLimit = gap.beforeStart - (previous?.beforeEnd ?? 0);
  for (let by = 1; by <= leftLimit && tokens[start - by] === tokens[end - by]; by++) shifts.push(-by);
  const rightLimit = (next?.beforeStart ?? before.length) - gap.beforeEnd;
  for (let by = 1; by <= rightLimit && tokens[start + by - 1] === tokens[end + by - 1]; by++) shifts.push(by);
  const { by } = shifts
    .map(shift => ({ by: shift, cost: cost(tokens, start + shift, end + shift) }))
    .sort((a, b) => a.cost - b.cost || Math.abs(a.by) - Math.abs(b.by))[0]!;
  if (!isMixed) return [moved(gap, by)];
  if (by === 0) return [gap];
  const place = by > 0 ? gap.beforeEnd + by : gap.beforeStart + by;
  const inserted: Gap = {
    beforeStart: place,
    beforeEnd: place,
    afterStart: gap.afterStart + by,
    afterEnd: gap.afterEnd + by,
  };
  const at = by > 0 ? gap.afterStart : gap.afterEnd;
  const deleted: Gap = { ...gap, afterStart: at, afterEnd: at };
  return by > 0 ? [deleted, inserted] : [inserted, deleted];
}

function moved(gap: Gap, by: number): Gap {
  return {
    beforeStart: gap.beforeStart + by,
    beforeEnd: gap.beforeEnd + by,
    afterStart: gap.afterStart + by,
    afterEnd: gap.afterEnd + by,
  };
}

/** Unclosed and unopened brackets, then how oddly the run begins: a comma or a dot is where a piece starts. */
function cost(tokens: readonly string[], start: number, end: number): number {
  let depth = 0;
  let unopened = 0;
  for (let index = start; index < end; index++) {
    const token = tokens[index]!;
    if (token === '(' || token === '{' || token === '[') depth++;
    else if (token === ')' || token === '}' || token === ']') {
      if (depth > 0) depth--;
      else unopened++;
    }
  }
  const first = tokens[start];
  return (depth + unopened) * 4 + (first === ',' || first === '.' ? 0 : 1);
}
