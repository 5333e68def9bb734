import { describe, expect, it } from 'vitest';
import { sseTransport } from '../transforms/sse-transport.js';
import { notesOf, notesOn } from './helpers/notes.js';

const LEGACY = `import { SSEServerTransport } from '@modelcontextprotocol/server-legacy/sse';\n`;

describe('sse-transport', () => {
  it('points out the fallback of a client', () => {
    const text = `try {\n  await client.connect(new StreamableHTTPClientTransport(url));\n} catch {\n  await client.connect(new SSEClientTransport(url));\n}\n`;
    expect(notesOn(sseTransport, text)).toEqual([
      'info:4 The HTTP+SSE transport is deprecated; as a fallback for old servers it goes on working.',
    ]);
  });

  it('reports a client that has nothing else', () => {
    const text = `import { Client, SSEClientTransport } from '@modelcontextprotocol/client';
await new Client({ name: 'a', version: '1.0.0' }).connect(new SSEClientTransport(url));
`;
    expect(notesOf(sseTransport, { 'src/a.ts': text })).toEqual([
      {
        severity: 'warning',
        change: 'http-sse-transport',
        line: 2,
        message: 'This client speaks HTTP+SSE only, so 2025-11-25 at most.',
      },
    ]);
  });

  it('points out a server of it beside another one', () => {
    const text = `${LEGACY}const handler = createMcpHandler(() => mcp);\nconst t = new SSEServerTransport('/messages', res);\n`;
    expect(notesOn(sseTransport, text)).toEqual([
      'info:3 The HTTP+SSE transport is deprecated; beside Streamable HTTP it goes on serving older clients.',
    ]);
  });

  it.each([
    [
      'classes of others',
      `import { SSEClientTransport as S } from 'other';\nnew S(url);\nclass SSEServerTransport {}\nnew SSEServerTransport();\n`,
    ],
    ['types', `let t: SSEClientTransport;\nconst isSse = t instanceof SSEClientTransport;\n`],
    [
      'a server for legacy requests',
      `${LEGACY}if (era === 'legacy') new SSEServerTransport('/messages', res);\n`,
    ],
  ])('leaves alone %s', (_, text) => expect(notesOn(sseTransport, text)).toEqual([]));
});
