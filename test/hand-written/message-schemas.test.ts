import { describe, expect, it } from 'vitest';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

interface Parts {
  readonly top?: string;
  /** What makes the message of the body. */
  readonly read?: string;
  readonly call?: string;
  readonly options?: string;
}

function server({ top = '', read = 'request.body', call = 'run(params)', options = '' }: Parts) {
  return `import Fastify from 'fastify';
import { z } from 'zod';
const app = Fastify();
${top}
app.post('/mcp', ${options}async (request, reply) => {
  const message = ${read};
  const { id, method, params } = message;
  const ok = result => reply.send({ jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize':
      return ok({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'a', version: '1.0.0' } });
    case 'tools/list':
      return ok({ tools: [] });
    case 'tools/call':
      return ok(${call});
    default:
      return reply.send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
});
`;
}

const shape = (params: string, method = 'z.string()') =>
  `const Message = z.object({ jsonrpc: z.literal('2.0'), id: z.any(), method: ${method}, params: ${params} });`;
const CLOSED = 'z.object({ name: z.string(), arguments: z.record(z.unknown()) }).optional()';
const PARSED = 'Message.parse(request.body)';
const json = (schema: string, part = 'body') => `{ schema: { ${part}: ${schema} } }, `;

function outcome(parts: Parts) {
  const text = server(parts);
  const { files, left } = migrateText({ 'server.ts': text }, [handWrittenServers]);
  const isSame = files['server.ts'] === text;
  const why = left.map(each => /lists the methods|drops|refuses/.exec(each)?.[0] ?? each);
  return isSame ? why : 'written';
}

describe('a server whose messages go through a schema', () => {
  it.each<[string, Parts, string[]]>([
    ['that drops members', { top: shape(CLOSED), read: PARSED }, ['drops']],
    [
      'that drops them, and gives the data of a result',
      {
        top: `${shape(CLOSED)}\nconst read = body => Message.safeParse(body).data;`,
        read: 'read(request.body)',
      },
      ['drops'],
    ],
    [
      'without `params`',
      { top: 'const Message = z.object({ jsonrpc: z.any(), method: z.string() });', read: PARSED },
      ['drops'],
    ],
    [
      'of a name of its own',
      { top: `const Params = ${CLOSED};\n${shape('Params')}`, read: PARSED },
      ['drops'],
    ],
    [
      'that lists methods',
      { top: shape('z.any()', "z.enum(['initialize', 'tools/list'])"), read: PARSED },
      ['lists the methods'],
    ],
    [
      'that is one of several by the method',
      {
        top: `const Call = z.object({ method: z.literal('tools/call'), params: z.any() });\nconst Message = z.discriminatedUnion('method', [Call, Other]);`,
        read: PARSED,
      },
      ['lists the methods'],
    ],
    [
      'that refuses members of a call',
      { top: 'const Call = z.object({ name: z.string() }).strict();', call: 'run(Call.parse(params))' },
      ['refuses'],
    ],
    [
      'of its route that lists methods',
      {
        options: json(
          "{ type: 'object', properties: { jsonrpc: {}, method: { enum: ['initialize', 'tools/list', 'tools/call'] } } }",
        ),
      },
      ['lists the methods'],
    ],
    [
      'of its route that refuses members',
      {
        options: json(
          '{ properties: { jsonrpc: {}, params: { properties: { name: {} }, additionalProperties: false } } }',
        ),
      },
      ['refuses'],
    ],
    [
      'of its responses',
      {
        options: json(
          "{ 200: { properties: { jsonrpc: {}, result: { type: 'object' }, error: {} } } }",
          'response',
        ),
      },
      ['drops'],
    ],
  ])('stays: %s', (_, parts, expected) => {
    expect(outcome(parts)).toEqual(expected);
  });

  it.each<[string, Parts]>([
    ['that takes any `params`', { top: shape('z.record(z.unknown()).optional()'), read: PARSED }],
    [
      'that lets other members through',
      { top: shape('z.object({ name: z.string() }).passthrough()'), read: PARSED },
    ],
    ['that is loose', { top: shape('z.looseObject({ name: z.string() }).nullish()'), read: PARSED }],
    [
      'that is strict about the message alone',
      { top: shape('z.any()').replace(/;$/, '.strict();'), read: PARSED },
    ],
    [
      'that is only asked whether the message fits',
      {
        top: `${shape(CLOSED)}\napp.addHook('preHandler', async request => {\n  const fits = Message.safeParse(request.body);\n  if (!fits.success) throw fits.error;\n});`,
      },
    ],
    [
      'that reads arguments of a tool',
      {
        top: 'const Args = z.object({ name: z.string() }).strict();',
        call: 'run(Args.parse(params.arguments))',
      },
    ],
    [
      'of its route that takes any method',
      {
        options: json(
          "{ properties: { jsonrpc: {}, method: { type: 'string' }, params: { type: 'object' } } }",
        ),
      },
    ],
    [
      'of open responses',
      {
        options: json(
          '{ 200: { properties: { jsonrpc: {}, result: { additionalProperties: true }, error: {} } } }',
          'response',
        ),
      },
    ],
    [
      'of a tool that has a `method`',
      {
        top: "const Input = z.object({ method: z.enum(['get', 'put']), params: z.object({}).strict() });",
        call: 'run(Input.parse(params.arguments))',
      },
    ],
  ])('is written: %s', (_, parts) => {
    expect(outcome(parts)).toBe('written');
  });
});
