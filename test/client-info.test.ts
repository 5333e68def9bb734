import { describe, expect, it } from 'vitest';
import { clientInfo } from '../transforms/client-info.js';
import { migrateText } from './helpers/migrate-text.js';

function migrate(text: string, name = 'a.js') {
  const once = migrateText({ [name]: text }, [clientInfo]);
  expect(migrateText(once.files, [clientInfo]).files).toEqual(once.files);
  return { text: once.files[name]!, left: once.left };
}

const HEAD = `import { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer(info);\n`;
const AFTER = HEAD.replace('McpServer }', 'McpServer, CLIENT_INFO_META_KEY }');

/** What a JavaScript file with one server is after the migration, its head left out. */
function body(text: string): string {
  const after = migrate(HEAD + text).text;
  expect(after.startsWith(AFTER)).toBe(true);
  return after.slice(AFTER.length);
}

const READ = 'server.server.getClientVersion()';
const NEW = `ctx.mcpReq.envelope?.[CLIENT_INFO_META_KEY] ?? ${READ}`;

describe('client-info in JavaScript', () => {
  it('reads the envelope first', () => {
    const tool = (read: string) =>
      `server.registerTool('a', {}, async ctx => {\n  const client = ${read};\n  return reply(client);\n});\n`;
    expect(body(tool(READ))).toBe(tool(NEW));
  });

  it.each([
    [`use(${READ})`, `use(${NEW})`],
    [`use(${READ}?.name)`, `use((${NEW})?.name)`],
    [`use(${READ} || none)`, `use((${NEW}) || none)`],
    [`use(${READ} ?? none)`, `use(${NEW} ?? none)`],
    ['use(`${' + READ + '}`)', 'use(`${' + NEW + '}`)'],
    [`use(!${READ})`, `use(!(${NEW}))`],
    [`use({ client: ${READ} })`, `use({ client: ${NEW} })`],
    [`if (${READ}) use()`, `if (${NEW}) use()`],
  ])('puts parentheses only where they are needed: %s', (before, after) => {
    const handler = (code: string) => `server.registerTool('a', {}, ctx => { ${code}; });\n`;
    expect(body(handler(before))).toBe(handler(after));
  });

  it.each([
    ['a tool without input', `registerTool('a', {}, () => X)`, `registerTool('a', {}, (ctx) => Y)`],
    [
      'a bare parameter',
      `registerTool('a', { inputSchema }, async args => X)`,
      `registerTool('a', { inputSchema }, async (args, ctx) => Y)`,
    ],
    [
      'parenthesised parameters',
      `registerTool('a', { inputSchema }, ({ id }) => X)`,
      `registerTool('a', { inputSchema }, ({ id }, ctx) => Y)`,
    ],
    [
      'missing parameters',
      `registerTool('a', { inputSchema }, () => X)`,
      `registerTool('a', { inputSchema }, (_args, ctx) => Y)`,
    ],
    [
      'a function',
      `registerPrompt('a', { argsSchema }, function (args) { return X; })`,
      `registerPrompt('a', { argsSchema }, function (args, ctx) { return Y; })`,
    ],
    [
      'a resource',
      `registerResource('a', 'a://b', {}, uri => X)`,
      `registerResource('a', 'a://b', {}, (uri, ctx) => Y)`,
    ],
    [
      'a template',
      `registerResource('a', new ResourceTemplate('a://{b}'), {}, () => X)`,
      `registerResource('a', new ResourceTemplate('a://{b}'), {}, (_uri, _variables, ctx) => Y)`,
    ],
    [
      'a low-level handler',
      `server.setRequestHandler('tools/call', async request => X)`,
      `server.setRequestHandler('tools/call', async (request, ctx) => Y)`,
    ],
  ])('gives the context to %s', (_, before, after) => {
    expect(body(`server.${before.replace('X', READ)};\n`)).toBe(`server.${after.replace('Y', NEW)};\n`);
  });

  it('takes a free name', () => {
    expect(body(`server.registerTool('a', {}, () => use(ctx, ${READ}));\n`)).toBe(
      `server.registerTool('a', {}, (context) => use(ctx, ${NEW.replace('ctx', 'context')}));\n`,
    );
  });

  it('adds the parameter once for two reads', () => {
    const text = `server.registerTool('a', {}, () => [${READ}, ${READ}]);\n`;
    expect(body(text)).toBe(`server.registerTool('a', {}, (ctx) => [${NEW}, ${NEW}]);\n`);
  });

  it('uses the context under the name it has, destructured, or handed to a helper', () => {
    const named = (read: string) => `server.registerTool('a', {}, extra => use(${read}));\n`;
    expect(body(named(READ))).toBe(named(NEW.replace('ctx', 'extra')));
    const taken = (read: string) => `server.registerTool('a', {}, ({ mcpReq }) => use(${read}));\n`;
    expect(body(taken(READ))).toBe(taken(NEW.replace('ctx.', '')));
    const helper = (read: string) =>
      `const who = (ctx) => use(${read});\nserver.registerTool('a', {}, ctx => who(ctx));\n`;
    expect(body(helper(READ))).toBe(helper(NEW));
  });

  it('reads capabilities the same way, in CommonJS', () => {
    const text = `const { Server } = require("@modelcontextprotocol/server");\nconst s = new Server(info);\ns.setRequestHandler("tools/call", (r, ctx) => use(s.getClientCapabilities()));\n`;
    expect(migrate(text, 'a.cjs').text).toBe(
      text
        .replace('Server }', 'Server, CLIENT_CAPABILITIES_META_KEY }')
        .replace('use(', 'use(ctx.mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? '),
    );
  });
});

describe('client-info in TypeScript', () => {
  it('names the type of the value, and breaks a long line', () => {
    const text = `${HEAD}server.registerTool('a', {}, async ctx => {\n    const client = ${READ};\n});\n`;
    expect(migrate(text, 'a.ts').text).toBe(
      `${HEAD.replace('McpServer }', 'McpServer, CLIENT_INFO_META_KEY, type Implementation }')}server.registerTool('a', {}, async ctx => {
    const client =
        (ctx.mcpReq.envelope as { [CLIENT_INFO_META_KEY]?: Implementation } | undefined)?.[CLIENT_INFO_META_KEY] ??
        ${READ};
});\n`,
    );
  });

  it('reads through a helper where there are several reads, or no variable for one', () => {
    const text = `${HEAD}const f = x => x;\nserver.registerTool('a', {}, () => use(${READ}?.name));\nserver.registerTool('b', {}, ({ mcpReq }) => {\n  const info = ${READ};\n});\n`;
    expect(migrate(text, 'a.ts').text).toBe(
      `${HEAD.replace('{ McpServer }', '{\n  McpServer,\n  CLIENT_INFO_META_KEY,\n  type Implementation,\n  type ServerContext,\n}')}const f = x => x;
server.registerTool('a', {}, ctx => use((envelopeClientInfo(ctx) ?? ${READ})?.name));
server.registerTool('b', {}, ({ mcpReq }) => {
  const info = envelopeClientInfo({ mcpReq }) ?? ${READ};
});

/** What a 2026-07-28 request says about its client; the SDK publishes the envelope's type without members. */
function envelopeClientInfo(ctx: ServerContext): Implementation | undefined {
  const envelope: { [CLIENT_INFO_META_KEY]?: Implementation } | undefined = ctx.mcpReq.envelope;
  return envelope?.[CLIENT_INFO_META_KEY];
}
`,
    );
  });

  it('does not take a type name that means something else', () => {
    const text = `${HEAD}interface Implementation {}\nserver.registerTool('a', {}, ctx => use(${READ}));\n`;
    expect(migrate(text, 'a.ts').text).toContain(
      `  type Implementation as McpImplementation,\n  type ServerContext,\n}`,
    );
    expect(migrate(text, 'a.ts').text).toContain(`(ctx: ServerContext): McpImplementation | undefined {`);
  });
});

describe('client-info reports', () => {
  const MESSAGE =
    '`getClientVersion()` is undefined on 2026-07-28 stdio connections; the client says it with every request.';

  it.each([
    ['reads outside of handlers', `use(${READ});\n`],
    [
      'helpers that are not handed the context',
      `function who(server) { return ${READ}; }\nserver.registerTool('a', {}, () => who(server));\n`,
    ],
    ['handlers whose context is out of reach', `server.registerTool('a', {}, (...all) => use(${READ}));\n`],
    ['handlers by name without context', `const h = () => use(${READ});\nserver.registerTool('a', {}, h);\n`],
    [
      'contexts taken apart without the request',
      `server.registerTool('a', {}, ({ http }) => use(${READ}));\n`,
    ],
  ])('%s', (_, text) => {
    const { text: after, left } = migrate(HEAD + text);
    expect(after).toBe(HEAD + text);
    expect(left).toEqual([`stateless-handshake a.js:3 ${MESSAGE}`]);
  });
});

describe('client-info leaves alone', () => {
  it.each([
    [
      'other objects with the same method',
      `server.registerTool('a', {}, ctx => use(riot.getClientVersion()));\n`,
    ],
    [
      'the high-level server, which has no such method',
      `server.registerTool('a', {}, ctx => use(server.getClientVersion()));\n`,
    ],
    [
      'reads behind the envelope',
      `server.registerTool('a', {}, ctx => use(ctx.mcpReq.envelope?.[KEY] ?? ${READ}));\n`,
    ],
    [
      'reads behind a variable of the envelope',
      `server.registerTool('a', {}, ctx => { const { envelope } = ctx.mcpReq; use(envelope?.[KEY] ?? ${READ}); });\n`,
    ],
    ['reads for legacy peers', `createMcpHandler(({ era }) => { if (era === 'legacy') use(${READ}); });\n`],
    ['reads after the handshake', `server.server.oninitialized = () => use(${READ});\n`],
    [
      'guards that fail open, which are reported by themselves',
      `async function confirm() {\n  if (!server.server.getClientCapabilities()?.elicitation) return true;\n  const answer = await server.server.elicitInput(question);\n  return answer.action === 'accept';\n}\n`,
    ],
  ])('%s', (_, text) => expect(migrate(HEAD + text)).toEqual({ text: HEAD + text, left: [] }));
});
