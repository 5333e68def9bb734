import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { describe, expect, it } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

const SCHEMA = `{ type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }`;
const CONFIRM = `async function confirm(server: McpServer, message: string): Promise<boolean> {
  const answer = await server.server.elicitInput({ message, requestedSchema: ${SCHEMA} });
  return answer.action === 'accept' && answer.content?.ok === true;
}`;

function server(lines: string, helper = CONFIRM): string {
  return `import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
${helper}
export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  server.registerTool('wipe', { inputSchema: z.object({ flag: z.boolean() }) }, async ({ flag }) => {
    ${lines}
  });
  return server;
}
`;
}

function migrated(lines: string, helper?: string) {
  return migrateText({ 'src/a.ts': server(lines, helper) }, [multiRoundTrip, serverRequests]);
}

const TWICE = `const first = await confirm(server, 'First?');
    const second = await confirm(server, 'Second?');
    return { content: [{ type: 'text', text: \`\${first} \${second}\` }] };`;

describe('a helper that is called several times in one run', () => {
  it('asks under a key of its own for each call', () => {
    const { files, left } = migrated(TWICE);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain("confirm(ctx: ServerContext, message: string, key = 'confirm')");
    expect(files['src/a.ts']).toContain('inputResponse(ctx.mcpReq.inputResponses, key)');
    expect(files['src/a.ts']).toContain('[key]: inputRequired.elicit(');
    expect(files['src/a.ts']).toContain("const first = rounds.first ?? (await confirm(ctx, 'First?'));");
    expect(files['src/a.ts']).toContain("const second = await confirm(ctx, 'Second?', 'confirm_2');");
  });

  it('asks several questions under keys of its own', () => {
    const helper = `async function confirm(server: McpServer, message: string): Promise<string> {
  const [answer, more] = await Promise.all([
    server.server.elicitInput({ message, requestedSchema: ${SCHEMA} }),
    server.server.elicitInput({ message: 'And?', requestedSchema: ${SCHEMA} }),
  ]);
  return \`\${answer.action} \${more.action}\`;
}`;
    const { files, left } = migrated(TWICE, helper);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain('inputResponse(ctx.mcpReq.inputResponses, `${key}_more`)');
    expect(files['src/a.ts']).toContain('[`${key}_answer`]: inputRequired.elicit(');
  });

  it('needs no key where only one of the calls happens', () => {
    const { files, left } = migrated(`if (flag) {
      return { content: [], isError: await confirm(server, 'A') };
    }
    return { content: [], isError: await confirm(server, 'B') };`);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).not.toContain('key');
  });

  it('gives each call the answer to its own question', async () => {
    const { files } = migrated(`${TWICE.replace(/ +return.*/, '')}
    const third = flag && (await confirm(server, 'Third?'));
    return { content: [{ type: 'text', text: \`\${first} \${second} \${third}\` }] };`);
    const modules = { '@modelcontextprotocol/server': sdk, 'zod/v4': z };
    const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
    const handler = sdk.createMcpHandler(createServer);
    const client = new Client(
      { name: 'a', version: '1.0.0' },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const asked: string[] = [];
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message);
      return { action: 'accept', content: { ok: params.message !== 'Second?' } };
    });
    const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
      fetch: (url, init) => handler.fetch(new Request(url, init)),
    });
    await client.connect(transport);
    const { content } = await client.callTool({ name: 'wipe', arguments: { flag: true } });
    expect(content).toEqual([{ type: 'text', text: 'true false true' }]);
    expect(asked).toEqual(['First?', 'Second?', 'Third?']);
  });
});

describe('a helper that is called several times in one run is left', () => {
  it.each([
    [
      'with a parameter that may be left out',
      CONFIRM.replace('message: string', 'message: string, title?: string'),
    ],
    ['with a default', CONFIRM.replace('message: string', "message = 'Sure?'")],
    [
      'without parameters',
      '',
      `const ask = async () =>
      (await server.server.elicitInput({ message: 'Sure?', requestedSchema: ${SCHEMA} })).action === 'accept';
    const first = await ask();
    const second = await ask();
    return { content: [], isError: first === second };`,
    ],
    [
      'whose result is not plain',
      CONFIRM.replace('Promise<boolean>', 'Promise<unknown>').replace(
        /return .*/,
        'return answer.content?.ok;',
      ),
    ],
    [
      'through another one',
      `${CONFIRM}\nasync function both(server: McpServer, message: string): Promise<boolean> {\n  return confirm(server, message);\n}`,
      TWICE.replace('await confirm', 'await both'),
    ],
    [
      'in a loop',
      CONFIRM,
      `for (const each of ['a', 'b']) await confirm(server, each);\n    return { content: [] };`,
    ],
    [
      'that has every name for a key',
      CONFIRM.replace(
        'message: string)',
        'message: string, key: string, inputKey: string, answerKey: string)',
      ).replace('{ message,', '{ message: message + key + inputKey + answerKey,'),
      TWICE.replaceAll("?')", "?', 'a', 'b', 'c')"),
    ],
  ])('%s', (_, helper, lines = TWICE) => {
    const { files, left } = migrated(lines, helper);
    expect(left).toHaveLength(1);
    expect(files['src/a.ts']).toBe(server(lines, helper));
  });
});
