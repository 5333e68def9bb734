import { cacheableResults } from '../../rules/cacheable-results.js';
import { resultType } from '../../rules/result-type.js';
import { tester } from './tester.js';

const INIT = `initialize() { return { protocolVersion: '2025-11-25', capabilities: {}, serverInfo }; }`;
const OBJECT = `export const handlers = { ${INIT}, async 'tools/list'() { return { tools: [] }; } };`;
const MAP = `const handlers = new Map([['initialize', async () => ({ protocolVersion })], ['tools/list', async () => ({ tools: [] })]]);`;
const SET = `class Router { constructor() { this.handlers.set('initialize', () => ({ protocolVersion })); this.handlers.set('tools/list', params => { check(params); return { tools: [] }; }); } }`;

const valid = [
  // The protocol of editors, of agents, and an unknown one.
  `export const handlers = { initialize() { return { capabilities: {} }; }, 'textDocument/hover'() { return { contents: [] }; } };`,
  `const handlers = new Map([['message/send', () => ({ content: [] })], ['tasks/get', () => ({ tools: [] })]]);`,
  `const handlers = { initialize: () => ({}), 'files/list': () => ({ tools: [] }) };`,
  // No handshake, so that these may be routes of anything.
  `const routes = { 'tools/list': () => ({ tools: [] }) };`,
  // It answers 2026-07-28 already.
  `${OBJECT.replace('};', `, 'server/discover': () => ({ supportedVersions: [] }) };`)}`,
  `${OBJECT} const complete = result => ({ resultType: 'complete', ...result });`,
  // The SDK completes what is handed to it.
  `import { Server } from '@modelcontextprotocol/sdk/server/index.js'; ${OBJECT}`,
  // No result of this method, or not in view.
  OBJECT.replace('{ tools: [] }', '{ ...listed }'),
  OBJECT.replace('{ tools: [] }', `{ jsonrpc: '2.0', id, result }`),
  { code: OBJECT, filename: 'mock.test.ts' },
];

const cases = [OBJECT, MAP, SET];

tester.run('result-type', resultType, {
  valid,
  invalid: cases.map(code => ({
    code,
    errors: [
      {
        messageId: 'missing' as const,
        data: { method: 'tools/list' },
        suggestions: [
          {
            messageId: 'add' as const,
            output: code.replace('{ tools: [] }', `{ resultType: 'complete', tools: [] }`),
          },
        ],
      },
    ],
  })),
});

tester.run('cacheable-results', cacheableResults, {
  valid,
  invalid: cases.map(code => ({
    code,
    errors: [
      {
        messageId: 'missing' as const,
        suggestions: [
          {
            messageId: 'add' as const,
            data: { members: `ttlMs: 0, cacheScope: 'private'` },
            output: code.replace('{ tools: [] }', `{ ttlMs: 0, cacheScope: 'private', tools: [] }`),
          },
        ],
      },
    ],
  })),
});
