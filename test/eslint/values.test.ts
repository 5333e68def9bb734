import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, test } from 'vitest';
import { mcpFile, type McpFile } from '../../src/eslint/file.js';
import { somewhere } from '../../src/eslint/tree.js';

/** Asks about the expression statement that has the comment `ask` in front. */
function ask<T>(code: string, question: (file: McpFile, node: TSESTree.Node) => T): T {
  let answer: { value: T } | undefined;
  const linter = new Linter();
  const messages = linter.verify(code, {
    files: ['**'],
    languageOptions: { parser },
    plugins: {
      test: {
        rules: {
          ask: {
            create: context => ({
              Program() {
                const file = mcpFile(context as never);
                somewhere(file.sourceCode, file.sourceCode.ast, node => {
                  const isMarked =
                    node.type === AST_NODE_TYPES.ExpressionStatement &&
                    file.sourceCode.getCommentsBefore(node).some(each => each.value.trim() === 'ask');
                  if (isMarked) answer = { value: question(file, node.expression) };
                  return isMarked;
                });
              },
            }),
          },
        },
      },
    },
    rules: { 'test/ask': 'error' },
  });
  if (messages.length > 0) throw new Error(messages.map(each => each.message).join('\n'));
  if (!answer) throw new Error('Nothing is marked.');
  return answer.value;
}

const V1 = `import { McpServer, type ToolCallback } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import * as types from '@modelcontextprotocol/sdk/types.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
`;

describe('classOf', () => {
  const cases: [string, string, string | undefined][] = [
    ['a variable', 'const s = new McpServer(i); /* ask */ s;', 'McpServer'],
    ['the server inside', 'const s = new McpServer(i); /* ask */ s.server;', 'Server'],
    ['a getter', 'class A { get s(): Server | undefined { return x; } f() { /* ask */ this.s; } }', 'Server'],
    [
      'a getter without a type',
      'class A { m = new McpServer(i); get s() { return this.m.server; } f() { /* ask */ this.s; } }',
      'Server',
    ],
    ['an alias', 'const S = McpServer; const s = new S(i); /* ask */ s;', 'McpServer'],
    ['a later assignment', 'let s; s = new Server(i); /* ask */ s;', 'Server'],
    ['a parameter', 'function f(s: Server) { /* ask */ s; }', 'Server'],
    ['an optional parameter', 'function f(s: Server | undefined) { /* ask */ s!; }', 'Server'],
    ['a parameter by its call', 'function f(s) { /* ask */ s; } f(new Client(i));', 'Client'],
    ['a parameter in a pattern', 'function f({ s }: { s: Server }) { /* ask */ s; }', 'Server'],
    [
      'a member of an interface',
      'interface D { s: McpServer } function f(d: D) { /* ask */ d.s; }',
      'McpServer',
    ],
    ['a property', 'class A { s = new McpServer(i); m() { /* ask */ this.s; } }', 'McpServer'],
    [
      'a private property',
      'class A { #s; constructor() { this.#s = new Server(i); } m() { /* ask */ this.#s; } }',
      'Server',
    ],
    [
      'a parameter property',
      'class A { constructor(private s: McpServer) {} m() { /* ask */ this.s.server; } }',
      'Server',
    ],
    ['a subclass', 'class A extends Server { m() { /* ask */ this; } }', 'Server'],
    [
      'a function that returns it',
      'function f() { const s = new McpServer(i); return s; } const x = f(); /* ask */ x;',
      'McpServer',
    ],
    [
      'an async function',
      'async function f() { return new McpServer(i); } const x = await f(); /* ask */ x;',
      'McpServer',
    ],
    [
      'a function that returns it with more',
      'function f() { const server = new McpServer(i); return { server, stop }; } const { server } = f(); /* ask */ server;',
      'McpServer',
    ],
    [
      'a declared return type',
      'declare const make: unknown; function f(): Promise<Client> { return make(); } const x = await f(); /* ask */ x;',
      'Client',
    ],
    [
      'a map',
      'const m = new Map<string, StreamableHTTPServerTransport>(); /* ask */ m.get(id);',
      'StreamableHTTPServerTransport',
    ],
    [
      'a record',
      'const m: Record<string, StreamableHTTPServerTransport> = {}; /* ask */ m[id];',
      'StreamableHTTPServerTransport',
    ],
    [
      'an index signature',
      'const m: { [id: string]: StreamableHTTPServerTransport } = {}; /* ask */ m[id];',
      'StreamableHTTPServerTransport',
    ],
    ['an assertion', '/* ask */ (x as Client);', 'Client'],
    [
      'the context of a tool',
      "new McpServer(i).registerTool('a', {}, async (args, extra) => { /* ask */ extra; });",
      'Context',
    ],
    [
      'the context of a tool without arguments',
      "new McpServer(i).tool('a', async extra => { /* ask */ extra; });",
      'Context',
    ],
    [
      'the arguments of a tool',
      "new McpServer(i).registerTool('a', { inputSchema: {} }, async args => { /* ask */ args; });",
      undefined,
    ],
    [
      'the context of a handler',
      'new Server(i).setRequestHandler(types.PingRequestSchema, (request, extra) => { /* ask */ extra; });',
      'Context',
    ],
    [
      'the context of a named handler',
      "const f = async (args, extra) => { /* ask */ extra; }; new McpServer(i).registerTool('a', {}, f);",
      'Context',
    ],
    ['a declared context', 'function f(x: RequestHandlerExtra<A, B>) { /* ask */ x; }', 'Context'],
    [
      'a class of somebody else',
      "import { Server as Other } from 'http'; const s = new Other(); /* ask */ s;",
      undefined,
    ],
    ['an unknown name', '/* ask */ server;', undefined],
  ];
  test.for(cases)('%s', ([, code, expected]) => {
    expect(ask(V1 + code, (file, node) => file.values.classOf(node))).toBe(expected);
  });
});

describe('call', () => {
  const cases: [string, string, string | undefined][] = [
    ['a method', 'const s = new Server(i); /* ask */ s.elicitInput({});', 'Server.elicitInput'],
    [
      'a bound alias',
      'const s = new Server(i); const ask = s.elicitInput.bind(s); /* ask */ ask({});',
      'Server.elicitInput',
    ],
    [
      'a destructured alias',
      'const { createMessage } = new Server(i); /* ask */ createMessage({});',
      'Server.createMessage',
    ],
    [
      'a member of the context',
      "new McpServer(i).registerTool('a', {}, async (args, extra) => { /* ask */ extra.sendRequest({}); });",
      'Context.sendRequest',
    ],
    [
      'a name out of the context',
      "new McpServer(i).registerTool('a', {}, async (args, { sendRequest }) => { /* ask */ sendRequest({}); });",
      'Context.sendRequest',
    ],
    ['an unmistakable name', '/* ask */ deps.server.elicitInput({});', 'Server.elicitInput'],
    ['another createMessage', '/* ask */ bot.createMessage({});', undefined],
  ];
  test.for(cases)('%s', ([, code, expected]) => {
    const found = ask(V1 + code, (file, node) => file.call(node as TSESTree.CallExpression));
    expect(found && `${found.on}.${found.name}`).toBe(expected);
  });
});
