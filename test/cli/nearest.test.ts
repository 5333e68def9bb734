import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/cli/nearest.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['same', 'same', 0],
    ['dry-rnu', 'dry-run', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['legacy', 'legcay', 1],
  ])('counts the slips between %j and %j', (a, b, slips) => {
    expect(editDistance(a, b)).toBe(slips);
    expect(editDistance(b, a)).toBe(slips);
  });
});

describe('nearest', () => {
  const options = [
    'dry-run',
    'diff',
    'legacy',
    'only',
    'skip',
    'ignore',
    'allow-dirty',
    'no-markers',
    'json',
  ];

  it.each([
    ['dry-rnu', 'dry-run'],
    ['dryrun', 'dry-run'],
    ['dif', 'diff'],
    ['LEGACY', 'legacy'],
    ['sikp', 'skip'],
    ['markers', 'no-markers'],
    ['dirty', 'allow-dirty'],
  ])('takes %j for %j', (word, expected) => {
    expect(nearest(word, options)).toBe(expected);
  });

  it.each(['', 'x', 'zz', 'parallel', 'verbose'])('finds nothing near %j', word => {
    expect(nearest(word, options)).toBeUndefined();
  });

  it('prefers fewer slips to a longer candidate that contains the word', () => {
    expect(nearest('tool', ['tool-order', 'tools'])).toBe('tools');
  });

  it('takes the first of equally near candidates', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
    expect(nearest('cat', ['hat', 'bat'])).toBe('hat');
  });

  it('does not offer a word that shares no letter', () => {
    expect(nearest('a', ['b'])).toBeUndefined();
    expect(nearest('a', [])).toBeUndefined();
  });
});
