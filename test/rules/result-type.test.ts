import { resultType } from '../../rules/result-type.js';
import { tester } from './tester.js';

const WIRE = `import express from 'express';
const METHODS = ['tools/list', 'tools/call'];
`;
const V1 = `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
const server = new Server(info, {});
`;

/** A case with one finding, and with what the suggestion puts in front of `member`. */
function invalid(code: string, method: string, member: string, added = "resultType: 'complete', ") {
  const at = code.lastIndexOf(member);
  const output = code.slice(0, at) + added + code.slice(at);
  return {
    code,
    errors: [
      {
        messageId: 'missing' as const,
        data: { method },
        suggestions: [{ messageId: 'add' as const, output }],
      },
    ],
  };
}

tester.run('result-type', resultType, {
  valid: [
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { resultType: 'complete', tools } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { resultType: 'input_required', inputRequests } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { ...result, tools } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: await client.listTools() });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });`,
    `${WIRE}const ok = (id, result) => ({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...result } }); ok(1, { tools });`,
    `${WIRE}res.json({ id, result: { tools } });`,
    `${WIRE}res.json({ jsonrpc: '1.0', id, result: { tools } });`,
    // Results of methods that are gone, and answers of clients to requests of servers.
    `${WIRE}switch (method) { case 'initialize': return { jsonrpc: '2.0', id, result: { protocolVersion, capabilities, serverInfo } }; }`,
    `${WIRE}switch (method) { case 'ping': return { jsonrpc: '2.0', id, result: {} }; }`,
    `${WIRE}socket.send({ jsonrpc: '2.0', id, result: { role: 'assistant', content, model } });`,
    `${WIRE}socket.send({ jsonrpc: '2.0', id, result: { action: 'accept', content: {} } });`,
    `${WIRE}socket.send({ jsonrpc: '2.0', id, result: { roots } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', result: { deleted: true } });`,
    // The SDK completes what its handlers return.
    `${V1}server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools }));`,
    // Other protocols.
    `connection.reply({ jsonrpc: '2.0', id, result: { contents: [{ value }] } });`,
    `rpc.on('eth_accounts', () => ({ jsonrpc: '2.0', id, result: { content: [] } })); // mcp`,
    // Code that speaks 2026-07-28 as well may do so for older peers.
    `${WIRE}const REVISIONS = ['2025-11-25', '2026-07-28']; res.json({ jsonrpc: '2.0', id, result: { tools } });`,
    `${WIRE}if (era === 'legacy') res.json({ jsonrpc: '2.0', id, result: { tools } });`,
    { code: `${WIRE}res.json({ jsonrpc: '2.0', id, result: { tools } });`, filename: 'mock.test.ts' },
    {
      code: `${WIRE}expect(data).toMatchObject({ jsonrpc: '2.0', result: { content: [] } }); assert.deepEqual(data, { jsonrpc: '2.0', id: 1, result: { tools } });`,
      filename: 'server.test.ts',
      settings: { mcp: { tests: true } },
    },
  ],
  invalid: [
    {
      code: `${WIRE}res.json({\n  jsonrpc: '2.0',\n  id,\n  result: {\n    tools: [],\n  },\n});`,
      errors: [
        {
          messageId: 'missing',
          line: 6,
          column: 11,
          data: { method: 'tools/list' },
          suggestions: [
            {
              messageId: 'add',
              output: `${WIRE}res.json({\n  jsonrpc: '2.0',\n  id,\n  result: {\n    resultType: 'complete',\n    tools: [],\n  },\n});`,
            },
          ],
        },
      ],
    },
    invalid(
      `${WIRE}if (message.method === 'tools/call') return { jsonrpc: '2.0', id, result: { content: [] } };`,
      'tools/call',
      'content:',
    ),
    invalid(
      `${WIRE}switch (body.method) { case 'completion/complete': return { jsonrpc: '2.0', id, result: { values } }; }`,
      'completion/complete',
      'values }',
    ),
    invalid(
      `${WIRE}res.json({ jsonrpc: '2.0', id, result: { contents: [content] } });`,
      'resources/read',
      'contents:',
    ),
    invalid(
      `${WIRE}const result = { prompts }; res.json({ jsonrpc: '2.0', id, result });`,
      'prompts/list',
      'prompts }',
    ),
    invalid(
      `${WIRE}let result; switch (method) { case 'tools/list': result = { tools: all() }; break; } res.json({ jsonrpc: "2.0", id, result });`,
      'tools/list',
      'tools: all',
    ),
    invalid(
      `${WIRE}function ok(id, result) { return { jsonrpc: '2.0', id, result }; }
       if (method === 'tools/list') res.json(ok(id, { tools }));`,
      'tools/list',
      'tools })',
    ),
    invalid(
      `${WIRE}class Api { reply(id, result) { this.send({ jsonrpc: '2.0', id, result }); } list(id) { this.reply(id, { tools: this.tools }); } }`,
      'tools/list',
      'tools: this',
    ),
    invalid(
      `${WIRE}async function handle(method, params) { switch (method) { case 'tools/list': return { tools }; default: throw new Error(); } }
       res.json({ jsonrpc: '2.0', id, result: await handle(body.method, body.params) });`,
      'tools/list',
      'tools }; default',
    ),
    {
      ...invalid(
        `const { Server } = require("@modelcontextprotocol/sdk/server/index.js");
         app.post('/mcp', (req, res) => res.json({ jsonrpc: '2.0', id: 1, result: { content } }));`,
        'tools/call',
        'content }',
        'resultType: "complete", ',
      ),
      filename: 'server.cjs',
    },
    {
      code: `${WIRE}const table = { 'prompts/get': async id => ({ jsonrpc: '2.0', id, result: {} }) };`,
      errors: [
        {
          messageId: 'missing',
          data: { method: 'prompts/get' },
          suggestions: [
            {
              messageId: 'add',
              output: `${WIRE}const table = { 'prompts/get': async id => ({ jsonrpc: '2.0', id, result: { resultType: 'complete' } }) };`,
            },
          ],
        },
      ],
    },
    {
      code: `${WIRE}const REVISION = '2026-07-28'; res.json({ jsonrpc: '2.0', id, result: { tools } });`,
      settings: { mcp: { legacy: 'drop' } },
      errors: [
        {
          messageId: 'missing',
          suggestions: [
            {
              messageId: 'add',
              output: `${WIRE}const REVISION = '2026-07-28'; res.json({ jsonrpc: '2.0', id, result: { resultType: 'complete', tools } });`,
            },
          ],
        },
      ],
    },
  ],
});
