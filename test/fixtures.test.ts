import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrate } from '../src/index.js';
import { readTree, treeText, type Tree } from './helpers/tree.js';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');

/** `UPDATE_FIXTURES=1` writes what the migration does now to `fixtures/<name>/after`, to be read and committed. */
const UPDATE = process.env['UPDATE_FIXTURES'] === '1';

const entries = await readdir(FIXTURES, { withFileTypes: true });
const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);

describe.for(names)('%s', name => {
  const beforeDirectory = path.join(FIXTURES, name, 'before');
  const afterDirectory = path.join(FIXTURES, name, 'after');

  test('is migrated to what the fixture shows', async () => {
    const migrated = await migratedTree(beforeDirectory);
    if (UPDATE) await writeTree(afterDirectory, migrated);
    expect(treeText(migrated)).toEqual(treeText(await readTree(afterDirectory)));
  });

  test('needs nothing more once it is migrated', async () => {
    const report = await migrate({ paths: [afterDirectory], dryRun: true });
    expect(report.changed.map(file => path.relative(afterDirectory, file.path))).toEqual([]);
  });
});

/** The project in `directory` with the migration applied in memory. */
async function migratedTree(directory: string): Promise<Tree> {
  const report = await migrate({ paths: [directory], dryRun: true });
  expect(report.problems).toEqual([]);
  const tree = await readTree(directory);
  for (const file of report.changed) {
    tree.set(path.relative(directory, file.path).split(path.sep).join('/'), Buffer.from(file.after));
  }
  return tree;
}

async function writeTree(directory: string, tree: Tree): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  for (const [file, bytes] of tree) {
    const target = path.join(directory, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}
