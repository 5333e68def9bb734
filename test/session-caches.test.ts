import { describe, expect, it } from 'vitest';
import { sessionCaches } from '../transforms/session-caches.js';
import { sessionKeys } from '../transforms/session-keys.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const HEAD = `import { LRUCache } from 'lru-cache';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const pages = new LRUCache<string, string>({ max: 100, ttl: 60_000 });
let base = 'https://a.example';
export const move = (to: string) => { base = to; };
`;

function migrated(text: string): TextMigration {
  return migrateText({ 'src/server.ts': HEAD + text }, [sessionCaches, sessionKeys]);
}

const COMPUTE = `const key = \`\${ctx.sessionId}:\${url}\`;
    const hit = pages.get(key);
    if (hit) return { content: [{ type: 'text', text: hit }] };
    const page = await (await fetch(url)).text();
    pages.set(key, page);
    return { content: [{ type: 'text', text: page }] };`;

function tool(
  body: string,
  parameters = '{ url }, ctx',
  schema = 'url: z.string().url()',
  more = '',
): string {
  return `${more}export function register(server: McpServer) {
  server.registerTool('read', { inputSchema: z.object({ ${schema} }) }, async (${parameters}) => {
    ${body}
  });
}
`;
}

describe('a cache loses the session in its keys', () => {
  it('when it holds what was computed from the rest of the key', () => {
    const { files, review, left } = migrated(tool(COMPUTE));
    expect(files['src/server.ts']).toBe(
      HEAD + tool(COMPUTE, '{ url }').replace('`${ctx.sessionId}:${url}`', 'url'),
    );
    expect(review).toEqual([
      'sessions src/server.ts:10 All callers share `pages` now: no session is in its keys.',
    ]);
    expect(left).toEqual([]);
  });

  it.each([
    [
      'is in a constant, with a value for none',
      tool(`const session = ctx.sessionId ?? 'none';\n    ${COMPUTE.replace('ctx.sessionId', 'session')}`),
      'async ({ url }) => {\n    const key = url;',
    ],
    ['is taken apart', tool(COMPUTE.replace('ctx.', ''), '{ url }, { sessionId }'), 'async ({ url }) => {'],
    [
      'is taken apart with more',
      tool(`log.info(mcpReq.id);\n    ${COMPUTE.replace('ctx.', '')}`, '{ url }, { sessionId, mcpReq }'),
      'async ({ url }, { mcpReq }) => {',
    ],
    [
      'stands in the middle',
      tool(COMPUTE.replace('${ctx.sessionId}:${url}', 'page:${ctx.sessionId}:${url}')),
      'const key = `page:${url}`;',
    ],
    [
      'stands at the end',
      tool(COMPUTE.replace('${ctx.sessionId}:${url}', '${url}|${ctx.sessionId}')),
      'const key = url;',
    ],
    [
      'stands beside a number',
      tool(
        COMPUTE.replace('}:${url', '}:${depth}:${url'),
        '{ url, depth }, ctx',
        'url: z.string(), depth: z.number().int()',
      ),
      'const key = `${depth}:${url}`;',
    ],
    [
      'stands beside all arguments',
      tool(
        COMPUTE.replace('${url}', '${JSON.stringify(args)}').replace('fetch(url)', 'fetch(args.url)'),
        'args, ctx',
      ),
      'const key = JSON.stringify(args);',
    ],
    [
      'is used by a tool that computes into the same variable',
      tool(`const key = \`\${ctx.sessionId}:\${url}\`;
    let page = pages.get(key);
    if (page === undefined) {
      const answer = await fetch(url);
      if (!answer.ok) return { content: [{ type: 'text', text: 'Not found' }], isError: true };
      page = await answer.text();
      pages.set(key, page);
    }
    return { content: [{ type: 'text', text: page }] };`),
      'const key = url;',
    ],
    [
      'stands in the key of what comes from an address of the environment',
      tool(
        COMPUTE.replace('fetch(url)', 'fetch(`${ORIGIN}/${url}`)'),
        '{ url }, ctx',
        'url: z.string()',
        "const ORIGIN = process.env.PAGES_URL ?? 'https://pages.example';\n",
      ),
      'const key = url;',
    ],
    [
      'is used with a function of the project that only computes, and never ends',
      tool(
        COMPUTE.replace('await (await fetch(url)).text()', 'shorten(url)').replaceAll('pages', 'names'),
        '{ url }, ctx',
        'url: z.string()',
        'const names = new Map<string, string>();\nconst LIMIT = 8;\nfunction shorten(text: string) {\n  const parts: string[] = [];\n  parts.push(text.slice(0, LIMIT));\n  return parts.join();\n}\n',
      ),
      'const key = url;',
    ],
  ])('when the id %s', (_, text, expected) => {
    const result = migrated(text);
    expect(result.files['src/server.ts']).toContain(expected);
    expect(result.files['src/server.ts']).not.toContain('sessionId');
  });
});

describe('a cache keeps the session in its keys', () => {
  it.each([
    [
      'what it holds depends on who asks',
      COMPUTE.replace('fetch(url)', 'fetch(url, { headers: { authorization: ctx.http!.authInfo!.token } })'),
      'may depend on more',
    ],
    [
      'what it holds depends on a variable',
      COMPUTE.replace('fetch(url)', 'fetch(base + url)'),
      '`base` may depend on more',
    ],
    [
      'what it holds depends on an unknown function',
      COMPUTE.replace('fetch(url)', 'axios.get(url)'),
      'may depend on more',
    ],
    [
      'what it holds depends on chance',
      COMPUTE.replace('fetch(url)', 'fetch(url + Math.random())'),
      'may depend on more',
    ],
    [
      'a request may be stopped by its caller',
      COMPUTE.replace('fetch(url)', 'fetch(url, { signal: ctx.mcpReq.signal })'),
      'may depend on more',
    ],
    [
      'it is computed from more than the key',
      COMPUTE.replace('${url}', '${url.trim()}'),
      'may be the same for different values',
    ],
    [
      'who asks is looked at before it is filled',
      COMPUTE.replace('const page', 'if (!ctx.http?.authInfo) throw new Error();\n    const page'),
      'may depend on more',
    ],
    [
      'a call tells whether it was filled',
      COMPUTE.replace('text: hit', 'text: `${hit} (again)`'),
      'a call may tell',
    ],
    ['it only marks what was done', COMPUTE.replace('text: hit', "text: 'done'"), 'a call may tell'],
    [
      'it is counted in it',
      COMPUTE.replace('if (hit)', 'audit(key);\n    if (hit)'),
      'it is used elsewhere as well',
    ],
    ['it is emptied', `pages.clear();\n    ${COMPUTE}`, 'it is used elsewhere as well'],
  ])('when %s', (_, body, why) => {
    const text = tool(body);
    const { files, advice } = migrated(text);
    expect(files['src/server.ts']).toBe(HEAD + text);
    expect(advice).toEqual([expect.stringMatching(/^This is a cache: .* The migration leaves it: /)]);
    expect(advice[0]).toContain(why);
  });

  it.each([
    ['an argument may be an object', 'url: z.any()', '${url}'],
    ['two texts may run into each other', 'url: z.string(), lang: z.string()', '${lang}:${url}'],
    ['an argument may be missing', 'url: z.string().optional()', '${url}'],
  ])('when %s', (_, schema, rest) => {
    const text = tool(
      COMPUTE.replace('${url}', rest),
      schema.includes('lang') ? '{ url, lang }, ctx' : '{ url }, ctx',
      schema,
    );
    const { files, advice } = migrated(text);
    expect(files['src/server.ts']).toBe(HEAD + text);
    expect(advice[0]).toContain('the rest of its key may be the same for different values');
  });

  it('when it keeps what it read without an end', () => {
    const text = tool(
      COMPUTE.replaceAll('pages', 'kept'),
      '{ url }, ctx',
      'url: z.string()',
      'const kept = new Map<string, string>();\n',
    );
    const { files, advice } = migrated(text);
    expect(files['src/server.ts']).toBe(HEAD + text);
    expect(advice[0]).toContain('for as long as the process runs');
  });
});
