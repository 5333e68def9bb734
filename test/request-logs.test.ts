import { describe, expect, it } from 'vitest';
import { requestLogs } from '../transforms/request-logs.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
const server = new McpServer({ name: 'a', version: '1' }, { capabilities: { logging: {} } });
`;

function logged(text: string): string {
  return migrateText({ 'server.ts': HEAD + text }, [requestLogs]).files['server.ts']!.slice(HEAD.length);
}

describe('request-logs', () => {
  it.each([
    [
      'a message of a tool',
      `server.registerTool('a', { inputSchema }, async ({ id }, ctx) => {
  await server.sendLoggingMessage({ level: 'info', data: \`Looking at \${id}\` }, ctx.sessionId);
  return { content: [] };
});
`,
      `server.registerTool('a', { inputSchema }, async ({ id }, ctx) => {
  await ctx.mcpReq.log('info', \`Looking at \${id}\`);
  return { content: [] };
});
`,
    ],
    [
      'the low-level server, a logger and a message over several lines',
      `server.registerTool('a', { inputSchema }, async ({ id }, ctx) => {
  const sessionId = ctx.sessionId;
  await server.server.sendLoggingMessage(
    {
      level: 'info',
      logger: 'books',
      data: {
        id,
        step: 'started',
      },
    },
    sessionId,
  );
  return { content: [] };
});
`,
      `server.registerTool('a', { inputSchema }, async ({ id }, ctx) => {
  await ctx.mcpReq.log(
    'info',
    {
      id,
      step: 'started',
    },
    'books',
  );
  return { content: [] };
});
`,
    ],
    [
      'a handler without a context, once for all its messages',
      `server.registerTool('a', {}, async () => {
  server.sendLoggingMessage({ level: 'debug', data });
  server.sendLoggingMessage({ level, data: { message, time } });
  return { content: [] };
});
`,
      `server.registerTool('a', {}, async (ctx) => {
  ctx.mcpReq.log('debug', data);
  ctx.mcpReq.log(level, { message, time });
  return { content: [] };
});
`,
    ],
    [
      'a notification of the server, and of the request',
      `server.registerTool('a', {}, async (ctx) => {
  await server.server.notification({ method: 'notifications/message', params: { level: 'info', data } }, { relatedRequestId: ctx.mcpReq.id });
  await ctx.mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } });
});
`,
      `server.registerTool('a', {}, async (ctx) => {
  await ctx.mcpReq.log('info', data);
  await ctx.mcpReq.log('info', data);
});
`,
    ],
    [
      'helpers that only the handler calls, and callbacks that run at once',
      `server.registerTool('a', {}, async (ctx) => {
  const say = (data: string) => server.sendLoggingMessage({ level: 'info', data });
  await say('one');
  await Promise.all(files.map(async file => { await server.sendLoggingMessage({ level: 'info', data: file }); }));
});
`,
      `server.registerTool('a', {}, async (ctx) => {
  const say = (data: string) => ctx.mcpReq.log('info', data);
  await say('one');
  await Promise.all(files.map(async file => { await ctx.mcpReq.log('info', file); }));
});
`,
    ],
    [
      'a class',
      `class Books {
  constructor(private readonly mcp: McpServer) {
    this.mcp.registerTool('a', {}, async () => {
      await this.mcp.server.sendLoggingMessage({ level: 'info', data: 'here' });
      return { content: [] };
    });
  }
}
`,
      `class Books {
  constructor(private readonly mcp: McpServer) {
    this.mcp.registerTool('a', {}, async (ctx) => {
      await ctx.mcpReq.log('info', 'here');
      return { content: [] };
    });
  }
}
`,
    ],
  ])('rewrites %s', (_, before, after) => expect(logged(before)).toBe(after));

  it.each([
    ['a timer', `setInterval(() => server.sendLoggingMessage({ level: 'info', data }), 1000);`],
    ['a listener', `job.on('step', data => server.sendLoggingMessage({ level: 'info', data }));`],
    [
      'a function that is handed on',
      `const say = (data: string) => server.sendLoggingMessage({ level: 'info', data }); run(say);`,
    ],
    [
      'work nobody waits for',
      `void (async () => { await work(); await server.sendLoggingMessage({ level: 'info', data }); })();`,
    ],
    ['a message that is built elsewhere', `await server.sendLoggingMessage(message);`],
    ['a message with more in it', `await server.sendLoggingMessage({ level: 'info', data, _meta: {} });`],
    ['a commented message', `await server.sendLoggingMessage({ level: 'info', /* the whole */ data });`],
    ['another server', `await other.sendLoggingMessage({ level: 'info', data });`],
    ['the session of a call', `await server.sendLoggingMessage({ level: 'info', data }, sessionOf(ctx));`],
  ])('leaves %s', (_, body) => {
    const text = `declare const other: McpServer;\nserver.registerTool('a', {}, async (ctx) => {\n  ${body}\n});\n`;
    expect(logged(text)).toBe(text);
  });

  it('leaves messages outside of handlers', () => {
    const text = `export const log = (data: string) => server.sendLoggingMessage({ level: 'info', data });\n`;
    expect(logged(text)).toBe(text);
  });

  it('leaves messages where the endpoint answers in JSON, which has no room for them', () => {
    const text = `createMcpHandler(f, { responseMode: 'json' });
server.registerTool('a', {}, async (ctx) => {
  await server.sendLoggingMessage({ level: 'info', data });
});
`;
    expect(logged(text)).toBe(text);
  });
});
