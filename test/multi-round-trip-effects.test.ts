import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { describe, expect, it } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

const SCHEMA = `{ type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] }`;
const ASK = `await ctx.mcpReq.elicitInput({ message: 'Sure?', requestedSchema: ${SCHEMA} })`;
const DONE = `return { content: [{ type: 'text', text: sure.action }] };`;

function server(lines: string, parameters = '{ id, flag }, ctx'): string {
  return `import { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod/v4';
import { audit, db, lookUp } from './storage.js';

const seen = new Map<string, string>();
let calls = 0;
async function order(id: string) {
  await db.insert(id);
  return \`order \${id}\`;
}
export function remember(id: string) {
  seen.set(id, '');
}
export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  server.registerTool('remove', { inputSchema: z.object({ id: z.string(), flag: z.boolean(), row: z.object({ a: z.string() }).optional() }) }, async (${parameters}) => {
${lines
  .split('\n')
  .map(line => `    ${line}`)
  .join('\n')}
  });
  return server;
}
`;
}

function migrated(lines: string, parameters?: string) {
  return migrateText({ 'src/a.ts': server(lines, parameters) }, [multiRoundTrip, serverRequests]);
}

describe('an effect in front of a request is done in the first round alone', () => {
  it('and that is noted in a state that holds for the same arguments', () => {
    const { files, left, reviewAdvice } = migrated(
      `await audit('asked', id);\nconst sure = ${ASK};\n${DONE}`,
    );
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain(`    const request = \`remove \${JSON.stringify({ id, flag })}\`;
    const rounds = earlierRounds<{ didAudit: boolean }>(ctx, request);
    if (!rounds.didAudit) {
      await audit('asked', id);
      rounds.didAudit = true;
    }
`);
    expect(files['src/a.ts']).toContain('requestState: await sealRounds(ctx, request, rounds),');
    expect(reviewAdvice.join()).toContain('runs in every round, except `audit`');
  });

  it.each([
    [
      'on several lines',
      `await audit(\n  'asked',\n  id,\n);`,
      `if (!rounds.didAudit) {\n      await audit(\n        'asked',\n        id,\n      );\n      rounds.didAudit = true;\n    }`,
    ],
    [
      'a counter',
      `calls++;`,
      `if (!rounds.didCount) {\n      calls++;\n      rounds.didCount = true;\n    }`,
    ],
    ['a collection', `seen.set(id, 'asked');`, `if (!rounds.didSet) {\n      seen.set(id, 'asked');`],
    ['what nobody waits for', `void audit(id);`, `if (!rounds.didAudit) {\n      void audit(id);`],
    [
      'in a condition',
      `if (flag) {\n  await audit(id);\n}`,
      `if (flag) {\n      if (!rounds.didAudit) {\n        await audit(id);\n        rounds.didAudit = true;\n      }\n    }`,
    ],
    [
      'two of them',
      `await audit(id);\nawait audit('again');`,
      `if (!rounds.didAudit2) {\n      await audit('again');`,
    ],
    [
      'a value that travels',
      `const made = await order(id);`,
      `const made = (rounds.made ??= await order(id));`,
    ],
    ['an object of primitives', `await db.insert({ id, at: id.length });`, `if (!rounds.didInsert) {`],
    [
      'a notification of the request',
      `await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken: 1, progress: 1 } });`,
      `if (!rounds.didNotify) {`,
    ],
  ])('%s', (_, lines, expected) => {
    const { files, left } = migrated(`${lines}\nconst sure = ${ASK};\n${DONE}`);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toContain(expected);
  });

  it('for whatever the arguments are called', () => {
    const bind = (parameters: string, use: string) =>
      migrated(`await audit(${use});\nconst sure = ${ASK};\n${DONE}`, parameters).files['src/a.ts'];
    expect(bind('args, ctx', "'x'")).toContain('const request = `remove ${JSON.stringify(args)}`;');
    expect(bind('{ id: item, ...rest }, ctx', "'x'")).toContain('JSON.stringify({ id: item, ...rest })');
  });

  it('when it runs, with answers that have to be asked for again, and anew for other arguments', async () => {
    const { files } = migrated(
      `await audit('asked', id);\nconst sure = ${ASK};\nawait audit('answered', id);\nconst again = ${ASK};\nreturn { content: [{ type: 'text', text: sure.action + again.action }] };`,
    );
    const said: unknown[] = [];
    const storage = { audit: (...what: unknown[]) => said.push(what), db: {}, lookUp: () => undefined };
    const modules = { '@modelcontextprotocol/server': sdk, 'zod/v4': z, './storage.js': storage };
    const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
    const handler = sdk.createMcpHandler(createServer);
    const sent = { id: 'a' };
    const client = new Client(
      { name: 'a', version: '1.0.0' },
      { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    const answers: sdk.ElicitResult[] = [];
    client.setRequestHandler('elicitation/create', () => answers.shift()!);
    const swapping = (url: string | URL, init?: RequestInit) => {
      const body = init?.body as string | undefined;
      const changed = body?.includes('requestState') ? body.replace('"id":"a"', `"id":"${sent.id}"`) : body;
      return handler.fetch(new Request(url, { ...init, ...(changed !== undefined && { body: changed }) }));
    };
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch: swapping }),
    );
    const wrong = { action: 'accept', content: { ok: 'maybe' } } as sdk.ElicitResult;
    const right = { action: 'accept', content: { ok: true } } as sdk.ElicitResult;
    answers.push(wrong, right, right);
    const args = { id: 'a', flag: true };
    const { content } = await client.callTool({ name: 'remove', arguments: args });
    expect(content).toEqual([{ type: 'text', text: 'acceptaccept' }]);
    expect(said).toEqual([
      ['asked', 'a'],
      ['answered', 'a'],
    ]);
    // The state of another call does not say that something is done for this one.
    said.length = 0;
    sent.id = 'b';
    answers.push(right, right, right, right);
    await client.callTool({ name: 'remove', arguments: args });
    expect(said).toContainEqual(['asked', 'b']);
  });
});

describe('an effect in front of a request is left', () => {
  it.each([
    [
      'whose value is out of sight',
      `const made = await db.insert(id);\nconst sure = ${ASK};\nreturn { content: [{ type: 'text', text: made }] };`,
    ],
    ['that may refuse the call', `await db.checkQuota(id);\nconst sure = ${ASK};\n${DONE}`],
    ['that is paid with', `calls -= 1;\nconst sure = ${ASK};\n${DONE}`],
    ['that holds something', `await db.lock(id);\nconst sure = ${ASK};\n${DONE}`],
    [
      'that begins what has to end',
      `await db.beginTransaction();\nconst sure = ${ASK};\nawait db.commit();\n${DONE}`,
    ],
    [
      'that is looked at before the request',
      `calls++;\nif (calls > 3) return { content: [] };\nconst sure = ${ASK};\n${DONE}`,
    ],
    [
      'that is looked at behind it',
      `seen.set(id, 'asked');\nconst sure = ${ASK};\nseen.delete(id);\n${DONE}`,
    ],
    [
      'that changes what was read before it',
      `const known = seen.get(id);\nawait audit(id);\nconst sure = ${ASK};\nreturn { content: [{ type: 'text', text: String(known) }] };`,
    ],
    [
      'behind a condition that it may change',
      `if (seen.has(id)) {\n  await audit(id);\n}\nconst sure = ${ASK};\n${DONE}`,
    ],
    [
      'that may change what it is given',
      `const out: string[] = [];\nawait db.fill(out);\nconst sure = ${ASK};\nreturn { content: [{ type: 'text', text: out.join() }] };`,
    ],
    [
      'that may change the arguments',
      `await db.normalize(args);\nconst sure = ${ASK};\nreturn { content: [{ type: 'text', text: args.id }] };`,
      'args, ctx',
    ],
    [
      'of an object of the function’s own',
      `const rows = db.rows();\nrows.add(id);\nconst sure = ${ASK};\n${DONE}`,
    ],
    [
      'that sets a variable of the function',
      `let made;\nmade = await db.insert(id);\nconst sure = ${ASK};\nreturn { content: [{ type: 'text', text: made }] };`,
    ],
    ['in a loop', `for (const each of ['a', 'b']) {\n  await audit(each);\n}\nconst sure = ${ASK};\n${DONE}`],
    [
      'whose failure is passed over',
      `try {\n  await audit(id);\n} catch {\n  calls = 0;\n}\nconst sure = ${ASK};\n${DONE}`,
    ],
    ['that is handed a function', `await db.each(() => id);\nconst sure = ${ASK};\n${DONE}`],
    [
      'that is a part of a condition',
      `if (await lookUp(id)) return { content: [] };\nconst sure = ${ASK};\n${DONE}`,
    ],
    [
      'for arguments with defaults of their own',
      `await audit('x');\nconst sure = ${ASK};\n${DONE}`,
      `{ row: { a } = { a: '' } }, ctx`,
    ],
  ])('%s', (_, lines, parameters?: string) => {
    const { files, advice } = migrated(lines, parameters);
    expect(files['src/a.ts']).toBe(server(lines, parameters));
    expect(advice.join()).toContain('The handler runs again from the top in every round');
  });
});
