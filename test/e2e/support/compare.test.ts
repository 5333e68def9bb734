import { describe, expect, test } from 'vitest';
import { comparable } from './compare.js';
import type { Json, Outcome, Probe } from './probe.js';

const EMPTY: Probe = {
  server: { name: 'a', version: '1' },
  instructions: null,
  tools: [],
  prompts: null,
  resources: null,
  resourceTemplates: null,
  calls: {},
  reads: {},
  promptResults: {},
  completions: {},
};

const tool = (inputSchema: Json, rest: { [key: string]: Json } = {}): Probe => ({
  ...EMPTY,
  tools: [{ name: 't', inputSchema, ...rest }],
});
const call = (outcome: Outcome): Probe => ({ ...EMPTY, calls: { t: outcome } });
const read = (outcome: Outcome): Probe => ({ ...EMPTY, reads: { u: outcome } });
const error = (code: number, message = 'no'): Outcome => ({ error: { code, message, data: null } });

describe('differences that the SDK makes are not compared', () => {
  test('the schema dialect and the default of tasks', () => {
    const v1 = tool({ type: 'object', $schema: 'draft-07' }, { execution: { taskSupport: 'forbidden' } });
    const v2 = tool({ type: 'object', $schema: '2020-12' });
    expect(comparable(v1)).toEqual(comparable(v2));
  });

  test('closed objects and integer bounds, when zod changes', () => {
    const v1 = tool({ type: 'object', properties: { n: { type: 'integer' } }, additionalProperties: false });
    const v2 = tool({
      type: 'object',
      properties: {
        n: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      },
    });
    expect(comparable(v1, { zod4: true })).toEqual(comparable(v2, { zod4: true }));
    expect(comparable(v1)).not.toEqual(comparable(v2));
  });

  test('the code of a missing resource', () => {
    expect(comparable(read(error(-32002, 'MCP error -32002: MCP error -32002: no')))).toEqual(
      comparable(read(error(-32602, 'MCP error -32602: no'))),
    );
  });

  test('what 2026-07-28 adds to results', () => {
    const added = {
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'a', version: '1' } },
      ttlMs: 0,
      cacheScope: 'private',
    };
    expect(comparable(read({ result: { contents: [], ...added } }))).toEqual(
      comparable(read({ result: { contents: [] } })),
    );
  });
});

describe('differences that the migration could make are', () => {
  test.for<[string, Probe, Probe]>([
    ['a schema', tool({ required: ['a'] }), tool({ required: [] })],
    ['a closed schema', tool({ additionalProperties: false }), tool({})],
    ['a default', tool({ default: 1 }), tool({})],
    ['task support', tool({}, { execution: { taskSupport: 'required' } }), tool({})],
    ['a result', call({ result: { content: [] } }), call({ result: { content: [], isError: true } })],
    ['progress', call({ result: {}, progress: [{ progress: 1 }] }), call({ result: {} })],
    ['an error that became a result', call(error(-32602)), call({ result: { isError: true } })],
    ['another error code', read(error(-32002)), read(error(-32603))],
    ['-32002 of a tool call', call(error(-32002)), call(error(-32602))],
    ['an error message', call(error(-32602, 'a')), call(error(-32602, 'b'))],
    ['metadata of a result', call({ result: { _meta: { a: 1 } } }), call({ result: {} })],
    ['a cache hint', read({ result: { ttlMs: 5 } }), read({ result: { ttlMs: 0 } })],
  ])('%s', ([, before, after]) => {
    expect(comparable(before)).not.toEqual(comparable(after));
  });
});
