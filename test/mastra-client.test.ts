import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { frameworkServing } from '../transforms/framework-serving.js';
import { planFiles } from './manifests/helpers.js';
import { migrateText } from './helpers/migrate-text.js';

const DEPENDENCIES = { '@mastra/core': '^1.50.0', '@mastra/mcp': '^1.13.1' };
const RAISED = { '@mastra/core': '^1.68.0', '@mastra/mcp': '^2.0.0' };

interface Given {
  readonly dependencies?: Record<string, string>;
  readonly engines?: Record<string, string>;
}

/** What becomes of the dependencies, and what is said about the client; the code stays as it is. */
function migrated(body: string, given: Given = {}, others: Record<string, string> = {}) {
  const manifest = { name: 'app', type: 'module' as const, dependencies: DEPENDENCIES, ...given };
  const files = { 'src/mcp.ts': IMPORT + body, ...others };
  const { files: after, left, advice } = migrateText(files, [frameworkCalls, frameworkServing], { manifest });
  expect(after).toEqual(files);
  const planned = planFiles({
    '/project/package.json': JSON.stringify(manifest, null, 2),
    ...Object.fromEntries(Object.entries(after).map(([name, text]) => [`/project/${name}`, text])),
  });
  const { dependencies } = JSON.parse(planned.texts['/project/package.json']!) as Required<Given>;
  return { dependencies, left, advice: advice.join('\n'), reviews: planned.reviews.join('\n') };
}

const IMPORT = "import { MCPClient } from '@mastra/mcp';\n";
const SHELF = "shelf: { url: new URL('http://127.0.0.1:3000/mcp'), requestInit: { headers } }";
const CLIENT = `export const mcp = new MCPClient({ servers: { ${SHELF} } });\n`;

describe('a client of Mastra is raised', () => {
  test.each([
    ['over HTTP', CLIENT],
    [
      'over stdio',
      "new MCPClient({ servers: { a: { command: 'node', args: ['a.js'], env: { A: 'b' } } } });\n",
    ],
    [
      'with two servers, one of them by name',
      `const desk = { command: 'desk', timeout: 500 };\nnew MCPClient({ id: 'a', timeout: 9, servers: { desk, ${SHELF} } });\n`,
    ],
    [
      'with servers by name',
      `const servers = { 'a-b': { url: new URL('/mcp', target), onToolError: 'return' } } as const;\nnew MCPClient({ servers });\n`,
    ],
    [
      'with requests of its own',
      'const url = new URL(`${base}/mcp`);\nnew MCPClient({ servers: { a: { url, fetch(url, init) { return send(url, init); } } } });\n',
    ],
    [
      'that lists and reads',
      `${CLIENT}await mcp.listTools();\nawait mcp.listToolsets();\nawait mcp.resources.read('shelf', 'a://b');\nawait mcp.prompts.list();\nawait mcp.disconnect();\n`,
    ],
  ])('%s', (_, body) => {
    const result = migrated(body);
    expect(result).toMatchObject({ dependencies: RAISED, left: [] });
    expect(result.reviews).toContain('Servers that have HTTP+SSE only are not reached there');
  });

  test('that is declared exactly, without the core', () => {
    const { dependencies } = migrated(CLIENT, { dependencies: { '@mastra/mcp': '1.17.3' } });
    expect(dependencies).toEqual({ '@mastra/mcp': '2.0.0' });
  });
});

describe('a client of Mastra stays, and what keeps it is named, where it', () => {
  test.each([
    ['takes its options from elsewhere', 'new MCPClient(options);\n', 'not all of its options are in view'],
    ['is extended', 'class Mine extends MCPClient {}\n', 'not all of its options are in view'],
    ['has an unknown option', `new MCPClient({ logger, servers: { ${SHELF} } });\n`, 'its option `logger`'],
    [
      'takes its servers from elsewhere',
      'new MCPClient({ servers: load() });\n',
      'not all of its `servers` are in view',
    ],
    [
      'spreads servers',
      `new MCPClient({ servers: { ...more, ${SHELF} } });\n`,
      'not all of its `servers` are in view',
    ],
    [
      'spreads a server',
      'new MCPClient({ servers: { a: { ...common, url } } });\n',
      'not all of its `servers` are in view',
    ],
    [
      'adds servers later',
      'const servers = { a: { url } };\nif (more) servers.b = more;\nnew MCPClient({ servers });\n',
      'not all of its `servers` are in view',
    ],
    [
      'has servers that others can add to',
      'export const servers = { a: { url } };\nnew MCPClient({ servers });\n',
      'not all of its `servers` are in view',
    ],
    [
      'signs in',
      'new MCPClient({ servers: { a: { url, authProvider } } });\n',
      'the option `authProvider` of a server changed',
    ],
    [
      'resumes a session',
      "new MCPClient({ servers: { a: { url, ['sessionId']: id } } });\n",
      'the option `sessionId` of a server',
    ],
    ['has roots', 'new MCPClient({ servers: { a: { command, roots } } });\n', 'the option `roots`'],
    [
      'is told a revision',
      "new MCPClient({ servers: { a: { url, protocolVersion: 'auto' } } });\n",
      'the option `protocolVersion`',
    ],
    ['hears logs', 'new MCPClient({ servers: { a: { url, logger: log } } });\n', 'the option `logger`'],
    [
      'connects to an address of HTTP+SSE',
      "new MCPClient({ servers: { a: { url: new URL('http://localhost:8080/sse?key=1') } } });\n",
      'it does not connect to `http://localhost:8080/sse?key=1` any more',
    ],
    [
      'connects to an address that is told it',
      'new MCPClient({ servers: { a: { url: new URL(process.env.SHELF) } } });\n',
      'the `url` of a server is not written out, and may be one of HTTP+SSE',
    ],
    [
      'connects to a host alone',
      "new MCPClient({ servers: { a: { url: new URL('https://shelf.example.com') } } });\n",
      'the `url` of a server is not written out',
    ],
    [
      'may connect to one',
      'const url = new URL(`${base}/sse`);\nnew MCPClient({ servers: { a: { url } } });\n',
      'it does not connect to `/sse` any more',
    ],
    ['answers questions', `${CLIENT}await mcp.elicitation.onRequest('shelf', ask);\n`, '`elicitation`'],
    ['answers them by another name', `${CLIENT}const { elicitation } = mcp;\n`, '`elicitation`'],
    ['subscribes', `${CLIENT}await mcp.resources.subscribe('shelf', 'a://b');\n`, '`subscribe`'],
    ['hears of changes', `${CLIENT}await mcp.prompts['onListChanged']('shelf', again);\n`, '`onListChanged`'],
    ['reads sessions', `${CLIENT}log(mcp.sessionIds);\n`, '`sessionIds`'],
    ['follows progress', `${CLIENT}mcp.progress.onUpdate('shelf', show);\n`, '`onUpdate`'],
    ['has a server beside it', `import { MCPServer } from '@mastra/mcp';\n${CLIENT}`, 'takes `MCPServer`'],
    ['is taken whole elsewhere', `import * as all from '@mastra/mcp';\n${CLIENT}`, 'the code takes `*`'],
    [
      'is one of two, and the other is not in view',
      `${CLIENT}export const open = options => new MCPClient(options);\n`,
      'not all of its options are in view',
    ],
  ])('%s', (_, body, words) => {
    const result = migrated(body);
    expect(result.dependencies).toEqual(DEPENDENCIES);
    expect(result.left[0]).toContain(
      '`@mastra/mcp` speaks 2026-07-28 from 2.0.0 on; this package depends on `^1.13.1`.',
    );
    expect(result.advice).toContain('`@mastra/mcp` was left at its version: ');
    expect(result.advice).toContain(words);
  });

  test('answers questions in another file', () => {
    const others = { 'src/ask.ts': "export const hear = mcp => mcp.elicitation.onRequest('shelf', ask);\n" };
    expect(migrated(CLIENT, {}, others).dependencies).toEqual(DEPENDENCIES);
  });

  test.each<[string, Given, string]>([
    ['runs on an older Node', { engines: { node: '>=20' } }, 'it needs Node >=22.13.0'],
    [
      'may have tools that return their errors',
      { dependencies: { ...DEPENDENCIES, '@mastra/mcp': '^1.9.1' } },
      'the way from `^1.9.1` is not known',
    ],
    [
      'is of an older core',
      { dependencies: { ...DEPENDENCIES, '@mastra/core': '^0.20.0' } },
      'it needs `@mastra/core` 1.0.0 or later',
    ],
    [
      'has an editor made for version 1',
      { dependencies: { ...DEPENDENCIES, '@mastra/editor': '^0.14.0' } },
      '`@mastra/editor` changed with it',
    ],
  ])('%s', (_, given, words) => {
    const result = migrated(CLIENT, given);
    expect(result.dependencies).toEqual(given.dependencies ?? DEPENDENCIES);
    expect(result.advice).toContain(words);
  });
});

test('a client of somebody else is not touched', () => {
  const others = {
    'src/other.ts': "import { MCPClient } from './client.js';\nnew MCPClient({ servers: { a: { url } } });\n",
  };
  expect(migrated('export type Client = MCPClient;\n', {}, others)).toMatchObject({
    dependencies: DEPENDENCIES,
    left: [],
  });
});

test('a client at version 2 is ready', () => {
  expect(migrated(CLIENT, { dependencies: RAISED })).toMatchObject({ dependencies: RAISED, left: [] });
});
