import { describe, expect, it } from 'vitest';
import { clientNegotiation } from '../transforms/client-negotiation.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';\n`;

/** Migrates one file, and makes sure that a second run changes nothing. */
function migrate(text: string, name = 'src/a.ts'): string {
  const once = migrateText({ [name]: text }, [clientNegotiation]).files[name]!;
  expect(migrateText({ [name]: once }, [clientNegotiation]).files[name]).toBe(once);
  return once;
}

const body = (text: string) => migrate(IMPORTS + text).slice(IMPORTS.length);

describe('client-negotiation', () => {
  it('adds options where there are none', () => {
    expect(body(`const c = new Client({ name: 'a', version: '1' });\n`)).toBe(
      `const c = new Client({ name: 'a', version: '1' }, { versionNegotiation: { mode: 'auto' } });\n`,
    );
  });

  it('adds options on a line of their own when the arguments stand on lines', () => {
    expect(body(`const c = new Client(\n    info,\n);\n`)).toBe(
      `const c = new Client(\n    info,\n    { versionNegotiation: { mode: 'auto' } },\n);\n`,
    );
  });

  it('adds to options on one line', () => {
    expect(body(`new Client(info, { capabilities: {} });\n`)).toBe(
      `new Client(info, { capabilities: {}, versionNegotiation: { mode: 'auto' } });\n`,
    );
  });

  it('adds to empty and undefined options', () => {
    expect(body(`new Client(info, {});\nnew Client(info, undefined);\n`)).toBe(
      `new Client(info, { versionNegotiation: { mode: 'auto' } });\n`.repeat(2),
    );
  });

  it('adds to options on several lines, in the quotes, commas and line endings of the file', () => {
    const text =
      `const { Client } = require("@modelcontextprotocol/client")\r\n` +
      `const c = new Client(info, {\r\n\tcapabilities: {}, // none yet\r\n})\r\n`;
    expect(migrate(text, 'a.cjs')).toBe(
      text.replace('yet\r\n', 'yet\r\n\tversionNegotiation: { mode: "auto" },\r\n'),
    );
  });

  it('adds a comma to a last property that has none', () => {
    expect(body(`new Client(info, {\n  capabilities: {} // none\n});\n`)).toBe(
      `new Client(info, {\n  capabilities: {}, // none\n  versionNegotiation: { mode: 'auto' }\n});\n`,
    );
  });

  it('stands in front of a spread, which may bring its own choice', () => {
    expect(body(`new Client(info, { ...base, capabilities: {} });\n`)).toBe(
      `new Client(info, { versionNegotiation: { mode: 'auto' }, ...base, capabilities: {} });\n`,
    );
  });

  it('changes options where they are declared when only this client uses them', () => {
    expect(
      body(`const options: ClientOptions = { capabilities: {} };\nnew Client(info, options);\n`),
    ).toContain("new Client(info, { versionNegotiation: { mode: 'auto' }, ...options });");
    expect(body(`const options = { capabilities: {} };\nnew Client(info, options);\n`)).toBe(
      `const options = { capabilities: {}, versionNegotiation: { mode: 'auto' } };\nnew Client(info, options);\n`,
    );
  });

  it('wraps options that others use too, or that come from a parameter', () => {
    const shared = body(`const options = { capabilities: {} };\nlog(options);\nnew Client(info, options);\n`);
    expect(shared).toContain(`new Client(info, { versionNegotiation: { mode: 'auto' }, ...options });`);
    expect(body(`const make = (options?: object) => new Client(info, options);\n`)).toContain(
      `new Client(info, { versionNegotiation: { mode: 'auto' }, ...options })`,
    );
  });

  it('changes the super call of a subclass, and construction of one without constructor', () => {
    expect(body(`class A extends Client {\n  constructor() {\n    super(info);\n  }\n}\nnew A(1);\n`)).toBe(
      `class A extends Client {\n  constructor() {\n    super(info, { versionNegotiation: { mode: 'auto' } });\n  }\n}\nnew A(1);\n`,
    );
    expect(body(`class B extends Client {}\nnew B(info);\n`)).toContain(
      `new B(info, { versionNegotiation: { mode: 'auto' } });`,
    );
  });

  it('follows namespaces, aliases and barrels', () => {
    const files = {
      'src/sdk.ts': `export { Client as McpClient } from '@modelcontextprotocol/client';\n`,
      'src/a.ts': `import { McpClient } from './sdk.js';\nimport * as sdk from '@modelcontextprotocol/client';\nnew McpClient(info);\nnew sdk.Client(info);\n`,
    };
    const after = migrateText(files, [clientNegotiation]).files['src/a.ts'];
    expect(after?.match(/versionNegotiation/g)).toHaveLength(2);
  });

  it('puts other expressions in parentheses', () => {
    expect(body(`new Client(info, strict ? { enforceStrictCapabilities: true } : undefined);\n`)).toBe(
      `new Client(info, { versionNegotiation: { mode: 'auto' }, ...(strict ? { enforceStrictCapabilities: true } : undefined) });\n`,
    );
  });

  it('changes declared client options', () => {
    const text = `import { Client, type ClientOptions } from '@modelcontextprotocol/client';\nconst options: ClientOptions = {};\nnew Client(info, options);\n`;
    expect(migrate(text)).toBe(text.replace('{};', `{ versionNegotiation: { mode: 'auto' } };`));
  });

  it('reports arguments it cannot see', () => {
    const { files, left } = migrateText({ 'src/a.ts': `${IMPORTS}new Client(...args);\n` }, [
      clientNegotiation,
    ]);
    expect(files['src/a.ts']).toBe(`${IMPORTS}new Client(...args);\n`);
    expect(left).toEqual([
      'stateless-handshake src/a.ts:2 This client speaks 2025-11-25 only; its options come from a spread and were not changed.',
    ]);
  });

  it('tells a stdio command-line program about the probe, and nobody else', () => {
    const stdio = `import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
await new Client(info).connect(new StdioClientTransport({ command: 'x' }));\n`;
    const run = (manifest: object) =>
      migrateText({ 'a.ts': stdio }, [clientNegotiation], { manifest }).review;
    expect(run({ bin: './cli.js' })).toEqual([
      'stateless-handshake a.ts:3 Over stdio, `auto` starts the server a second time for a short probe on every connect.',
    ]);
    expect(run({})).toEqual([]);
  });
});

describe('client-negotiation leaves alone', () => {
  const unchanged = (text: string, name?: string) => expect(migrate(text, name)).toBe(text);

  it('clients of other packages, local classes and SDK v1', () => {
    unchanged(`import { Client } from 'pg';\nnew Client({ name: 'a' });\n`);
    unchanged(`import { Client } from 'discord.js';\nnew Client({ intents: [] });\n`);
    unchanged(`class Client {}\nnew Client(info);\n`);
    unchanged(`import { Client } from '@modelcontextprotocol/sdk/client/index.js';\nnew Client(info);\n`);
  });

  it('a name that hides the import', () => {
    unchanged(`${IMPORTS}function f(Client: any) {\n  return new Client(info);\n}\n`);
  });

  it('clients that already choose', () => {
    unchanged(`${IMPORTS}new Client(info, { versionNegotiation: { mode: 'legacy' } });\n`);
    unchanged(`${IMPORTS}new Client(info, { supportedProtocolVersions: ['2025-11-25'] });\n`);
    unchanged(
      `${IMPORTS}const c = new Client(info);\nc.setVersionNegotiation({ mode: { pin: '2026-07-28' } });\n`,
    );
    unchanged(
      `${IMPORTS}new Client(info, modern ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : undefined);\n`,
    );
    unchanged(`${IMPORTS}const o = { versionNegotiation: { mode } };\nlog(o);\nnew Client(info, o);\n`);
  });

  it('clients that only meet an in-memory server', () => {
    unchanged(
      `import { Client, InMemoryTransport } from '@modelcontextprotocol/client';\nconst [a, b] = InMemoryTransport.createLinkedPair();\nawait new Client(info).connect(a);\n`,
    );
  });

  it('clients of tests, unless 2025-11-25 is rejected and they meet a real server', () => {
    const text = `${IMPORTS}await new Client(info).connect(new StreamableHTTPClientTransport(url));\n`;
    unchanged(text, 'test/client.ts');
    unchanged(text, 'src/client.test.ts');
    expect(migrate(text, 'src/client.ts')).not.toBe(text);
    const rejecting = (source: string) =>
      migrateText({ 'src/a.test.ts': source }, [clientNegotiation], { legacy: 'reject' }).rewritten;
    expect(rejecting(text)).toHaveLength(1);
    const own = `import { Client } from '@modelcontextprotocol/client';\nawait new Client(info).connect(fake);\n`;
    expect(rejecting(own)).toEqual([]);
  });

  it('types, subclasses with their own constructor arguments and calls without arguments', () => {
    unchanged(`import type { Client } from '@modelcontextprotocol/client';\nlet c: Client;\n`);
    unchanged(`${IMPORTS}type Make = new (info: object) => Client;\nnew Client();\n`);
  });
});
