import { describe, expect, it } from 'vitest';
import { handWrittenClient } from '../../transforms/hand-written-client.js';
import { migrateText } from '../helpers/migrate-text.js';

const MCP =
  "{ protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'shell', version: '1.0.0' } }";

/** A client that talks to a child process. */
function pipeClient(hello: string, next: string) {
  return `import { spawn } from 'node:child_process';
export class Client {
  child = spawn('server', []);
  id = 0;
  waiting = new Map();
  async start() {
    await this.request('initialize', ${hello});
    return this.request(${next});
  }
  request(method, params) {
    const id = this.id++;
    return new Promise(resolve => {
      this.waiting.set(id, resolve);
      this.child.stdin.write(JSON.stringify({ jsonrpc: '2.0', id, method, params }) + '\\n');
    });
  }
}
`;
}

/** A client that posts its messages. */
function httpClient(further: string) {
  return `export class Client {
  id = 0;
  constructor(url) {
    this.url = url;
  }
  async start() {
    await this.request('initialize', ${MCP});
    return this.request('tools/list', {});
  }
  async request(method, params) {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: this.id++, method, params }),
    });
    return (await response.json()).result;
  }
  ${further}
}
`;
}

const migrated = (text: string) => migrateText({ 'client.js': text }, [handWrittenClient]).files['client.js'];

describe('clients written by hand', () => {
  it.each([
    ['over a pipe', pipeClient(MCP, "'tools/list', {}")],
    ['over HTTP', httpClient('')],
  ])('ask for discovery %s', (_name, text) => {
    expect(migrated(text)).toContain('server/discover');
  });

  it('import the module as Node finds it', () => {
    expect(migrated(httpClient(''))).toContain("from './mcp-dialect.js';");
  });

  it.each([
    [
      'Agent Client Protocol',
      pipeClient('{ protocolVersion: 1, clientCapabilities: {} }', "'session/new', { mcpServers: [] }"),
    ],
    [
      'a language server',
      pipeClient(
        "{ processId: 1, protocolVersion: '3.17', capabilities: {}, clientInfo: { name: 'editor' } }",
        "'textDocument/hover', {}",
      ),
    ],
    ['no method of MCP', pipeClient(MCP, "'shelf/list', {}")],
    [
      'a check of the revision',
      httpClient(
        "check(hello) {\n    if (!KNOWN.includes(hello.protocolVersion)) throw new Error('Unknown revision');\n  }",
      ),
    ],
    [
      'a stream by GET',
      httpClient(
        "listen() {\n    return fetch(this.url, { headers: { Accept: 'text/event-stream' } });\n  }",
      ),
    ],
  ])('are left: %s', (_name, text) => {
    expect(migrated(text)).toBe(text);
  });
});
