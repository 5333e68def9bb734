import { describe, expect, it } from 'vitest';
import { applyEdits, selectRewrites } from '../../src/engine/edits.js';
import type { TextEdit } from '../../src/engine/types.js';

const edit = (start: number, end: number, text: string, file = 'a.ts'): TextEdit => ({
  file,
  start,
  end,
  text,
});

describe('applyEdits', () => {
  it('replaces, inserts and deletes, whatever the order given', () => {
    const { text } = applyEdits('one two three', [
      edit(8, 13, 'drei'),
      edit(0, 3, 'eins'),
      edit(3, 3, '!'),
      edit(4, 8, ''),
    ]);
    expect(text).toBe('eins! drei');
  });

  it('keeps the order of insertions at one place and drops exact repeats', () => {
    expect(applyEdits('x', [edit(0, 0, 'a'), edit(0, 0, 'b'), edit(0, 0, 'a')]).text).toBe('abax');
    expect(applyEdits('x', [edit(0, 1, 'y'), edit(0, 1, 'y')]).text).toBe('y');
  });

  it('throws on overlap', () => {
    expect(() => applyEdits('abcdef', [edit(0, 3, ''), edit(2, 4, '')])).toThrow(/overlap/);
  });

  it('maps offsets forward and back', () => {
    const { map, text } = applyEdits('one two three', [edit(0, 4, ''), edit(8, 8, 'and ')]);
    expect(text).toBe('two and three');
    expect(map.forward(4)).toBe(0);
    expect(map.forward(8)).toBe(8);
    expect(map.forward(1)).toBeUndefined();
    expect(map.nearest(1)).toBe(0);
    expect(map.backward(0)).toBe(4);
    expect(map.backward(5)).toBe(8);
    expect(map.backward(text.indexOf('three'))).toBe(8);
  });
});

describe('selectRewrites', () => {
  const rewrite = (...edits: TextEdit[]) => ({ change: 'sessions' as const, edits });

  it('takes a rewrite whole or not at all', () => {
    const first = rewrite(edit(0, 5, ''));
    const clashing = rewrite(edit(3, 4, 'x'), edit(0, 1, 'y', 'b.ts'));
    const free = rewrite(edit(0, 1, 'z', 'b.ts'));
    expect(selectRewrites([first, clashing, free])).toEqual({
      accepted: [first, free],
      deferred: [clashing],
    });
  });

  it('lets edits touch and lets two rewrites make the very same edit', () => {
    const rewrites = [
      rewrite(edit(0, 3, 'a')),
      rewrite(edit(3, 5, 'b')),
      rewrite(edit(0, 3, 'a')),
      rewrite(edit(3, 3, 'c')),
    ];
    expect(selectRewrites(rewrites).deferred).toEqual([]);
  });
});
