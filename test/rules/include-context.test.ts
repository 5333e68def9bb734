import { includeContext } from '../../rules/include-context.js';
import { tester } from './tester.js';

const V1 = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
`;

tester.run('include-context', includeContext, {
  valid: [
    {
      name: 'none',
      code: `${V1}server.createMessage({ messages: [], maxTokens: 1, includeContext: 'none' });`,
    },
    { name: 'left out', code: `${V1}server.createMessage({ messages: [], maxTokens: 1 });` },
    {
      name: 'a search in a file without MCP',
      code: `search({ messages: [], includeContext: 'allServers' });`,
    },
    { name: 'options of something else', code: `${V1}render({ includeContext: 'thisServer' });` },
    { name: 'a flag', code: `${V1}chat({ messages: [], includeContext: true });` },
    {
      name: 'a type',
      code: `${V1}interface Sampling { messages: unknown[]; includeContext: 'thisServer' | 'allServers' }`,
    },
    {
      name: 'a comment',
      code: `${V1}// includeContext: 'thisServer'\nserver.createMessage({ messages: [] });`,
    },
    {
      name: 'a test',
      filename: 'test/sampling.test.ts',
      code: `${V1}server.createMessage({ messages: [], includeContext: 'thisServer' });`,
    },
  ],
  invalid: [
    {
      name: 'on lines of its own',
      code: `${V1}await server.server.createMessage({
  messages: [],
  includeContext: 'thisServer', // the model sees more
  maxTokens: 100,
});`,
      errors: [
        {
          messageId: 'deprecated',
          data: { value: 'thisServer' },
          line: 4,
          column: 3,
          suggestions: [
            {
              messageId: 'remove',
              output: `${V1}await server.server.createMessage({
  messages: [],
  // the model sees more
  maxTokens: 100,
});`,
            },
          ],
        },
      ],
    },
    {
      name: 'between others',
      code: `${V1}await server.createMessage({
  messages: [],
  includeContext: 'allServers',
  maxTokens: 100,
});`,
      errors: [
        {
          messageId: 'deprecated',
          suggestions: [
            {
              messageId: 'remove',
              output: `${V1}await server.createMessage({
  messages: [],
  maxTokens: 100,
});`,
            },
          ],
        },
      ],
    },
    {
      name: 'on one line, first and last',
      code: `${V1}ask({ includeContext: 'allServers', messages }); ask({ messages, includeContext: 'thisServer' });`,
      errors: [
        {
          messageId: 'deprecated',
          suggestions: [
            {
              messageId: 'remove',
              output: `${V1}ask({ messages }); ask({ messages, includeContext: 'thisServer' });`,
            },
          ],
        },
        {
          messageId: 'deprecated',
          suggestions: [
            {
              messageId: 'remove',
              output: `${V1}ask({ includeContext: 'allServers', messages }); ask({ messages });`,
            },
          ],
        },
      ],
    },
    {
      name: 'alone in the call, with the value in a constant',
      code: `import { Server } from '@modelcontextprotocol/server'; const scope = 'allServers';
ctx.mcpReq.requestSampling({ includeContext: scope });`,
      errors: [
        {
          messageId: 'deprecated',
          data: { value: 'allServers' },
          suggestions: [
            {
              messageId: 'remove',
              output: `import { Server } from '@modelcontextprotocol/server'; const scope = 'allServers';
ctx.mcpReq.requestSampling({  });`,
            },
          ],
        },
      ],
    },
    {
      name: 'by hand, behind a comment',
      code: `write({ jsonrpc: '2.0', id, method: 'sampling/createMessage', params: {
  messages, // all of them
  includeContext: 'thisServer'
} }); const other = 'tools/list';
`,
      errors: [
        {
          messageId: 'deprecated',
          suggestions: [
            {
              messageId: 'remove',
              output: `write({ jsonrpc: '2.0', id, method: 'sampling/createMessage', params: {
  messages, // all of them
  
} }); const other = 'tools/list';
`,
            },
          ],
        },
      ],
    },
  ],
});
