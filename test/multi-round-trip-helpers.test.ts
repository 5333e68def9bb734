import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

const SCHEMA = `{ type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }`;
const HEAD = `import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { remove } from './storage.js';
`;
const CONFIRM = `import type { McpServer } from '@modelcontextprotocol/server';

/** @param server - The server */
export async function confirm(server: McpServer, message: string): Promise<boolean> {
  const answer = await server.server.elicitInput({ message, requestedSchema: ${SCHEMA} });
  return answer.action === 'accept' && answer.content?.ok === true;
}
`;

function migrated(files: Readonly<Record<string, string>>) {
  return migrateText(files, [multiRoundTrip, serverRequests]);
}

/** One file with a server and tools, and \`confirm\` in another one. */
function withConfirm(tools: string): Readonly<Record<string, string>> {
  const text = `${HEAD}import { confirm } from './ask.js';
export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
${tools}
  return server;
}
`;
  return { 'src/a.ts': text, 'src/ask.ts': CONFIRM };
}

const REMOVE = `  server.registerTool('remove', { inputSchema: z.object({ id: z.string() }) }, async ({ id }) => {
    if (!(await confirm(server, \`Remove \${id}?\`))) return { content: [{ type: 'text', text: 'kept' }] };
    remove(id);
    return { content: [{ type: 'text', text: 'removed' }] };
  });`;
const RENAME = `  server.registerTool('rename', {}, async ctx => {
    const sure = await confirm(server, 'Rename?');
    if (!sure) return { content: [] };
    const name = await ctx.mcpReq.elicitInput({ message: 'Name?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } });
    return { content: [{ type: 'text', text: \`\${sure} \${name.content?.name}\` }] };
  });`;

describe('helpers that ask', () => {
  it('hand what they ask on to handlers in other files, and get their context in place of the server', () => {
    const { files, left, review } = migrated(withConfirm(REMOVE));
    expect(left).toEqual([]);
    expect(review).toHaveLength(2);
    expect(files['src/ask.ts']).toContain(
      'confirm(ctx: ServerContext, message: string): Promise<boolean | InputRequiredResult> {',
    );
    expect(files['src/ask.ts']).toContain('/** @param ctx - Context of the request that it asks for */');
    expect(files['src/ask.ts']).toContain("inputResponse(ctx.mcpReq.inputResponses, 'confirm')");
    expect(files['src/a.ts']).toContain('async ({ id }, ctx) => {');
    expect(files['src/a.ts']).toContain(`
    const confirmResult = await confirm(ctx, \`Remove \${id}?\`);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    if (!confirmResult) return`);
  });

  it('give results that travel while the handler goes on asking', () => {
    const { files, left } = migrated(withConfirm(RENAME));
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain(
      "const rounds = earlierRounds<{ sure: boolean }>(ctx, 'rename');\n    const sure = rounds.sure ?? (await confirm(ctx, 'Rename?'));\n    if (isInputRequiredResult(sure)) return sure;\n    rounds.sure = sure;",
    );
  });

  it.each([
    [
      'behind &&',
      `    if (known && !(await confirm(server, id))) return { content: [] };`,
      `    if (known) {
      const confirmResult = await confirm(ctx, id);
      if (isInputRequiredResult(confirmResult)) return confirmResult;
      if (!confirmResult) return { content: [] };
    }`,
    ],
    [
      'behind && on lines of its own, in front of more of it',
      `    if (
      known &&
      id.length > 2 && // The short ones are safe.
      (await confirm(
        server,
        id,
      )) &&
      id !== 'self'
    ) {
      const text = \`
  \${id}\`;
      remove(text);
    }`,
      undefined,
    ],
    [
      'behind && over several lines',
      `    if (
      known &&
      id.length > 2 &&
      (await confirm(server, id)) &&
      id !== 'self'
    ) {
      const text = \`
  \${id}\`;

      remove(text);
    }`,
      `    if (known && id.length > 2) {
      const confirmResult = await confirm(ctx, id);
      if (isInputRequiredResult(confirmResult)) return confirmResult;
      if (confirmResult && id !== 'self') {
        const text = \`
  \${id}\`;

        remove(text);
      }
    }`,
    ],
    [
      'behind ||, where there is one way out',
      `    if (!known || !(await confirm(server, id))) {
      return { content: [] };
    }`,
      `    if (!known) {
      return { content: [] };
    }
    const confirmResult = await confirm(ctx, id);
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    if (!confirmResult) {
      return { content: [] };
    }`,
    ],
    [
      'behind || on lines of its own',
      `    if (
      !known ||
      !(await confirm(
        server,
        id,
      ))
    ) throw new Error('No');`,
      `    if (!known) throw new Error('No');
    const confirmResult = await confirm(
      ctx,
      id,
    );
    if (isInputRequiredResult(confirmResult)) return confirmResult;
    if (!confirmResult) throw new Error('No');`,
    ],
    [
      'behind ||, where more is done',
      `    if (!known || (await confirm(server, id))) remove(id);`,
      `    let agreed = true;
    if (known) {
      const confirmResult = await confirm(ctx, id);
      if (isInputRequiredResult(confirmResult)) return confirmResult;
      agreed = confirmResult;
    }
    if (agreed) remove(id);`,
    ],
    [
      'behind both',
      `    if (known || (id && (await confirm(server, id)))) return { content: [] };`,
      `    let agreed;
    if (known) {
      agreed = true;
    } else {
      if (id) {
        const confirmResult = await confirm(ctx, id);
        if (isInputRequiredResult(confirmResult)) return confirmResult;
        agreed = confirmResult;
      } else {
        agreed = id;
      }
    }
    if (agreed) return { content: [] };`,
    ],
    [
      'with an else',
      `    if (known && (await confirm(server, id))) remove(id);\n    else return { content: [] };`,
      `    let agreed = false;
    if (known) {
      const confirmResult = await confirm(ctx, id);
      if (isInputRequiredResult(confirmResult)) return confirmResult;
      agreed = confirmResult;
    }
    if (agreed) remove(id);
    else return { content: [] };`,
    ],
  ])('are called in a condition %s', (_, condition, expected) => {
    const tool = (
      lines: string,
      context: string,
    ) => `  server.registerTool('remove', { inputSchema: z.object({ id: z.string() }) }, async ({ id }${context}) => {
    const known = id.startsWith('a');
${lines}
    return { content: [] };
  });`;
    const given = withConfirm(tool(condition, ''));
    const { files, left, rewritten } = migrated(given);
    if (expected === undefined) {
      expect(files).toEqual(given);
      expect(left).toHaveLength(1);
    } else {
      expect(left).toEqual([]);
      expect(new Set(rewritten)).toEqual(new Set(['multi-round-trip']));
      expect(files['src/a.ts']).toContain(tool(expected, ', ctx'));
    }
  });

  it('are followed through other helpers, arrow functions without body, and methods', () => {
    const { files, left } = migrated({
      'src/a.ts': `${HEAD}class Shop {
  readonly mcp = new McpServer({ name: 'a', version: '1.0.0' });
  constructor() {
    const ask = (message: string) =>
      this.mcp.server.elicitInput({ message, requestedSchema: ${SCHEMA} });
    const sure = async (what: string) => (await ask(what)).action === 'accept';
    this.mcp.registerTool('wipe', {}, async () => ({ content: [], isError: await sure('all') }));
    this.mcp.registerTool('buy', {}, async ctx => this.buy('x'));
  }
  private async buy(id: string): Promise<CallToolResult> {
    if (await this.confirm(id)) remove(id);
    return { content: [] };
  }
  private async confirm(id: string, level = 'high'): Promise<boolean> {
    const { action } = await this.mcp.server.elicitInput({ message: id + level, requestedSchema: ${SCHEMA} });
    return action === 'accept';
  }
}
`,
    });
    const text = files['src/a.ts']!;
    expect(left).toEqual([]);
    expect(text).toContain(
      'const ask = async (message: string, ctx: ServerContext) => {\n      const askSchema',
    );
    expect(text).toContain(`const sure = async (what: string, ctx: ServerContext) => {
      const askResult = await ask(what, ctx);
      if (isInputRequiredResult(askResult)) return askResult;
      return askResult.action === 'accept';
    };`);
    expect(text).toContain(
      "const sureResult = await sure('all', ctx);\n      if (isInputRequiredResult(sureResult)) return sureResult;\n      return { content: [], isError: sureResult };\n    });",
    );
    expect(text).toContain("async ctx => this.buy('x', ctx)");
    expect(text).toContain(
      'buy(id: string, ctx: ServerContext): Promise<CallToolResult | InputRequiredResult>',
    );
    expect(text).toContain('await this.confirm(ctx, id)');
    expect(text).toContain(
      "confirm(ctx: ServerContext, id: string, level = 'high'): Promise<boolean | InputRequiredResult>",
    );
  });

  it('may call methods of their class that only look', () => {
    const text = (before: string) => `${HEAD}class Asking {
  private asked = 0;
  constructor(private readonly mcp: McpServer) {
    mcp.registerTool('wipe', {}, async () => ({ content: [], isError: await this.confirm('all') }));
  }
  private canAsk(): boolean {
    return this.mcp.server.getClientCapabilities()?.elicitation !== undefined;
  }
  private count(): void {
    this.asked++;
  }
  private async confirm(message: string): Promise<boolean> {
    ${before}
    const answer = await this.mcp.server.elicitInput({ message, requestedSchema: ${SCHEMA} });
    return answer.action === 'accept';
  }
}
`;
    const pure = migrated({ 'src/a.ts': text('if (!this.canAsk()) return false;') });
    expect(pure.left).toEqual([]);
    expect(pure.files['src/a.ts']).toContain('confirm: inputRequired.elicit(');
    const counting = migrated({ 'src/a.ts': text('this.count();') });
    expect(counting.advice.join()).toContain('do `this.count()` after the last answer');
  });

  it.each([
    ['a map that it starts with', 'private readonly names = new Map<string, string>();', true],
    ['a map of a declared type', 'private readonly names: Map<string, string>;', true],
    ['a map that may be replaced by something else', 'names = new Map<string, string>();', false],
    ['a store', 'private readonly names = openStore();', false],
    ['a store of a declared type', 'private readonly names: NameStore;', false],
  ])('may read a field of their class that holds %s: %s', (_, field, isRewritten) => {
    const { files, advice } = migrated({
      'src/a.ts': `${HEAD}class Asking {
  ${field}
  constructor(private readonly mcp: McpServer) {
    mcp.registerTool('wipe', {}, async () => ({ content: [], isError: await this.confirm('all') }));
  }
  private async confirm(id: string): Promise<boolean> {
    const name = this.names.get(id);
    const answer = await this.mcp.server.elicitInput({ message: \`Wipe \${name}?\`, requestedSchema: ${SCHEMA} });
    return answer.action === 'accept';
  }
}
`,
    });
    expect(files['src/a.ts']!.includes('inputRequired.elicit(')).toBe(isRewritten);
    expect(advice.join()).toMatch(isRewritten ? /^$/ : /do `this\.names\.get\(id\)` after the last answer/);
  });

  it('keep a state of their own for several questions', () => {
    const { files, left } = migrated({
      'src/a.ts': `${HEAD}const server = new McpServer({ name: 'a', version: '1.0.0' });
async function signUp(server: McpServer, ctx: ServerContext) {
  const name = await server.server.elicitInput({ message: 'Name?', requestedSchema: ${SCHEMA} });
  const mail = await ctx.mcpReq.elicitInput({ message: \`Mail of \${name.content?.ok}?\`, requestedSchema: ${SCHEMA} });
  return [name.action, mail.action];
}
server.registerTool('join', {}, async ctx => ({ content: [], structuredContent: { is: await signUp(server, ctx) } }));
`,
    });
    const text = files['src/a.ts']!;
    expect(left).toEqual([]);
    expect(text).toContain('async function signUp(ctx: ServerContext) {\n  const rounds = earlierRounds<');
    expect(text).toContain("await sealRounds(ctx, 'signUp', rounds)");
    expect(text).toContain('sign_up_name: inputRequired.elicit(');
    expect(text).toContain('sign_up_mail: inputRequired.elicit(');
    expect(text).toContain('await signUp(ctx)');
  });
});

describe('helpers that ask stay, with the chain from the handler,', () => {
  it.each([
    [
      'when something that is no handler calls them',
      `${REMOVE}\n  setTimeout(async () => { await confirm(server, 'Now?'); }, 5);`,
      'is called where that cannot be passed on (src/a.ts:12). Only tools, prompts and resources can ask',
    ],
    [
      'when a handler calls them in a loop',
      `  server.registerTool('all', {}, async () => {\n    for (const id of ['a', 'b']) await confirm(server, id);\n    return { content: [] };\n  });`,
      'is called where that cannot be passed on (src/a.ts:8). In a loop, each turn is a round',
    ],
    [
      'when a handler calls them after an effect',
      `  server.registerTool('all', {}, async () => {\n    if (remove('a')) return { content: [] };\n    const sure = await confirm(server, 'b');\n    return { content: [], isError: sure };\n  });`,
      "do `remove('a')` after the last answer",
    ],
    ['when they are handed around', `${REMOVE}\n  use(confirm);`, 'The helper has to hand the result on'],
    [
      'when a failure is caught and passed over',
      `  server.registerTool('all', {}, async () => {\n    let sure = false;\n    try { sure = await confirm(server, 'a'); } catch { sure = true; }\n    return { content: [], isError: sure };\n  });`,
      'The `catch` around it goes on without an answer',
    ],
  ])('%s', (_, tools, expected) => {
    const before = withConfirm(tools);
    const { files, advice } = migrated(before);
    expect(files).toEqual(before);
    expect(advice.join()).toContain(expected);
    expect(advice.join()).toMatch(/It runs for `\w+` \(src\/a\.ts:7\) → `confirm` \(src\/ask\.ts:4\)\./);
  });

  it('when their results cannot travel', () => {
    const before = withConfirm(RENAME);
    const text = before['src/ask.ts']!.replace(
      'return answer.action',
      'return answer.content && answer.action',
    );
    const { files, advice } = migrated({ ...before, 'src/ask.ts': text });
    expect(files['src/ask.ts']).toBe(text);
    expect(advice.join()).toContain('may be nothing or no plain value');
  });

  it('when a class has a parent that may call them', () => {
    const text = `${HEAD}class Shop extends Base {
  readonly mcp = new McpServer({ name: 'a', version: '1.0.0' });
  open() {
    this.mcp.registerTool('buy', {}, async () => ({ content: [], isError: await this.confirm('x') }));
  }
  async confirm(id: string): Promise<boolean> {
    const { action } = await this.mcp.server.elicitInput({ message: id, requestedSchema: ${SCHEMA} });
    return action === 'accept';
  }
}
`;
    expect(migrated({ 'src/a.ts': text }).files['src/a.ts']).toBe(text);
  });
});

describe('migrated helpers at run time', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  async function connected(answer: (message: string) => unknown, removed: string[]): Promise<Client> {
    const { files } = migrated(withConfirm(`${REMOVE}\n${RENAME}`));
    const modules = {
      '@modelcontextprotocol/server': sdk,
      'zod/v4': z,
      './storage.js': { remove: (id: string) => removed.push(id) },
    };
    const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
    const handler = sdk.createMcpHandler(createServer);
    const client = new Client(
      { name: 'a', version: '1.0.0' },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    client.setRequestHandler('elicitation/create', ({ params }) => answer(params.message) as never);
    const fetch = (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init));
    await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
    return client;
  }

  it('ask, and ask again when the answer does not fit', async () => {
    const removed: string[] = [];
    const asked: string[] = [];
    const answers: unknown[] = [{ ok: 'yes' }, { ok: true }, { ok: false }];
    const client = await connected(message => {
      asked.push(message);
      return { action: 'accept', content: answers.shift() };
    }, removed);
    const call = () => client.callTool({ name: 'remove', arguments: { id: 'x' } });
    expect((await call()).content).toEqual([{ type: 'text', text: 'removed' }]);
    expect((await call()).content).toEqual([{ type: 'text', text: 'kept' }]);
    expect(asked).toEqual(['Remove x?', 'Remove x?', 'Remove x?']);
    expect(removed).toEqual(['x']);
  });

  it('keep what they gave while the handler asks on', async () => {
    const asked: string[] = [];
    const client = await connected(message => {
      asked.push(message);
      return { action: 'accept', content: message === 'Name?' ? { name: 'n' } : { ok: true } };
    }, []);
    const { content } = await client.callTool({ name: 'rename' });
    expect(content).toEqual([{ type: 'text', text: 'true n' }]);
    expect(asked).toEqual(['Rename?', 'Name?']);
  });

  it.each(['decline', 'cancel'])('%s is an answer', async action => {
    const removed: string[] = [];
    const client = await connected(() => ({ action }), removed);
    const { content } = await client.callTool({ name: 'remove', arguments: { id: 'x' } });
    expect(content).toEqual([{ type: 'text', text: 'kept' }]);
    expect(removed).toEqual([]);
  });
});
