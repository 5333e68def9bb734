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

/** What the user says, by what is asked; to a list, one after the other. */
type Answers = Readonly<Record<string, ElicitResult | ElicitResult[]>>;

interface Said {
  readonly text: string;
  readonly isError: boolean;
  readonly asked: readonly string[];
}

const accept = (content: ElicitResult['content']): ElicitResult => ({ action: 'accept', content });
const yes = accept({ confirm: true });
const no = accept({ confirm: false });
const amount = accept({ amount: 5 });
const decline: ElicitResult = { action: 'decline' };
const cancel: ElicitResult = { action: 'cancel' };

const THROW_OUT = 'Throw out 3 leek?';
const BOUGHT = 'How much milk was bought?';
const TOGETHER = 'Put 5 milk to the 2 of before?';
const GUESTS = 'How many eat Leek soup?';
const RATING = 'How good is Leek soup?';
const NAME = 'A better name for Leek soup?';
const LAST = 'Take the last butter?';
const BUY = 'Buy milk?';
const SECOND = 'Buy a second milk?';
const AWAY = 'Give 3 leek to the neighbours?';

const soupFor = (people: number, share: number) =>
  [`Leek soup for ${people}`, `${share} x leek`, `${share} x potato`, `${share} x cream`].join('\n');

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
  ['accept a helper twice', 'buy', 'milk', { [BUY]: yes, [SECOND]: yes }, '2 milk after 1 wish.'],
  ['accept and decline a helper', 'buy', 'milk', { [BUY]: yes, [SECOND]: decline }, '1 milk after 1 wish.'],
  ['accept a helper once', 'buy', 'salt', { 'Buy salt?': yes }, '1 salt after 1 wish.'],
  ['cancel a helper', 'buy', 'milk', { [BUY]: cancel }, 'No milk after 1 wish.'],
  ['accept in a resource', 'recipe://soup', '', { [GUESTS]: accept({ guests: 2 }) }, soupFor(2, 0.5)],
  ['decline in a resource', 'recipe://soup', '', { [GUESTS]: decline }, soupFor(4, 1)],
  ['cancel in a resource', 'recipe://soup', '', { [GUESTS]: cancel }, soupFor(4, 1)],
  [
    'accept of a bound alias',
    'rate_recipe',
    'soup',
    { [RATING]: accept({ stars: 4, comment: 'Warm' }) },
    'Leek soup: **** Warm',
  ],
  ['decline of a bound alias', 'rate_recipe', 'soup', { [RATING]: decline }, 'Leek soup is not rated.'],
  ['cancel of a bound alias', 'rate_recipe', 'soup', { [RATING]: cancel }, 'Leek soup is not rated.'],
  [
    'accept of a request by its method',
    'rename_recipe',
    'soup',
    { [NAME]: accept({ title: 'Green soup' }) },
    'Leek soup is called Green soup now.',
  ],
  [
    'decline of a request by its method',
    'rename_recipe',
    'soup',
    { [NAME]: decline },
    'It is still called Leek soup.',
  ],
  [
    'cancel of a request by its method',
    'rename_recipe',
    'soup',
    { [NAME]: cancel },
    'It is still called Leek soup.',
  ],
  ['no question in front of &&', 'use_one', 'milk', {}, 'There are 1 milk left.'],
  ['accept behind &&', 'use_one', 'butter', { [LAST]: yes }, 'There are 0 butter left.'],
  ['a no behind &&', 'use_one', 'butter', { [LAST]: no }, 'The last butter stays.'],
  ['cancel behind &&', 'use_one', 'butter', { [LAST]: cancel }, 'The last butter stays.'],
  ['no question in front of ||', 'give_away', 'rice', {}, 'No rice was given away.'],
  ['accept behind ||', 'give_away', 'leek', { [AWAY]: yes }, '3 leek given away.'],
  ['decline behind ||', 'give_away', 'leek', { [AWAY]: decline }, 'No leek was given away.'],
  ['decline in steps', 'write_recipe', 'pie', { 'What is it called?': decline }, 'Nothing was written.'],
];

describe('what asks takes the same way before and after', () => {
  test.each(CASES)('on %s of %s %s', async (_, name, subject, answers, text) => {
    const args = { [name.endsWith('recipe') ? 'id' : 'item']: subject };
    const expected: Said = { text, isError: subject === 'sugar', asked: Object.keys(answers) };

    expect(await callV1(await before('multi-round-trip'), name, args, answers)).toEqual(expected);
    const migrated = await after('multi-round-trip');
    expect(await callV1(migrated, name, args, answers)).toEqual(expected);
    expect(await callV2(migrated, name, args, answers)).toEqual(expected);
  });
});

test('an answer that the Zod schema of the tool refuses is an error before, and asked for again after', async () => {
  // The JSON Schema that is sent says nothing about blanks.
  const answers = () => ({
    [RATING]: [accept({ stars: 4, comment: '   ' }), accept({ stars: 4, comment: 'Hot' })],
  });
  const refused = await callV1(await before('multi-round-trip'), 'rate_recipe', { id: 'soup' }, answers());
  expect(refused).toMatchObject({ isError: true, asked: [RATING] });
  expect(refused.text).toContain('Say a word or two');

  const migrated = await after('multi-round-trip');
  const expected: Said = { text: 'Leek soup: **** Hot', isError: false, asked: [RATING, RATING] };
  expect(await callV1(migrated, 'rate_recipe', { id: 'soup' }, answers())).toEqual(expected);
  expect(await callV2(migrated, 'rate_recipe', { id: 'soup' }, answers())).toEqual(expected);
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
])('%s, which the migration reports, fails at 2026-07-28 without asking', async (name, args) => {
  const said = await callV2(await after('stdio-reading-room'), name, args, {});
  expect(said).toMatchObject({ isError: true, asked: [] });
  const old = await callV1(await after('stdio-reading-room'), name, args, {
    'Reserve Emma for a week?': yes,
    'Keep Emma?': yes,
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
    return saidBy(await use(client, name, args), asked);
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
    return saidBy(await use(client, name, args), asked);
  } finally {
    await client.close();
  }
}

/** Calls a tool, or reads a resource where a URI is given. */
function use(
  client: Pick<ClientV1 | ClientV2, 'callTool' | 'readResource'>,
  name: string,
  args: Record<string, unknown>,
): Promise<unknown> {
  return name.includes('://')
    ? client.readResource({ uri: name })
    : client.callTool({ name, arguments: args });
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
  const said = answers[message];
  const answer = Array.isArray(said) ? said.shift() : said;
  if (!answer) throw new Error(`Nobody expected to be asked: ${message}`);
  return answer;
}

function saidBy(result: unknown, asked: readonly string[]): Said {
  const {
    content,
    contents,
    isError = false,
  } = result as {
    content?: { text: string }[];
    contents?: { text: string }[];
    isError?: boolean;
  };
  return { text: (content ?? contents ?? []).map(each => each.text).join('\n'), isError, asked };
}

async function stdio(directory: string): Promise<{ command: string; args: string[]; cwd: string }> {
  const { command, args, cwd } = await startCommand(directory);
  return { command, args: [...args], cwd };
}
