import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import { expect, test } from 'vitest';
import vueParser from 'vue-eslint-parser';
import mcp from '../../src/eslint/index.js';

const SCRIPT = `
import { Client } from '@modelcontextprotocol/client';

const client = new Client({ name: 'peek', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });

async function check(): Promise<void> {
  await client.ping();
}
`;

const languages = [
  ['App.vue', vueParser, `<template>\n  <button @click="check">Check</button>\n</template>\n`],
  ['App.svelte', svelteParser, `<button onclick={check}>Check</button>\n`],
] as const;

test.each(languages)(
  'finds what the script of %s shows, with the parser of the project',
  (file, language, template) => {
    const before = `${template}\n<script${file.endsWith('.vue') ? ' setup' : ''} lang="ts">`;
    const text = `${before}${SCRIPT}</script>\n`;
    const messages = new Linter().verify(
      text,
      [
        {
          files: ['**/*.{vue,svelte}'],
          languageOptions: { parser: language, parserOptions: { parser } },
        },
        mcp.configs.recommended,
      ],
      file,
    );
    const line = before.split('\n').length + 6;
    expect(messages.map(({ ruleId, line, column }) => `${line}:${column} ${ruleId}`)).toEqual([
      `${line}:9 mcp-migrate/removed-methods`,
    ]);
  },
);
