import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../src/engine/types.js';
import { serveStdio } from '../transforms/serve-stdio.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const IMPORTS =
  `import { McpServer } from '@modelcontextprotocol/server';\n` +
  `import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';\n`;
const SERVED =
  `import { McpServer } from '@modelcontextprotocol/server';\n` +
  `import { serveStdio } from '@modelcontextprotocol/server/stdio';\n`;
const BOTH = SERVED.replace('{ serveStdio }', '{ StdioServerTransport, serveStdio }');
const SERVER = `const server = new McpServer({ name: 'a', version: '1' });\n`;
const FACTORY = `function createServer() {\n  return new McpServer({ name: 'a', version: '1' });\n}\n`;

/** Migrates files, and makes sure that a second run changes nothing. */
function migrate(files: Record<string, string>, legacy: LegacyMode = 'auto'): TextMigration {
  const once = migrateText(files, [serveStdio], { legacy });
  expect(migrateText(once.files, [serveStdio], { legacy }).files).toEqual(once.files);
  return once;
}

/** Migrates the code of one file behind the imports of a server and a transport. */
function code(text: string, head = SERVED, legacy: LegacyMode = 'auto'): string {
  const after = migrate({ 'a.ts': IMPORTS + text }, legacy).files['a.ts']!;
  expect(after.slice(0, head.length)).toBe(head);
  return after.slice(head.length);
}

/** What is reported on code that stays as it is. */
function left(text: string): readonly string[] {
  const before = { 'a.ts': IMPORTS + text };
  const result = migrate(before);
  expect(result.files).toEqual(before);
  return result.left;
}

const review = (text: string) => migrate({ 'a.ts': IMPORTS + text }).review;

describe('serve-stdio: where the connection stands', () => {
  it('serves a singleton that is connected inline', () => {
    expect(code(`${SERVER}await server.connect(new StdioServerTransport());\n`)).toBe(
      `${SERVER}serveStdio(() => server);\n`,
    );
  });

  it('takes the variable of the transport out and keeps what surrounds it', () => {
    const before =
      `async function main() {\n` +
      `  // Talk over stdin and stdout\n` +
      `  const transport = new StdioServerTransport();\n` +
      `  await server.connect(transport);\n` +
      `  console.error('running');\n}\n\n` +
      `main().catch(error => {\n  console.error(error);\n  process.exit(1);\n});\n`;
    const after = before.replace(
      `  const transport = new StdioServerTransport();\n  await server.connect(transport);\n`,
      `  serveStdio(() => server);\n`,
    );
    expect(code(SERVER + before)).toBe(SERVER + after);
  });

  it('takes a comment of the transport alone out with it', () => {
    const before = `// Make the transport\nconst transport = new StdioServerTransport();\n\n// Connect\nawait server.connect(transport);\n`;
    expect(code(SERVER + before)).toBe(`${SERVER}\n// Connect\nserveStdio(() => server);\n`);
  });

  it('serves from a method, in tabs', () => {
    const before =
      `export class App {\n\tprivate server = new McpServer({ name: 'a', version: '1' });\n` +
      `\tasync run() {\n\t\tconst transport = new StdioServerTransport();\n\t\tawait this.server.connect(transport);\n\t}\n}\n`;
    expect(code(before)).toBe(
      before.replace(/\t\tconst transport.*\n\t\tawait.*\n/, '\t\tserveStdio(() => this.server);\n'),
    );
  });

  it('serves from branches, loops of promises and functions that are called at once', () => {
    const before =
      `if (mode === 'stdio') await server.connect(new StdioServerTransport());\n` +
      `(async () => {\n  await Promise.all([server.connect(new StdioServerTransport()), other()]);\n})();\n` +
      `await withTimeout(server.connect(new StdioServerTransport()), 500);\n` +
      `void server.connect(new StdioServerTransport());\n`;
    expect(code(SERVER + before)).toBe(
      `${SERVER}if (mode === 'stdio') serveStdio(() => server);\n` +
        `(async () => {\n  await Promise.all([serveStdio(() => server), other()]);\n})();\n` +
        `await withTimeout(Promise.resolve(serveStdio(() => server)), 500);\n` +
        `serveStdio(() => server);\n`,
    );
  });

  it('writes the callback of a chain as statements', () => {
    const before =
      `server\n  .connect(new StdioServerTransport())\n  .then(() => {\n` +
      `    // Say so\n    console.error('running');\n    process.stdin.resume();\n  })\n` +
      `  .catch(error => {\n    console.error(error);\n    process.exit(1);\n  });\n`;
    expect(code(SERVER + before)).toBe(
      `${SERVER}serveStdio(() => server);\n// Say so\nconsole.error('running');\nprocess.stdin.resume();\n`,
    );
    expect(review(SERVER + before)).toEqual([]);
  });

  it('says so when a handler of failures did more than report', () => {
    const before = `server.connect(new StdioServerTransport()).catch(() => startHttp());\n`;
    expect(code(SERVER + before)).toBe(`${SERVER}serveStdio(() => server);\n`);
    expect(review(SERVER + before)).toEqual([
      'stateless-handshake a.ts:4 The `.catch()` of this connection is gone, because `serveStdio` returns no promise.',
    ]);
  });

  it('keeps a chain whose callbacks cannot stand as statements', () => {
    const before = `server.connect(new StdioServerTransport()).then(() => {\n  const now = Date.now();\n  log(now);\n});\n`;
    expect(code(SERVER + before)).toBe(
      SERVER + before.replace(/server\.connect\(.*\)\)/, 'Promise.resolve(serveStdio(() => server))'),
    );
  });

  it('keeps the promise that a function returns', () => {
    const before =
      `export async function a() {\n  return server.connect(new StdioServerTransport());\n}\n` +
      `export function b() {\n  return server.connect(new StdioServerTransport()).then(() => log('b'));\n}\n` +
      `export async function c(mode: string) {\n  if (mode) return await server.connect(new StdioServerTransport());\n  log('c');\n}\n` +
      `export const d = () => server.connect(new StdioServerTransport());\n`;
    expect(code(SERVER + before)).toBe(
      `${SERVER}export async function a() {\n  serveStdio(() => server);\n}\n` +
        `export function b() {\n  serveStdio(() => server);\n  log('b');\n  return Promise.resolve();\n}\n` +
        `export async function c(mode: string) {\n  if (mode) {\n    serveStdio(() => server);\n    return;\n  }\n  log('c');\n}\n` +
        `export const d = async () => {\n  serveStdio(() => server);\n};\n`,
    );
  });
});

describe('serve-stdio: which server is passed on', () => {
  it('passes a plain factory on and drops the variable', () => {
    const before = `async function main() {\n  const server = createServer();\n  await server.connect(new StdioServerTransport());\n}\n`;
    expect(code(FACTORY + before)).toBe(
      `${FACTORY}async function main() {\n  serveStdio(createServer);\n}\n`,
    );
    expect(code(`${FACTORY}await createServer().connect(new StdioServerTransport());\n`)).toBe(
      `${FACTORY}serveStdio(createServer);\n`,
    );
  });

  it('passes the arguments of a factory on when they are plain', () => {
    const factory = `function createServer(options: { name: string }) {\n  return new McpServer({ ...options, version: '1' });\n}\n`;
    const before = `const server = createServer({\n  name: 'a',\n});\nawait server.connect(new StdioServerTransport());\n`;
    expect(code(factory + before)).toBe(`${factory}serveStdio(() => createServer({ name: 'a' }));\n`);
    const called = `const server = createServer(readOptions());\nawait server.connect(new StdioServerTransport());\n`;
    expect(code(factory + called)).toBe(
      `${factory}const server = createServer(readOptions());\nserveStdio(() => server);\n`,
    );
  });

  it('keeps building at the start what may fail, wait, or hold something open', () => {
    const connect = `const server = make();\nawait server.connect(new StdioServerTransport());\n`;
    const served = `const server = make();\nserveStdio(() => server);\n`;
    for (const line of [
      `if (!process.env.KEY) throw new Error('no key');`,
      `if (!process.env.KEY) process.exit(1);`,
      `setInterval(refresh, 1000);`,
    ]) {
      const factory = `function make() {\n  ${line}\n  return new McpServer({ name: 'a', version: '1' });\n}\n`;
      expect(code(factory + connect)).toBe(factory + served);
    }
    const waits = `async function make() {\n  return new McpServer({ name: 'a', version: '1' });\n}\n`;
    expect(code(`${waits}await (await make()).connect(new StdioServerTransport());\n`)).toBe(
      `${waits}const server = await make();\nserveStdio(() => server);\n`,
    );
  });

  it('keeps a server that is used elsewhere, and one that comes with a cleanup', () => {
    const used = `const server = createServer();\nawait server.connect(new StdioServerTransport());\nprocess.on('SIGINT', async () => {\n  await server.close();\n  process.exit(0);\n});\n`;
    expect(code(FACTORY + used)).toBe(
      FACTORY + used.replace('await server.connect(new StdioServerTransport())', 'serveStdio(() => server)'),
    );
    const pair = `function make() {\n  return { server: createServer(), cleanup: () => {} };\n}\nconst { server, cleanup } = make();\nawait server.connect(new StdioServerTransport());\nprocess.on('exit', cleanup);\n`;
    expect(code(FACTORY + pair)).toBe(
      FACTORY + pair.replace('await server.connect(new StdioServerTransport())', 'serveStdio(() => server)'),
    );
  });

  it('follows servers through files, default exports, parameters and types', () => {
    const start = `import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';\n`;
    const served = `import { serveStdio } from '@modelcontextprotocol/server/stdio';\n`;
    const { files } = migrate({
      'server.ts': `import { McpServer } from '@modelcontextprotocol/server';\n${SERVER}export default server;\nexport function createServer() {\n  return server;\n}\n`,
      'a.ts': `${start}import server from './server.js';\nawait server.connect(new StdioServerTransport());\n`,
      'b.ts': `${start}import { createServer } from './server.js';\nawait createServer().connect(new StdioServerTransport());\n`,
      'c.ts': `${start}import type { McpServer } from '@modelcontextprotocol/server';\nexport async function run(server: McpServer) {\n  await server.connect(new StdioServerTransport());\n}\n`,
      'd.js': `${start}import server from './server.js';\nasync function run(mcp) {\n  await mcp.connect(new StdioServerTransport());\n}\nawait run(server);\n`,
    });
    expect(files['a.ts']).toBe(`${served}import server from './server.js';\nserveStdio(() => server);\n`);
    expect(files['b.ts']).toBe(
      `${served}import { createServer } from './server.js';\nserveStdio(createServer);\n`,
    );
    expect(files['c.ts']).toContain(`  serveStdio(() => server);\n`);
    expect(files['d.js']).toContain(`  serveStdio(() => mcp);\n`);
  });

  it('tells TypeScript that a variable it has just set is there', () => {
    const before = `let server: McpServer | undefined;\nasync function main() {\n  server = new McpServer({ name: 'a', version: '1' });\n  await server.connect(new StdioServerTransport());\n}\n`;
    expect(code(before)).toContain('serveStdio(() => server!);');
  });

  it('serves the server behind a wrapper that only connects it', () => {
    const wrapper =
      `class Proxy1 {\n  constructor(private readonly server: McpServer) {}\n` +
      `  async connect(transport: unknown) {\n    await this.server.connect(transport);\n  }\n` +
      `  getServer() {\n    return this.server;\n  }\n}\n`;
    const before = `const proxy = new Proxy1(new McpServer({ name: 'a', version: '1' }));\nawait proxy.connect(new StdioServerTransport());\n`;
    expect(code(wrapper + before)).toBe(
      wrapper + before.replace(/await proxy.connect.*;/, 'serveStdio(() => proxy.getServer());'),
    );
    expect(review(wrapper + before)).toHaveLength(1);
    const closed = wrapper.replace(/ {2}getServer[^]*?\n {2}}\n/, '');
    expect(left(closed + before)).toEqual([
      'stateless-handshake a.ts:10 It is not certain that `proxy` is an `McpServer` or `Server` of the SDK.',
    ]);
  });
});

describe('serve-stdio: what becomes of the transport', () => {
  it('passes a transport over other streams on', () => {
    expect(code(`${SERVER}await server.connect(new StdioServerTransport(input, output));\n`, BOTH)).toBe(
      `${SERVER}serveStdio(() => server, { transport: new StdioServerTransport(input, output) });\n`,
    );
  });

  it('passes a transport on that is closed, returned or kept in a field', () => {
    const local = `async function run() {\n  const transport = new StdioServerTransport();\n  await server.connect(transport);\n  process.on('SIGINT', () => transport.close());\n  return transport;\n}\n`;
    expect(code(SERVER + local, BOTH)).toBe(
      SERVER + local.replace('await server.connect(transport)', 'serveStdio(() => server, { transport })'),
    );
    const field = `class App {\n  private transport?: StdioServerTransport;\n  async run() {\n    this.transport = new StdioServerTransport();\n    await server.connect(this.transport);\n  }\n  async stop() {\n    await this.transport?.close();\n    this.transport = undefined;\n  }\n}\n`;
    expect(code(SERVER + field, BOTH)).toBe(
      SERVER +
        field.replace(
          'await server.connect(this.transport)',
          'serveStdio(() => server, { transport: this.transport })',
        ),
    );
  });

  it('moves handlers of the transport to the server', () => {
    const before = `const transport = new StdioServerTransport();\ntransport.onclose = () => process.exit(0);\nawait server.connect(transport);\n`;
    expect(code(SERVER + before)).toBe(
      `${SERVER}server.server.onclose = () => process.exit(0);\nserveStdio(() => server);\n`,
    );
    expect(review(SERVER + before)).toHaveLength(1);
    const taken = `server.server.onclose = cleanup;\n`;
    expect(left(SERVER + taken + before)).toEqual([
      'stateless-handshake a.ts:7 `transport.onclose` is set, and `serveStdio` takes it for itself.',
    ]);
  });

  it('passes a subclass of the transport on', () => {
    const before = `class Logged extends StdioServerTransport {}\nawait server.connect(new Logged());\n`;
    expect(code(SERVER + before, BOTH)).toBe(
      `${SERVER}class Logged extends StdioServerTransport {}\nserveStdio(() => server, { transport: new Logged() });\n`,
    );
  });

  it('closes the handle where closing the server was to end the process', () => {
    const before = `await server.connect(new StdioServerTransport());\nprocess.on('SIGINT', () => void server.close());\n`;
    expect(code(SERVER + before)).toBe(
      `${SERVER}const handle = serveStdio(() => server);\nprocess.on('SIGINT', () => void handle.close());\n`,
    );
    const apart = `process.on('SIGTERM', () => server.close());\nasync function main() {\n  await server.connect(new StdioServerTransport());\n}\n`;
    expect(review(SERVER + apart)).toEqual([
      'stateless-handshake a.ts:6 Until a client has sent its first message, closing the server does not end the process.',
    ]);
  });
});

describe('serve-stdio: style and options', () => {
  it('refuses older clients when told so, in the quotes of the file', () => {
    const text = `import { McpServer } from "@modelcontextprotocol/server"\nimport { StdioServerTransport } from "@modelcontextprotocol/server/stdio"\n\nconst server = new McpServer({ name: "a", version: "1" })\nawait server.connect(new StdioServerTransport())\n`;
    expect(migrate({ 'a.mjs': text }, 'reject').files['a.mjs']).toBe(
      text
        .replace('{ StdioServerTransport }', '{ serveStdio }')
        .replace(
          'await server.connect(new StdioServerTransport())',
          'serveStdio(() => server, { legacy: "reject" })',
        ),
    );
  });

  it('keeps CRLF and requires', () => {
    const text =
      `'use strict'\r\nconst { McpServer } = require('@modelcontextprotocol/server')\r\n` +
      `const { StdioServerTransport } = require('@modelcontextprotocol/server/stdio')\r\n\r\n` +
      `const server = new McpServer({ name: 'a', version: '1' })\r\n\r\n` +
      `async function main () {\r\n\tconst transport = new StdioServerTransport()\r\n\tawait server.connect(transport)\r\n}\r\n\r\nmain()\r\n`;
    expect(migrate({ 'a.cjs': text }).files['a.cjs']).toBe(
      text
        .replace('{ StdioServerTransport }', '{ serveStdio }')
        .replace(/\tconst transport.*\r\n\tawait.*\r\n/, '\tserveStdio(() => server)\r\n'),
    );
  });

  it('stays with namespaces and with modules that are loaded on demand', () => {
    const spaced = SERVER + `await server.connect(new stdio.StdioServerTransport());\n`;
    const head = `import { McpServer } from '@modelcontextprotocol/server';\nimport * as stdio from '@modelcontextprotocol/server/stdio';\n`;
    expect(migrate({ 'a.ts': head + spaced }).files['a.ts']).toBe(
      `${head + SERVER}stdio.serveStdio(() => server);\n`,
    );
    const lazy = `import { McpServer } from '@modelcontextprotocol/server';\n${SERVER}if (stdio) {\n  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');\n  await server.connect(new StdioServerTransport());\n}\n`;
    expect(migrate({ 'a.ts': lazy }).files['a.ts']).toBe(
      lazy
        .replace('{ StdioServerTransport }', '{ serveStdio }')
        .replace('await server.connect(new StdioServerTransport())', 'serveStdio(() => server)'),
    );
  });

  it('uses another name where the file has a function of that name', () => {
    const before = `async function serveStdio(server: McpServer) {\n  await server.connect(new StdioServerTransport());\n}\n`;
    expect(migrate({ 'a.ts': IMPORTS + before }).files['a.ts']).toBe(
      SERVED.replace('{ serveStdio }', '{ serveStdio as serveOverStdio }') +
        before.replace(/await.*;/, 'serveOverStdio(() => server);'),
    );
  });
});

describe('serve-stdio: what is left', () => {
  it.each([
    ['server.transport', 'server.transport!.onmessage = forward;\n'],
    ['server.server.transport', 'server.server.transport.onclose = stop;\n'],
    ['server.transport', 'const { transport } = server;\nlog(transport);\n'],
    ['server.transport', "child.on('data', m => server.transport!.send(m));\n"],
  ])('leaves a connection behind which `%s` is used: %j', (what, code) => {
    const connected = `await server.connect(new StdioServerTransport());\n`;
    expect(left(SERVER + connected + code)).toEqual([
      `stateless-handshake a.ts:4 \`${what}\` is used behind this connection and would be undefined there.`,
    ]);
  });

  it('leaves a connection when the code around its function uses the transport', () => {
    const before = `async function main() {\n  await server.connect(new StdioServerTransport());\n}\nawait main();\nserver.transport!.onmessage = forward;\n`;
    expect(left(SERVER + before)).toEqual([
      'stateless-handshake a.ts:5 `server.transport` is used behind this connection and would be undefined there.',
    ]);
  });

  it('serves a server whose transport only its handlers, or somebody else, read', () => {
    const uses =
      `server.registerTool('t', {}, () => log(server.server.transport!));\n` +
      `const log = (c: { transport: unknown }) => c.transport;\n`;
    expect(code(`${SERVER}await server.connect(new StdioServerTransport());\n${uses}`)).toBe(
      `${SERVER}serveStdio(() => server);\n${uses}`,
    );
  });

  it('leaves code that needs a client right behind the connection', () => {
    const before = `async function main() {\n  await server.connect(new StdioServerTransport());\n  await server.sendLoggingMessage({ level: 'info', data: 'started' });\n}\n`;
    expect(left(SERVER + before)).toEqual([
      'stateless-handshake a.ts:5 `server.sendLoggingMessage` runs right behind this connection and would find no client there.',
    ]);
    const handed = `async function announce(target: McpServer) {\n  await target.server.notification({ method: 'x' });\n}\nawait server.connect(new StdioServerTransport());\nawait announce(server);\n`;
    expect(left(SERVER + handed)).toHaveLength(1);
  });

  it('marks code that may run before a client is there', () => {
    const before = `await server.connect(new StdioServerTransport());\nsetInterval(() => server.server.sendResourceUpdated({ uri: 'x' }), 1000);\n`;
    expect(code(SERVER + before)).toContain('serveStdio(() => server);');
    expect(review(SERVER + before)).toEqual([
      'stateless-handshake a.ts:4 `server.server.sendResourceUpdated` may run before a client has opened the connection.',
    ]);
  });

  it('marks nothing that runs when a client asks for it', () => {
    const before =
      `await server.connect(new StdioServerTransport());\n` +
      `function changed() {\n  server.server.sendResourceUpdated({ uri: 'x' });\n}\n` +
      `server.registerTool('a', {}, async () => {\n  await server.sendLoggingMessage({ level: 'info', data: 'a' });\n});\n`;
    expect(code(SERVER + before)).toContain('serveStdio(() => server);');
    expect(review(SERVER + before)).toEqual([]);
  });

  it('leaves transports that are driven by other code', () => {
    expect(left(`const transport = new StdioServerTransport();\nbridge({ transport });\n`)).toEqual([
      'stateless-handshake a.ts:3 This stdio transport is not connected in plain view and serves 2025-11-25 only.',
    ]);
    expect(
      left(
        `${SERVER}const transport = http ? new Other() : new StdioServerTransport();\nawait server.connect(transport);\n`,
      ),
    ).toHaveLength(1);
    expect(
      left(
        `${SERVER}const transport = new StdioServerTransport();\ntransport.onmessage = log;\nawait server.connect(transport);\n`,
      ),
    ).toEqual([
      'stateless-handshake a.ts:6 `transport.onmessage` is used, which `serveStdio` takes for itself.',
    ]);
  });

  it('leaves servers it cannot tell, optional ones, and promises that are kept', () => {
    expect(left(`await unknown.connect(new StdioServerTransport());\n`)).toEqual([
      'stateless-handshake a.ts:3 It is not certain that `unknown` is an `McpServer` or `Server` of the SDK.',
    ]);
    expect(left(`${SERVER}await server?.connect(new StdioServerTransport());\n`)).toHaveLength(1);
    expect(left(`${SERVER}export const ready = server.connect(new StdioServerTransport());\n`)).toEqual([
      'stateless-handshake a.ts:4 The promise of this connection is kept, and `serveStdio` returns none.',
    ]);
  });

  it('points at mocks that lack what the code calls now', () => {
    const test = `vi.mock('@modelcontextprotocol/server/stdio', () => ({ StdioServerTransport: vi.fn() }));\n`;
    const { left: notes } = migrate({
      'a.ts': `${IMPORTS + SERVER}await server.connect(new StdioServerTransport());\n`,
      'a.test.ts': test,
    });
    expect(notes).toEqual([
      'stateless-handshake a.test.ts:1 This mock has no `serveStdio`, which the code under test calls now.',
    ]);
    expect(migrate({ 'a.test.ts': test }).left).toEqual([]);
  });

  it('knows nothing of other transports and other servers', () => {
    const others = [
      `import { McpServer } from '@modelcontextprotocol/server';\nimport { StdioServerTransport } from './stdio.js';\n${SERVER}await server.connect(new StdioServerTransport());\n`,
      `import { FastMCP, StdioServerTransport } from 'fastmcp';\nawait new FastMCP().connect(new StdioServerTransport());\n`,
      `import { Client } from '@modelcontextprotocol/client';\nimport { StdioClientTransport } from '@modelcontextprotocol/client/stdio';\nawait new Client(info).connect(new StdioClientTransport({ command: 'x' }));\n`,
      `import { McpServer, InMemoryTransport } from '@modelcontextprotocol/server';\n${SERVER}const [a, b] = InMemoryTransport.createLinkedPair();\nawait server.connect(b);\n`,
    ];
    for (const text of others) {
      const result = migrate({ 'a.ts': text });
      expect(result.files['a.ts']).toBe(text);
      expect([...result.left, ...result.review]).toEqual([]);
    }
  });
});
