// What a project would configure to have the rules: all its sources and package.json files, and no build output.
import json from '@eslint/json';
import * as parser from '@typescript-eslint/parser';
import { NEVER_DIRECTORIES, NEVER_INFIXES, SOURCE_EXTENSIONS } from '../dist/src/discovery/scope.js';
import mcp from '../dist/src/eslint/index.js';

const name = 'mcp-migrate/sdk-v2-packages';
const linterOptions = { reportUnusedDisableDirectives: 'off' };

export default [
  {
    ignores: [
      ...NEVER_DIRECTORIES.map(each => `**/${each}/**`),
      ...NEVER_INFIXES.map(each => `**/*.${each}.*`),
    ],
  },
  {
    ...mcp.configs.recommended,
    files: [`**/*.{${SOURCE_EXTENSIONS.join(',')}}`],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions,
  },
  {
    files: ['**/package.json'],
    plugins: { json, 'mcp-migrate': mcp },
    language: 'json/json',
    rules: { [name]: mcp.configs.recommended.rules[name] },
    linterOptions,
  },
];
