import { describe, expect, it } from 'vitest';
import type { PackageManifest } from '../src/project/model.js';
import { zodRecords } from '../transforms/zod-records.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORT = "import { z } from 'zod';\n";
const ZOD_3: PackageManifest = { dependencies: { zod: '^3.23.8' } };

const IMPORT_SERVER = "import { McpServer } from '@modelcontextprotocol/server';\n";
const SERVER = `${IMPORT_SERVER}new McpServer(info).registerTool('echo', { inputSchema }, run);\n`;

function migrate(code: string, manifest: PackageManifest = ZOD_3, server = SERVER): string {
  const first = migrateText({ 'a.ts': code, 'server.ts': server }, [zodRecords], { manifest });
  expect(migrateText(first.files, [zodRecords], { manifest }).files).toEqual(first.files);
  expect(first.left).toEqual([]);
  return first.files['a.ts']!;
}

describe('records with one argument', () => {
  it.each([
    ['z.record(z.any())', 'z.record(z.string(), z.any())'],
    ['z.record(/* all */ schema).optional()', 'z.record(/* all */ z.string(), schema).optional()'],
    ['z.record(z.record(z.number()))', 'z.record(z.string(), z.record(z.string(), z.number()))'],
    ['z\n  .record(\n    schema,\n  )', 'z\n  .record(\n    z.string(), schema,\n  )'],
  ])('get their keys: %j', (before, after) => {
    expect(migrate(`${IMPORT}const a = ${before};\n`)).toBe(`${IMPORT}const a = ${after};\n`);
  });

  it.each([
    "import * as zod from 'zod';\n",
    "import zod from 'zod';\n",
    "const { z: zod } = require('zod');\n",
  ])('get their keys behind %j', head => {
    expect(migrate(`${head}zod.record(a);\n`)).toBe(`${head}zod.record(zod.string(), a);\n`);
  });

  it.each([
    `${IMPORT}z.record(z.string(), z.any());\nz.record(...all);\nz.record();\n`,
    "import { z } from 'zod/v3';\nz.record(a);\n",
    "import { z } from 'zod/v4';\nz.record(a);\n",
    "import { z } from './my-zod.js';\nz.record(a);\n",
    `${IMPORT}export function f(z: Tape) {\n  z.record(a);\n}\n`,
  ])('stay: %j', code => {
    expect(migrate(code)).toBe(code);
  });

  it('stay in packages without the SDK', () => {
    const code = `${IMPORT}z.record(z.any());\n`;
    expect(migrate(code, ZOD_3, '')).toBe(code);
  });

  it('stay where the SDK gets no schemas of zod', () => {
    const code = `${IMPORT}z.record(z.any());\n`;
    const server = `${IMPORT_SERVER}new McpServer(info).server.setRequestHandler('tools/list', list);\n`;
    expect(migrate(code, ZOD_3, server)).toBe(code);
  });

  it.each<PackageManifest>([
    {},
    { dependencies: { zod: '^4.2.0' } },
    { dependencies: { zod: '^3.25.0 || ^4.0.0' } },
    { dependencies: { zod: 'catalog:' } },
    { dependencies: { zod: '^3.23.8' }, devDependencies: { zod: '^4.2.0' } },
    { peerDependencies: { zod: '^3.23.8' } },
  ])('stay where zod is not certainly 3: %j', manifest => {
    const code = `${IMPORT}z.record(z.any());\n`;
    expect(migrate(code, manifest)).toBe(code);
  });
});
