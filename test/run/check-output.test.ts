import { describe, expect, it } from 'vitest';
import { checkOutput } from '../../src/run/check-output.js';

describe('checkOutput', () => {
  it.each([
    ['a.ts', 'const a: number = 1;\n'],
    ['a.js', '\uFEFFconst a = <p>text</p>;\n'],
    ['package.json', '\uFEFF{ "name": "a" }\n'],
    ['pnpm-workspace.yaml', 'packages:\n  - a\n'],
  ])('lets %s pass', (name, after) => {
    expect(checkOutput({ path: `/p/${name}`, before: '', after })).toBeUndefined();
  });

  it.each([
    ['a.ts', 'const a: = 1;\n'],
    ['package.json', '{ "name": "a", }\n'],
    ['pnpm-workspace.yaml', 'packages:\n  - "a\n'],
  ])('holds %s back', (name, after) => {
    expect(checkOutput({ path: `/p/${name}`, before: '', after })).toEqual({
      file: `/p/${name}`,
      message: 'would not parse after the migration; it was left as it is, please report this',
    });
  });
});
