import { describe, expect, test } from 'vitest';
import { frameworkServing } from '../transforms/framework-serving.js';
import { serveAgents } from '../transforms/serve-agents.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS =
  "import { createMcpHandler } from 'agents/mcp';\nimport { McpServer } from '@modelcontextprotocol/server';\n";
const MOVED = IMPORTS.replace('agents/mcp', 'agents/mcp/server');
const FACTORY =
  "function createServer(env: Env) {\n  const server = new McpServer({ name: 'a', version: '1' });\n  addTools(server, env);\n  return server;\n}\n";
const migrated = (text: string, more: Record<string, string> = {}, legacy?: 'reject') =>
  migrateText({ 'worker.ts': text, ...more }, [serveAgents, frameworkServing], legacy ? { legacy } : {});

describe('createMcpHandler of the Agents SDK', () => {
  test('takes the function that makes the server where each request called it', () => {
    const { files, left, review } = migrated(
      `${IMPORTS}${FACTORY}export default {\n  async fetch(request: Request, env: Env, ctx: ExecutionContext) {\n    const server = createServer(env);\n    const handler = createMcpHandler(server, { route: '/mcp' });\n    return handler(request, env, ctx);\n  },\n};\n`,
    );
    expect(files['worker.ts']).toBe(
      `${MOVED}${FACTORY}export default {\n  async fetch(request: Request, env: Env, ctx: ExecutionContext) {\n    const handler = createMcpHandler(() => createServer(env), { route: '/mcp' });\n    return handler(request, env, ctx);\n  },\n};\n`,
    );
    expect(left).toEqual([]);
    expect(review).toEqual([expect.stringContaining('refuses browsers whose `Origin` is neither local')]);
  });

  test('takes a function made of the server of the module and what it registers', () => {
    const { files, left } = migrated(
      `${IMPORTS}const server = new McpServer({ name: 'a', version: '1' });\n\nserver.registerTool('now', {}, async () => text(Date.now()));\n\nexport default {\n  fetch: (request: Request, env: Env, ctx: ExecutionContext) => createMcpHandler(server)(request, env, ctx),\n};\n`,
    );
    expect(left).toEqual([]);
    expect(files['worker.ts']).toContain('createMcpHandler(createServer)(request, env, ctx)');
    expect(files['worker.ts']).toContain("from 'agents/mcp/server'");
    expect(files['worker.ts']).toMatch(
      /function createServer\(\)[^]*new McpServer[^]*registerTool\('now'[^]*return server;\n\}/,
    );
  });

  test('rejects older clients when that is asked for', () => {
    const { files } = migrated(
      `${IMPORTS}${FACTORY}export const handle = (request, env, ctx) => createMcpHandler(createServer(env))(request, env, ctx);\n`,
      {},
      'reject',
    );
    expect(files['worker.ts']).toContain(
      "createMcpHandler(() => createServer(env), { legacy: 'reject' })(request, env, ctx)",
    );
  });

  const handler = `export const handle = (request, env, ctx) => createMcpHandler(createServer(env)`;

  test.each([
    [
      'with a transport of its own',
      `${IMPORTS}${FACTORY}${handler}, { transport })(request, env, ctx);\n`,
      {},
    ],
    [
      'with options that are not in view',
      `${IMPORTS}${FACTORY}${handler}, options)(request, env, ctx);\n`,
      {},
    ],
    [
      'beside an agent',
      `${IMPORTS.replace('{ createMcpHandler', '{ McpAgent, createMcpHandler')}${FACTORY}${handler})(request, env, ctx);\n`,
      {},
    ],
    [
      'in a package with agents',
      `${IMPORTS}${FACTORY}${handler})(request, env, ctx);\n`,
      { 'chat.ts': "import { Agent } from 'agents';\nexport class Chat extends Agent {}\n" },
    ],
  ])('stays %s, and is reported', (_, text, more) => {
    const { files, left } = migrated(text, more);
    expect(files['worker.ts']).toBe(text);
    expect(left).toEqual([expect.stringContaining('This handler gets one server')]);
  });
});
