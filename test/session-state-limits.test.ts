import { describe, expect, it } from 'vitest';
import { serveSessionMap } from '../transforms/serve-session-map.js';
import { sessionState } from '../transforms/session-state.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const SERVE = `import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from './server.js';
export const handler = createMcpHandler(createServer, { legacy: 'reject' });
`;
const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
`;
const OK = `return { content: [{ type: 'text', text: 'ok' }] };`;
const no = (text: string): string =>
  `return { content: [{ type: 'text', text: '${text}' }], isError: true };`;

function migrated(text: string): TextMigration {
  return migrateText({ 'src/index.ts': SERVE, 'src/server.ts': HEAD + text }, [
    sessionState,
    serveSessionMap,
  ]);
}

function factory(body: string, above = ''): string {
  return `${above}export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
${body}
  return server;
}
`;
}

/** A tool that takes a text. */
const tool = (name: string, body: string, argument = 'text'): string =>
  `  server.registerTool('${name}', { inputSchema: z.object({ ${argument}: z.string() }) }, async ({ ${argument} }, ctx) => { ${body} });`;

const CHECK = `const checkPin = (pin: string) => pin === process.env.PIN;\n`;
const SECRET = tool(
  'read',
  `if (!unlocked) ${no('Unlock first')} return { content: [{ type: 'text', text: vault[text]! }] };`,
);
const VAULT = `const vault: Record<string, string> = {};\n`;

describe('state that limits clients or lets them in stays', () => {
  it.each([
    [
      'attempts up to a number, and what a PIN opens',
      factory(
        `  let unlocked = false;
  let attempts = 0;
${tool('unlock', `if (attempts >= 3) ${no('Locked out')} attempts += 1; unlocked = checkPin(pin); ${OK}`, 'pin')}
${SECRET}`,
        CHECK + VAULT,
      ),
    ],
    [
      'what a PIN opens, without a count',
      factory(
        `  let unlocked = false;
${tool('unlock', `if (pin !== process.env.PIN) ${no('Wrong')} unlocked = true; ${OK}`, 'pin')}
${SECRET}`,
        VAULT,
      ),
    ],
    [
      'calls up to a constant',
      factory(
        `  let calls = 0;
${tool('search', `if (++calls > MAX_CALLS) throw new Error('No more'); ${OK}`)}`,
        `const MAX_CALLS = 50;\n`,
      ),
    ],
    [
      'a budget that is used up',
      factory(`  let budget = 100;
${tool('ask', `if (budget < text.length) ${no('Nothing left')} budget -= text.length; ${OK}`)}`),
    ],
    [
      'a budget that is asked whether something is left',
      factory(`  let left = 3;
${tool('ask', `if (!left) ${no('Nothing left')} left--; ${OK}`)}`),
    ],
    [
      'a limit in an option',
      factory(
        `  const usage = { calls: 0 };
${tool('ask', `if (usage.calls < options.maxCalls) { usage.calls++; ${OK} } return { content: [], isError: true };`)}`,
        `declare const options: { maxCalls: number };\n`,
      ),
    ],
    [
      'a helper that throws',
      factory(`  let calls = 0;
  function count() { calls += 1; if (calls === 10) throw new Error('Quota'); }
${tool('ask', `count(); ${OK}`)}`),
    ],
    [
      'a helper that is asked',
      factory(`  let calls = 0;
  const isOver = () => calls >= 10;
${tool('ask', `if (isOver()) ${no('Over')} calls += 1; ${OK}`)}`),
    ],
    [
      'a window of time',
      factory(`  let sent: number[] = [];
${tool('send', `const now = Date.now(); sent = sent.filter(at => now - at < 60_000); if (sent.length >= 5) ${no('Slow down')} sent.push(now); ${OK}`)}`),
    ],
    [
      'the time of the last call',
      factory(`  let last = 0;
${tool('send', `if (Date.now() - last < 1000) ${no('Wait')} last = Date.now(); ${OK}`)}`),
    ],
    [
      'an object that counts',
      factory(
        `  const limiter = new Limiter();
${tool('send', `if (!limiter.take()) ${no('Slow down')} ${OK}`)}`,
        `class Limiter { private taken = 0; take(): boolean { if (this.taken >= 5) return false; this.taken += 1; return true; } }\n`,
      ),
    ],
    [
      'who has logged in',
      factory(
        `  let user: string | undefined;
${tool('login', `const found = users.find(each => each.password === password); if (!found) ${no('Wrong')} user = found.name; ${OK}`, 'password')}
${tool('read', `if (!user) ${no('Log in first')} return { content: [{ type: 'text', text: user + text }] };`)}`,
        `declare const users: { name: string; password: string }[];\n`,
      ),
    ],
    [
      'fields of a class',
      `export class VaultServer {
  readonly server = new McpServer({ name: 'a', version: '1' });
  private attempts = 0;
  constructor() {
    this.server.registerTool('unlock', { inputSchema: z.object({ pin: z.string() }) }, async ({ pin }) => this.unlock(pin));
  }
  private unlock(pin: string) {
    if (this.attempts >= 3) throw new Error('Locked out');
    this.attempts++;
    return { content: [{ type: 'text' as const, text: pin }] };
  }
}
export const createServer = () => new VaultServer().server;
`,
    ],
    [
      'counts by session',
      `const attempts = new Map<string, number>();
${factory(tool('ask', `const count = attempts.get(ctx.sessionId!) ?? 0; if (count >= 3) ${no('Too many')} attempts.set(ctx.sessionId!, count + 1); ${OK}`))}`,
    ],
    [
      'records by session',
      `const records: Record<string, { tries: number; open: boolean }> = {};
function recordOf(sessionId: string) { records[sessionId] ??= { tries: 0, open: false }; return records[sessionId]!; }
${factory(tool('unlock', `const record = recordOf(ctx.sessionId!); if (record.tries > 2) ${no('Locked')} record.tries++; record.open = secret === 'x'; ${OK}`, 'secret'))}`,
    ],
  ])('%s', (_name, text) => {
    const { files } = migrated(text);
    expect(files['src/server.ts']).toBe(HEAD + text);
    expect(Object.keys(files)).not.toContain('src/mcp-handles.ts');
  });

  it('is reported with what to do', () => {
    const text = factory(`  let calls = 0;
${tool('ask', `if (calls >= 10) ${no('Over')} calls += 1; ${OK}`)}`);
    expect(migrated(text).left).toEqual([
      'sessions src/server.ts:5 2026-07-28 clients get a new `calls` for every request.',
    ]);
  });
});

describe('ordinary state goes under a handle', () => {
  it.each([
    [
      'a basket that may be empty',
      factory(`  const basket: string[] = [];
${tool('add', `basket.push(text); ${OK}`)}
${tool('pay', `if (basket.length === 0) ${no('The basket is empty')} return { content: [{ type: 'text', text: basket.splice(0).join() }] };`)}`),
    ],
    [
      'a basket that takes ten things',
      factory(`  const basket: string[] = [];
${tool('add', `if (basket.length >= 10) ${no('The basket is full')} basket.push(text); ${OK}`)}
${tool('pay', `return { content: [{ type: 'text', text: basket.splice(0).join() }] };`)}`),
    ],
    [
      'a place in a list',
      factory(
        `  let index = 0;
${tool('next', `if (index >= pages.length) ${no('No more pages')} index += 1; return { content: [{ type: 'text', text: pages[index]! }] };`)}`,
        `const pages = ['a', 'b'];\n`,
      ),
    ],
    [
      'a place that may not go below nothing',
      factory(`  let page = 0;
${tool('next', `page += 1; ${OK}`)}
${tool('back', `if (page <= 0) ${no('This is the first page')} page -= 1; ${OK}`)}`),
    ],
    [
      'a draft that is needed first',
      factory(`  let draft = '';
${tool('write', `draft = text; ${OK}`)}
${tool('send', `if (!draft) ${no('Write it first')} return { content: [{ type: 'text', text: draft }] };`)}`),
    ],
    [
      'code that was looked at',
      factory(
        `  let draft = '';
${tool('write', `if (!isValid(code)) ${no('Does not parse')} draft = code; ${OK}`, 'code')}
${tool('run', `if (!draft) ${no('Write it first')} return { content: [{ type: 'text', text: draft }] };`)}`,
        `const isValid = (code: string) => code.includes(';');\n`,
      ),
    ],
    [
      'a page that a token leads to',
      factory(`  let done = false;
  const lines: string[] = [];
${tool('more', `if (done) ${no('That was all')} lines.push(nextPageToken); done = nextPageToken === 'end'; return { content: [{ type: 'text', text: lines.join() }] };`, 'nextPageToken')}`),
    ],
    [
      'an account that tools fill',
      factory(`  let balance = 0;
${tool('pay_in', `balance += text.length; ${OK}`)}
${tool('pay_out', `if (balance < text.length) ${no('Not enough')} balance -= text.length; ${OK}`)}`),
    ],
    [
      'a number of steps to do first',
      factory(`  let steps = 0;
${tool('step', `steps += 1; ${OK}`)}
${tool('finish', `if (steps < 3) ${no('Do three steps first')} ${OK}`)}`),
    ],
    [
      'a count that is only told',
      factory(`  let count = 0;
${tool('count', `count += 1; return { content: [{ type: 'text', text: count > 10 ? 'many' : 'few' }] };`)}`),
    ],
    [
      'baskets by session',
      `const baskets = new Map<string, string[]>();
${factory(`${tool('add', `const basket = baskets.get(ctx.sessionId!) ?? []; baskets.set(ctx.sessionId!, [...basket, text]); ${OK}`)}
${tool('pay', `const basket = baskets.get(ctx.sessionId!) ?? []; if (basket.length === 0) ${no('Empty')} return { content: [{ type: 'text', text: basket.join() }] };`)}`)}`,
    ],
  ])('%s', (_name, text) => {
    const { files } = migrated(text);
    expect(files['src/server.ts']).toContain('new HandleStore({');
  });
});
