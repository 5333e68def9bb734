import { statelessHandshake } from '../../rules/stateless-handshake.js';
import { tester } from '../rules/tester.js';

const WIRE = `const SEEN = ['tools/list', 'prompts/list'];\n`;
const META = `'io.modelcontextprotocol/protocolVersion': version, 'io.modelcontextprotocol/clientCapabilities': {}`;
const invalid = (code: string, method = 'tools/call') => ({
  code: WIRE + code,
  errors: [{ messageId: 'noMeta' as const, data: { method } }],
});

tester.run('stateless-handshake: requests that are built by hand', statelessHandshake, {
  valid: [
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, _meta: { ${META} } } });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, _meta: meta } });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, _meta: { ...meta } } });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...params } });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });`,
    `${WIRE}const params = { name }; params._meta = meta; post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });`,
    `${WIRE}post({ ...base, jsonrpc: '2.0', id: 1, method: 'tools/list' });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method });`,
    `${WIRE}post({ id: 1, method: 'tools/list' });`,
    // Notifications, and requests of other protocols.
    `${WIRE}post({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } });`,
    `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'eth_accounts', params: [] });`,
    `post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });`,
    // Code that speaks 2026-07-28 as well may send it to older servers.
    `${WIRE}const LATEST = '2026-07-28'; post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });`,
    `import { createMcpHandler } from '@modelcontextprotocol/server'; await handler.fetch(new Request(url, { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) }));`,
    { code: `${WIRE}post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });`, filename: 'a.test.ts' },
  ],
  invalid: [
    {
      code: `${WIRE}post(\n  { jsonrpc: '2.0', id: 1, method: 'tools/list' });`,
      errors: [{ messageId: 'noMeta', line: 3, column: 3, data: { method: 'tools/list' } }],
    },
    invalid(`post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } });`),
    invalid(`const params = { name }; post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });`),
    invalid(
      `post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, _meta: { progressToken: 1 } } });`,
    ),
    {
      ...invalid(
        `const KEY = 'io.modelcontextprotocol/protocolVersion'; post({ jsonrpc: '2.0', id, method: 'tools/call', params: { _meta: { [KEY]: v } } });`,
      ),
      settings: { mcp: { legacy: 'drop' } },
    },
    invalid(
      `const METHODS = { READ: 'resources/read' }; child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method: METHODS.READ, params: { uri } }));`,
      'resources/read',
    ),
  ],
});
