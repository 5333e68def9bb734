import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { formatSummary } from '../../src/report/summary.js';
import type { Finding, MigrationReport } from '../../src/run/report.js';

const chalk = new Chalk({ level: 0 });

function finding(part: Pick<Finding, 'change' | 'kind' | 'severity'>): Finding {
  return { file: '/project/a.ts', line: 1, column: 1, message: 'Text.', advice: '', ...part } as Finding;
}

const report: MigrationReport = {
  root: '/project',
  legacy: 'auto',
  dryRun: true,
  scanned: 1,
  parsed: 1,
  changed: [],
  findings: [
    finding({ change: 'sessions', kind: 'left', severity: 'warning' }),
    finding({ change: 'sessions', kind: 'left', severity: 'info' }),
    finding({ change: 'http-sse-transport', kind: 'left', severity: 'info' }),
  ],
  counts: [
    { change: 'sessions', rewritten: 2, review: 0, left: 2 },
    { change: 'http-sse-transport', rewritten: 0, review: 0, left: 1 },
  ],
  problems: [],
  skipped: [],
  installs: [],
};

test('the table counts what is listed, and the notes that are not are named', () => {
  const text = formatSummary(report, { chalk });
  expect(text).toContain('change    rewritten  to review   left\nsessions          2          -      1\n\n');
  expect(text).not.toContain('http-sse-transport');
  expect(text).toContain('1 place for you to look at.\n2 notes to know of; --verbose shows them.\n');
});

test('with all notes listed, all are counted', () => {
  const text = formatSummary(report, { chalk, verbose: true });
  expect(text).toContain('sessions                    2          -      2\n');
  expect(text).toContain('http-sse-transport          -          -      1\n');
  expect(text).not.toContain('to know of');
});
