import { describe, expect, it } from 'vitest';
import { TRANSFORMS } from '../transforms/index.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, CreateMessageResultSchema, ElicitResultSchema, GetPromptRequestSchema, ListRootsResultSchema, ReadResourceRequestSchema } from '@modelcontextprotocol/sdk/types.js';
`;
const FORM = `{ message: 'Color?', requestedSchema: { type: 'object', properties: {} } }`;
const SAMPLE = `{ messages: [], maxTokens: 5 }`;

/** Ways to ask on SDK v1; \`low\` is a low-level server. */
const SPELLINGS: readonly [string, builder: string, low: boolean, statements: string][] = [
  ['server.server.elicitInput', 'elicit', false, `const x = await server.server.elicitInput(${FORM});`],
  [
    'server.server.createMessage',
    'createMessage',
    false,
    `const x = await server.server.createMessage(${SAMPLE});`,
  ],
  ['server.server.listRoots', 'listRoots', false, `const x = await server.server.listRoots();`],
  ['server.elicitInput', 'elicit', true, `const x = await server.elicitInput(${FORM});`],
  ['server.createMessage', 'createMessage', true, `const x = await server.createMessage(${SAMPLE});`],
  ['server.listRoots', 'listRoots', true, `const x = await server.listRoots();`],
  [
    'server.request',
    'elicit',
    true,
    `const x = await server.request({ method: 'elicitation/create', params: ${FORM} }, ElicitResultSchema);`,
  ],
  [
    'server.server.request',
    'listRoots',
    false,
    `const x = await server.server.request({ method: 'roots/list' }, ListRootsResultSchema);`,
  ],
  [
    'extra.sendRequest',
    'elicit',
    false,
    `const x = await extra.sendRequest({ method: 'elicitation/create', params: ${FORM} }, ElicitResultSchema);`,
  ],
  [
    'extra.sendRequest for sampling',
    'createMessage',
    true,
    `const x = await extra.sendRequest({ method: 'sampling/createMessage', params: ${SAMPLE} }, CreateMessageResultSchema);`,
  ],
  [
    'a bound alias',
    'elicit',
    false,
    `const ask = server.server.elicitInput.bind(server.server);\n  const x = await ask(${FORM});`,
  ],
  [
    'an inner server with a name',
    'elicit',
    false,
    `const inner = server.server;\n  const x = await inner.elicitInput(${FORM});`,
  ],
  [
    'a destructured sendRequest',
    'listRoots',
    false,
    `const { sendRequest } = extra;\n  const x = await sendRequest({ method: 'roots/list' }, ListRootsResultSchema);`,
  ],
];

const RESULTS = {
  tool: `{ content: [{ type: 'text', text: JSON.stringify(x) }] }`,
  prompt: `{ messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify(x) } }] }`,
  resource: `{ contents: [{ uri: 'a://b', text: JSON.stringify(x) }] }`,
};

/** Where a handler is registered, on both kinds of servers. */
const HANDLERS: Readonly<Record<keyof typeof RESULTS, Readonly<Record<'high' | 'low', string>>>> = {
  tool: {
    high: `server.registerTool('a', { inputSchema: {} }, async (args, extra) =>`,
    low: `server.setRequestHandler(CallToolRequestSchema, async (request, extra) =>`,
  },
  prompt: {
    high: `server.registerPrompt('a', { argsSchema: {} }, async (args, extra) =>`,
    low: `server.setRequestHandler(GetPromptRequestSchema, async (request, extra) =>`,
  },
  resource: {
    high: `server.registerResource('a', 'a://b', {}, async (uri, extra) =>`,
    low: `server.setRequestHandler(ReadResourceRequestSchema, async (request, extra) =>`,
  },
};

describe.each(Object.keys(RESULTS) as (keyof typeof RESULTS)[])('a request in a %s handler', kind => {
  it.each(SPELLINGS)('written as %s', (_, builder, low, statements) => {
    const made = low
      ? `const server = new Server({ name: 'a', version: '1.0.0' }, { capabilities: { tools: {}, prompts: {}, resources: {} } });`
      : `const server = new McpServer({ name: 'a', version: '1.0.0' });`;
    const head = HANDLERS[kind][low ? 'low' : 'high'];
    const text = `${HEAD}export ${made}\n${head} {\n  ${statements}\n  return ${RESULTS[kind]};\n});\n`;
    const { files, left } = migrateText({ 'src/a.ts': text }, TRANSFORMS);
    expect(files['src/a.ts']).toContain(`inputRequired.${builder}(`);
    expect(left.filter(note => note.startsWith('multi-round-trip'))).toEqual([]);
  });
});
