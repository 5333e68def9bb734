import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { describe, expect, test } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

/** A server that paints in a color it asks for, after the migration. */
function painter(body: string): Readonly<Record<string, string>> {
  const text = `import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { paint } from './world.js';

const Wish = z.object({ color: z.string().min(3).refine(color => color !== 'pink', 'Pink is sold out') });

export function createServer() {
  const server = new McpServer({ name: 'painter', version: '1.0.0' });
  server.registerTool('paint', {}, async ctx => {
${body}
  });
  return server;
}
`;
  const { files, left, rewritten } = migrateText({ 'src/a.ts': text }, [multiRoundTrip]);
  expect(left).toEqual([]);
  expect(rewritten).toEqual(['multi-round-trip']);
  return files;
}

/** Calls the tool with a user who gives some answers, one after the other. */
async function call(files: Readonly<Record<string, string>>, colors: readonly unknown[]) {
  const painted: unknown[] = [];
  const modules = {
    '@modelcontextprotocol/server': sdk,
    'zod/v4': z,
    './world.js': { paint: (color: unknown) => painted.push(color) },
  };
  const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
  const handler = sdk.createMcpHandler(createServer);
  const client = new Client(
    { name: 'a', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  let asked = 0;
  client.setRequestHandler(
    'elicitation/create',
    () => ({ action: 'accept', content: { color: colors[asked++] } }) as sdk.ElicitResult,
  );
  const fetch = (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
  const { content, isError } = await client.callTool({ name: 'paint' });
  return { text: (content as { text: string }[])[0]!.text, isError: isError ?? false, asked, painted };
}

describe('a wrong answer', () => {
  test('is asked for again when the sent schema is made from a Zod schema', async () => {
    const files =
      painter(`    const wish = await ctx.mcpReq.elicitInput({ message: 'Color?', requestedSchema: z.toJSONSchema(Wish) });
    if (wish.action !== 'accept') return { content: [{ type: 'text', text: wish.action }] };
    paint(wish.content?.color);
    return { content: [{ type: 'text', text: 'painted' }] };`);
    // The last wrong one meets the JSON Schema that was sent, and not the Zod schema.
    expect(await call(files, [5, 'x', 'pink', 'blue'])).toEqual({
      text: 'painted',
      isError: false,
      asked: 4,
      painted: ['blue'],
    });
  });

  test('is an error of the tool when the code parses what it got', async () => {
    const files = painter(`    const wish = await ctx.mcpReq.elicitInput({
      message: 'Color?',
      requestedSchema: { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] },
    });
    if (wish.action !== 'accept') return { content: [{ type: 'text', text: wish.action }] };
    const { color } = Wish.parse(wish.content);
    paint(color);
    return { content: [{ type: 'text', text: 'painted' }] };`);
    const refused = await call(files, [5, 'pink']);
    expect(refused).toMatchObject({ isError: true, asked: 2, painted: [] });
    expect(refused.text).toContain('Pink is sold out');
    expect(await call(files, ['blue'])).toMatchObject({ isError: false, painted: ['blue'] });
  });
});
