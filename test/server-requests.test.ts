import { describe, expect, it } from 'vitest';
import { serverRequests } from '../transforms/server-requests.js';
import { migrateText } from './helpers/migrate-text.js';
import { notesOn } from './helpers/notes.js';

const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
const { server } = new McpServer(info);
`;

const tool = (body: string) => `mcp.registerTool('a', {}, async ctx => { ${body} });\n`;
const fails = (spelling: string) => `\`${spelling}\` fails on 2026-07-28 connections`;

describe('server-requests reports', () => {
  it.each([
    ['elicitInput', `await server.elicitInput(p);`],
    ['elicitInput', `await mcp.server.elicitInput(p);`],
    ['createMessage', `await server.createMessage(p);`],
    ['listRoots', `await server.listRoots();`],
    ['ctx.mcpReq.elicitInput', `await ctx.mcpReq.elicitInput(p);`],
    ['ctx.mcpReq.requestSampling', `await ctx.mcpReq.requestSampling(p);`],
    ['ctx.mcpReq.send', `await ctx.mcpReq.send({ method: 'elicitation/create', params });`],
    ['request', `await server.request({ method: 'roots/list' });`],
    ['request', `const asked = { method: 'sampling/createMessage', params };\nawait server.request(asked);`],
    ['ctx.mcpReq.elicitInput', `const { elicitInput } = ctx.mcpReq; await elicitInput(p);`],
    ['ctx.mcpReq.send', `const { mcpReq } = ctx; await mcpReq.send({ method: 'roots/list' });`],
    ['elicitInput', `const ask = server.elicitInput.bind(server); await ask(p);`],
  ])('%s: %s', (spelling, body) => {
    const notes = notesOn(serverRequests, tool(body));
    expect(notes).toEqual([expect.stringMatching(/^warning:\d /)]);
    expect(notes[0]).toContain(`${fails(spelling)}: a server sends no requests there.`);
  });

  it('helpers, wherever they are', () => {
    expect(
      notesOn(serverRequests, `async function ask(s: McpServer) {\n  return s.server.elicitInput(p);\n}\n`),
    ).toEqual([`warning:2 ${fails('elicitInput')}: a server sends no requests there.`]);
  });

  const advice = (text: string) =>
    migrateText({ 'src/a.ts': `${HEAD}${text}` }, [serverRequests]).advice.join();

  it.each([
    [
      'the client changed its roots',
      `server.setNotificationHandler('notifications/roots/list_changed', async () => { allow((await server.listRoots()).roots); });\n`,
      'clients send no `notifications/roots/list_changed` there',
    ],
    [
      'the handshake is over',
      `server.oninitialized = async () => { const { roots } = await server.listRoots(); allow(roots); };\n`,
      'clients send no `notifications/initialized` there',
    ],
    [
      'either, in a helper',
      `async function sync() { allow((await server.listRoots()).roots); }\nserver.oninitialized = async () => { await sync(); };\nserver.setNotificationHandler('notifications/roots/list_changed', () => sync());\n`,
      'clients send no `notifications/initialized` or `notifications/roots/list_changed` there',
    ],
  ])('what runs when %s as not reached', (_, text, expected) => {
    expect(notesOn(serverRequests, text)).toEqual([expect.stringMatching(/^warning:\d /)]);
    expect(notesOn(serverRequests, text)[0]).toContain(
      `\`listRoots\` is not reached on 2026-07-28 connections: ${expected}.`,
    );
    expect(advice(text)).toBe(
      'Nothing goes back to the client from a notification. Ask in the tools, prompts and resources that need the answer: return `inputRequired({ inputRequests: { name: inputRequired.listRoots(…) } })` there, and read `ctx.mcpReq.inputResponses` when they are called again.',
    );
  });

  it('what runs for another notification as failing, with the place to ask', () => {
    const text = `server.setNotificationHandler('notifications/cancelled', async () => { await server.elicitInput(p); });\n`;
    expect(notesOn(serverRequests, text)).toEqual([
      `warning:1 ${fails('elicitInput')}: a server sends no requests there.`,
    ]);
    expect(advice(text)).toContain('Ask in the tools, prompts and resources that need the answer');
  });

  it('what runs for a notification and for others by its own place', () => {
    const text = `async function sync() { allow((await server.listRoots()).roots); }\nserver.oninitialized = () => sync();\nsetTimeout(() => sync(), 5);\n`;
    expect(notesOn(serverRequests, text)[0]).toContain(fails('listRoots'));
  });

  it.each([
    [
      'a completion',
      `server.setRequestHandler('completion/complete', async () => ask(await server.elicitInput(p)));\n`,
    ],
    ['nothing', `await server.elicitInput(p);\n`],
  ])('what runs for %s with the place to ask', (_, text) => {
    expect(advice(text)).toContain('Ask in the tools, prompts and resources that need the answer: return ');
    expect(advice(text)).not.toContain('from the handler');
  });

  it.each([
    [
      'a grant in catch',
      `try { const a = await server.elicitInput(p); return a.action === 'accept'; } catch { return true; }`,
    ],
    [
      'going on after catch',
      `try { const a = await server.elicitInput(p); if (a.action !== 'accept') return refuse(); } catch (e) { console.warn(e); } await remove(id);`,
    ],
    ['a rejected promise', `const a = await server.elicitInput(p).catch(() => ({ action: 'accept' }));`],
  ])('as an error what takes the failure for a yes: %s', (_, body) => {
    expect(notesOn(serverRequests, tool(body))).toEqual([
      `error:1 ${fails('elicitInput')}, and this code takes the failure for a yes.`,
    ]);
  });

  it.each([
    [
      'a refusal in catch',
      `try { const a = await server.elicitInput(p); return a.action === 'accept'; } catch { return false; }`,
    ],
    [
      'throwing on',
      `try { const a = await server.elicitInput(p); if (a.action !== 'accept') return refuse(); } catch (e) { throw e; } await remove(id);`,
    ],
    [
      'a default for a value',
      `let city = 'Berlin'; try { city = (await server.elicitInput(p)).content.city; } catch {} return weather(city);`,
    ],
    ['a declined promise', `const a = await server.elicitInput(p).catch(() => ({ action: 'decline' }));`],
  ])('as a warning what refuses: %s', (_, body) => {
    expect(notesOn(serverRequests, tool(body))).toEqual([expect.stringMatching(/^warning:/)]);
  });
});

describe('server-requests leaves alone', () => {
  it.each([
    ['other objects', `await prisma.createMessage(p); await bot.elicitInput(p); await fs.listRoots();`],
    ['a client', `await client.request({ method: 'tools/list' }); await client.listTools();`],
    [
      'other methods',
      `await ctx.mcpReq.send({ method: 'acme/search', params }, Schema); await server.request(unknown);`,
    ],
    ['input requests', `return inputRequired({ inputRequests: { a: inputRequired.elicit(p) } });`],
    ['the legacy branch', `if (!ctx.mcpReq.envelope) { await server.elicitInput(p); }`],
    [
      'what comes after the modern branch',
      `if (ctx.mcpReq.envelope) return modern(ctx); await server.listRoots();`,
    ],
    ['ping, which is another change', `await server.ping();`],
    ['mentions', `const handlers = { elicitInput: true }; log('createMessage');`],
  ])('%s', (_, body) => expect(notesOn(serverRequests, tool(body))).toEqual([]));

  it('tests, which tell by themselves', () => {
    expect(notesOn(serverRequests, tool(`await server.elicitInput(p);`), 'test/a.ts')).toEqual([]);
  });

  it('handlers of a client for such requests', () => {
    expect(
      notesOn(
        serverRequests,
        `client.setRequestHandler('elicitation/create', async () => ({ action: 'decline' }));\n`,
      ),
    ).toEqual([]);
  });
});
