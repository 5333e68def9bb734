import { describe, expect, it } from 'vitest';
import { changePublications } from '../transforms/change-publications.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
`;

function migrated(files: Readonly<Record<string, string>>) {
  return migrateText(files, [changePublications]).files;
}

/** Text behind the imports, in a file whose handler is `endpoint`, and that keeps sessions. */
function kept(text: string): string {
  const head = `${IMPORTS}import { isLegacyRequest } from '@modelcontextprotocol/server';
const endpoint = createMcpHandler(createServer, { legacy: 'reject' });
`;
  return migrated({ 'a.ts': head + text })['a.ts']!.slice(head.length);
}

const FACTORY = (body: string) => `function createServer() {
  const server = new McpServer({ name: 'a', version: '1' });
  ${body}
  return server;
}
`;

describe('change-publications', () => {
  it('tells through the handler, and goes on sending where sessions are kept', () => {
    const tool = (body: string) =>
      FACTORY(`server.registerTool('edit', { inputSchema }, async ({ uri }) => {
    ${body}
    return { content: [] };
  });`);
    expect(kept(tool(`await server.server.sendResourceUpdated({ uri });`))).toBe(
      tool(`endpoint.notify.resourceUpdated(uri);
    await server.server.sendResourceUpdated({ uri });`),
    );
    expect(kept(tool(`server.sendToolListChanged();`))).toBe(
      tool(`endpoint.notify.toolsChanged();
    server.sendToolListChanged();`),
    );
    expect(
      kept(tool(`await server.server.notification({ method: 'notifications/prompts/list_changed' });`)),
    ).toContain('endpoint.notify.promptsChanged();');
  });

  it('takes the place of sending where no connection lasts', () => {
    const text = `${IMPORTS}const endpoint = createMcpHandler(createServer);
${FACTORY(`server.registerTool('edit', { inputSchema }, async ({ uri }) => {
    await server.server.sendResourceUpdated({ uri: \`note://\${uri}\` });
    return { content: [] };
  });`)}`;
    expect(migrated({ 'a.ts': text })['a.ts']).toBe(
      text
        .replace('await server.server.sendResourceUpdated({ uri: ', 'endpoint.notify.resourceUpdated(')
        .replace(' });\n    return', ');\n    return'),
    );
  });

  it('gives a wrapped handler a name', () => {
    const text = `${IMPORTS}const handle = toNodeHandler(
  createMcpHandler(createServer, {
    legacy: 'reject',
  }),
);
const mcp = new McpServer({ name: 'a', version: '1' });
export function changed() {
  mcp.sendResourceListChanged();
}
`;
    expect(migrated({ 'a.ts': text })['a.ts'])
      .toBe(`${IMPORTS}const mcpEndpoint = createMcpHandler(createServer, {
  legacy: 'reject',
});
const handle = toNodeHandler(mcpEndpoint);
const mcp = new McpServer({ name: 'a', version: '1' });
export function changed() {
  mcpEndpoint.notify.resourcesChanged();
}
`);
  });

  it('passes by the record of subscribers', () => {
    const subscribed = `const subscribed = new Set<string>();
server.server.setRequestHandler('resources/subscribe', async ({ params }) => {
  subscribed.add(params.uri);
  return {};
});
`;
    const server = `const server = new McpServer({ name: 'a', version: '1' });\n${subscribed}`;
    const one = (body: string) => `${server}export async function saved(uri: string) {\n${body}}\n`;
    expect(
      kept(one(`  if (subscribed.has(uri)) {\n    await server.server.sendResourceUpdated({ uri });\n  }\n`)),
    ).toBe(
      one(
        `  endpoint.notify.resourceUpdated(uri);\n  if (subscribed.has(uri)) {\n    await server.server.sendResourceUpdated({ uri });\n  }\n`,
      ),
    );
    expect(
      kept(one(`  if (!subscribed.has(uri)) return;\n  await server.server.sendResourceUpdated({ uri });\n`)),
    ).toBe(
      one(
        `  endpoint.notify.resourceUpdated(uri);\n  if (!subscribed.has(uri)) return;\n  await server.server.sendResourceUpdated({ uri });\n`,
      ),
    );
    const loop = one(`  for (const uri of subscribed) await server.server.sendResourceUpdated({ uri });\n`);
    expect(kept(loop)).toBe(loop);
  });

  it('tells once for all sessions', () => {
    const text = (body: string) => `const sessions = new Map<string, { server: McpServer }>();
export function changed() {
${body}}
`;
    expect(
      kept(
        text(
          `  for (const { server } of sessions.values()) {\n    if (server) server.sendToolListChanged();\n  }\n`,
        ),
      ),
    ).toBe(
      text(
        `  endpoint.notify.toolsChanged();\n  for (const { server } of sessions.values()) {\n    if (server) server.sendToolListChanged();\n  }\n`,
      ),
    );
  });

  it('shares a bus where handler and announcement are in different files', () => {
    const result = migrated({
      'src/main.ts': `${IMPORTS}import { createServer } from './server.js';
const handle = createMcpHandler(createServer);
`,
      'src/server.ts': `import { McpServer } from '@modelcontextprotocol/server';
const mcp = new McpServer({ name: 'a', version: '1' });
export const changed = () => mcp.sendToolListChanged();
export function saved(uri: string, name: string) {
  if (name) mcp.server.sendResourceUpdated({ uri });
}
`,
    });
    expect(result['src/main.ts']).toContain('createMcpHandler(createServer, { bus: mcpChanges })');
    expect(result['src/main.ts']).toContain(`import { mcpChanges } from './mcp-changes.js';`);
    expect(result['src/mcp-changes.ts']).toContain('export const mcpChanges = new InMemoryServerEventBus();');
    expect(result['src/server.ts']).toBe(`import { McpServer } from '@modelcontextprotocol/server';
import { mcpChanges } from './mcp-changes.js';
const mcp = new McpServer({ name: 'a', version: '1' });
export const changed = () => mcpChanges.publish({ kind: 'tools_list_changed' });
export function saved(uri: string, name: string) {
  if (name) mcpChanges.publish({ kind: 'resource_updated', uri });
}
`);
  });

  it('keeps the bus out of examples that are served, too', () => {
    const serving = `${IMPORTS}import { createServer } from '../server.js';
const handle = createMcpHandler(createServer);
`;
    const result = migrated({
      'src/examples/demo.ts': serving,
      'src/http/start.ts': serving,
      'src/server.ts': `import { McpServer } from '@modelcontextprotocol/server';
const mcp = new McpServer({ name: 'a', version: '1' });
export const changed = () => mcp.sendToolListChanged();
`,
    });
    expect(Object.keys(result)).toContain('src/http/mcp-changes.ts');
    expect(result['src/examples/demo.ts']).toContain(`import { mcpChanges } from '../http/mcp-changes.js';`);
  });

  it('wraps what has no block of its own where sending stays', () => {
    const text = `const mcp = new McpServer({ name: 'a', version: '1' });
onChange(() => mcp.sendToolListChanged());
export function changed(a: boolean) {
  if (a) mcp.sendToolListChanged();
}
`;
    expect(kept(text)).toBe(`const mcp = new McpServer({ name: 'a', version: '1' });
onChange(() => {
  endpoint.notify.toolsChanged();
  return mcp.sendToolListChanged();
});
export function changed(a: boolean) {
  if (a) {
    endpoint.notify.toolsChanged();
    mcp.sendToolListChanged();
  }
}
`);
  });

  it.each([
    ['a listener of every server', FACTORY(`store.on('change', () => server.sendResourceListChanged());`)],
    ['a timer of every server', FACTORY(`setInterval(() => { server.sendResourceListChanged(); }, 1000);`)],
    [
      'parameters out of sight',
      FACTORY(`server.registerTool('a', {}, async () => { server.server.sendResourceUpdated(what()); });`),
    ],
  ])('leaves %s', (_, text) => expect(kept(text)).toBe(text));

  it('leaves packages without a handler, as over stdio', () => {
    const text = `import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
const mcp = new McpServer({ name: 'a', version: '1' });
serveStdio(() => mcp);
export const changed = () => mcp.sendToolListChanged();
`;
    expect(migrated({ 'a.ts': text })['a.ts']).toBe(text);
  });
});
