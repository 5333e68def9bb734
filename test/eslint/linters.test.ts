import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint9';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mcp from '../../src/eslint/index.js';
import { readTree } from '../helpers/tree.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FIXTURES = path.join(ROOT, 'fixtures');
const NAMES = [
  'express-session-map',
  'express-event-store',
  'client',
  'conformance',
  'lowlevel-commonjs',
  'workspace',
];

/** File and the part of a finding that every linter tells: `src/a.ts:3:7 sessions`. */
type Found = string;

let directory: string;
const sources = new Map<string, string>();

beforeAll(async () => {
  directory = await realpath(await mkdtemp(path.join(tmpdir(), 'mcp-linters-')));
  for (const name of NAMES) {
    for (const [file, bytes] of await readTree(path.join(FIXTURES, name, 'before'))) {
      if (!/\.[cm]?[jt]sx?$/.test(file)) continue;
      const target = path.join(name, file);
      sources.set(target, bytes.toString('utf8'));
      await mkdir(path.dirname(path.join(directory, target)), { recursive: true });
      await copyFile(path.join(FIXTURES, name, 'before', file), path.join(directory, target));
    }
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('ESLint 9 and ESLint 10 find the same', () => {
  const ten = lintWith(new Linter({ cwd: directory }));
  expect(ten.length).toBeGreaterThan(40);
  expect(lintWith(new Linter9({ cwd: directory }) as unknown as Linter)).toEqual(ten);
});

test('oxlint finds the same at the same positions', async () => {
  const rules = Object.keys(mcp.rules).map(name => [`mcp-migrate/${name}`, 'error'] as const);
  await writeFile(
    path.join(directory, '.oxlintrc.json'),
    JSON.stringify({
      jsPlugins: [{ name: 'mcp-migrate', specifier: path.join(ROOT, 'dist/src/eslint/index.js') }],
      categories: { correctness: 'off' },
      rules: Object.fromEntries(rules),
    }),
  );
  expect((await lintWithOxlint()).sort()).toEqual(lintWith(new Linter({ cwd: directory })).sort());
});

function lintWith(linter: Linter): Found[] {
  const rules = Object.fromEntries(
    Object.keys(mcp.rules).map(name => [`mcp-migrate/${name}`, 'error' as const]),
  );
  return [...sources].flatMap(([file, text]) =>
    linter
      .verify(
        text,
        [
          {
            files: ['**/*.{ts,tsx,js,jsx,mjs,cjs}'],
            languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: /x$/.test(file) } } },
            plugins: { 'mcp-migrate': mcp },
            rules,
          },
        ],
        { filename: path.join(directory, file) },
      )
      .map(({ ruleId, line, column }) => `${file}:${line}:${column} ${ruleId?.replace('mcp-migrate/', '')}`),
  );
}

async function lintWithOxlint(): Promise<Found[]> {
  const oxlint = path.join(ROOT, 'node_modules/.bin/oxlint');
  const { stdout } = await promisify(execFile)(oxlint, ['--format', 'json', '.'], {
    cwd: directory,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: {
      code: string;
      filename: string;
      labels: { span: { line: number; column: number } }[];
    }[];
  };
  return diagnostics.map(({ code, filename, labels: [label] }) => {
    const rule = /\((?<rule>[\w-]+)\)/.exec(code)?.groups?.['rule'];
    return `${filename}:${label!.span.line}:${label!.span.column} ${rule}`;
  });
}
