import { describe, expect, it } from 'vitest';
import { wrap } from '../../src/cli/wrap.js';

describe('wrap', () => {
  it('breaks at spaces and fills each line', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two', 7)).toEqual(['one two']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('keeps a code span and what clings to it together', () => {
    expect(wrap('see (`new Client(a, b)`), then', 12)).toEqual(['see', '(`new Client(a, b)`),', 'then']);
  });

  it('gives a word that is too long a line of its own', () => {
    expect(wrap('a longlonglong b', 5)).toEqual(['a', 'longlonglong', 'b']);
  });
});
