import { describe, expect, it } from 'vitest';
import { capabilityGuards } from '../transforms/capability-guards.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { McpServer, Server } from '@modelcontextprotocol/server';
const mcp = new McpServer(info);
const server = mcp.server;\n`;

/** The lines of the guards that are reported, counted from the text's own first line. */
function reported(text: string): number[] {
  const { left } = migrateText({ 'a.ts': HEAD + text }, [capabilityGuards]);
  return left.map(note => Number(/:(\d+) This guard fails open/.exec(note)![1]) - 3);
}

const CAPS = 'server.getClientCapabilities()';
const ASK = `const answer = await server.elicitInput(question);`;
const DECIDE = `return answer.action === 'accept';`;
const confirm = (guard: string) => `async function confirm() {\n  ${guard}\n  ${ASK}\n  ${DECIDE}\n}\n`;

describe('capability-guards reports', () => {
  it.each([
    ['a grant', `if (!${CAPS}?.elicitation) return true;`],
    [
      'a grant in a block, after a word',
      `if (!${CAPS}?.elicitation) { console.warn('cannot ask'); return true; }`,
    ],
    ['a grant as an object', `if (!${CAPS}?.elicitation?.form) return { approved: true };`],
    ['an accepted answer', `if (!${CAPS}?.elicitation) return { action: 'accept', content: {} };`],
    ['a granted promise', `if (!${CAPS}?.elicitation) return Promise.resolve(true);`],
    ['a comparison', `if (${CAPS}?.elicitation === undefined) return true;`],
    ['a loose comparison', `if (${CAPS}?.elicitation == null) return 'approved';`],
    ['one of several reasons', `if (!${CAPS}?.elicitation || trusted) return true;`],
    ['a missing whole', `if (!${CAPS}) return true;`],
    ['Boolean', `if (!Boolean(${CAPS}?.elicitation)) return true;`],
    ['the in operator', `if (!('elicitation' in (${CAPS} ?? {}))) return true;`],
    ['roots', `if (!${CAPS}?.roots) return true;`],
  ])('an early return: %s', (_, guard) => expect(reported(confirm(guard))).toEqual([2]));

  it.each([
    ['a constant', `const caps = ${CAPS};\n  if (!caps?.elicitation) return true;`],
    ['a flag', `const canAsk = ${CAPS}?.elicitation !== undefined;\n  if (!canAsk) return true;`],
    [
      'a flag of flags',
      `const canAsk = !!${CAPS}?.elicitation;\n  const skip = !canAsk;\n  if (skip) return true;`,
    ],
    ['a taken member', `const { elicitation } = ${CAPS} ?? {};\n  if (!elicitation) return true;`],
  ])('through %s', (_, guard) => expect(reported(confirm(guard))).toEqual([2]));

  it('through a function that answers whether the client can be asked', () => {
    const text = `const canAsk = () => ${CAPS}?.elicitation !== undefined;\n${confirm('if (!canAsk()) return true;')}`;
    expect(reported(text)).toEqual([1]);
    const asynchronous = `async function canAsk() {\n  return !!${CAPS}?.elicitation;\n}\n${confirm('if (!(await canAsk())) return true;')}`;
    expect(reported(asynchronous)).toEqual([2]);
  });

  it.each([
    [
      'skipping a question that may refuse',
      `if (X) {\n    ${ASK}\n    if (answer.action !== 'accept') return refuse();\n  }\n  await remove(id);`,
    ],
    [
      'skipping a question that may throw',
      `if (X) {\n    ${ASK}\n    if (answer.action !== 'accept') throw new Error('no');\n  }\n  return remove(id);`,
    ],
    [
      'skipping one in a helper',
      `if (X) {\n    if (!(await ask())) return refuse();\n  }\n  await remove(id);`,
    ],
    [
      'a flag that is true from the start',
      `let agreed = true;\n  if (X) {\n    ${ASK}\n    agreed = answer.action === 'accept';\n  }\n  if (agreed) await remove(id);`,
    ],
    [
      'a flag that is set either way',
      `let agreed;\n  if (X) {\n    ${ASK}\n    agreed = answer.action === 'accept';\n  } else {\n    agreed = true;\n  }\n  if (agreed) await remove(id);`,
    ],
    [
      'a conditional expression',
      `const agreed = X ? (await server.elicitInput(q)).action === 'accept' : true;\n  if (agreed) await remove(id);`,
    ],
    [
      'a condition',
      `if (X && (await server.elicitInput(q)).action !== 'accept') return refuse();\n  await remove(id);`,
    ],
    ['a returned condition', `return !X || (await server.elicitInput(q)).action === 'accept';`],
    [
      'a grant after the question',
      `if (X) {\n    ${ASK}\n    return answer.action === 'accept';\n  }\n  return true;`,
    ],
    [
      'the same work in both branches',
      `if (!X) {\n    await remove(id);\n    return done();\n  }\n  ${ASK}\n  if (answer.action !== 'accept') return refuse();\n  await remove(id);`,
    ],
  ])('%s', (_, body) => {
    const text = `async function ask() {\n${ASK}\nreturn answer.action === 'accept';\n}\nasync function run(id: string) {\n  ${body.replace('X', `${CAPS}?.elicitation`)}\n}\n`;
    expect(reported(text)).toHaveLength(1);
  });

  it('other ways to ask', () => {
    for (const ask of [
      `await mcp.server.elicitInput(q)`,
      `await ctx.mcpReq.elicitInput(q)`,
      `await ctx.mcpReq.send({ method: 'elicitation/create', params })`,
      `await server.request({ method: 'elicitation/create', params })`,
    ]) {
      const text = `async function f(ctx: ServerContext) {\n  if (!${CAPS}?.elicitation) return true;\n  return (${ask}).action === 'accept';\n}\n`;
      const all = HEAD.replace('Server }', 'Server, type ServerContext }') + text;
      expect(migrateText({ 'a.ts': all }, [capabilityGuards]).left).toHaveLength(1);
    }
  });
});

describe('capability-guards leaves alone', () => {
  it.each([
    ['false', `if (!${CAPS}?.elicitation) return false;`],
    ['nothing', `if (!${CAPS}?.elicitation) return;`],
    ['an error', `if (!${CAPS}?.elicitation) throw new Error('cannot ask');`],
    ['an error result', `if (!${CAPS}?.elicitation) return { content: [], isError: true };`],
    [
      'a text',
      `if (!${CAPS}?.elicitation) return { content: [{ type: 'text', text: 'Your client cannot be asked.' }] };`,
    ],
    ['a declined answer', `if (!${CAPS}?.elicitation) return { action: 'decline' };`],
    ['a refused approval', `if (!${CAPS}?.elicitation) return { approved: false };`],
    [
      'a grant on a condition',
      `if (!${CAPS}?.elicitation) {\n    if (args.confirm === true) return { proceed: true };\n    return { proceed: false };\n  }`,
    ],
    [
      'a grant that needs more than a missing capability',
      `if (!${CAPS}?.elicitation && trusted) return true;`,
    ],
    ['the opposite test', `if (${CAPS}?.elicitation) return askFirst();`],
    [
      'one that looks at the envelope',
      `if (!(ctx.mcpReq.envelope?.[KEY] ?? ${CAPS})?.elicitation) return true;`,
    ],
  ])('a guard that refuses: %s', (_, guard) => expect(reported(confirm(guard))).toEqual([]));

  it.each([
    [
      'registering a tool only where it can work',
      `if (${CAPS}?.elicitation) {\n  mcp.registerTool('a', {}, async () => {\n    ${ASK}\n    if (answer.action !== 'accept') return refuse();\n    return done();\n  });\n}\nawait start();\n`,
    ],
    [
      'a question that refuses nothing',
      `async function f() {\n  let city = 'Berlin';\n  if (${CAPS}?.elicitation) {\n    ${ASK}\n    city = answer.content.city;\n  }\n  return weather(city);\n}\n`,
    ],
    [
      'sampling with a fallback',
      `async function f() {\n  if (${CAPS}?.sampling) {\n    const r = await server.createMessage(p);\n    if (r.content) return r.content;\n  }\n  return fallback();\n}\n`,
    ],
    [
      'sampling with the same work by other means',
      `async function f() {\n  if (!${CAPS}?.sampling) return await save(plain());\n  const r = await server.createMessage(p);\n  if (!r) return;\n  await save(r);\n}\n`,
    ],
    [
      'the same answer in both branches',
      `async function f() {\n  if (!${CAPS}?.elicitation) return await reply('cannot ask');\n  ${ASK}\n  if (answer.action !== 'accept') return await reply('no');\n  await remove(id);\n}\n`,
    ],
    [
      'refusing behind the question',
      `async function f() {\n  if (${CAPS}?.elicitation) {\n    ${ASK}\n    if (answer.action === 'accept') return remove(id);\n  }\n  return { content: [], isError: true };\n}\n`,
    ],
    ['a function that only tells', `export const canAsk = () => ${CAPS}?.elicitation ? true : false;\n`],
    [
      'a grant where nobody is ever asked',
      `function f() {\n  if (!${CAPS}?.elicitation) return true;\n  return false;\n}\n`,
    ],
    [
      'reading the version',
      `async function f() {\n  if (!server.getClientVersion()) return true;\n  ${ASK}\n  ${DECIDE}\n}\n`,
    ],
    [
      'capabilities of something else',
      `async function f(browser: any) {\n  if (!browser.getClientCapabilities()?.elicitation) return true;\n  ${ASK}\n  ${DECIDE}\n}\n`,
    ],
    [
      'code for legacy peers',
      `async function f(era: string) {\n  if (era === 'legacy') {\n    if (!${CAPS}?.elicitation) return true;\n    ${ASK}\n    ${DECIDE}\n  }\n}\n`,
    ],
    [
      'logging what the client can do',
      `server.oninitialized = () => console.error(${CAPS}?.elicitation ? 'asks' : 'silent');\n`,
    ],
  ])('%s', (_, text) => expect(reported(text)).toEqual([]));
});
