import { describe, expect, it } from 'vitest';
import { cacheHints } from '../transforms/cache-hints.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { createMcpHandler, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod/v4';
`;
const HINT = `{ ttlMs: 300_000, cacheScope: 'public' }`;
type Files = Readonly<Record<string, string>>;
const files = (code: string | Files): Files =>
  typeof code === 'string' ? { 'src/a.ts': IMPORTS + code } : code;
const written = (code: string | Files, cacheSeconds = 300) =>
  migrateText(files(code), [cacheHints], { cacheSeconds });
const textOf = (code: string) => written(code).files['src/a.ts']!.slice(IMPORTS.length);

const FACTORY = `function createServer() {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  server.registerTool('add', { inputSchema: z.object({ text: z.string() }) }, async ({ text }) => add(text));
  return server;
}
serveStdio(createServer);
`;

describe('cache-hints', () => {
  it('adds options to a server whose tools are all registered where it is made', () => {
    expect(textOf(FACTORY)).toBe(
      FACTORY.replace(`'1.0.0' }`, `'1.0.0' }, { cacheHints: { 'tools/list': ${HINT} } }`),
    );
  });

  it('adds to the options that there are, in their layout, a hint for each list', () => {
    const before = `const server = new McpServer(
  { name: 'notes', version: '1.0.0' },
  {
    capabilities: { logging: {} },
  },
);
server.registerTool('add', {}, add);
server.registerPrompt('sum', {}, sum);
server.registerResource('readme', 'notes://readme', {}, read);
server.registerResource('note', new ResourceTemplate('notes://{id}', { list: undefined }), {}, readNote);
serveStdio(() => server);
`;
    expect(textOf(before)).toBe(
      before.replace(
        `logging: {} },\n`,
        `logging: {} },
    cacheHints: {
      'tools/list': ${HINT},
      'prompts/list': ${HINT},
      'resources/list': ${HINT},
      'resources/templates/list': ${HINT},
    },\n`,
      ),
    );
  });

  it('writes as many seconds as are asked for', () => {
    const { files: after } = written(FACTORY, 3600);
    expect(after['src/a.ts']).toContain(`{ ttlMs: 3_600_000, cacheScope: 'public' }`);
    expect(written(FACTORY, 0.5).files['src/a.ts']).toContain(`ttlMs: 500,`);
  });

  it('follows registrations into functions of other files', () => {
    const before = {
      'src/tools.ts': `import type { McpServer } from '@modelcontextprotocol/server';
import { DESCRIPTION } from './texts.js';
const SHAPE = { description: DESCRIPTION };
export function registerTools(server: McpServer) {
  server.registerTool('add', SHAPE, add);
}
`,
      'src/texts.ts': `export const DESCRIPTION = 'Adds a note';\n`,
      'src/a.ts': `${IMPORTS}import { registerTools } from './tools.js';
export const createServer = () => {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  registerTools(server);
  return server;
};
`,
      'src/main.ts': `import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './a.js';
export const handler = createMcpHandler(createServer);
export const other = createMcpHandler(() => createServer());
`,
    };
    expect(written(before).files['src/a.ts']).toContain(`cacheHints: { 'tools/list': ${HINT} }`);
  });

  it('has nothing to add to what it has written', () => {
    const { files: after } = written(FACTORY);
    expect(written(after).files).toEqual(after);
  });

  it('says what the hints do, in a note that needs no action', () => {
    const { review, left } = written(FACTORY);
    expect(review).toEqual([expect.stringContaining('cacheable-results src/a.ts:5 Clients may keep')]);
    expect(left).toEqual([]);
  });

  it('offers them without the option, and leaves the code alone', () => {
    const offered = migrateText(files(FACTORY), [cacheHints]);
    expect(offered.files).toEqual(files(FACTORY));
    expect(offered.left).toEqual([expect.stringContaining('cacheable-results src/a.ts:5 ')]);
    expect(offered.severities).toEqual(['info']);
    expect(offered.advice).toEqual([
      `Let them keep it with the option \`cacheHints: { 'tools/list': ${HINT} }\`; \`--cache-hints 300\` writes it.`,
    ]);
  });

  const made = (body: string, before = '') => `${before}function createServer(options, user) {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  ${body}
  return server;
}
serveStdio(createServer);
`;
  it.each([
    ['that depends on a condition', made(`if (options.write) server.registerTool('add', {}, add);`)],
    [
      'after which it may return',
      made(`if (!options.write) return server;\n  server.registerTool('add', {}, add);`),
    ],
    ['in a loop', made(`for (const each of TOOLS) server.registerTool(each.name, each.config, each.run);`)],
    ['in a callback', made(`load().then(tools => server.registerTool('add', tools, add));`)],
    [
      'described by what the user is',
      made(`server.registerTool('add', { description: \`For \${user.name}\` }, add);`),
    ],
    [
      'described by a constant that depends on the user',
      made(`const description = describe(user);\n  server.registerTool('add', { description }, add);`),
    ],
    [
      'described by what may change',
      made(`server.registerTool('add', { description }, add);`, `let description = 'Adds';\n`),
    ],
    [
      'described by the time',
      made(`server.registerTool('add', { description: \`Since \${new Date()}\` }, add);`),
    ],
    ['that is kept', made(`const tool = server.registerTool('add', {}, add);\n  tool.disable();`)],
    ['of the old kind', made(`server.tool('add', add);`)],
    [
      'beside a handler of the list',
      made(`server.registerTool('add', {}, add);\n  server.server.setRequestHandler('tools/list', list);`),
    ],
    ['with news of changes', made(`server.registerTool('add', {}, add);\n  server.sendToolListChanged();`)],
    [
      'in a function that is not of the project',
      made(`server.registerTool('add', {}, add);\n  plugin(server);`),
    ],
    [
      'on a server that is handed on',
      made(`server.registerTool('add', {}, add);\n  registry.add({ server });`),
    ],
    [
      'in a function that depends on its argument',
      made(
        `register(server, user);`,
        `function register(server, user) { server.registerTool(user.name, {}, add); }\n`,
      ),
    ],
    [
      'on a server that its caller adds to',
      `function create() { const server = new McpServer(info); server.registerTool('add', {}, add); return server; }
const server = create();
server.registerTool('more', {}, more);\n`,
    ],
    [
      'on a server that others can get',
      `export const server = new McpServer(info);\nserver.registerTool('add', {}, add);\n`,
    ],
    ['nowhere', made(``)],
    [
      'with hints already',
      FACTORY.replace(`'1.0.0' }`, `'1.0.0' }, { cacheHints: { 'tools/list': { ttlMs: 1 } } }`),
    ],
    ['with options from elsewhere', FACTORY.replace(`'1.0.0' }`, `'1.0.0' }, options`)],
  ])('leaves alone a server with a tool %s', (_, code) => {
    expect(textOf(code)).toBe(code);
    expect(migrateText(files(code), [cacheHints]).left).toEqual([]);
  });

  it('leaves out a list of resources that a template adds to', () => {
    const code = `const server = new McpServer(info);
server.registerResource('readme', 'notes://readme', {}, read);
server.registerResource('note', new ResourceTemplate('notes://{id}', { list: listNotes }), {}, readNote);
`;
    expect(textOf(code)).toContain(`{ cacheHints: { 'resources/templates/list': ${HINT} } }`);
  });

  it('leaves alone tests, and servers of other packages', () => {
    const test = { 'test/a.test.ts': IMPORTS + FACTORY };
    expect(written(test).files).toEqual(test);
    const other = { 'src/a.ts': (IMPORTS + FACTORY).replace('@modelcontextprotocol/server', 'mcp-lite') };
    expect(written(other).files).toEqual(other);
  });
});
