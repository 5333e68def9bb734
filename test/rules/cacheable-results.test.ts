import { cacheableResults } from '../../rules/cacheable-results.js';
import { tester } from './tester.js';

const WIRE = `const METHODS = ['tools/list', 'tools/call'];\n`;

/** A case with one finding, and with what the suggestion puts in front of `member`. */
function invalid(code: string, method: string, fields: string, member: string, added: string) {
  const at = code.lastIndexOf(member);
  const output = `${code.slice(0, at)}${added}, ${code.slice(at)}`;
  const suggestions = [{ messageId: 'add' as const, output }];
  return { code, errors: [{ messageId: 'missing' as const, data: { method, fields }, suggestions }] };
}
const BOTH = '`ttlMs` and `cacheScope`';

tester.run('cacheable-results', cacheableResults, {
  valid: [
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { tools, ttlMs: 0, cacheScope: 'private' } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { ...page, tools } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { content: [] } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result: { messages } });`,
    `${WIRE}if (method === 'tools/call') res.json({ jsonrpc: '2.0', id, result: { tools } });`,
    `${WIRE}if (method === 'resources/read') res.json({ jsonrpc: '2.0', id, result: { resultType: 'input_required', inputRequests } });`,
    `${WIRE}res.json({ jsonrpc: '2.0', id, result });`,
    `${WIRE}res.json({ tools });`,
    `import { Server } from '@modelcontextprotocol/server'; new Server(info).setRequestHandler('tools/list', () => ({ tools }));`,
    `chat.send({ jsonrpc: '2.0', id, result: { tools } }); // mcp`,
    `${WIRE}const LATEST = '2026-07-28'; res.json({ jsonrpc: '2.0', id, result: { tools } });`,
    { code: `${WIRE}res.json({ jsonrpc: '2.0', id, result: { tools } });`, filename: 'e2e/mock.ts' },
  ],
  invalid: [
    invalid(
      `${WIRE}res.json({ jsonrpc: '2.0', id, result: { tools } });`,
      'tools/list',
      BOTH,
      'tools }',
      "ttlMs: 0, cacheScope: 'private'",
    ),
    invalid(
      `${WIRE}res.json({ jsonrpc: '2.0', id, result: { tools, cacheScope: 'public' } });`,
      'tools/list',
      '`ttlMs`',
      'tools, ',
      'ttlMs: 0',
    ),
    invalid(
      `${WIRE}res.json({ jsonrpc: '2.0', id, result: { ttlMs: 60_000, tools } });`,
      'tools/list',
      '`cacheScope`',
      'ttlMs: 60',
      "cacheScope: 'private'",
    ),
    invalid(
      `${WIRE}const read = uri => ({ jsonrpc: '2.0', id, result: { contents: [load(uri)] } });`,
      'resources/read',
      BOTH,
      'contents',
      "ttlMs: 0, cacheScope: 'private'",
    ),
    invalid(
      `${WIRE}const reply = (id, result) => res.json({ jsonrpc: '2.0', id, result }); reply(1, { resourceTemplates: [] });`,
      'resources/templates/list',
      BOTH,
      'resourceTemplates',
      "ttlMs: 0, cacheScope: 'private'",
    ),
    invalid(
      `const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
       res.json({ jsonrpc: '2.0', id, result: { prompts } });`,
      'prompts/list',
      BOTH,
      'prompts }',
      "ttlMs: 0, cacheScope: 'private'",
    ),
    {
      code: `${WIRE}switch (method) {\n  case 'tools/list':\n    return { jsonrpc: '2.0', id, result: { tools } };\n}`,
      errors: [
        {
          messageId: 'missing',
          line: 4,
          column: 42,
          suggestions: [
            {
              messageId: 'add',
              output: `${WIRE}switch (method) {\n  case 'tools/list':\n    return { jsonrpc: '2.0', id, result: { ttlMs: 0, cacheScope: 'private', tools } };\n}`,
            },
          ],
        },
      ],
    },
  ],
});
