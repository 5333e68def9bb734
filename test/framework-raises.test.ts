import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { frameworkServing } from '../transforms/framework-serving.js';
import { planFiles } from './manifests/helpers.js';
import { migrateText } from './helpers/migrate-text.js';

interface Given {
  readonly dependencies: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly engines?: Record<string, string>;
}

/** What the manifest and one source file become, and what is left to do. */
function migrated(given: Given, source: string, others: Record<string, string> = {}) {
  const manifest = { name: 'app', ...given };
  const { files, left, advice } = migrateText(
    { 'src/app.ts': source, ...others },
    [frameworkCalls, frameworkServing],
    { manifest },
  );
  const planned = planFiles({
    '/project/package.json': JSON.stringify(manifest, null, 2),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/project/${name}`, text])),
  });
  const after = JSON.parse(planned.texts['/project/package.json']!) as Given;
  return { text: files['src/app.ts']!, after, left, advice, notes: planned.left };
}

const SERVER = "import { MCPServer } from '@mastra/mcp';\n";
const mastra = { dependencies: { '@mastra/core': '^1.20.0', '@mastra/mcp': '^1.16.0' } };

describe('@mastra/mcp', () => {
  test.each([
    [
      'line by line',
      "new MCPServer({\n  id: 'a',\n  tools,\n});\n",
      "new MCPServer({\n  id: 'a',\n  tools,\n  protocolVersion: '2026-07-28',\n});\n",
    ],
    [
      'on one line',
      "new MCPServer({ id: 'a', tools });\n",
      "new MCPServer({ id: 'a', tools, protocolVersion: '2026-07-28' });\n",
    ],
  ])('is told to speak 2026-07-28, %s, and raised', (_, before, after) => {
    const result = migrated(mastra, SERVER + before);
    expect(result.text).toBe(SERVER + after);
    expect(result.after.dependencies).toEqual({ '@mastra/core': '^1.64.0', '@mastra/mcp': '^1.18.0' });
    expect(result.left).toEqual([]);
  });

  test('is told in every server of a package', () => {
    const two = 'new MCPServer({ tools: a });\nnew MCPServer({ tools: b });\n';
    expect(migrated(mastra, SERVER + two).text.match(/protocolVersion/g)).toHaveLength(2);
  });

  test.each([
    ['takes its options from elsewhere', 'new MCPServer(options);\n'],
    ['spreads its options', 'new MCPServer({ ...options, tools });\n'],
    ['is told to stay', "new MCPServer({ tools, protocolVersion: '2025-11-25' });\n"],
    ['is told by a variable', 'new MCPServer({ tools, protocolVersion });\n'],
    ['has one beside it that is not in view', 'new MCPServer({ tools });\nnew MCPServer(options);\n'],
    ['asks the client', 'new MCPServer({ tools });\nawait context.mcp.elicitation.sendRequest(form);\n'],
    [
      'serves HTTP+SSE',
      'await new MCPServer({ tools }).startSSE({ url, ssePath, messagePath, req, res });\n',
    ],
    ['keeps sessions', 'server.startHTTP({ options: { sessionIdGenerator } });\nnew MCPServer({ tools });\n'],
    ['takes members by name', "server['sendLoggingMessage'](entry);\nnew MCPServer({ tools });\n"],
  ])('that %s is left', (_, body) => {
    const result = migrated(mastra, SERVER + body);
    expect(result.text).toBe(SERVER + body);
    expect(result.after.dependencies).toEqual(mastra.dependencies);
    expect(result.left[0]).toContain('speaks 2026-07-28 from 1.17.1 on; this package depends on `^1.16.0`.');
    expect(result.advice[0]).toContain('`@mastra/mcp` was left at its version:');
  });

  test.each([
    ['with something else of it', "import { MCPServer, MCPOAuthClientProvider } from '@mastra/mcp';\n", {}],
    ['taken whole', "import * as mcp from '@mastra/mcp';\nconst { MCPServer } = mcp;\n", {}],
    ['of an older major version', SERVER, { dependencies: { '@mastra/mcp': '^0.14.0' } }],
    ['for an older Node', SERVER, { engines: { node: '>=20' } }],
  ])('%s is left', (_, imports, given) => {
    const source = `${imports}new MCPServer({ tools });\n`;
    const result = migrated({ ...mastra, ...given }, source);
    expect(result.text).toBe(source);
    expect(result.after.dependencies).toEqual({ ...mastra, ...given }.dependencies);
  });

  test('that asks the client in another file is left', () => {
    const source = `${SERVER}new MCPServer({ tools });\n`;
    const result = migrated(mastra, source, {
      'src/tool.ts': 'export const ask = ({ mcp }) => mcp.elicitation.sendRequest(form);\n',
    });
    expect(result.text).toBe(source);
    expect(result.after.dependencies).toEqual(mastra.dependencies);
  });

  test('at version 2 is not told', () => {
    const source = `${SERVER}new MCPServer({ tools });\n`;
    const dependencies = { '@mastra/core': '^1.68.0', '@mastra/mcp': '^2.0.0' };
    const result = migrated({ dependencies }, source);
    expect(result).toMatchObject({ text: source, left: [], after: { dependencies } });
  });

  test('somebody else’s server is not told', () => {
    const source = "import { MCPServer } from './server.js';\nnew MCPServer({ tools });\n";
    expect(migrated(mastra, source).text).toBe(source);
  });
});

describe('mcp-proxy', () => {
  const START = "import { startHTTPServer } from 'mcp-proxy';\nstartHTTPServer({ createServer, port });\n";

  test('is raised within its major version', () => {
    const result = migrated({ dependencies: { 'mcp-proxy': '~6.4.0' } }, START);
    expect(result.after.dependencies).toEqual({ 'mcp-proxy': '~6.7.19' });
    expect(result.left).toEqual([]);
  });

  test.each([
    ['of version 5', '^5.12.0', START],
    ['that serves stdio', '^6.4.0', `${START}import { startStdioServer } from 'mcp-proxy';\n`],
    ['whose transports are tapped', '^6.4.0', `${START}import { tapTransport } from 'mcp-proxy';\n`],
    ['with a module of its own', '^6.4.0', `${START}import 'mcp-proxy/dist/index.mjs';\n`],
    ['loaded whole', '^6.4.0', `${START}const all = await import('mcp-proxy');\n`],
  ])('%s is left', (_, range, source) => {
    const result = migrated({ dependencies: { 'mcp-proxy': range } }, source);
    expect(result.after.dependencies).toEqual({ 'mcp-proxy': range });
    expect(result.left).toHaveLength(1);
    expect(result.advice[0]).toContain('`mcp-proxy` was left at its version:');
  });
});

describe('xmcp', () => {
  const TOOL =
    "import { type InferSchema, type ToolMetadata } from 'xmcp';\nexport default async (args: InferSchema<typeof schema>) => run(args);\n";

  test('is raised with its compiler', () => {
    const { after, notes } = migrated({ dependencies: { xmcp: '^0.6.4', zod: '^4.0.0' } }, TOOL);
    expect(after.dependencies).toEqual({ xmcp: '^1.1.3', zod: '^4.0.0' });
    expect(after.devDependencies).toEqual({ '@xmcp-dev/compiler': '^1.1.3' });
    expect(notes).toEqual([]);
  });

  test.each([
    ['whose tools ask the client', '^0.6.4', `${TOOL}const ask = extra => extra.elicit(form);\n`],
    ['whose tools take `elicit` apart', '^0.6.4', `${TOOL}const ask = ({ elicit }) => elicit(form);\n`],
    ['behind an adapter', '^0.6.4', `${TOOL}export default { experimental: { adapter: 'express' } };\n`],
    ['of an earlier version', '^0.3.0', TOOL],
    ['with clients', '^0.6.4', `${TOOL}import { createHTTPClient } from 'xmcp';\n`],
  ])('%s is left, and the package.json says so', (_, range, source) => {
    const { after, notes } = migrated({ dependencies: { xmcp: range } }, source);
    expect(after).toEqual({ name: 'app', dependencies: { xmcp: range } });
    expect(notes).toEqual([expect.stringContaining('`xmcp` was left at its version:')]);
  });

  test('with a plugin of its own is left', () => {
    const given = { dependencies: { xmcp: '^0.6.4', '@xmcp-dev/clerk': '^0.0.4' } };
    expect(migrated(given, TOOL).after).toMatchObject(given);
  });
});

describe('Sentry', () => {
  const WRAPPED =
    "import * as Sentry from '@sentry/cloudflare';\nexport const server = Sentry.wrapMcpServerWithSentry(made);\n";

  test('is raised where it wraps a server, to the first release that takes those of SDK v2', () => {
    const { after, left } = migrated({ dependencies: { '@sentry/cloudflare': '^10.30.0' } }, WRAPPED);
    expect(after.dependencies).toEqual({ '@sentry/cloudflare': '^10.48.0' });
    expect(left).toEqual([]);
  });

  test.each([
    ['reports errors only', '^10.30.0', "import * as Sentry from '@sentry/cloudflare';\nSentry.init({});\n"],
    ['takes servers of SDK v2 already', '^10.60.0', WRAPPED],
    ['is of another line of versions', '^11.2.0', WRAPPED],
  ])('stays where it %s', (_, range, source) => {
    const { after, left } = migrated({ dependencies: { '@sentry/cloudflare': range } }, source);
    expect(after.dependencies).toEqual({ '@sentry/cloudflare': range });
    expect(left).toEqual([]);
  });

  test('is reported under its own name where the way is not known', () => {
    const { after, left, advice } = migrated({ dependencies: { '@sentry/cloudflare': '^9.46.0' } }, WRAPPED);
    expect(after.dependencies).toEqual({ '@sentry/cloudflare': '^9.46.0' });
    expect(left).toEqual([expect.stringContaining('`@sentry/cloudflare` speaks 2026-07-28 from 10.48.0 on')]);
    expect(advice.join()).toContain('the way from `^9.46.0` is not known');
  });
});

describe('plugins', () => {
  test.each([
    ["import { streamableHttp } from './plugins.js';\napp.register(streamableHttp, {});\n"],
    ["import { streamableHttp } from 'fastify-mcp';\napp.decorate(streamableHttp, {});\n"],
    ["import { Sessions } from 'fastify-mcp';\napp.register(Sessions, {});\n"],
    ["import { FastMCP } from 'fastmcp';\ncontainer.register(FastMCP);\n"],
    ["import { streamableHttp } from 'fastify-mcp';\napp.register({}, streamableHttp);\n"],
  ])('are not what is handed over otherwise: %s', source => {
    expect(migrated({ dependencies: { 'fastify-mcp': '^3.0.0' } }, source).left).toEqual([]);
  });
});
