import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import * as sdk from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../src/engine/types.js';
import { clientInfo } from '../transforms/client-info.js';
import { multiRoundTrip } from '../transforms/multi-round-trip.js';
import { serverRequests } from '../transforms/server-requests.js';
import { urlElicitation } from '../transforms/url-elicitation.js';
import { loadText } from './helpers/loaded-text.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { McpServer, ProtocolError, ProtocolErrorCode, UrlElicitationRequiredError, type CallToolResult, createMcpHandler, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { randomUUID } from 'node:crypto';
import { effect, tokens } from './world.js';
`;
const SCHEMA = `{ type: 'object', properties: { color: { type: 'string' } }, required: ['color'] }`;
const ASK = `server.server.elicitInput({ message: 'Color?', requestedSchema: ${SCHEMA} })`;

const HTTP = 'export const handler = createMcpHandler(createServer);\n';
const STDIO = 'serveStdio(createServer);\n';

/** The module of a server with one tool, \`it\`, after the whole migration. */
function migrated(body: string, before = '', after = '', legacy: LegacyMode = 'auto') {
  const text = `${HEAD}export function createServer() {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
${before}  server.registerTool('it', {}, async (extra): Promise<CallToolResult> => {
${body}
  });
  return server;
}
${after}`;
  const transforms = [multiRoundTrip, clientInfo, serverRequests, urlElicitation];
  return migrateText({ 'src/a.ts': text }, transforms, { legacy });
}

interface World {
  readonly tokens: Map<string, string>;
  readonly effects: unknown[];
  readonly asked: unknown[];
}

async function call(
  { files }: ReturnType<typeof migrated>,
  answer: ((params: Record<string, unknown>, world: World) => unknown) | undefined,
  era: 'legacy' | 'modern' = 'modern',
): Promise<World & { text: string; isError: boolean }> {
  const world: World = { tokens: new Map(), effects: [], asked: [] };
  const modules = {
    '@modelcontextprotocol/server': sdk,
    '@modelcontextprotocol/server/stdio': {},
    'node:crypto': { randomUUID: () => 'id' },
    './world.js': { tokens: world.tokens, effect: (what: unknown) => world.effects.push(what) },
  };
  const { createServer } = loadText(files, modules, 'src/a.ts') as { createServer: () => sdk.McpServer };
  const handler = sdk.createMcpHandler(createServer);
  const client = new Client(
    { name: 'a', version: '1.0.0' },
    {
      capabilities: answer ? { elicitation: { form: {}, url: {} } } : {},
      versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } },
    },
  );
  if (answer) {
    client.setRequestHandler('elicitation/create', ({ params }) => {
      world.asked.push(params);
      return answer(params, world) as never;
    });
  }
  const fetch = (url: string | URL, init?: RequestInit) => handler.fetch(new Request(url, init));
  await client.connect(new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch }));
  const { content, isError } = await client.callTool({ name: 'it' });
  return { ...world, text: (content as { text: string }[])[0]!.text, isError: isError ?? false };
}

describe('a URL that the user has to open', () => {
  const PAY = `    const token = tokens.get('x');
    if (!token) {
      const elicitationId = randomUUID();
      throw new UrlElicitationRequiredError([
        { mode: 'url', message: 'Pay', url: \`https://shop.example/pay?id=\${elicitationId}\`, elicitationId },
      ]);
    }
    return { content: [{ type: 'text', text: token }] };`;

  it('is asked for instead of thrown where clients of 2025-11-25 have a connection', () => {
    const { files, left, review, reviewAdvice } = migrated(PAY, '', STDIO);
    expect(left).toEqual([]);
    expect(review).toHaveLength(1);
    expect(reviewAdvice[0]).toContain('over their session');
    expect(files['src/a.ts']).not.toContain('envelope');
    expect(files['src/a.ts'])
      .toContain(`    const visited = inputResponse(extra.mcpReq.inputResponses, 'visited');
    if (visited.kind === 'elicit' && visited.action !== 'accept') {
      throw new Error('The user did not open the page that this needs.');
    }
    const token = tokens.get('x');
    if (!token) {
      const elicitationId = randomUUID();
      return inputRequired({
        inputRequests: {
          visited: inputRequired.elicitUrl({ message: 'Pay', url: \`https://shop.example/pay?id=\${elicitationId}\` }),
        },
      });
    }`);
  });

  it('is still thrown for requests of 2025-11-25 where these have no session', async () => {
    const output = migrated(PAY, '', HTTP);
    expect(output.left).toEqual([]);
    expect(output.reviewAdvice[0]).not.toContain('over their session');
    expect(output.reviewAdvice[0]).toContain(
      '2025-11-25 clients still get the error, which needs no session.',
    );
    expect(output.files['src/a.ts']).toContain(`      if (!extra.mcpReq.envelope) {
        throw new UrlElicitationRequiredError([
          { mode: 'url', message: 'Pay', url: \`https://shop.example/pay?id=\${elicitationId}\`, elicitationId },
        ]);
      }
      return inputRequired({`);
    await expect(call(output, undefined, 'legacy')).rejects.toMatchObject({
      code: -32042,
      data: { elicitations: [{ mode: 'url', url: 'https://shop.example/pay?id=id', elicitationId: 'id' }] },
    });
  });

  it.each([
    ['out of sight', '', 'auto'],
    ['without a session beside stdio', `${STDIO}${HTTP}`, 'auto'],
    ['without a session over a transport', `new WebStandardStreamableHTTPServerTransport({});\n`, 'auto'],
  ] as const)('is thrown where 2025-11-25 is served %s', (_, after, legacy) => {
    expect(migrated(PAY, '', after, legacy).files['src/a.ts']).toContain('if (!extra.mcpReq.envelope) {');
  });

  it.each([
    ['not served', HTTP, 'reject'],
    ['refused', `createMcpHandler(createServer, { legacy: 'reject' });\n`, 'auto'],
    [
      'served with sessions',
      `new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });\n`,
      'auto',
    ],
  ] as const)('is no longer thrown where 2025-11-25 is %s', (_, after, legacy) => {
    expect(migrated(PAY, '', after, legacy).files['src/a.ts']).not.toContain('envelope');
  });

  it('is asked for where an `if` has no braces', async () => {
    const output = migrated(`    const token = tokens.get('x');
    if (!token)
      throw new UrlElicitationRequiredError([{ mode: 'url', message: 'Pay', url: 'https://a.example', elicitationId: 'a' }]);
    else effect('paid');
    return { content: [{ type: 'text', text: token }] };`);
    expect(output.left).toEqual([]);
    expect(output.files['src/a.ts']).toContain(`    if (!token) {
      if (!extra.mcpReq.envelope) {
        throw new UrlElicitationRequiredError([{ mode: 'url', message: 'Pay', url: 'https://a.example', elicitationId: 'a' }]);
      }
      return inputRequired({
        inputRequests: {
          visited: inputRequired.elicitUrl({ message: 'Pay', url: 'https://a.example' }),
        },
      });
    }
    else effect('paid');`);
    const { text, effects } = await call(output, (_, world) => {
      world.tokens.set('x', 'known');
      return { action: 'accept' };
    });
    expect({ text, effects }).toEqual({ text: 'known', effects: ['paid'] });
  });

  it('leads on once it is done, and is asked for again as long as it is not', async () => {
    let times = 0;
    const { text, asked } = await call(migrated(PAY), (_, world) => {
      if (++times === 2) world.tokens.set('x', 'paid');
      return { action: 'accept' };
    });
    expect(text).toBe('paid');
    expect(asked).toEqual([
      { mode: 'url', message: 'Pay', url: 'https://shop.example/pay?id=id' },
      { mode: 'url', message: 'Pay', url: 'https://shop.example/pay?id=id' },
    ]);
  });

  it.each(['decline', 'cancel'])('is not asked for again after %s', async action => {
    const { text, isError, asked } = await call(migrated(PAY), () => ({ action }));
    expect({ text, isError }).toEqual({
      text: 'The user did not open the page that this needs.',
      isError: true,
    });
    expect(asked).toHaveLength(1);
  });

  it('is not taken for open by code that remembers having asked', async () => {
    const output = migrated(`    if (!tokens.has('asked')) {
      tokens.set('asked', 'once');
      throw new UrlElicitationRequiredError([{ mode: 'url', message: 'Pay', url: 'https://a.example', elicitationId: 'a' }]);
    }
    effect('done');
    return { content: [{ type: 'text', text: 'done' }] };`);
    expect(await call(output, () => ({ action: 'decline' }))).toMatchObject({ isError: true, effects: [] });
    expect(await call(output, () => ({ action: 'accept' }))).toMatchObject({
      text: 'done',
      effects: ['done'],
    });
  });

  it('is handed on by helpers, and asked for by error -32042 as well', async () => {
    const output = migrated(
      `    const token = await tokenOf('x');\n    return { content: [{ type: 'text', text: token }] };`,
      `  async function tokenOf(user: string): Promise<string> {
    const token = tokens.get(user);
    if (token) return token;
    throw new ProtocolError(ProtocolErrorCode.UrlElicitationRequired, 'Sign in', {
      elicitations: [{ mode: 'url', message: 'Sign in', url: 'https://a.example', elicitationId: randomUUID() }],
    });
  }
`,
    );
    expect(output.left).toEqual([]);
    expect(output.files['src/a.ts']).toContain('token_of: inputRequired.elicitUrl(');
    const { text } = await call(output, (_, world) => {
      world.tokens.set('x', 'known');
      return { action: 'accept' };
    });
    expect(text).toBe('known');
  });

  it.each([
    [
      'in a helper that others wait not for',
      `    return pay();`,
      `  const pay = () => { throw new UrlElicitationRequiredError([{ mode: 'url', message: 'a', url: 'b', elicitationId: 'c' }]); };\n  pay();\n`,
    ],
    ['whose URLs are out of sight', `    throw new UrlElicitationRequiredError(effect());`, ''],
    [
      'that is caught',
      `    try {\n      throw new UrlElicitationRequiredError([{ mode: 'url', message: 'a', url: 'b', elicitationId: 'c' }]);\n    } catch {\n      return { content: [] };\n    }`,
      '',
    ],
  ])('stays and is reported %s', (_, body, before) => {
    const { files, left } = migrated(body, before);
    expect(files['src/a.ts']).toContain('throw new UrlElicitationRequiredError(');
    expect(left.join()).toContain('reaches 2026-07-28 clients as an internal error');
  });
});

describe('ways around a request', () => {
  const FALLBACK = `    let color = 'red';
    try {
      const answer = await ${ASK};
      if (answer.action === 'accept') color = String(answer.content?.color);
    } catch {
      effect('fallback');
    }
    return { content: [{ type: 'text', text: color }] };`;

  it('a catch that goes on is reached by clients that cannot be asked', async () => {
    const output = migrated(FALLBACK);
    expect(output.left).toEqual([]);
    expect(output.files['src/a.ts']).toContain(
      "?.elicitation) {\n        throw new Error('The client does not support elicitation.');\n      }",
    );
    expect(await call(output, undefined)).toMatchObject({ text: 'red', effects: ['fallback'], asked: [] });
    const answered = await call(output, () => ({ action: 'accept', content: { color: 'blue' } }));
    expect(answered).toMatchObject({ text: 'blue', effects: [] });
  });

  it('a test of the capabilities reads them from the request', async () => {
    const output = migrated(`    if (!server.server.getClientCapabilities()?.elicitation) {
      return { content: [{ type: 'text', text: 'cannot ask' }] };
    }
    const answer = await ${ASK};
    if (answer.action === 'decline') return { content: [{ type: 'text', text: 'declined' }] };
    if (answer.action === 'cancel') return { content: [{ type: 'text', text: 'cancelled' }] };
    const color = answer.content?.color;
    effect(color);
    return { content: [{ type: 'text', text: \`\${color}\` }] };`);
    expect(output.left).toEqual([]);
    expect(output.files['src/a.ts']).toContain(
      'envelopeClientCapabilities(extra) ?? server.server.getClientCapabilities()',
    );
    expect((await call(output, undefined)).text).toBe('cannot ask');
    expect((await call(output, () => ({ action: 'decline' }))).text).toBe('declined');
    expect((await call(output, () => ({ action: 'cancel' }))).text).toBe('cancelled');
    const accepted = await call(output, () => ({ action: 'accept', content: { color: 'blue' } }));
    expect(accepted).toMatchObject({ text: 'blue', effects: ['blue'] });
  });

  it('a catch that takes the failure for a yes stays, and is an error', () => {
    const { left, severities } = migrated(`    try {
      const answer = await ${ASK};
      if (answer.action !== 'accept') return { content: [] };
    } catch {}
    effect('removed');
    return { content: [] };`);
    expect(left.join()).toContain('this code takes the failure for a yes');
    expect(severities).toContain('error');
  });

  it('a failure that is handled where the request is sent stays', () => {
    const { advice } = migrated(
      `    const answer = await ${ASK}.catch(() => undefined);\n    return { content: [], isError: !answer };`,
    );
    expect(advice.join()).toContain('Its failure is handled where it is sent');
  });
});

it('the report names the options that a request loses', () => {
  const text = `${HEAD}const server = new McpServer({ name: 'a', version: '1.0.0' });
const OPTIONS = { timeout: 5 };
server.registerTool('a', {}, async extra => {
  const answer = await server.server.elicitInput({ message: 'a', requestedSchema: ${SCHEMA} }, { timeout: 9000, signal: extra.mcpReq.signal });
  return { content: [], isError: answer.action === 'accept' };
});
server.registerTool('b', {}, async () => {
  const { roots } = await server.server.listRoots(undefined, OPTIONS);
  return { content: [], isError: roots.length > 0 };
});
`;
  const advice = adviceOf(text);
  expect(advice[0]).toContain('`timeout`, `signal` of the request are gone');
  expect(advice[1]).toContain('`OPTIONS` of the request is gone');
  expect(advice[0]).toContain('without one, as in stateless HTTP, they get an error');
});

it('says what takes the place of sampling and roots, which are deprecated', () => {
  const text = `import { McpServer } from '@modelcontextprotocol/server';
const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('a', {}, async () => {
  const { roots } = await server.server.listRoots();
  return { content: [], isError: roots.length > 0 };
});
server.registerTool('b', {}, async () => {
  const { model } = await server.server.createMessage({ messages: [], maxTokens: 1 });
  return { content: [{ type: 'text', text: model }] };
});
`;
  const [roots, sampling] = adviceOf(text);
  expect(roots).toContain('Roots are deprecated');
  expect(roots).not.toContain('Sampling');
  expect(sampling).toContain('call the API of a model provider from here');
  expect(sampling).not.toContain('Roots');
});

/** What the reviews of a migrated file advise. */
function adviceOf(text: string): string[] {
  return migrateText({ 'src/a.ts': text }, [multiRoundTrip]).reviewAdvice.slice();
}
