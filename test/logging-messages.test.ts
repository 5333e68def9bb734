import { describe, expect, it } from 'vitest';
import { loggingMessages } from '../transforms/logging-messages.js';
import { runPipeline } from '../src/engine/pipeline.js';
import { notesOn } from './helpers/notes.js';

describe('logging-messages', () => {
  it.each([
    `mcp.sendLoggingMessage({ level: 'info', data });\n`,
    `void server.sendLoggingMessage({ level: 'info', data });\n`,
    `class Log { constructor(private s: Server) {}\ninfo(data: string) { return this.s.sendLoggingMessage({ level: 'info', data }); } }\n`,
  ])('reports messages outside of a request: %s', text =>
    expect(notesOn(loggingMessages, text)).toEqual([
      expect.stringContaining(
        '`sendLoggingMessage` is lost on 2026-07-28 HTTP connections, and on stdio it goes to clients that asked for no logs.',
      ),
    ]),
  );

  it.each([
    `server.notification({ method: 'notifications/message', params });\n`,
    `mcp.registerTool('a', {}, ctx => ctx.mcpReq.notify({ method: 'notifications/message', params }));\n`,
    `mcp.registerTool('a', o, async (args, { mcpReq: { notify: say } }) => say({ method: 'notifications/message', params }));\n`,
  ])('reports notifications that are not asked for: %s', text =>
    expect(notesOn(loggingMessages, text)).toEqual([
      'warning:1 `notifications/message` must not be sent on 2026-07-28 connections that asked for no logs.',
    ]),
  );

  it.each([
    ['stderr', '', `{ level: 'info', data: 'Started' }`, `console.error('Started')`],
    [
      'a logger that is made',
      `const logger = pino();`,
      `{ level: 'warning', data: text }`,
      'logger.warn(text)',
    ],
    [
      'a logger that is imported',
      `import { log } from './log.js';`,
      `{ level: 'critical', data: 'Full' }`,
      `log.error('Full')`,
    ],
    ['data that is long', '', `{ level: 'info', data: { ${'a: 1, '.repeat(12)} } }`, 'console.error(data)'],
    ['parameters from elsewhere', '', 'message', 'console.error(data)'],
  ])('names the line to write instead: %s', (_, head, params, line) => {
    const text = `import { McpServer } from '@modelcontextprotocol/server';
${head}
const mcp = new McpServer({ name: 'a', version: '1.0.0' });
setInterval(() => mcp.sendLoggingMessage(${params}), 1000);
`;
    const { notes } = runPipeline({
      root: '/project',
      sources: [{ path: '/project/a.ts', text }],
      packages: [],
      transforms: [loggingMessages],
      legacy: 'auto',
    });
    expect(notes.map(note => note.advice)).toEqual([
      `In a handler call \`ctx.mcpReq.log(level, data)\`, which asks what the request wants; elsewhere write \`${line}\`.`,
    ]);
  });

  it('points out deprecated handlers of a client', () => {
    const text = `client.setRequestHandler('roots/list', f);\nclient.setRequestHandler('sampling/createMessage', f);\n`;
    expect(notesOn(loggingMessages, text)).toEqual([
      'info:1 `roots/list` is deprecated; the handler goes on working, for input requests too.',
      'info:2 `sampling/createMessage` is deprecated; the handler goes on working, for input requests too.',
    ]);
  });

  it('points out deprecated capabilities of a client', () => {
    const text = `const peer = new Client(info, {\ncapabilities: { roots: {},\nsampling: {}, elicitation: {} } });\n`;
    expect(notesOn(loggingMessages, text)).toEqual([
      'info:2 The capability `roots` is deprecated and goes on working.',
      'info:3 The capability `sampling` is deprecated and goes on working.',
    ]);
  });

  it.each([
    ['logs of a request', `mcp.registerTool('a', {}, ctx => ctx.mcpReq.log('info', 'a'));\n`],
    [
      'loggers of others',
      `logger.sendLoggingMessage({ level: 'info' });\nchannel.notification({ method: 'notifications/message' });\n`,
    ],
    ['other notifications', `server.notification({ method: 'notifications/progress', params });\n`],
    ['the legacy branch', `if (era === 'legacy') mcp.sendLoggingMessage({ level: 'info', data });\n`],
    ['elicitation handlers', `client.setRequestHandler('elicitation/create', f);\n`],
    ['the receiving side', `client.setNotificationHandler('notifications/message', f);\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(loggingMessages, text)).toEqual([]));
});
