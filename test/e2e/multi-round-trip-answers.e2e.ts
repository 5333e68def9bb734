import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { afterAll, describe, expect, test } from 'vitest';
import { after, before } from './support/migrated.js';
import { removeTemporaryDirectories } from './support/project.js';
import { startCommand } from './support/server.js';

afterAll(removeTemporaryDirectories);

const INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const CAPABILITIES = { elicitation: { form: {} } };

/** What the user says, by what is asked. */
type Answers = Readonly<Record<string, ElicitResult>>;

interface Said {
  readonly text: string;
  readonly isError: boolean;
  readonly asked: readonly string[];
}

const yes: ElicitResult = { action: 'accept', content: { confirm: true } };
const no: ElicitResult = { action: 'accept', content: { confirm: false } };
const decline: ElicitResult = { action: 'decline' };
const cancel: ElicitResult = { action: 'cancel' };
const amount: ElicitResult = { action: 'accept', content: { amount: 5 } };

const THROW_OUT = 'Throw out 3 leek?';
const BOUGHT = 'How much milk was bought?';
const TOGETHER = 'Put 5 milk to the 2 of before?';

/** Each on a server of its own: what is asked, what is said, and what the tool answers. */
const CASES: readonly (readonly [string, string, string, Answers, string])[] = [
  ['accept', 'throw_out', 'leek', { [THROW_OUT]: yes }, '3 leek thrown out.'],
  ['a no', 'throw_out', 'leek', { [THROW_OUT]: no }, 'The leek stays.'],
  ['decline', 'throw_out', 'leek', { [THROW_OUT]: decline }, 'The leek stays.'],
  ['cancel', 'throw_out', 'leek', { [THROW_OUT]: cancel }, 'The leek stays.'],
  ['no question', 'throw_out', 'sugar', {}, 'There is no sugar.'],
  ['accept twice', 'restock', 'milk', { [BOUGHT]: amount, [TOGETHER]: yes }, 'There are 7 milk.'],
  ['accept and decline', 'restock', 'milk', { [BOUGHT]: amount, [TOGETHER]: decline }, 'There are 2 milk.'],
  ['accept and cancel', 'restock', 'milk', { [BOUGHT]: amount, [TOGETHER]: cancel }, 'There are 2 milk.'],
  ['decline first', 'restock', 'milk', { [BOUGHT]: decline }, 'No milk was bought.'],
  ['cancel first', 'restock', 'milk', { [BOUGHT]: cancel }, 'No milk was bought.'],
  ['decline in the handler', 'remove_recipe', 'soup', { 'Remove Leek soup?': decline }, 'Leek soup stays.'],
  ['cancel in the handler', 'remove_recipe', 'soup', { 'Remove Leek soup?': cancel }, 'Leek soup stays.'],
  ['decline in steps', 'write_recipe', 'pie', { 'What is it called?': decline }, 'Nothing was written.'],
];

describe('a tool that asks through helpers takes the same way before and after', () => {
  test.each(CASES)('on %s of %s %s', async (_, name, subject, answers, text) => {
    const args = { [name.endsWith('recipe') ? 'id' : 'item']: subject };
    const expected: Said = { text, isError: subject === 'sugar', asked: Object.keys(answers) };

    expect(await callV1(await before('multi-round-trip'), name, args, answers)).toEqual(expected);
    const migrated = await after('multi-round-trip');
    expect(await callV1(migrated, name, args, answers)).toEqual(expected);
    expect(await callV2(migrated, name, args, answers)).toEqual(expected);
  });
});

test('an effect of a helper happens once, in the last round', async () => {
  const asked: string[] = [];
  const client = await connectedV2(await after('multi-round-trip'), asked, {
    [BOUGHT]: amount,
    [TOGETHER]: yes,
    'Put 5 milk to the 7 of before?': yes,
    'How much leek was bought?': decline,
  });
  const call = async (name: string, item: string) =>
    saidBy(await client.callTool({ name, arguments: { item } }), asked).text;
  expect(await call('restock', 'milk')).toBe('There are 7 milk.');
  expect(await call('restock', 'milk')).toBe('There are 12 milk.');
  expect(await call('restock', 'leek')).toBe('No leek was bought.');
  await client.close();
});

test.each([
  ['reserve', { title: 'Emma' }],
  ['sort_out', { titles: ['Emma'] }],
  ['swap', { first: 'Emma', second: 'Faust' }],
])('%s, which the migration reports, fails at 2026-07-28 without asking', async (name, args) => {
  const said = await callV2(await after('stdio-reading-room'), name, args, {});
  expect(said).toMatchObject({ isError: true, asked: [] });
  const old = await callV1(await after('stdio-reading-room'), name, args, {
    'Reserve Emma for a week?': yes,
    'Keep Emma?': yes,
    'Give Emma back?': yes,
    'Take Faust?': yes,
  });
  expect(old.isError).toBe(false);
  expect(old.asked).not.toEqual([]);
});

/** A call of a client of 2025-11-25. */
async function callV1(
  directory: string,
  name: string,
  args: Record<string, unknown>,
  answers: Answers,
): Promise<Said> {
  const asked: string[] = [];
  const client = new ClientV1(INFO, { capabilities: CAPABILITIES });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => answerTo(params.message, answers, asked));
  await client.connect(new StdioV1({ ...(await stdio(directory)), stderr: 'ignore' }));
  try {
    return saidBy(await client.callTool({ name, arguments: args }), asked);
  } finally {
    await client.close();
  }
}

/** A call of a client of 2026-07-28, and no other revision. */
async function callV2(
  directory: string,
  name: string,
  args: Record<string, unknown>,
  answers: Answers,
): Promise<Said> {
  const asked: string[] = [];
  const client = await connectedV2(directory, asked, answers);
  try {
    return saidBy(await client.callTool({ name, arguments: args }), asked);
  } finally {
    await client.close();
  }
}

async function connectedV2(directory: string, asked: string[], answers: Answers): Promise<ClientV2> {
  const client = new ClientV2(INFO, {
    capabilities: CAPABILITIES,
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  });
  client.setRequestHandler('elicitation/create', ({ params }) => answerTo(params.message, answers, asked));
  await client.connect(new StdioV2({ ...(await stdio(directory)), stderr: 'ignore' }));
  return client;
}

function answerTo(message: string, answers: Answers, asked: string[]): ElicitResult {
  asked.push(message);
  const answer = answers[message];
  if (!answer) throw new Error(`Nobody expected to be asked: ${message}`);
  return answer;
}

function saidBy(result: unknown, asked: readonly string[]): Said {
  const { content, isError = false } = result as { content: { text: string }[]; isError?: boolean };
  return { text: content.map(each => each.text).join('\n'), isError, asked };
}

async function stdio(directory: string): Promise<{ command: string; args: string[]; cwd: string }> {
  const { command, args, cwd } = await startCommand(directory);
  return { command, args: [...args], cwd };
}
