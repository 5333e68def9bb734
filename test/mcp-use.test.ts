import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { frameworkServing } from '../transforms/framework-serving.js';
import { planFiles } from './manifests/helpers.js';
import { migrateText } from './helpers/migrate-text.js';

const REPORT = (name: string, line = 2) =>
  `stateless-handshake src/app.ts:${line} \`${name}\` speaks 2026-07-28 from 2.0.0 on; this package depends on \`^1.34.6\`.`;

/** What is left to do in a file, which stays as it is with its package.json. */
function report(source: string, range = '^1.34.6') {
  const manifest = { name: 'app', type: 'module' as const, dependencies: { 'mcp-use': range } };
  const { files, left, advice } = migrateText({ 'src/app.ts': source }, [frameworkCalls, frameworkServing], {
    manifest,
  });
  expect(files['src/app.ts']).toBe(source);
  const text = JSON.stringify(manifest, null, 2);
  const { texts } = planFiles({ '/project/package.json': text, '/project/src/app.ts': source });
  expect(texts['/project/package.json']).toBe(text);
  return { left, advice: advice.join('\n') };
}

const server = (options: string, rest = '') =>
  `import { MCPServer, text } from 'mcp-use/server';\nconst server = new MCPServer({ name: 'a', version: '1.0.0'${options} });\n${rest}`;

describe('a server of mcp-use 1', () => {
  test.each([
    ['that is started by `listen`', server('', 'await server.listen(3000);\n')],
    ['on all interfaces', server(", host: '0.0.0.0', cors: { origin: '*' }", 'await server.listen(3000);\n')],
    ['that hands out its handler', server('', 'export default { fetch: await server.getHandler() };\n')],
    [
      'with a callback in a definition',
      server('', "server.tool({ name: 'a', cb: async () => text('a') });\n"),
    ],
    ['with options out of view', server(', ...options')],
    ['with a route of its own', server('', "server.get('/health', c => c.text('ok'));\n")],
  ])('%s stays, and its advice names what changes for clients', (_, source) => {
    const { left, advice } = report(source);
    expect(left).toEqual([REPORT('mcp-use')]);
    expect(advice).toContain('403 where `Host` is not localhost: name in `allowedHosts`');
    expect(advice).toContain('CORS headers need `cors`');
    expect(advice).toContain('no longer at `/sse`');
    expect(advice).toContain('those of 2025-11-25 get 406 unless they accept both JSON and event streams');
  });

  test.each([
    ['allowedOrigins', "['https://app.example.com']", '`allowedOrigins` held `Host` to these names'],
    ['cors', "{ allowMethods: ['POST'] }", 'In `cors`, `allowMethods` and `allowHeaders` are `methods`'],
    ['baseUrl', 'process.env.MCP_URL', '`baseUrl` is gone.'],
    ['stateless', 'true', '`stateless` is gone: version 2 keeps no sessions.'],
    ['sessionStore', 'store', '`sessionStore` is gone: version 2 keeps no sessions.'],
  ])('is told about its option `%s`, and only where it has it', (name, value, sentence) => {
    const { left, advice } = report(server(`, ${name}: ${value}`));
    expect(left).toEqual([REPORT('mcp-use')]);
    expect(advice.startsWith(sentence)).toBe(true);
    expect(report(server(', host: "0.0.0.0"')).advice).not.toContain(sentence);
    expect(report(server(`, nested: { ${name}: ${value} }`)).advice).not.toContain(sentence);
  });

  test('is told about several options in their order', () => {
    const { advice } = report(server(', stateless, baseUrl, toString'));
    expect(advice).toMatch(/^`stateless` is gone: version 2 keeps no sessions\. `baseUrl` is gone\. Move to/);
  });

  test('made by `createMCPServer` is reported the same way', () => {
    const { left, advice } = report(
      "import { createMCPServer } from 'mcp-use/server';\ncreateMCPServer('a', { version: '1.0.0' });\n",
    );
    expect(left).toEqual([REPORT('mcp-use')]);
    expect(advice).toContain('`createMCPServer`');
  });
});

describe('what is no such server', () => {
  test('a client is told about the package for clients, and nothing about servers', () => {
    const { left, advice } = report("import { MCPClient } from 'mcp-use';\nnew MCPClient({ cors: {} });\n");
    expect(left).toEqual([REPORT('mcp-use')]);
    expect(advice).toContain('`MCPClient` comes from `@mcp-use/client`');
    expect(advice).not.toContain('cors');
    expect(advice).not.toContain('/sse');
  });

  test.each([
    ['of version 2', server(', cors: {}').replace('mcp-use/server', 'mcp-use'), '^2.5.2'],
    ['of somebody else', "import { MCPServer } from './own.js';\nnew MCPServer({ baseUrl });\n", '^1.34.6'],
    [
      'that is only a type',
      "import type { MCPServer } from 'mcp-use/server';\nlet a: MCPServer;\n",
      '^1.34.6',
    ],
  ])('one %s is not reported', (_, source, range) => {
    expect(report(source, range).left).toEqual([]);
  });
});
