import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import json from '@eslint/json';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import mcp, { rules } from '../src/eslint/index.js';
import { codeBlocks, markedLines, type CodeBlock } from './helpers/code-blocks.js';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Name of the file that a block stands for, by its language. */
const SOURCES: Readonly<Record<string, string>> = {
  ts: 'example.ts',
  tsx: 'example.tsx',
  js: 'example.js',
  jsx: 'example.jsx',
  json: 'package.json',
};

/** What all rules find in a block. */
function lint({ language, code, headings }: CodeBlock): Linter.LintMessage[] {
  const legacy = headings.some(heading => heading.includes("`legacy: 'drop'`")) ? 'drop' : 'keep';
  const linter = new Linter({ cwd: fileURLToPath(root) });
  return linter.verify(
    code,
    [
      { files: ['**/*.{js,jsx,ts,tsx}'], languageOptions: { parser } },
      { files: ['**/*.json'], plugins: { json }, language: 'json/json' },
      { ...mcp.configs.all, settings: { mcp: { legacy, tests: true } } },
    ],
    SOURCES[language],
  );
}

const where = (page: string, { line }: CodeBlock) => `${page}:${line}`;
const lines = (messages: readonly Linter.LintMessage[]) => [...new Set(messages.map(({ line }) => line))];
const texts = (messages: readonly Linter.LintMessage[]) =>
  messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`);

describe.each(Object.keys(rules))('docs/rules/%s.md', rule => {
  const page = `docs/rules/${rule}.md`;
  const blocks = () => codeBlocks(read(page));
  const under = (section: string) => blocks().filter(({ headings }) => headings[1] === section);

  it('shows wrong code, and the rule finds what is marked in it', () => {
    expect(under('Wrong')).not.toEqual([]);
    for (const block of under('Wrong')) {
      const messages = lint(block);
      expect(texts(messages.filter(({ fatal }) => fatal)), where(page, block)).toEqual([]);
      const found = lines(messages.filter(({ ruleId }) => ruleId === `mcp-migrate/${rule}`));
      expect(found, where(page, block)).not.toEqual([]);
      // JSON has no comments, and so no marks.
      if (block.language !== 'json') expect(found, where(page, block)).toEqual(markedLines(block));
    }
  });

  it('shows right code, and no rule finds anything in it', () => {
    expect(under('Right')).not.toEqual([]);
    for (const block of under('Right')) expect(texts(lint(block)), where(page, block)).toEqual([]);
  });

  it('has code in a language that is linted, under a heading that says what it is', () => {
    for (const block of blocks()) {
      expect(Object.keys(SOURCES), where(page, block)).toContain(block.language);
      expect(['Wrong', 'Right', 'When to ignore it'], where(page, block)).toContain(block.headings[1]);
    }
  });
});

describe('pages of rules', () => {
  it('are those of the rules that exist', () => {
    expect(readdirSync(new URL('docs/rules/', root)).sort()).toEqual(
      Object.keys(rules)
        .map(rule => `${rule}.md`)
        .sort(),
    );
  });

  it('are found under the address that the rules give', () => {
    for (const [name, rule] of Object.entries(rules)) {
      expect(rule.meta?.docs?.url).toBe(`https://unpkg.com/mcp-migrate/docs/rules/${name}.md`);
    }
    expect((JSON.parse(read('package.json')) as { files: string[] }).files).toContain('docs');
  });
});

describe.each(['README.md', 'docs/changes.md', 'docs/jscodeshift.md'])('%s', page => {
  const blocks = codeBlocks(read(page));

  it('has sources in which the rules find what is marked', () => {
    for (const block of blocks.filter(({ language }) => language in SOURCES && language !== 'json')) {
      expect(lines(lint(block)), `${where(page, block)}\n${texts(lint(block)).join('\n')}`).toEqual(
        markedLines(block),
      );
    }
  });

  it('has data that parses', () => {
    for (const block of blocks) {
      if (block.language === 'json')
        expect(() => JSON.parse(block.code) as unknown, where(page, block)).not.toThrow();
      if (block.language === 'yaml') {
        const errors = parseAllDocuments(block.code).flatMap(document => document.errors);
        expect(errors, where(page, block)).toEqual([]);
      }
    }
  });
});
