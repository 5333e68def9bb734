import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrate } from '../src/index.js';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const entries = await readdir(FIXTURES, { withFileTypes: true });
/** Fixtures that annotate what is left to a person: `reported.txt`, written as `file:line change severity  message`. */
const names = entries
  .filter(entry => entry.isDirectory() && existsSync(path.join(FIXTURES, entry.name, 'reported.txt')))
  .map(entry => entry.name);

describe.for(names)('%s', name => {
  const before = path.join(FIXTURES, name, 'before');

  test('has every annotated place reported', async () => {
    const annotated = await readFile(path.join(FIXTURES, name, 'reported.txt'), 'utf8');
    const { findings } = await migrate({ paths: [before], dryRun: true });
    const lines = annotated.split('\n').filter(Boolean);
    const reported = findings.map(
      ({ file, line, change, severity, message }) =>
        `${path.relative(before, file).split(path.sep).join('/')}:${line} ${change} ${severity}  ${message}`,
    );
    expect(lines.filter(line => !reported.includes(line))).toEqual([]);
  });
});

test('some fixtures have annotations', () => {
  expect(names).not.toEqual([]);
});
