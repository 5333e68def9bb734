import { expect, it } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { migrateText } from './helpers/migrate-text.js';

const FORM = `{ message: 'a', requestedSchema: { type: 'object', properties: {} } }`;

function tool(head: string): string {
  return `${head}
const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('a', {}, async ctx => {
  const x = await ctx.mcpReq.elicitInput(${FORM});
  if (x.action !== 'accept') return { content: [] };
  const y = await ctx.mcpReq.elicitInput(${FORM});
  return { content: [], isError: y.action === 'accept' };
});
`;
}

function migrated(file: string, head: string, type: 'commonjs' | 'module') {
  return migrateText({ [file]: tool(head) }, [multiRoundTrip], { manifest: { type } }).files;
}

it.each([
  [
    'TypeScript of a CommonJS package imports and exports',
    'src/a.ts',
    `import { McpServer } from '@modelcontextprotocol/server';\nimport './other';`,
    'src/mcp-request-state.ts',
    'export function sealRounds(',
    `from './mcp-request-state'`,
  ],
  [
    'CommonJS requires and assigns its exports',
    'src/a.cjs',
    `const { McpServer } = require('@modelcontextprotocol/server');`,
    'src/mcp-request-state.cjs',
    'module.exports = { requestState, earlierRounds, sealRounds };',
    `require('./mcp-request-state.cjs')`,
  ],
] as const)('the module that seals state: %s', (_, file, head, module, exported, used) => {
  const files = migrated(file, head, 'commonjs');
  expect(files[module]).toContain(exported);
  expect(files[file]).toContain(used);
  expect(files[module]).not.toContain(file.endsWith('.ts') ? 'require(' : 'import ');
});
