/**
 * Measures `mcp-migrate check` against ESLint with the same rules over the whole tree, and against ripgrep for the
 * same words in the same files:
 *
 *   npm run bench:check -- [--rounds 3] [directory..]
 *
 * The ratios are times: how often as fast as ESLint, and how often as long as ripgrep, all in one run. ESLint has to
 * find the same as the check, or the check passes files over that it must not. Directories named are measured
 * besides the two trees that the benchmark writes itself. Nothing is written into any of them. At the end comes
 * what each rule costs, as ESLint measures it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compare } from './measure.mjs';
import { countSources, writeApplication, writeModules } from './trees.mjs';

const CHECK = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const ESLINT = fileURLToPath(new URL('../node_modules/eslint/bin/eslint.js', import.meta.url));
const CONFIG = fileURLToPath(new URL('eslint-whole-tree.mjs', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');
if (!existsSync(CHECK)) throw new Error('Run npm run build first');
const hasRipgrep = spawnSync('rg', ['--version']).status === 0;

const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'mcp-migrate-bench-')));
try {
  const trees = [...writtenTrees(), ...positionals.map(directory => realpathSync(directory))];
  console.log(`Medians of ${rounds} rounds${hasRipgrep ? '' : '; ripgrep is not installed'}\n`);
  console.log(row('tree', 'files', 'findings', 'check', 'ESLint', 'faster', 'ripgrep', 'slower'));
  for (const tree of trees) await measureTree(tree);
  console.log(
    `\nWhat the rules cost in ${path.basename(trees.at(-1))}, in milliseconds of ESLint's own timing\n`,
  );
  console.log(ruleCosts(trees.at(-1)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function writtenTrees() {
  const application = path.join(scratch, 'application');
  writeApplication(application, 3, 200);
  const others = path.join(scratch, 'without-mcp');
  writeModules(others, 1500);
  for (const tree of [application, others]) execFileSync('git', ['init', '-q'], { cwd: tree });
  return [application, others];
}

async function measureTree(tree) {
  const found = sameFindings(tree);
  const [check, eslint, ripgrep] = await compare(await programsFor(tree), rounds);
  console.log(
    row(
      path.basename(tree),
      countSources(tree),
      found,
      seconds(check),
      seconds(eslint),
      (eslint.seconds / check.seconds).toFixed(1),
      ripgrep ? seconds(ripgrep) : '-',
      ripgrep ? (check.seconds / ripgrep.seconds).toFixed(1) : '-',
    ),
  );
}

async function programsFor(tree) {
  const programs = [
    {
      name: 'mcp-migrate check',
      cwd: tree,
      args: [CHECK, 'check', tree, '--format', 'json'],
      done: /"findings": \[/,
    },
    { name: 'ESLint', cwd: tree, args: eslintArgs(tree), done: /^\[/ },
  ];
  if (!hasRipgrep) return programs;
  const { SEARCHED_GLOBS } = await import('../dist/src/check/search.js');
  const { PROTOCOL_WORDS } = await import('../dist/src/discovery/candidates.js');
  const globs = SEARCHED_GLOBS.flatMap(glob => ['--glob', glob]);
  const args = [
    '--files-with-matches',
    '--ignore-case',
    '--no-unicode',
    '--hidden',
    ...globs,
    '-e',
    PROTOCOL_WORDS.join('|'),
    tree,
  ];
  return [...programs, { name: 'ripgrep', command: 'rg', args, done: /^/ }];
}

function eslintArgs(tree) {
  return [ESLINT, '--no-config-lookup', '--config', CONFIG, '--format', 'json', tree];
}

/** How many findings both have; the check's in files that ESLint does not read are left out. */
function sameFindings(tree) {
  const options = { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 30 };
  const check = JSON.parse(
    spawnSync(process.execPath, [CHECK, 'check', tree, '--format', 'json'], options).stdout,
  );
  const eslint = JSON.parse(spawnSync(process.execPath, eslintArgs(tree), options).stdout);
  const ours = check.findings
    .filter(({ file }) => /\.[cm]?[jt]sx?$|package\.json$/.test(file))
    .map(({ file, line, column, change }) => `${file}:${line}:${column} mcp-migrate/${change}`);
  const theirs = eslint.flatMap(({ filePath, messages }) =>
    messages
      .filter(({ ruleId }) => ruleId?.startsWith('mcp-migrate/'))
      .map(({ line, column, ruleId }) => `${portable(filePath, tree)}:${line}:${column} ${ruleId}`),
  );
  const only = [
    ...theirs.filter(place => !ours.includes(place)).map(place => `only ESLint: ${place}`),
    ...ours.filter(place => !theirs.includes(place)).map(place => `only the check: ${place}`),
  ];
  if (only.length > 0) console.log(only.join('\n'));
  return ours.length;
}

function portable(file, tree) {
  return path.relative(tree, file).split(path.sep).join('/');
}

function ruleCosts(tree) {
  const env = { ...process.env, TIMING: 'all' };
  const options = { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 30, env };
  const { stdout } = spawnSync(process.execPath, eslintArgs(tree), options);
  return stdout.slice(stdout.lastIndexOf('\nRule') + 1).trimEnd();
}

function seconds(usage) {
  return `${usage.seconds.toFixed(2)} s`;
}

function row(tree, ...cells) {
  return [tree.padEnd(28), ...cells.map(cell => String(cell).padStart(9))].join(' ');
}
