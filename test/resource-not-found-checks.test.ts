import { describe, expect, it } from 'vitest';
import { resourceNotFoundChecks } from '../transforms/resource-not-found-checks.js';
import { migrateText } from './helpers/migrate-text.js';

const IMPORTS = `import { Client, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/client';
const client = new Client(info);\n`;

function run(text: string) {
  const once = migrateText({ 'a.ts': IMPORTS + text }, [resourceNotFoundChecks]);
  expect(migrateText(once.files, [resourceNotFoundChecks]).files).toEqual(once.files);
  return { text: once.files['a.ts']!.slice(IMPORTS.length), left: once.left, review: once.review };
}

const tried = (call: string, body: string) => `try { await ${call}; } catch (error: any) { ${body} }\n`;
const READ = `client.readResource({ uri })`;

describe('errors in responses that are read by hand', () => {
  const READING = `const answer = await rpc('resources/read', { uri });\n`;
  const POSTING = `const response = await fetch(url, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'resources/read' }) });\n`;
  it.each([
    [
      READING,
      `if (answer.error?.code === -32002) a();`,
      `if (answer.error?.code === -32602 || answer.error?.code === -32002) a();`,
    ],
    [
      POSTING,
      `const { error } = await response.json(); if (error?.code === -32002) a();`,
      `const { error } = await response.json(); if (error?.code === -32602 || error?.code === -32002) a();`,
    ],
  ])('accept both codes', (head, before, after) => {
    expect(run(head + before).text).toBe(head + after);
  });

  it.each([
    `const answer = await rpc('tools/call', { name }); if (answer.error?.code === -32002) a();`,
    `const answer = await rpc('resources/read', { uri }); if (other.error?.code === -32002) a();`,
    `const answer = await rpc('resources/read', { uri }); if (answer.status?.code === -32002) a();`,
    `const { error } = job; if (error.code === -32002) a();`,
    `const answer = await rpc('resources/read', { uri }); if (answer.error.code === -32602 || answer.error.code === -32002) a();`,
  ])('are left: %s', text => {
    expect(run(text).text).toBe(text);
  });
});

describe('resource-not-found-checks rewrites', () => {
  it.each([
    [
      `if (error.code === -32002) return null;`,
      `if (error.code === -32602 || error.code === -32002) return null;`,
    ],
    [
      `if (error.code !== -32002) throw error;`,
      `if (error.code !== -32602 && error.code !== -32002) throw error;`,
    ],
    [`if (-32002 == error?.code) a();`, `if (error?.code == -32602 || -32002 == error?.code) a();`],
    [
      `if (x && error.code === -32002) a();`,
      `if (x && (error.code === -32602 || error.code === -32002)) a();`,
    ],
    [`if (x || error.code === -32002) a();`, `if (x || error.code === -32602 || error.code === -32002) a();`],
    [
      `const a = error.code === -32002 ? 1 : 2;`,
      `const a = (error.code === -32602 || error.code === -32002) ? 1 : 2;`,
    ],
    [
      `const { code } = error; if (code === -32002) a();`,
      `const { code } = error; if (code === -32602 || code === -32002) a();`,
    ],
    [
      `const code = (error as any).code; return code === -32002;`,
      `const code = (error as any).code; return code === -32602 || code === -32002;`,
    ],
    [
      `if (error.code === ProtocolErrorCode.ResourceNotFound) a();`,
      `if (error.code === ProtocolErrorCode.InvalidParams || error.code === ProtocolErrorCode.ResourceNotFound) a();`,
    ],
  ])('%s', (before, after) => {
    expect(run(tried(READ, before)).text).toBe(tried(READ, after));
    expect(run(tried(READ, before)).review).toHaveLength(1);
  });

  it('a clause of a switch', () => {
    const text = `try {\n  await ${READ};\n} catch (error: any) {\n  switch (error.code) {\n    case -32002:\n      return null;\n  }\n}\n`;
    expect(run(text).text).toBe(text.replace('case -32002:', 'case -32602:\n    case -32002:'));
  });

  it.each([
    [
      'a request by method',
      tried(`client.request({ method: 'resources/read', params })`, `if (error.code === -32002) a();`),
    ],
    ['a rejected promise', `${READ}.catch(error => { if (error.code === -32002) a(); });\n`],
    [
      'a project function that reads',
      `const load = () => ${READ};\n${tried('load()', `if (error.code === -32002) a();`)}`,
    ],
    [
      'a helper that is handed the error',
      `const f = (e: any) => e.code === -32002;\n${tried(READ, 'return f(error);')}`,
    ],
    [
      'a helper that says so',
      `const isNotFound = (e: unknown) => e instanceof ProtocolError && (e.code === -32002);\n`,
    ],
    [
      'a constant that says so',
      `const RESOURCE_NOT_FOUND = -32002;\n${tried('client.callTool(a)', `if (error.code === RESOURCE_NOT_FOUND) a();`)}`,
    ],
  ])('%s', (_, text) => {
    expect(run(text).text).toContain('.code === -32602 || ');
    expect(run(text).left).toEqual([]);
  });
});

describe('resource-not-found-checks reports', () => {
  it('a check that need not be about a resource', () => {
    const text = tried('client.callTool(a)', `if (error.code === -32002) a();`);
    const message = 'Code -32002 is retired; servers of 2026-07-28 no longer send it.';
    expect(run(text)).toMatchObject({ text, left: [`resource-not-found-code a.ts:3 ${message}`] });
    const tested = `function f(e: unknown) { return e instanceof ProtocolError && e.code === -32002; }\n`;
    expect(run(tested)).toMatchObject({ text: tested, left: [`resource-not-found-code a.ts:3 ${message}`] });
  });

  it.each([
    [
      'in the switch',
      `switch (error.code) { case ProtocolErrorCode.InvalidParams: b(); break; case -32002: a(); }`,
    ],
    ['in the function', `if (error.code === -32602) b(); if (error.code === -32002) a();`],
    [
      'in an expression that must not run twice',
      `if (next().code === ProtocolErrorCode.ResourceNotFound) a();`,
    ],
  ])('one where -32602 is taken %s', (_, body) => {
    const text = tried(READ, body);
    expect(run(text)).toMatchObject({
      text,
      left: [expect.stringContaining('treats -32602 as something else')],
    });
  });
});

describe('resource-not-found-checks leaves alone', () => {
  it.each([
    ['errors of other calls', tried('wallet.request(a)', `if (error.code === -32002) a();`)],
    ['errors without source', `export const isPending = (e: any) => e.code === -32002;\n`],
    [
      'a client of another package',
      `import { Client as Pg } from 'pg';\nconst pg = new Pg();\n${tried('pg.readResource(a)', `if (error.code === -32002) a();`)}`,
    ],
    ['a check of both', tried(READ, `if (error.code === -32002 || error.code === -32602) a();`)],
    [
      'a check of both with names',
      tried(READ, `if (error.code === -32002 || error.code === ProtocolErrorCode.InvalidParams) a();`),
    ],
    ['a switch of both', tried(READ, `switch (error.code) { case -32602: case -32002: a(); }`)],
    [
      'other codes',
      tried(READ, `if (error.code === -32001 || error.code === -32003 || error.code === -32004) a();`),
    ],
    ['other properties', tried(READ, `if (error.count === -32002) a();`)],
    [
      'the server side of a file',
      `socket.on('error', (error: any) => { if (error.code === -32002) a(); });\n`,
    ],
  ])('%s', (_, text) => expect(run(text)).toEqual({ text, left: [], review: [] }));
});
