import { describe, expect, it } from 'vitest';
import { sseClients } from '../transforms/sse-clients.js';
import { sseTransport } from '../transforms/sse-transport.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { Client, SSEClientTransport } from '@modelcontextprotocol/client';\n`;
const CLIENT = `${IMPORTS}const client = new Client({ name: 'a', version: '1.0.0' });\n`;

function migrated(text: string, others: Record<string, string> = {}) {
  const found = migrateText({ 'src/a.ts': text, ...others }, [sseClients, sseTransport]);
  return { ...found, code: found.files['src/a.ts']! };
}

describe('sse-clients', () => {
  it('tries Streamable HTTP first', () => {
    const found = migrated(`${CLIENT}const transport = new SSEClientTransport(new URL(process.argv[2]));
// As long as it takes
await client.connect(transport, options);
await client.listTools();
`);
    expect(found.code)
      .toBe(`import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
const client = new Client({ name: 'a', version: '1.0.0' });
const transport = new SSEClientTransport(new URL(process.argv[2]));
// As long as it takes
try {
  await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])), options);
} catch {
  await client.connect(transport, options);
}
await client.listTools();
`);
    expect(found.review).toEqual([
      'http-sse-transport src/a.ts:5 This client tries Streamable HTTP at the address first, and HTTP+SSE when that fails.',
    ]);
    expect(found.severities).toEqual(['info']);
  });

  it('gives both what both take', () => {
    const found = migrated(`${IMPORTS}export class Remote {
  private readonly client = new Client({ name: 'a', version: '1.0.0' });
  async open(address: string, headers: Record<string, string>): Promise<void> {
    await this.client.connect(
      new SSEClientTransport(new URL(address), {
        eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers }) },
        requestInit: { headers },
      }),
    );
  }
}
`);
    expect(found.code).toContain(`    try {
      await this.client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers } }));
    } catch {
      await this.client.connect(
        new SSEClientTransport(new URL(address), {
          eventSourceInit: { fetch: (url, init) => fetch(url, { ...init, headers }) },
          requestInit: { headers },
        }),
      );
    }
`);
  });

  it.each([
    [
      'an address that is written down',
      `await client.connect(new SSEClientTransport(new URL('http://localhost:3000/sse')));`,
    ],
    [
      'a written path',
      `await client.connect(new SSEClientTransport(new URL(\`\${process.env.HOST}/sse\`)));`,
    ],
    [
      'a written default',
      `const url = process.env.URL ?? 'http://localhost:3000/sse';\nawait client.connect(new SSEClientTransport(new URL(url)));`,
    ],
    [
      'an address that callers write down',
      `async function open(url: string) {\n  await client.connect(new SSEClientTransport(new URL(url)));\n}\nawait open('http://localhost:3000/sse');`,
    ],
    ['signing in', `await client.connect(new SSEClientTransport(url, { authProvider }));`],
    [
      'what only the event stream is given',
      `await client.connect(new SSEClientTransport(url, { eventSourceInit: { headers } }));`,
    ],
    ['options from elsewhere', `await client.connect(new SSEClientTransport(url, options));`],
    ['an address that costs something', `await client.connect(new SSEClientTransport(nextAddress()));`],
    [
      'an address that changes',
      `let at = new URL(process.argv[2]);\nconst t = new SSEClientTransport(at);\nat = other;\nawait client.connect(t);`,
    ],
    [
      'a transport used elsewhere',
      `const t = new SSEClientTransport(url);\nawait client.connect(t);\nawait t.close();`,
    ],
    ['a promise that is used', `const done = client.connect(new SSEClientTransport(url));`],
    [
      'whoever listens',
      `client.onclose = () => process.exit(1);\nawait client.connect(new SSEClientTransport(url));`,
    ],
    ['something else that connects', `await gateway.connect(new SSEClientTransport(url));`],
    ['a statement without a block', `if (url) await client.connect(new SSEClientTransport(url));`],
  ])('leaves %s', (_, code) => {
    const text = `${CLIENT}${code}\n`;
    const found = migrated(text);
    expect(found.code).toBe(text);
    expect(found.left.join('\n')).toContain('This client speaks HTTP+SSE only, so 2025-11-25 at most.');
  });

  it('leaves packages that choose themselves, pinned clients, and tests', () => {
    const code = `await client.connect(new SSEClientTransport(url));\n`;
    const other = {
      'src/b.ts': `export { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';\n`,
    };
    expect(migrated(CLIENT + code, other).code).toBe(CLIENT + code);
    const pinned = `${IMPORTS}const client = new Client(info, { versionNegotiation: { mode: { pin: '2025-11-25' } } });\n${code}`;
    expect(migrated(pinned).code).toBe(pinned);
    const test = migrateText({ 'test/a.test.ts': CLIENT + code }, [sseClients]);
    expect(test.files['test/a.test.ts']).toBe(CLIENT + code);
  });

  it('leaves packages that have something else of that name', () => {
    const text = `${CLIENT}class StreamableHTTPClientTransport {}\nawait client.connect(new SSEClientTransport(url));\n`;
    expect(migrated(text).code).toBe(text);
  });
});
