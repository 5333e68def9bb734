import { describe, expect, it } from 'vitest';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const HEAD = `import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import { remove } from './storage.js';

const Color = z.object({ color: z.string() });
export const server = new McpServer({ name: 'a', version: '1.0.0' });
`;
const SCHEMA = `{ type: 'object', properties: { color: { type: 'string' } }, required: ['color'] }`;
const ASK = `server.server.elicitInput({ message: 'Color?', requestedSchema: ${SCHEMA} })`;

function migrated(text: string, file = 'src/a.ts'): TextMigration {
  return migrateText({ [file]: HEAD + text }, [multiRoundTrip, serverRequests]);
}

/** The handler of a tool with `body`, after the migration. */
function tool(body: string): string {
  const { files } = migrated(`server.registerTool('paint', {}, async ctx => {\n${body}\n});\n`);
  return files['src/a.ts']!.split("'paint', {}, async ctx => {\n")[1]!.replace(/\n\}\);\n$/, '');
}

describe('multi-round-trip rewrites', () => {
  it('an elicitation, with its schema and its early returns', () => {
    expect(
      tool(`  const answer = await ctx.mcpReq.elicitInput({
    message: 'Color?',
    requestedSchema: {
      type: 'object',
      properties: { color: { type: 'string' } },
      required: ['color'],
    },
  });
  if (answer.action !== 'accept') return { content: [] };
  remove(answer.content?.color as string);
  return { content: [{ type: 'text', text: \`\${answer.content?.color}\` }] };`),
    ).toBe(`  const answerSchema: ElicitRequestFormParams['requestedSchema'] = {
    type: 'object',
    properties: { color: { type: 'string' } },
    required: ['color'],
  };
  const answer = inputResponse(ctx.mcpReq.inputResponses, 'answer');
  if (
    answer.kind !== 'elicit' ||
    (answer.action === 'accept' && !acceptedContent(ctx.mcpReq.inputResponses, 'answer', fromJsonSchema(answerSchema)))
  ) {
    return inputRequired({
      inputRequests: {
        answer: inputRequired.elicit({
          message: 'Color?',
          requestedSchema: answerSchema,
        }),
      },
    });
  }
  if (answer.action !== 'accept') return { content: [] };
  remove(answer.content?.color as string);
  return { content: [{ type: 'text', text: \`\${answer.content?.color}\` }] };`);
  });

  it.each([
    [
      'sampling',
      `const s = await server.server.createMessage({ messages: [], maxTokens: 5 });\nreturn s.model;`,
      `const s = sResponse.result;`,
    ],
    [
      'roots',
      `const { roots } = await server.server.listRoots();\nreturn roots;`,
      `const { roots } = rootsResponse;`,
    ],
    [
      'a request that is sent',
      `const x = await ctx.mcpReq.send({ method: 'roots/list' });\nreturn x.roots.length;`,
      `x: inputRequired.listRoots()`,
    ],
    [
      'a bound alias',
      `const ask = server.server.elicitInput.bind(server.server);\nconst x = await ask({ message: 'Color?', requestedSchema: ${SCHEMA} });\nreturn x.action;`,
      `inputResponse(ctx.mcpReq.inputResponses, 'x')`,
    ],
    [
      'a result that is passed on',
      `const x = await ${ASK};\nreturn JSON.stringify(x);`,
      `const x = { action: xResponse.action, content: xResponse.content } as ElicitResult;`,
    ],
    [
      'a result inside an expression',
      `const color = (await ${ASK}).content?.color as string;\nreturn color;`,
      `const color = colorResponse.content?.color as string;`,
    ],
    ['a result nobody looks at', `await ${ASK};\nreturn 1;`, `const answerResponse = inputResponse(`],
    [
      'a Zod schema',
      `const x = await ctx.mcpReq.elicitInput({ message: 'Color?', requestedSchema: z.toJSONSchema(Color) });\nreturn x.action;`,
      `acceptedContent(ctx.mcpReq.inputResponses, 'x', Color)`,
    ],
    [
      'a schema that allows nothing',
      `const x = await ctx.mcpReq.elicitInput({ message: 'Color?', requestedSchema: { type: 'object', properties: {} } });\nreturn x.action;`,
      `x.action === 'accept' && x.content && !acceptedContent(`,
    ],
    [
      'what ends with an error when it fails',
      `try {\nconst x = await ${ASK};\nreturn x.action;\n} catch (error) {\nreturn { content: [], isError: true };\n}`,
      `x: inputRequired.elicit(`,
    ],
    [
      'a URL',
      `const x = await ctx.mcpReq.elicitInput({ mode: 'url', message: 'Sign in', url: 'https://a.example', elicitationId: randomUUID() });\nreturn x.action;`,
      `x: inputRequired.elicitUrl({ message: 'Sign in', url: 'https://a.example' })`,
    ],
    [
      'a request that is a constant',
      `const wish = { method: 'sampling/createMessage' as const, params: { messages: [], maxTokens: 5 } };\nconst x = await ctx.mcpReq.send(wish);\nreturn x.model;`,
      `x: inputRequired.createMessage(wish.params)`,
    ],
    [
      'a URL in a constant',
      `const page = { mode: 'url' as const, message: 'Sign in', url: 'https://a.example', elicitationId: 'a' };\nconst x = await ctx.mcpReq.elicitInput(page);\nreturn x.action;`,
      `x: inputRequired.elicitUrl({ message: page.message, url: page.url })`,
    ],
    [
      'behind a branch with effects that leaves',
      `if (ctx.sessionId) { remove('x'); return 1; }\nconst x = await ${ASK};\nreturn x.action;`,
      `x: inputRequired.elicit(`,
    ],
  ])('%s', (_, body, expected) => {
    const text = tool(body);
    expect(text).toContain(expected);
    expect(text).not.toMatch(/await (?:server|ctx|ask)/);
  });

  it('requests that do not need each other in one round', () => {
    const text = tool(`  const a = await ${ASK};\n  const b = await ${ASK};\n  return a.action + b.action;`);
    expect(text.match(/return inputRequired/g)).toHaveLength(1);
    expect(text).not.toContain('earlierRounds');
  });

  it('requests that need each other in rounds, with a sealed state', () => {
    const { files, review } = migrated(`server.registerTool('paint', {}, async ctx => {
  const id = randomUUID();
  const a = await ${ASK};
  if (a.action !== 'accept') return { content: [] };
  const b = await ctx.mcpReq.elicitInput({ message: \`Sure of \${a.content?.color}?\`, requestedSchema: ${SCHEMA} });
  return { content: [{ type: 'text', text: id + b.action }] };
});
`);
    const text = files['src/a.ts']!;
    expect(text).toContain(
      `new McpServer({ name: 'a', version: '1.0.0' }, { requestState: { verify: requestState.verify } })`,
    );
    expect(text).toContain(
      `const rounds = earlierRounds<{ id: string; a: InputResponseView }>(ctx, 'paint');`,
    );
    expect(text).toContain('const id = (rounds.id ??= randomUUID());');
    expect(text).toContain(`const a = rounds.a ?? inputResponse(ctx.mcpReq.inputResponses, 'a');`);
    expect(text).toContain('rounds.a = a;');
    expect(text.match(/requestState: await sealRounds\(ctx, 'paint', rounds\),/g)).toHaveLength(2);
    expect(text).toContain(
      `import { requestState, earlierRounds, sealRounds } from './mcp-request-state.js';`,
    );
    expect(files['src/mcp-request-state.ts']).toContain('Set MCP_REQUEST_STATE_KEY');
    expect(review).toHaveLength(1);
  });

  it('answers under keys in the writing of the specification, which do not clash', () => {
    const after = tool(`  const userName = await ${ASK};
  if (userName.action !== 'accept') return { content: [] };
  const user_name = await ${ASK};
  return { content: [{ type: 'text', text: \`\${userName.action} \${user_name.action}\` }] };`);
    expect(after).toContain("rounds.userName ?? inputResponse(ctx.mcpReq.inputResponses, 'user_name');");
    expect(after).toContain("acceptedContent({ userName }, 'userName', fromJsonSchema(userNameSchema))");
    expect(after).toContain('user_name: inputRequired.elicit({');
    expect(after).toContain("const user_name = inputResponse(ctx.mcpReq.inputResponses, 'user_name2');");
    expect(after).toContain('user_name2: inputRequired.elicit({');
  });

  it('prompts, resources and request handlers, with the context they lack and the types they declare', () => {
    const { files, left } = migrated(`server.registerPrompt('p', {}, async () => {
  const { roots } = await server.server.listRoots();
  return { messages: [] };
});
server.registerResource('r', 'a://b', {}, async uri => {
  const x = await server.server.listRoots();
  return { contents: [{ uri: uri.href, text: String(x.roots.length) }] };
});
server.server.setRequestHandler('tools/call', async (request): Promise<CallToolResult> => {
  const x = await server.server.listRoots();
  return { content: [{ type: 'text', text: String(x.roots.length) }] };
});
`);
    expect(left).toEqual([]);
    expect(files['src/a.ts']).toMatch(/'p', \{\}, async \(?ctx\)? => \{/);
    expect(files['src/a.ts']).toContain(`{}, async (uri, ctx) => {`);
    expect(files['src/a.ts']).toContain(
      `async (request, ctx): Promise<CallToolResult | InputRequiredResult> => {`,
    );
  });

  it('JavaScript without types', () => {
    const body = `const x = await ${ASK};\n  return x.content;`;
    const { files } = migrateText(
      {
        'src/a.js': `import { McpServer } from '@modelcontextprotocol/server';\nconst server = new McpServer({});\nserver.registerTool('a', {}, async () => {\n  ${body}\n});\n`,
      },
      [multiRoundTrip],
    );
    expect(files['src/a.js']).toContain(`const xSchema = { type: 'object'`);
    expect(files['src/a.js']).not.toContain(' as ');
  });
});

describe('multi-round-trip leaves, and says why', () => {
  it.each([
    ['a loop', `for (const x of [1, 2]) await ${ASK};`, 'each turn is a round'],
    [
      'effects when it is left',
      `try {\nconst x = await ${ASK};\n} finally {\nremove('x');\n}`,
      "do `remove('x')` after the last answer",
    ],
    ['a callback', `await Promise.all([1, 2].map(async () => { await ${ASK}; }));`, 'callback'],
    ['what nobody waits for', `void ${ASK};`, 'Nobody waits'],
    ['what nobody waits for, nor for its failure', `void ${ASK}.catch(() => {});`, 'Nobody waits'],
    [
      'what others wait for',
      `const x = ${ASK}.then(answer => answer.action);\nreturn x;`,
      'statement of its own',
    ],
    [
      'an effect before it',
      `if (remove('x')) return { content: [] };\nconst x = await ${ASK};`,
      "do `remove('x')` after the last answer",
    ],
    [
      'a value of chance in a loop',
      `let n = 0;\nwhile (n < 5) n += Math.random();\nconst x = await ${ASK};`,
      'differs each time',
    ],
    [
      'what is asked only sometimes',
      `const x = [remove('x'), ctx.sessionId ? await ${ASK} : undefined];`,
      'statement of its own',
    ],
    ['unknown parameters', `const x = await server.server.elicitInput(remove('x'));`, 'parameters'],
  ])('%s', (_, body, expected) => {
    const text = `server.registerTool('paint', {}, async ctx => {\n${body}\n});\n`;
    const output = migrateText({ 'src/a.ts': HEAD + text }, [multiRoundTrip, serverRequests]);
    expect(output.files['src/a.ts']).toBe(HEAD + text);
    expect(output.advice.join()).toContain(expected);
  });

  it('a handler whose result is declared out of sight', () => {
    const text = `type Painted = Promise<CallToolResult>;\nserver.registerTool('paint', {}, async (): Painted => {\n  const x = await ${ASK};\n  return { content: [] };\n});\n`;
    const { files, advice } = migrated(text);
    expect(files['src/a.ts']).toBe(HEAD + text);
    expect(advice.join()).toContain('declared result');
  });

  it('a second request behind an effect, not the first', () => {
    const { files, left } = migrated(
      `server.registerTool('paint', {}, async ctx => {\n  const a = await ${ASK};\n  for (const each of ['x']) remove(each);\n  const b = await ${ASK};\n  return a.action + b.action;\n});\n`,
    );
    expect(files['src/a.ts']).toContain('a: inputRequired.elicit(');
    expect(files['src/a.ts']).toContain('const b = await server.server.elicitInput(');
    expect(left).toHaveLength(1);
  });
});
