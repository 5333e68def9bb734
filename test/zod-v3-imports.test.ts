import { describe, expect, it } from 'vitest';
import type { PackageManifest } from '../src/project/model.js';
import { schemaShapes } from '../transforms/schema-shapes.js';
import { zodRecords } from '../transforms/zod-records.js';
import { zodV3Imports } from '../transforms/zod-v3-imports.js';
import { migrateText } from './helpers/migrate-text.js';

const ZOD_3: PackageManifest = { dependencies: { zod: '^3.25.76' } };
const SERVER = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod/v3';
const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('echo', { inputSchema: { tags: z.record(z.string()) } }, run);
server.registerTool('ping', { inputSchema: {} }, run);
`;

const TRANSFORMS = [zodV3Imports, zodRecords, schemaShapes];

function migrate(files: Readonly<Record<string, string>>, manifest: PackageManifest = ZOD_3) {
  return migrateText(files, TRANSFORMS, { manifest });
}

describe('imports of `zod/v3`', () => {
  it('become imports of `zod` where zod is raised from 3, with the schemas in them', () => {
    const { files, left } = migrate({ 'server.ts': SERVER });
    expect(files['server.ts']).toBe(`import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('echo', { inputSchema: z.object({ tags: z.record(z.string(), z.string()) }) }, run);
server.registerTool('ping', { inputSchema: z.object({}) }, run);
`);
    expect(left).toEqual([]);
  });

  it.each([
    ['import type { ZodType } from "zod/v3";\n', 'import type { ZodType } from "zod";\n'],
    ["export { z } from 'zod/v3';\n", "export { z } from 'zod';\n"],
    ["const { z } = require('zod/v3');\n", "const { z } = require('zod');\n"],
    ["const { z } = await import('zod/v3');\n", "const { z } = await import('zod');\n"],
  ])('in every spelling: %j', (before, after) => {
    expect(migrate({ 'server.ts': SERVER, 'other.ts': before }).files['other.ts']).toBe(after);
  });

  it.each<[why: string, files: Readonly<Record<string, string>>, manifest?: PackageManifest]>([
    ['zod is 4 already', { 'server.ts': SERVER }, { dependencies: { zod: '^4.2.0' } }],
    ['zod may be 4', { 'server.ts': SERVER }, { dependencies: { zod: '^3.25.0 || ^4.0.0' } }],
    [
      'the package keeps zod 4 apart',
      { 'server.ts': SERVER, 'new.ts': "import { z } from 'zod/v4';\nz.string();\n" },
    ],
    ['plain zod is kept apart', { 'server.ts': SERVER, 'new.ts': "import { z } from 'zod';\nz.string();\n" }],
    [
      'the code knows zod 3 from inside',
      {
        'server.ts': SERVER,
        'forms.ts': "import { ZodEffects, z } from 'zod/v3';\nz.string() instanceof ZodEffects;\n",
      },
    ],
    ['the SDK is given none', { 'server.ts': "import { z } from 'zod/v3';\nz.string();\n" }],
    [
      'it is no import',
      { 'server.ts': "import { z } from 'zod/v4';\nlog('zod/v3');\n" + SERVER.split('\n')[0] },
    ],
  ])('stay where %s', (_why, files, manifest) => {
    expect(migrate(files, manifest).files).toEqual(files);
  });
});
