import { describe, expect, it } from 'vitest';
import { nestedSends } from '../transforms/nested-sends.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { McpServer, type CreateMessageRequest, type RequestMethod } from '@modelcontextprotocol/server';
import { Client } from '@modelcontextprotocol/client';
import * as core from '@modelcontextprotocol/core';
import { CallToolResultSchema, CompatibilityCallToolResultSchema, CreateMessageResultSchema, CreateMessageResultWithToolsSchema, ElicitResultSchema, EmptyResultSchema, ListRootsResultSchema, ResultSchema } from '@modelcontextprotocol/core';
const server = new McpServer({ name: 'a', version: '1' });
const client = new Client({ name: 'a', version: '1' });
`;

function migrate(code: string) {
  const before = HEAD + code;
  const first = migrateText({ 'src/a.ts': before }, [nestedSends]);
  const second = migrateText(first.files, [nestedSends]);
  expect(second.files).toEqual(first.files);
  expect(second.left).toEqual(first.left);
  const text = first.files['src/a.ts']!;
  return { code: text.slice(text.indexOf("version: '1' });\nconst client") + 62), text, left: first.left };
}

/** What becomes of statements in a tool handler. */
function inHandler(body: string, parameter = 'ctx') {
  const wrap = (inner: string) =>
    `server.registerTool('t', { inputSchema: s }, async (args, ${parameter}) => { ${inner} });\n`;
  const { text, left } = migrate(wrap(body));
  const line = text.split('\n').findLast(each => each.startsWith('server.registerTool'))!;
  return { body: line.slice(wrap('').indexOf('{  }') + 2, -' });'.length), left };
}

describe('the schema of the method itself', () => {
  it.each([
    [
      "await ctx.mcpReq.send({ method: 'sampling/createMessage', params: p }, CreateMessageResultSchema);",
      "await ctx.mcpReq.send({ method: 'sampling/createMessage', params: p });",
    ],
    [
      "await ctx.mcpReq.send({ method: 'sampling/createMessage', params: p }, CreateMessageResultWithToolsSchema);",
      "await ctx.mcpReq.send({ method: 'sampling/createMessage', params: p });",
    ],
    [
      "await ctx.mcpReq.send({ method: 'elicitation/create', params: p }, ElicitResultSchema, { timeout: 9 });",
      "await ctx.mcpReq.send({ method: 'elicitation/create', params: p }, { timeout: 9 });",
    ],
    [
      "ctx.mcpReq.send({ method: 'roots/list' }, core.ListRootsResultSchema);",
      "ctx.mcpReq.send({ method: 'roots/list' });",
    ],
    [
      "ctx.mcpReq.send({ method: 'ping' } as const, EmptyResultSchema);",
      "ctx.mcpReq.send({ method: 'ping' } as const);",
    ],
    [
      "ctx.mcpReq.send({ method: 'roots/list' }, undefined, options);",
      "ctx.mcpReq.send({ method: 'roots/list' }, options);",
    ],
    [
      'ctx?.mcpReq?.send({ method: `roots/list` }, ListRootsResultSchema,);',
      'ctx?.mcpReq?.send({ method: `roots/list` },);',
    ],
    [
      "const { mcpReq } = ctx; mcpReq.send({ method: 'roots/list' }, ListRootsResultSchema);",
      "const { mcpReq } = ctx; mcpReq.send({ method: 'roots/list' });",
    ],
    [
      "const send = ctx.mcpReq.send; send({ method: 'roots/list' }, ListRootsResultSchema);",
      "const send = ctx.mcpReq.send; send({ method: 'roots/list' });",
    ],
    [
      "const m = 'roots/list'; ctx.mcpReq.send({ method: m }, ListRootsResultSchema);",
      "const m = 'roots/list'; ctx.mcpReq.send({ method: m });",
    ],
    [
      "const r: CreateMessageRequest = { method: 'sampling/createMessage', params: p }; ctx.mcpReq.send(r, CreateMessageResultSchema);",
      "const r: CreateMessageRequest = { method: 'sampling/createMessage', params: p }; ctx.mcpReq.send(r);",
    ],
    [
      "const r = { method: 'roots/list' } as const; ctx.mcpReq.send(r, ListRootsResultSchema);",
      "const r = { method: 'roots/list' } as const; ctx.mcpReq.send(r);",
    ],
    [
      "const r = { method: 'roots/list' as const }; ctx.mcpReq.send(r, ListRootsResultSchema);",
      "const r = { method: 'roots/list' as const }; ctx.mcpReq.send(r);",
    ],
  ])('%s', (before, after) => {
    const { body, left } = inHandler(before);
    expect(body.trim()).toBe(after);
    expect(left).toEqual([]);
  });

  it('a destructured send', () => {
    const { body } = inHandler(
      "sendRequest({ method: 'roots/list' }, ListRootsResultSchema);",
      '{ mcpReq: { send: sendRequest } }',
    );
    expect(body).toContain("sendRequest({ method: 'roots/list' });");
  });

  it('on a server and a client', () => {
    const { text } = migrate(
      "await server.server.request({ method: 'roots/list' }, ListRootsResultSchema, { timeout: 1 });\nawait client.request({ method: 'tools/call', params: p }, core.CallToolResultSchema);\n",
    );
    expect(text).toContain("await server.server.request({ method: 'roots/list' }, { timeout: 1 });");
    expect(text).toContain("await client.request({ method: 'tools/call', params: p });");
  });

  it('callTool has no schema at all', () => {
    const { text } = migrate(
      'await client.callTool(p, core.CompatibilityCallToolResultSchema, { timeout: 1 });\nawait client.callTool(p, undefined, o);\nawait client.callTool(p, CallToolResultSchema);\n',
    );
    expect(text).toContain('client.callTool(p, { timeout: 1 });');
    expect(text).toContain('client.callTool(p, o);');
    expect(text).toContain('client.callTool(p);');
  });

  it('over several lines, and the import goes with its last use', () => {
    const { text } = migrate(
      "server.registerTool('t', {}, async ctx => {\n  await ctx.mcpReq.send(\n    { method: 'elicitation/create', params: p },\n    ElicitResultSchema,\n    { timeout: 9 },\n  );\n});\n",
    );
    expect(text).toContain(
      "  await ctx.mcpReq.send(\n    { method: 'elicitation/create', params: p },\n    { timeout: 9 },\n  );\n",
    );
    expect(text).not.toContain('ElicitResultSchema');
  });
});

describe('schemas that stay', () => {
  it.each([
    ["ctx.mcpReq.send({ method: 'acme/search', params: p }, SearchResult);"],
    ["ctx.mcpReq.send({ method: 'tools/call', params: p }, ResultSchema);"],
    ["ctx.mcpReq.send({ method: 'tools/call', params: p }, CompatibilityCallToolResultSchema);"],
    ["ctx.mcpReq.send({ method: 'sampling/createMessage', params: p }, z.union([a, b]));"],
    ["ctx.mcpReq.send({ method: 'tasks/get', params: p }, S);"],
    ['ctx.mcpReq.send({ method, params }, ListRootsResultSchema);'],
    ["ctx.mcpReq.send({ method: 'roots/list', ...rest }, ListRootsResultSchema);"],
    ['ctx.mcpReq.send(request, ListRootsResultSchema);'],
    ["const r = { method: 'roots/list' }; ctx.mcpReq.send(r, ListRootsResultSchema);"],
    ['let r: CreateMessageRequest; ctx.mcpReq.send(r, CreateMessageResultSchema);'],
    ["socket.send({ method: 'roots/list' }, ListRootsResultSchema);"],
    ["axios.request({ method: 'ping' }, EmptyResultSchema);"],
    ['a2a.callTool(p, undefined, o);'],
    ["ctx.mcpReq.send({ method: 'roots/list' });"],
    ["ctx.mcpReq.send({ method: 'roots/list' }, { timeout: 1 });"],
    ['ctx.mcpReq.send({ method: m as RequestMethod });'.replace('m as RequestMethod', "'ping'")],
  ])('%s', code => {
    const { body, left } = inHandler(code);
    expect(body.trim()).toBe(code);
    expect(left).toEqual([]);
  });

  it('a method of type RequestMethod', () => {
    const { left } = migrate('export const f = (method: RequestMethod) => client.request({ method });\n');
    expect(left).toEqual([]);
  });
});

describe('schemas that are missing', () => {
  it.each([
    ["client.request({ method: 'acme/search' });", '`acme/search`'],
    ['client.request({ method, params });', 'a method that is not written out'],
    ["client.request({ method: 'acme/search' }, { timeout: 1 });", '`acme/search`'],
  ])('%s', (code, what) => {
    const { left, text } = migrate(`const method: string = f();\n${code}\n`);
    expect(text).toContain(code);
    expect(left).toEqual([
      `sdk-v2-packages src/a.ts:8 SDK v2 throws on a request for ${what} without a result schema, unless the specification has it.`,
    ]);
  });
});
