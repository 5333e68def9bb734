import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/engine/edits.js';
import { importEdits } from '../../src/engine/imports.js';
import { parseSource } from '../../src/engine/parse.js';
import { migrateText } from '../helpers/migrate-text.js';
import type { Transform } from '../../src/engine/types.js';

const NODE = '@modelcontextprotocol/node';

function add(
  text: string,
  names: { name: string; module?: string; as?: string; typeOnly?: boolean }[],
  file = 'a.ts',
) {
  const unit = parseSource(file, text);
  const requests = names.map(({ module = NODE, ...request }) => ({ file, module, ...request }));
  return applyEdits(text, importEdits(unit, requests)).text;
}

describe('importEdits', () => {
  it('adds to an import of the same module, in its layout', () => {
    expect(add(`import { a } from '${NODE}';\n`, [{ name: 'b' }, { name: 'c', as: 'd' }])).toBe(
      `import { a, b, c as d } from '${NODE}';\n`,
    );
    expect(add(`import {\n\ta,\n\tb,\n} from "${NODE}"\n`, [{ name: 'c' }])).toBe(
      `import {\n\ta,\n\tb,\n\tc,\n} from "${NODE}"\n`,
    );
  });

  it('leaves a file alone that imports the name already', () => {
    const text = `import { a } from '${NODE}';\n`;
    expect(add(text, [{ name: 'a' }])).toBe(text);
  });

  it('puts no value into a type-only import', () => {
    expect(add(`import type { A } from '${NODE}';\n`, [{ name: 'b' }])).toBe(
      `import type { A } from '${NODE}';\nimport { b } from '${NODE}';\n`,
    );
    expect(add(`import { a } from '${NODE}';\n`, [{ name: 'B', typeOnly: true }])).toBe(
      `import { a, type B } from '${NODE}';\n`,
    );
  });

  it('stands behind the last MCP import, keeps comments and line ends', () => {
    expect(add(`import x from "x" // first\r\nimport "y"\r\n`, [{ name: 'a' }])).toBe(
      `import x from "x" // first\r\nimport "y"\r\nimport { a } from "${NODE}"\r\n`,
    );
    expect(
      add(`import { s } from '@modelcontextprotocol/server'; // v2\nimport z from 'zod';\n`, [{ name: 'a' }]),
    ).toBe(
      `import { s } from '@modelcontextprotocol/server'; // v2\nimport { a } from '${NODE}';\nimport z from 'zod';\n`,
    );
  });

  it('goes below a shebang and directives', () => {
    expect(add(`#!/usr/bin/env node\nexport const a = 1;\n`, [{ name: 'b' }])).toBe(
      `#!/usr/bin/env node\nimport { b } from '${NODE}';\n\nexport const a = 1;\n`,
    );
    expect(add(`'use strict';\nexport const a = 1;\n`, [{ name: 'b' }])).toBe(
      `'use strict';\nimport { b } from '${NODE}';\nexport const a = 1;\n`,
    );
  });

  it.each([
    ['a license', `/* Copyright 2026 Ida */\n`, `const a = 1;\n`],
    ['a license in lines', `// Copyright 2026 Ida\n// MIT\n`, `const a = 1;\n`],
    ['a comment that stands apart', `// Talks to the library\n\n`, `const a = 1;\n`],
    [
      'a shebang and a file comment',
      `#!/usr/bin/env node\n/**\n * @fileoverview Reads.\n */\n\n`,
      `run();\n`,
    ],
    ['settings of tools', `/* eslint-disable no-console */\n// @ts-check\n\n`, `run();\n`],
  ])('goes below %s', (_name, head, code) => {
    expect(add(head + code, [{ name: 'b' }])).toBe(`${head}import { b } from '${NODE}';\n\n${code}`);
  });

  it.each([
    ['of a declaration', `/** Reads. */\nexport function a() {}\n`],
    ['in lines', `// Reads\n// things.\nexport const a = 1;\n`],
    ['beside code', `/* a */ const a = 1;\n`],
  ])('goes above a comment %s', (_name, text) => {
    expect(add(text, [{ name: 'b' }])).toBe(`import { b } from '${NODE}';\n\n${text}`);
  });

  it('goes between a license and the comment of a declaration', () => {
    const license = `/* @license MIT */\n`;
    const code = `/** Reads. */\nexport function a() {}\n`;
    expect(add(license + code, [{ name: 'b' }])).toBe(`${license}import { b } from '${NODE}';\n\n${code}`);
  });

  it('writes require in CommonJS', () => {
    expect(add(`const { a } = require("${NODE}")\n`, [{ name: 'b', as: 'c' }], 'a.cjs')).toBe(
      `const { a, b: c } = require("${NODE}")\n`,
    );
    expect(add(`const x = require('x');\n`, [{ name: 'b' }], 'a.js')).toBe(
      `const x = require('x');\nconst { b } = require('${NODE}');\n`,
    );
  });
});

/** Deletes every call of `drop(...)`, the way a transform leaves imports without a use. */
const dropCalls: Transform = {
  name: 'drop-calls',
  phase: 'serve',
  changes: ['sessions'],
  run: ({ files }) => ({
    rewrites: files.flatMap(unit =>
      [...unit.text.matchAll(/drop\([^)]*\);\n?/g)].map(match => ({
        change: 'sessions' as const,
        edits: [{ file: unit.path, start: match.index, end: match.index + match[0].length, text: '' }],
      })),
    ),
    left: [],
  }),
};

describe('pruneImports', () => {
  const prune = (text: string) => migrateText({ 'a.js': text }, [dropCalls]).files['a.js'];

  it('removes what our edits left unused, and nothing that was unused before', () => {
    expect(prune(`import { a, b, old } from 'x';\nimport c from 'y';\nuse(a);\ndrop(b, c);\n`)).toBe(
      `import { a, old } from 'x';\nuse(a);\n`,
    );
    expect(prune(`import { a } from 'x';\nimport 'side';\nkeep();\n`)).toBe(
      `import { a } from 'x';\nimport 'side';\nkeep();\n`,
    );
  });

  it('removes elements at every place of a list', () => {
    const list = `import {\n  a,\n  b,\n  c,\n} from 'x';\n`;
    expect(prune(`${list}use(b, c);\ndrop(a);\n`)).toBe(`import {\n  b,\n  c,\n} from 'x';\nuse(b, c);\n`);
    expect(prune(`${list}use(a, c);\ndrop(b);\n`)).toBe(`import {\n  a,\n  c,\n} from 'x';\nuse(a, c);\n`);
    expect(prune(`${list}use(a);\ndrop(b, c);\n`)).toBe(`import {\n  a,\n} from 'x';\nuse(a);\n`);
  });

  it('removes a whole list next to a default import', () => {
    expect(prune(`import x, { a, b } from 'x';\nuse(x);\ndrop(a, b);\n`)).toBe(
      `import x from 'x';\nuse(x);\n`,
    );
  });

  it('removes requires', () => {
    expect(prune(`const { a, b } = require('x');\nconst c = require('y');\nuse(a);\ndrop(b, c);\n`)).toBe(
      `const { a } = require('x');\nuse(a);\n`,
    );
  });

  it('keeps the header comment of a file whose first import goes', () => {
    expect(prune(`// Licence\nimport { a } from 'x';\n\ndrop(a);\nrest();\n`)).toBe(
      `// Licence\n\nrest();\n`,
    );
  });
});
