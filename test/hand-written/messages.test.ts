import { describe, expect, it } from 'vitest';
import { ts } from '../../src/engine/ts.js';
import {
  isMethod,
  messageOf,
  methodTest,
  readHeader,
  stringOf,
  writtenResult,
} from '../../src/hand-written/messages.js';
import { walk } from '../../src/recognise/syntax.js';
import { markedProject, projectOf } from '../helpers/project.js';

function tests(text: string): string[] {
  const project = projectOf({ 'a.ts': text });
  const found: string[] = [];
  walk(project.units[0]!.ast, node => {
    const test = methodTest(project, node);
    if (test) found.push(`${test.subject.getText()} ${test.method}`);
  });
  return found;
}

describe('methodTest', () => {
  it.each([
    [`if (message.method === 'ping') f();`, 'message.method ping'],
    [`if ('ping' !== body.method) f();`, 'body.method ping'],
    [`switch (request.method) { case 'tools/list': f(); }`, 'request.method tools/list'],
    [`const { method } = m; const PING = 'ping'; if (method === PING) f();`, 'method ping'],
    [
      `const M = { LIST: 'tools/list' } as const; switch (m.method) { case M.LIST: f(); }`,
      'm.method tools/list',
    ],
    [`enum M { List = 'tools/list' } switch (rpcMethod) { case M.List: f(); }`, 'rpcMethod tools/list'],
  ])('sees %s', (text, seen) => expect(tests(text)).toEqual([seen]));

  it.each([
    `if (message.type === 'ping') f();`,
    `if (args.method === 'ping') f();`,
    `if (message.method === other()) f();`,
    `switch (tool.name) { case 'tools/list': f(); }`,
  ])('passes over %s', text => expect(tests(text)).toEqual([]));
});

function messageParts(text: string): unknown {
  const { project, node } = markedProject({ 'a.ts': text });
  expect(isMethod(node)).toBe(true);
  const parts = messageOf(project, node);
  return parts && { whole: parts.whole?.getText(), ...Object.fromEntries(parts.members) };
}

describe('messageOf', () => {
  it.each([
    [`f(⟦req.body.method⟧);`, { whole: 'req.body' }],
    [
      `const { id, method, params: p } = message; f(⟦method⟧);`,
      { whole: 'message', id: 'id', method: 'method', params: 'p' },
    ],
    [
      `const { id, method } = JSON.parse(line); f(⟦method⟧);`,
      { whole: undefined, id: 'id', method: 'method' },
    ],
    [`function handle({ id, method }) { f(⟦method⟧); }`, { whole: undefined, id: 'id', method: 'method' }],
    [
      `function handle(method, params, requestId) { f(⟦method⟧); }`,
      { whole: undefined, method: 'method', params: 'params', id: 'requestId' },
    ],
    [`const method = message.method; f(⟦method⟧);`, { whole: 'message' }],
    [`const method = choose(); f(⟦method⟧);`, undefined],
  ])('of %s', (text, parts) => expect(messageParts(text)).toEqual(parts));
});

describe('stringOf', () => {
  it('reads constants of other files', () => {
    const { project, node } = markedProject({
      'a.ts': `import { M } from './b.js'; f(⟦M.INITIALIZE⟧);`,
      'b.ts': `export const M = { INITIALIZE: 'initialize' };`,
    });
    expect(stringOf(project, node)).toBe('initialize');
  });
});

describe('writtenResult', () => {
  it.each([
    [`⟦{ jsonrpc: '2.0', id, result: { tools } }⟧`, '{ tools }'],
    [`⟦{ jsonrpc: '2.0', id, result }⟧`, 'result'],
    [`⟦{ id, result }⟧`, undefined],
    [`⟦{ jsonrpc: '1.0', id, result }⟧`, undefined],
  ])('of %s', (text, result) => {
    const { project, node } = markedProject({ 'a.ts': `f(${text});` });
    const found = writtenResult(project, node as ts.ObjectLiteralExpression);
    expect(found?.getText()).toBe(result);
  });
});

describe('readHeader', () => {
  it.each([
    `req.headers['mcp-session-id']`,
    `req.header('Mcp-Session-Id')`,
    `req.get('mcp-session-id')`,
    `request.headers.get('mcp-session-id')`,
    `c.req.header(SESSION)`,
    `req.headers[SESSION] as string`,
  ])('sees %s', text => {
    const { project, node } = markedProject({ 'a.ts': `const SESSION = 'Mcp-Session-Id'; f(⟦${text}⟧);` });
    expect(readHeader(project, node)).toBe('mcp-session-id');
  });

  it.each([`sessions.get('mcp-session-id')`, `labels['mcp-session-id']`, `res.header('mcp-session-id', id)`])(
    'passes over %s',
    text => {
      const { project, node } = markedProject({ 'a.ts': `f(⟦${text}⟧);` });
      expect(readHeader(project, node)).toBeUndefined();
    },
  );
});
