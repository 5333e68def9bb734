import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeploymentFile } from '../src/check/deployment/index.js';
import { findDeploymentFindings } from '../src/check/deployment-findings.js';
import { createLinter, type LintFile } from '../src/check/lint.js';
import { anchorLine } from '../src/engine/markers.js';
import { parseSource } from '../src/engine/parse.js';
import { migrate } from '../src/index.js';
import { readTree } from './helpers/tree.js';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const entries = await readdir(FIXTURES, { withFileTypes: true });
const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
const lint = await createLinter({ strict: false, legacy: 'keep', only: [], skip: [], fix: false });

describe.for(names)('%s', name => {
  const before = path.join(FIXTURES, name, 'before');
  const after = path.join(FIXTURES, name, 'after');

  test('has a finding of the rules on every annotated line, and on no other', async () => {
    const annotated = await readFile(path.join(FIXTURES, name, 'findings.txt'), 'utf8');
    const found = (await findingsIn(before, lint)).map(
      ({ file, line, change, source }) => `${file}:${line} ${change}  ${source}`,
    );
    expect([...new Set(found)].sort()).toEqual(annotated.split('\n').filter(Boolean).sort());
  });

  test('has after the migration the findings that the migration reported, and no other', async () => {
    const report = await migrate({ paths: [before], dryRun: true });
    const text = async (file: string) => readFile(path.join(after, file), 'utf8');
    const reported = await Promise.all(
      report.findings.map(async ({ file, line, change, kind, severity }) => {
        const relative = path.relative(before, file);
        // JSON has no comments that could ask for a review again.
        const isOnce = severity === 'info' || (kind === 'review' && file.endsWith('.json'));
        return { isOnce, place: placeOf(relative, await text(relative), line, change) };
      }),
    );
    const found = await Promise.all(
      (await findingsIn(after, lint)).map(async ({ file, line, change }) =>
        placeOf(file, await text(file), line, change),
      ),
    );
    const places = reported.map(each => each.place);
    expect(found.filter(place => !places.includes(place))).toEqual([]);
    const needed = reported.filter(each => !each.isOnce).map(each => each.place);
    expect(needed.filter(place => !found.includes(place))).toEqual([]);
  });
});

async function findingsIn(directory: string, lintFile: LintFile) {
  const found = [];
  for (const [file, bytes] of await readTree(directory)) {
    const isLinted = isSource(file) || path.basename(file) === 'package.json';
    if (!isLinted && !isDeploymentFile(file)) continue;
    const text = bytes.toString('utf8');
    const checked = { path: path.join(directory, file), text };
    const { findings, problems } = isLinted
      ? await lintFile(checked)
      : { findings: await findDeploymentFindings(checked, false), problems: [] };
    expect(problems).toEqual([]);
    const lines = text.split(/\r?\n/);
    for (const { change, line } of findings)
      found.push({ file, line, change, source: lines[line - 1]!.trim() });
  }
  return found;
}

function isSource(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

/** One statement and one change are one place, whatever part of it is pointed at. */
function placeOf(file: string, text: string, line: number, change: string): string {
  if (!isSource(file)) return `${file}:${line} ${change}`;
  const unit = parseSource(file, text);
  const starts = unit.ast.getLineStarts();
  const start = starts[line - 1]!;
  const indent = /^\s*/.exec(text.slice(start))![0].length;
  const anchor = anchorLine(unit, start + indent);
  return `${file}:${unit.ast.getLineAndCharacterOfPosition(anchor).line + 1} ${change}`;
}
