import { describe, expect, test } from 'vitest';
import { serve } from './support.js';

const HOST = `import { McpServer } from '@modelcontextprotocol/server';

export class Host {
  readonly server = new McpServer({ name: 'host', version: '1.0.0' });
  constructor() {
    this.server.registerTool('hello', {}, async () => ({ content: [{ type: 'text', text: 'Hello' }] }));
  }
  getServer() { return this.server; }
  dispose() { console.log('gone'); }
}
`;

/** A session map whose branch for new sessions has these lines in it, and these for its end. */
function endpoint(made: string, closed = ''): string {
  return `import { randomUUID } from 'node:crypto';
import express from 'express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { Host } from './server.js';

const app = express();
app.use(express.json());
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};

app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let transport: NodeStreamableHTTPServerTransport;
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else if (!sessionId && isInitializeRequest(req.body)) {
    transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        transports[id] = transport;
      },
    });
    ${made}
    transport.onclose = () => {
      if (transport.sessionId) delete transports[transport.sessionId];
      ${closed}
    };
  } else {
    res.status(400).json({ jsonrpc: '2.0', error: { code: -32000, message: 'Bad Request' }, id: null });
    return;
  }
  await transport.handleRequest(req, res, req.body);
});
`;
}

describe('a session that makes an object with its server in it', () => {
  test.each([
    [
      'a field',
      'const host = new Host();\n    await host.server.connect(transport);',
      '() => new Host().server',
    ],
    [
      'a method',
      'const host = new Host();\n    await host.getServer().connect(transport);',
      '() => new Host().getServer()',
    ],
    [
      'the object closes it',
      'const host = new Host();\n    await host.server.connect(transport);',
      '() => new Host().server',
      'void host.server.close();',
    ],
  ])('goes when only its server is connected: %s', (_why, made, factory, closed = '') => {
    const { text } = serve(endpoint(made, closed), { server: HOST });
    expect(text).toContain(`createMcpHandler(${factory})`);
    expect(text).not.toContain('isLegacyRequest');
    expect(text).not.toContain('const host');
  });

  test.each([
    [
      'it is disposed of',
      'const host = new Host();\n    await host.server.connect(transport);',
      'host.dispose();',
    ],
    [
      'it is given away',
      'const host = new Host();\n    hosts.push(host);\n    await host.server.connect(transport);',
    ],
    [
      'it is kept by session',
      'const host = new Host();\n    hosts.set(transport, host);\n    await host.server.connect(transport);',
    ],
    [
      'another member of it is used',
      'const host = new Host();\n    host.dispose();\n    await host.server.connect(transport);',
    ],
    [
      'its server is used for more',
      'const host = new Host();\n    host.server.registerTool(extra, {}, run);\n    await host.server.connect(transport);',
    ],
    [
      'it is assigned again',
      'let host = new Host();\n    if (req.query.two) host = new Host();\n    await host.server.connect(transport);',
    ],
  ])('stays when %s', (_why, made, closed = '') => {
    const { text } = serve(endpoint(made, closed), { server: HOST });
    expect(text).toContain('const transports');
    expect(text).toContain('isInitializeRequest(req.body)');
  });

  test('stays when it remembers something', () => {
    const server = HOST.replace('constructor', 'private seen: string[] = [];\n  constructor').replace(
      "text: 'Hello'",
      'text: String(this.seen.push(process.cwd()))',
    );
    const { left, text } = serve(
      endpoint('const host = new Host();\n    await host.server.connect(transport);'),
      {
        server,
      },
    );
    expect(text).toContain('const transports');
    expect(left.join('\n')).toContain('seen');
  });
});
