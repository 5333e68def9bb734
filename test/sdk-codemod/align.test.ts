import { describe, expect, it } from 'vitest';
import { align, type Gap } from '../../src/sdk-codemod/align.js';
import { parseSource } from '../../src/engine/parse.js';
import { commentsIn, tokensOf } from '../../src/sdk-codemod/tokens.js';

function words(text: string): string[] {
  return text.split(' ').filter(word => word !== '');
}

/** Gaps as `old -> new`, in order. */
function gaps(before: string, after: string): string[] {
  const [old, fresh] = [words(before), words(after)];
  return align(old, fresh).map(
    gap =>
      `${old.slice(gap.beforeStart, gap.beforeEnd).join(' ')} -> ${fresh.slice(gap.afterStart, gap.afterEnd).join(' ')}`,
  );
}

/** The new sequence, put together from the old one and the gaps. */
function patched(before: readonly string[], after: readonly string[], found: readonly Gap[]): string[] {
  const result: string[] = [];
  let last = 0;
  for (const gap of found) {
    result.push(...before.slice(last, gap.beforeStart), ...after.slice(gap.afterStart, gap.afterEnd));
    last = gap.beforeEnd;
  }
  return [...result, ...before.slice(last)];
}

describe('align', () => {
  it('finds nothing between equal sequences', () => {
    expect(gaps('a b c', 'a b c')).toEqual([]);
    expect(gaps('', '')).toEqual([]);
  });

  it('finds replacements, insertions and deletions', () => {
    expect(gaps('a b c d', 'a x c')).toEqual(['b -> x', 'd -> ']);
    expect(gaps('a c', 'a b c')).toEqual([' -> b']);
    expect(gaps('', 'a')).toEqual([' -> a']);
  });

  it('keeps brackets in one piece', () => {
    expect(gaps('f ( { a } , b )', 'f ( z ( { a } ) , b )')).toEqual([' -> z (', ' -> )']);
    expect(gaps('f ( s . o ( ) , c => d )', 'f ( s , c => d ) . o ( )')).toEqual([
      '. o ( ) -> ',
      ' -> . o ( )',
    ]);
    expect(gaps('f ( s . o ( ) , c => d , )', 'f ( s , c => d ) . o ( )')).toEqual([
      '. o ( ) -> ',
      ', -> ',
      ' -> . o ( )',
    ]);
  });

  it('takes an element out with the comma in front of it', () => {
    expect(gaps('f ( a , b , c )', 'f ( a , c )')).toEqual([', b -> ']);
    expect(gaps('f ( a , b )', 'f ( a )')).toEqual([', b -> ']);
  });

  it('always leads from the old sequence to the new one', () => {
    let seed = 7;
    const random = (limit: number) => (seed = (seed * 48271) % 2147483647) % limit;
    const sequence = () => Array.from({ length: random(24) }, () => '(){},.ab'[random(8)]!);
    for (let run = 0; run < 500; run++) {
      const [before, after] = [sequence(), sequence()];
      expect(patched(before, after, align(before, after))).toEqual(after);
    }
  });
});

describe('tokensOf', () => {
  function keys(text: string, name = 'a.tsx'): string[] {
    return tokensOf(parseSource(name, text).ast).map(token => token.key);
  }

  it('compares strings by value', () => {
    expect(keys(`f('a', "a", 'it\\'s', "it's")`)).toEqual(keys(`f("a", 'a', "it's", 'it\\'s')`));
    expect(keys(`f('a')`)).not.toEqual(keys(`f(a)`));
  });

  it('cuts templates, regular expressions and JSX as the parser does', () => {
    expect(keys('const r = /[/"\']+/g, s = a / b / c;', 'a.ts')).toContain('/[/"\']+/g');
    expect(keys('`a ${ { b: `}` } } c`', 'a.ts')).toEqual(['`a ${', '{', 'b', ':', '`}`', '}', '} c`']);
    expect(keys(`<a data-x="1'2">it's {x} /* text */</a>`).join(' ')).toBe(
      `< a data-x = "1'2 > it's  { x } /* text */ </ a >`,
    );
  });

  it('leaves comments and a first line for the shell out', () => {
    expect(keys('#!/usr/bin/env node\n/* a */ b // c\n', 'a.ts')).toEqual(['b']);
    expect(commentsIn(' /* a */ \n // b\n')).toEqual(['/* a */', '// b']);
  });
});
