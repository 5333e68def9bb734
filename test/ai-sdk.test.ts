import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { frameworkServing } from '../transforms/framework-serving.js';
import { migrateText } from './helpers/migrate-text.js';
import { planFiles } from './manifests/helpers.js';

const DEPENDENCIES = { '@ai-sdk/anthropic': '^3.0.1', '@ai-sdk/mcp': '^1.0.21', ai: '^6.0.30' };
const RAISED = { '@ai-sdk/anthropic': '^4.0.105', '@ai-sdk/mcp': '^2.0.99', ai: '^7.0.173' };

interface Given {
  readonly type?: 'module' | 'commonjs';
  readonly dependencies?: Record<string, string>;
  readonly engines?: Record<string, string>;
}

/** What becomes of the dependencies, and what is said about the client. */
function migrated(files: Record<string, string>, given: Given = {}) {
  const manifest = { name: 'app', type: 'module' as const, dependencies: DEPENDENCIES, ...given };
  const { files: after, left, advice } = migrateText(files, [frameworkCalls, frameworkServing], { manifest });
  const planned = planFiles({
    '/project/package.json': JSON.stringify(manifest, null, 2),
    ...Object.fromEntries(Object.entries(after).map(([name, text]) => [`/project/${name}`, text])),
  });
  const { dependencies } = JSON.parse(planned.texts['/project/package.json']!) as Required<Given>;
  expect(after).toEqual(files);
  return { dependencies, left, advice: advice.join('\n'), reviews: planned.reviews };
}

const CLIENT = `import { createMCPClient } from '@ai-sdk/mcp';
export const client = await createMCPClient({ transport: { type: 'http', url: process.env.SERVER! } });
`;
const IMPORTS = `import { generateText, stepCountIs, streamText, tool, type ToolSet } from 'ai';
import { anthropic, createAnthropic } from '@ai-sdk/anthropic';
import { client } from './client.js';
const tools: ToolSet = await client.tools();
const model = anthropic('claude-sonnet-4-5');
`;

/** A package with a client, and a chat whose code is given. */
const chat = (body: string, given?: Given) =>
  migrated({ 'src/client.ts': CLIENT, 'src/chat.ts': IMPORTS + body }, given);

describe('a client of the AI SDK is raised with `ai` and the provider', () => {
  test.each([
    ['that reads the text', "const { text } = await generateText({ model, tools, prompt: 'a' });\n"],
    [
      'that counts steps',
      'const done = await generateText({ model, tools, prompt: `a ${b}`, stopWhen: stepCountIs(3) });\nlog(done.text, done.steps.length, done.totalUsage.totalTokens);\n',
    ],
    [
      'that reads usage of its only step',
      "const { usage, toolCalls } = await generateText({ model, tools, prompt: 'a' });\n",
    ],
    [
      'that streams and closes',
      "const { textStream } = streamText({ model, tools, system: 'a', prompt: 'a', onFinish: async () => { await client.close(); } });\n",
    ],
    [
      'that follows steps',
      "await generateText({ model, tools, prompt: 'a', onStepFinish: ({ usage, toolCalls }) => log(usage.inputTokens, toolCalls) });\n",
    ],
    [
      'with a provider of its own settings',
      "const mine = createAnthropic({ apiKey });\nconst { text } = await generateText({ model: mine.languageModel('a'), tools, prompt: 'a' });\n",
    ],
    [
      'with tools of its own',
      "const own = tool({ description: 'a', inputSchema: schema, execute: async ({ a }) => a });\nconst { text } = await generateText({ model, tools: { ...tools, own }, prompt: 'a' });\n",
    ],
    [
      'that asks what a function is given',
      'export async function ask(question: string) {\n  const answer = await generateText({ model, tools, prompt: question });\n  return answer.text;\n}\n',
    ],
  ])('%s', (_, body) => {
    const result = chat(body);
    expect(result).toMatchObject({ dependencies: RAISED, left: [] });
    expect(result.reviews.join('\n')).toContain("Servers that redirect need `redirect: 'follow'`");
  });

  test('alone, where there is no `ai`', () => {
    const { dependencies } = migrated(
      { 'src/client.ts': CLIENT },
      { dependencies: { '@ai-sdk/mcp': '1.0.21' } },
    );
    expect(dependencies).toEqual({ '@ai-sdk/mcp': '2.0.99' });
  });

  test('over stdio', () => {
    const stdio = `import { experimental_createMCPClient as connect } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
const transport = new Experimental_StdioMCPTransport({ command: 'node' });
await connect({ transport, name: 'desk' });
`;
    const given = { dependencies: { '@ai-sdk/mcp': '^1.0.21' } };
    expect(migrated({ 'src/client.ts': stdio }, given).dependencies).toEqual({ '@ai-sdk/mcp': '^2.0.99' });
  });

  test('where Next.js loads it', () => {
    const dependencies = { ...DEPENDENCIES, next: '^16.0.0' };
    const body = "export const { text } = await generateText({ model, tools, prompt: 'a' });\n";
    expect(
      migrated(
        { 'src/client.ts': CLIENT, 'src/chat.ts': IMPORTS + body },
        { type: 'commonjs', dependencies },
      ),
    ).toMatchObject({ dependencies: { ...RAISED, next: '^16.0.0' } });
  });
});

const STEPS = "model, tools, prompt: 'a', stopWhen: stepCountIs(3)";

describe('a package stays, with the place and what to do there, where it', () => {
  test.each([
    [
      'reads a part of what all steps used',
      `const { totalUsage } = await generateText({ ${STEPS} });\nlog(totalUsage.inputTokens, totalUsage.cachedInputTokens);\n`,
      'reads more of `totalUsage` than',
    ],
    [
      'hands on what all steps used',
      `const a = await generateText({ ${STEPS} });\nreport(a.totalUsage);\n`,
      'reads more of `totalUsage` than',
    ],
    [
      'reads usage of several steps',
      `const { usage } = await generateText({ ${STEPS} });\n`,
      'src/chat.ts:6 reads `usage`: `usage` is of all steps in `ai` 7, and `finalStep.usage` is what it was',
    ],
    [
      'reads it as a member',
      `const done = await generateText({ ${STEPS} });\nlog(done.toolResults);\n`,
      'src/chat.ts:7 reads `toolResults`',
    ],
    [
      'reads it at once',
      `log((await generateText({ ${STEPS} })).response);\n`,
      'src/chat.ts:6 reads `response`',
    ],
    ['takes all', `const { text, ...rest } = await generateText({ ${STEPS} });\n`, 'takes all of what'],
    [
      'hands a result on',
      `export const done = await generateText({ ${STEPS} });\nlog(done);\n`,
      'hands on what',
    ],
    ['returns a result', `const run = () => generateText({ ${STEPS} });\n`, 'hands on what'],
    ['hands a function on', 'const run = wrap(generateText);\n', 'hands `generateText` on'],
    ['calls with options from elsewhere', 'await generateText(options);\n', 'options that are not in view'],
    ['spreads options', `await generateText({ ...options, ${STEPS} });\n`, 'options that are not in view'],
    ['gives messages', 'await generateText({ model, messages });\n', 'gives `messages`: system messages'],
    [
      'gives a list as the prompt',
      'await generateText({ model, prompt: [first] });\n',
      'gives `prompt`: a list',
    ],
    [
      'gives a prompt that may be a list',
      'export const run = (prompt: Question) => void log(generateText({ model, prompt }));\n',
      'gives `prompt`',
    ],
    [
      'takes a model from elsewhere',
      "export async function run(model: LanguageModel) {\n  await generateText({ model, prompt: 'a' });\n}\n",
      'gives `model`: it has to be one of a provider for `ai` 7',
    ],
    ['names a model of the gateway', "await generateText({ model: 'a/b', prompt: 'a' });\n", 'gives `model`'],
    [
      'gives options of the provider',
      "await generateText({ model, prompt: 'a', providerOptions: {} });\n",
      'gives `providerOptions`',
    ],
    [
      'prepares steps',
      `await generateText({ ${STEPS}, prepareStep });\n`,
      'gives `prepareStep`: what it returns stays',
    ],
    [
      'handles an event elsewhere',
      `await generateText({ ${STEPS}, onStepFinish: handle });\n`,
      'handles `onStepFinish` where it is not in view',
    ],
    [
      'reads messages of a step',
      `await generateText({ ${STEPS}, onStepFinish: ({ response }) => log(response) });\n`,
      'reads `response`',
    ],
    [
      'goes through steps',
      `log((await generateText({ ${STEPS} })).steps.map(each => each.response));\n`,
      '`steps`',
    ],
    [
      'forms what a model is shown',
      'tool({ inputSchema, execute, toModelOutput });\n',
      'gives `toModelOutput`: files in it are',
    ],
    [
      'embeds with its provider',
      "anthropic.textEmbeddingModel('a');\n",
      'uses `anthropic` for more than to make a model',
    ],
    ['hands a provider on', 'register(anthropic);\n', 'uses `anthropic` for more'],
    [
      'takes a removed export',
      "import { ToolCallOptions } from 'ai';\n",
      'it is `ToolExecutionOptions` in `ai` 7',
    ],
    [
      'takes an unknown export',
      "import { ToolLoopAgent } from 'ai';\n",
      'takes `ToolLoopAgent`: see its part',
    ],
    ['takes all exports', "import * as ai from 'ai';\n", 'takes `ai` whole'],
    ['tests with mocks', "import { MockLanguageModelV3 } from 'ai/test';\n", 'takes `ai/test`'],
    [
      'loads it where it needs it',
      "const { embed } = await import('ai');\n",
      'takes `ai`, of which not all is in view',
    ],
    ['exports it again', "export { streamText } from 'ai';\n", 'takes `ai`, of which not all is in view'],
  ])('%s', (_, body, words) => {
    const result = chat(body);
    expect(result.dependencies).toEqual(DEPENDENCIES);
    expect(result.left).toEqual([
      expect.stringContaining(
        '`@ai-sdk/mcp` speaks 2026-07-28 from 2.0.33 on; this package depends on `^1.0.21`.',
      ),
    ]);
    expect(result.advice).toContain('`@ai-sdk/mcp` was left at its version: it needs `ai` 7');
    expect(result.advice).toContain(words);
  });

  test('does so in two places, both of which are named', () => {
    const { advice } = chat(
      `const a = await generateText({ ${STEPS} });\nlog(a.usage);\nconst b = streamText({ model, messages });\n`,
    );
    expect(advice).toMatch(/src\/chat\.ts:7 reads `usage`: .*; src\/chat\.ts:8 gives `messages`: /);
  });

  test.each<[string, Given, string]>([
    ['may be CommonJS', { type: 'commonjs' }, 'it is an ES module'],
    ['runs on an older Node', { engines: { node: '>=20' } }, 'it needs Node >=22'],
    [
      'is of `ai` 5',
      { dependencies: { ...DEPENDENCIES, ai: '^5.0.9' } },
      'the way from `^5.0.9` is not known',
    ],
    [
      'has hooks',
      { dependencies: { ...DEPENDENCIES, '@ai-sdk/react': '^3.0.1' } },
      '`@ai-sdk/react` is made for',
    ],
    ['has another provider', { dependencies: { ...DEPENDENCIES, 'ollama-ai-provider': '1' } }, 'is made for'],
    ['does not declare `ai`', { dependencies: { '@ai-sdk/mcp': '^1.0.21' } }, '`ai` is declared elsewhere'],
  ])('%s', (_, given, words) => {
    const result = chat("log((await generateText({ model, prompt: 'a' })).text);\n", given);
    expect(result.dependencies).toEqual(given.dependencies ?? DEPENDENCIES);
    expect(result.advice).toContain(words);
  });

  test.each([
    ['signs in', "createMCPClient({ transport: { type: 'http', url, authProvider } });\n", '`authProvider`'],
    [
      'takes HTTP+SSE',
      "createMCPClient({ transport: { type: 'sse', url } });\n",
      'does not carry 2026-07-28',
    ],
    [
      'has a transport of the SDK',
      'createMCPClient({ transport: new HttpTransport(url) });\n',
      'its transport',
    ],
    ['takes a transport', 'const open = transport => createMCPClient({ transport });\n', 'its transport'],
    [
      'has an unknown option',
      "createMCPClient({ transport: { type: 'http', url }, capabilities });\n",
      '`capabilities`',
    ],
    ['takes its options from elsewhere', 'createMCPClient(options);\n', 'not all of its options are in view'],
    [
      'calls tools itself',
      "await tools.a.execute({}, { toolCallId: '1', messages: [] });\ncreateMCPClient({ transport: { type: 'http', url } });\n",
      '`toolCallId`',
    ],
    [
      'takes another export',
      "import { auth } from '@ai-sdk/mcp';\ncreateMCPClient({ transport: { type: 'http', url } });\n",
      '`auth`',
    ],
  ])('%s', (_, body, words) => {
    const source = `import { createMCPClient } from '@ai-sdk/mcp';\n${body}`;
    const dependencies = { '@ai-sdk/mcp': '^1.0.21' };
    const result = migrated({ 'src/client.ts': source }, { dependencies });
    expect(result.dependencies).toEqual(dependencies);
    expect(result.advice).toContain(words);
  });

  test('of somebody else’s is not touched', () => {
    const source = "import { createMCPClient } from './mcp.js';\ncreateMCPClient({ transport });\n";
    const result = migrated({ 'src/client.ts': source });
    expect(result).toMatchObject({ dependencies: DEPENDENCIES, left: [] });
  });
});
