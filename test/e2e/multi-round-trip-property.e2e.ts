import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import * as mcpV1 from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as serverV2 from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { expect, test } from 'vitest';
import { TRANSFORMS } from '../../transforms/index.js';
import { generateServer, type GeneratedTool } from '../helpers/generated-handlers.js';
import { loadText } from '../helpers/loaded-text.js';
import { migrateText, type TextMigration } from '../helpers/migrate-text.js';

const HANDLERS = Number(process.env['HANDLERS'] ?? 1000);
const PER_SERVER = 10;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

/** What can be seen of one call from outside: its result, its effects and what the client was asked. */
interface Observed {
  readonly result: unknown;
  readonly effects: readonly unknown[];
  readonly asked: readonly string[];
}

/** The world around the handlers, started anew for each call. */
class World {
  effects: unknown[] = [];
  asked: string[] = [];
  #tool: GeneratedTool | undefined;
  #ids = 0;

  start(tool: GeneratedTool): void {
    this.effects = [];
    this.asked = [];
    this.#ids = 0;
    this.#tool = tool;
  }

  readonly modules = {
    './effects.js': {
      effect: (...what: unknown[]) => this.effects.push(what),
      step: (...what: unknown[]) => Promise.resolve(this.effects.push(what)),
    },
    'node:crypto': { randomUUID: () => `00000000-${++this.#ids}` },
    'zod/v4': z,
  };

  answer(message: string): unknown {
    this.asked.push(message);
    return this.#tool!.answers[message.split(' ')[0]!];
  }

  roots(): unknown {
    this.asked.push('roots');
    return { roots: [{ uri: 'file:///a' }] };
  }
}

test(`${HANDLERS} generated handlers do the same after the migration, or are reported (SEED=${SEED})`, async () => {
  const seen = { rewritten: 0, reported: 0 };
  for (let start = 0; start < HANDLERS; start += PER_SERVER) {
    const generated = generateServer(SEED + start, PER_SERVER);
    const migrated = migrateText({ 'src/a.ts': generated.text }, TRANSFORMS);
    const reported = reportedTools(migrated);
    const tools = generated.tools.filter(({ name }) => !reported.has(name));
    const old = await observe(tools, { 'src/a.ts': generated.text }, 'v1');
    const modern = await observe(tools, migrated.files, '2026-07-28');
    const legacy = await observe(tools, migrated.files, '2025-11-25');
    seen.reported += reported.size;
    seen.rewritten += tools.length;
    for (const { name } of tools) {
      const before = { seed: SEED + start, name, ...old.get(name) };
      expect({ seed: SEED + start, name, ...modern.get(name) }).toEqual(before);
      expect({ seed: SEED + start, name, ...legacy.get(name) }).toEqual(before);
    }
  }
  expect(seen.rewritten + seen.reported).toBe(HANDLERS);
  expect(seen.rewritten).toBeGreaterThan(HANDLERS / 3);
}, 300_000);

/** The tools with a request that was left, by the lines of the migrated text: in the tool, or in a helper of it. */
function reportedTools({ files, left }: TextMigration): Set<string> {
  const lines = files['src/a.ts']!.split('\n');
  const found = left.flatMap(note => {
    const at = /^multi-round-trip src\/a\.ts:(\d+) /.exec(note)?.[1];
    const above = at === undefined ? [] : lines.slice(0, Number(at)).reverse();
    const start = /^async function (t\d+)r|registerTool\('(t\d+)'/;
    return above.flatMap(line => start.exec(line)?.slice(1).find(Boolean) ?? []).slice(0, 1);
  });
  return new Set(found);
}

async function observe(
  tools: readonly GeneratedTool[],
  files: Readonly<Record<string, string>>,
  era: 'v1' | '2025-11-25' | '2026-07-28',
): Promise<Map<string, Observed>> {
  const world = new World();
  const modules = {
    ...world.modules,
    '@modelcontextprotocol/sdk/server/mcp.js': mcpV1,
    '@modelcontextprotocol/server': serverV2,
  };
  const found = new Map<string, Observed>();
  for (const tool of tools) {
    // Each tool starts with fresh module state, whatever the others did.
    const { createServer } = loadText(files, modules, 'src/a.ts') as {
      createServer: () => serverV2.McpServer;
    };
    world.start(tool);
    const client =
      era === '2026-07-28' ? await modernClient(world, createServer) : await oldClient(world, createServer);
    const result = await client.callTool({ name: tool.name, arguments: tool.arguments });
    found.set(tool.name, {
      result: { content: result.content, isError: result.isError ?? false },
      effects: world.effects,
      asked: world.asked.sort(),
    });
    await client.close();
  }
  return found;
}

type Caller = Pick<ClientV1, 'close'> & {
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
};

const CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

async function oldClient(world: World, createServer: () => serverV2.McpServer): Promise<Caller> {
  const client = new ClientV1({ name: 'scripted', version: '1.0.0' }, { capabilities: CAPABILITIES });
  client.setRequestHandler(ElicitRequestSchema, request => world.answer(request.params.message) as never);
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => world.answer(textOf(params)) as never);
  client.setRequestHandler(ListRootsRequestSchema, () => world.roots() as never);
  const [mine, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([createServer().connect(theirs), client.connect(mine)]);
  return client;
}

async function modernClient(world: World, createServer: () => serverV2.McpServer): Promise<Caller> {
  const client = new ClientV2(
    { name: 'scripted', version: '1.0.0' },
    { capabilities: CAPABILITIES, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', request => world.answer(request.params.message) as never);
  client.setRequestHandler('sampling/createMessage', ({ params }) => world.answer(textOf(params)) as never);
  client.setRequestHandler('roots/list', () => world.roots() as never);
  const handler = serverV2.createMcpHandler(createServer);
  const transport = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), {
    fetch: (url, init) => handler.fetch(new Request(url, init)),
  });
  await client.connect(transport);
  return client;
}

function textOf({ messages }: { messages: readonly { content: unknown }[] }): string {
  return (messages[0]!.content as { text: string }).text;
}
