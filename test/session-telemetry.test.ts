import { describe, expect, it } from 'vitest';
import { sessionKeys } from '../transforms/session-keys.js';
import { migrateText } from './helpers/migrate-text.js';

/** What is said about the session id in a tool with this code. */
function adviceOn(code: string, parameter = 'ctx'): readonly string[] {
  const { advice } = migrateText(
    {
      'src/index.ts': `import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { calls, cache, span, tracer } from './telemetry.js';
export const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  server.registerTool('look', {}, async (${parameter}) => {
    ${code}
    return { content: [{ type: 'text', text: 'ok' }] };
  });
  return server;
});
`,
    },
    [sessionKeys],
  );
  return advice;
}

describe('the session id in telemetry', () => {
  it.each([
    [
      `span.setAttribute('session.id', ctx.sessionId ?? '');`,
      "`span.setAttribute('mcp.request.id', String(ctx.mcpReq.id))`",
    ],
    [
      `span.setAttributes({ 'session.id': ctx.sessionId });`,
      "`span.setAttribute('mcp.request.id', String(ctx.mcpReq.id))`",
    ],
    [
      `tracer.startActiveSpan('look', { attributes: { session: ctx.sessionId } }, active => active.end());`,
      "the attribute `'mcp.request.id': String(ctx.mcpReq.id)`",
    ],
  ])('is kept for clients that have one, with the line for the others: %s', (code, line) => {
    expect(adviceOn(code)).toEqual([
      `Keep it for 2025-11-25, and add ${line} for requests without a session; \`ctx.mcpReq._meta?.['traceparent']\` holds the trace of the caller, and \`ctx.http?.authInfo?.clientId\` who that is.`,
    ]);
  });

  it('is no label for a metric, and neither is a request id', () => {
    expect(adviceOn(`calls.add(1, { session: extra.sessionId });`, 'extra')).toEqual([
      "Label by the caller, `extra.http?.authInfo?.clientId`, or by the client program, `extra.mcpReq.envelope?.['io.modelcontextprotocol/clientInfo']`: a request id would start a new series with every call.",
    ]);
  });

  it.each([
    `cache.add(ctx.sessionId);`,
    `cache.record(ctx.sessionId, 1);`,
    `span.run(() => cache.get(ctx.sessionId));`,
  ])('is a key elsewhere: %s', code => {
    expect(adviceOn(code)).toEqual([expect.stringMatching(/^Key by the caller/)]);
  });
});
