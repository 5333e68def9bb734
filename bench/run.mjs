/**
 * Measures a whole dry run of mcp-migrate against one of the official codemod, on the same trees:
 *
 *   npm run bench -- [--rounds 5] [directory..]
 *
 * The ratio is ours over theirs; below 1 is faster, or smaller. Wall time counts; processor time tells the programs
 * apart on a machine that has other things to do. Directories named are measured besides the two trees
 * that the benchmark writes itself. Nothing is written into any of them.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './measure.mjs';
import { countSources, writeApplication, writeFixtures } from './trees.mjs';

const OURS = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const OFFICIAL = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/codemod/dist/cli.mjs', import.meta.url),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');
if (!existsSync(OURS)) throw new Error('Run npm run build first');

const scratch = mkdtempSync(path.join(tmpdir(), 'mcp-migrate-bench-'));
try {
  const fixtures = path.join(scratch, 'fixtures');
  writeFixtures(fixtures);
  const application = path.join(scratch, 'application');
  writeApplication(application, 3, 200);
  const trees = [
    { name: 'bundled projects', directory: fixtures },
    { name: 'application', directory: application },
    ...positionals.map(directory => ({
      name: path.basename(path.resolve(directory)),
      directory: path.resolve(directory),
    })),
  ];
  console.log(`Medians of ${rounds} rounds, mcp-migrate / official codemod\n`);
  console.log(row('tree', 'files', 'wall time', 'ratio', 'processor', 'ratio', 'peak memory', 'ratio'));
  for (const tree of trees) {
    const [ours, official] = await compare(programsFor(tree.directory), rounds);
    console.log(
      row(
        tree.name,
        String(countSources(tree.directory)),
        `${ours.seconds.toFixed(2)} s / ${official.seconds.toFixed(2)} s`,
        (ours.seconds / official.seconds).toFixed(2),
        `${ours.cpuSeconds.toFixed(2)} s / ${official.cpuSeconds.toFixed(2)} s`,
        (ours.cpuSeconds / official.cpuSeconds).toFixed(2),
        `${ours.megabytes.toFixed(0)} MB / ${official.megabytes.toFixed(0)} MB`,
        (ours.megabytes / official.megabytes).toFixed(2),
      ),
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function programsFor(directory) {
  return [
    { name: 'mcp-migrate', args: [OURS, directory, '--dry-run', '--json'], done: /"counts": \[/ },
    {
      name: 'The official codemod',
      args: [OFFICIAL, 'v1-to-v2', directory, '--dry-run'],
      done: /Run without --dry-run|No changes needed/,
    },
  ];
}

function row(tree, files, ...pairs) {
  const cells = pairs.map((text, index) => text.padStart(index % 2 === 0 ? 18 : 6));
  return [tree.padEnd(18), files.padStart(5), ...cells].join(' ');
}
