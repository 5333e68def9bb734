import { describe, expect, it } from 'vitest';
import { mcpObject, type McpObject } from '../../src/recognise/mcp-objects.js';
import { markedProject } from '../helpers/project.js';

const SERVER = `import { McpServer, Server, type ServerContext } from '@modelcontextprotocol/server';\n`;
const CLIENT = `import { Client } from '@modelcontextprotocol/client';\n`;

function kind(text: string, others: Record<string, string> = {}, name = 'a.ts'): McpObject | undefined {
  const { project, node } = markedProject({ ...others, [name]: text });
  return mcpObject(project, node);
}

describe('mcpObject recognises', () => {
  it.each<[McpObject, string, string]>([
    ['mcp-server', 'a constructor call', `${SERVER}⟦new McpServer({})⟧;`],
    ['server', 'the low-level server inside', `${SERVER}const s = new McpServer({});\n⟦s.server⟧.x();`],
    ['server', 'it through a constant', `${SERVER}const s = new McpServer({}).server;\n⟦s⟧.x();`],
    ['server', 'it through destructuring', `${SERVER}const { server } = new McpServer({});\n⟦server⟧.x();`],
    ['mcp-server', 'a parameter by its type', `${SERVER}function f(s: McpServer) { ⟦s⟧.x(); }`],
    ['mcp-server', 'a union with undefined', `${SERVER}let s: McpServer | undefined;\n⟦s⟧?.x();`],
    ['server', 'an indexed type', `${SERVER}function f(s: McpServer['server']) { ⟦s⟧.x(); }`],
    ['client', 'a late assignment', `${CLIENT}let c;\nc = new Client({});\n⟦c⟧.x();`],
    ['client', 'a subclass', `${CLIENT}class A extends Client {}\nclass B extends A {}\n⟦new B()⟧.x();`],
    ['client', 'this in a subclass', `${CLIENT}class A extends Client { f() { ⟦this⟧.x(); } }`],
    ['client', 'a field by its value', `${CLIENT}class A { c = new Client({}); f() { ⟦this.c⟧.x(); } }`],
    ['client', 'a private field', `${CLIENT}class A { #c: Client; f() { ⟦this.#c⟧.x(); } }`],
    [
      'client',
      'a parameter property',
      `${CLIENT}class A { constructor(private c: Client) {} f() { ⟦this.c⟧.x(); } }`,
    ],
    [
      'client',
      'a field set in a method',
      `${CLIENT}class A { c; f() { this.c = new Client({}); ⟦this.c⟧.x(); } }`,
    ],
    ['mcp-server', 'a factory', `${SERVER}function make() { return new McpServer({}); }\n⟦make()⟧.x();`],
    [
      'mcp-server',
      'an async factory',
      `${SERVER}const make = async (): Promise<McpServer> => load();\n⟦(await make())⟧.x();`,
    ],
    [
      'mcp-server',
      'a factory of an object',
      `${SERVER}const make = () => { const server = new McpServer({}); return { server, stop() {} }; };\nconst { server } = make();\n⟦server⟧.x();`,
    ],
    [
      'client',
      'a member of an interface',
      `${CLIENT}interface A { c: Client }\nfunction f(a: A) { ⟦a.c⟧.x(); }`,
    ],
    ['client', 'what a typed map holds', `${CLIENT}const m = new Map<string, Client>();\n⟦m.get('a')⟧!.x();`],
    [
      'client',
      'what a map is filled with',
      `${CLIENT}const m = new Map();\nm.set('a', new Client({}));\nfor (const c of [1]) ⟦m.get('a')⟧.x();`,
    ],
    [
      'client',
      'the variable of a loop',
      `${CLIENT}function f(all: Client[]) { for (const c of all) ⟦c⟧.x(); }`,
    ],
    [
      'context',
      'the context of a tool',
      `${SERVER}new McpServer({}).registerTool('a', {}, ctx => { ⟦ctx⟧.x(); });`,
    ],
    [
      'context',
      'that of a tool with input',
      `${SERVER}new McpServer({}).registerTool('a', { inputSchema }, (args, ctx) => { ⟦ctx⟧.x(); });`,
    ],
    [
      'context',
      'that of a template',
      `${SERVER}new McpServer({}).registerResource('a', new ResourceTemplate('a'), {}, (uri, vars, ctx) => { ⟦ctx⟧.x(); });`,
    ],
    [
      'context',
      'that of a low-level handler',
      `${SERVER}new Server({}).setRequestHandler('tools/call', (request, ctx) => { ⟦ctx⟧.x(); });`,
    ],
    [
      'context',
      'that of a handler by name',
      `${SERVER}const h = (request, ctx) => { ⟦ctx⟧.x(); };\nnew Server({}).setRequestHandler('tools/call', h);`,
    ],
    [
      'context',
      'one that is passed on',
      `${SERVER}function f(ctx) { ⟦ctx⟧.x(); }\nnew Server({}).setRequestHandler('tools/call', (request, ctx) => f(ctx));`,
    ],
    ['context', 'a declared context', `${SERVER}function f(ctx: ServerContext) { ⟦ctx⟧.x(); }`],
  ])('as %s: %s', (expected, _, text) => expect(kind(text)).toBe(expected));

  it('through untyped parameters of other files, by their callers', () => {
    const main = `const { McpServer } = require('@modelcontextprotocol/server');\nconst { register } = require('./r.js');\nregister(new McpServer({}));\n`;
    const helper = `function register(server) { ⟦server⟧.x(); }\nmodule.exports = { register };\n`;
    const esm = {
      'main.js': `import { McpServer } from '@modelcontextprotocol/server';\nimport { register } from './r.js';\nregister(new McpServer({}));\n`,
    };
    expect(kind(`export ${helper.split('\n')[0]}\n`, esm, 'r.js')).toBe('mcp-server');
    expect(kind(helper, { 'main.js': main }, 'r.js')).toBe('mcp-server');
  });

  it.each([
    ['a function type', '(s: McpServer) => void'],
    ['one of several function types', '((s: McpServer) => Promise<void>) | ((s: McpServer) => void)'],
    ['a named function type', 'Setup'],
  ])('through the callback that a project function of another file takes: %s', (_, type) => {
    const setup = `${SERVER}type Setup = (s: McpServer) => void;\nexport default function serve(setup: ${type}) {}\n`;
    const files = { 'setup.ts': setup, 'index.ts': `export { default as serve } from './setup.js';\n` };
    expect(kind(`import { serve } from './index.js';\nserve(s => ⟦s⟧.x());`, files)).toBe('mcp-server');
  });

  it('by JSDoc types', () => {
    const text = `/** @param {import('@modelcontextprotocol/server').McpServer} s */\nfunction f(s) { ⟦s⟧.x(); }`;
    expect(kind(text, {}, 'a.js')).toBe('mcp-server');
  });
});

describe('mcpObject does not recognise', () => {
  it.each([
    ['a class of another package', `import { Client } from 'pg';\n⟦new Client({})⟧.x();`],
    [
      'a class of SDK v1',
      `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\n⟦new McpServer({})⟧;`,
    ],
    ['a local class of the same name', `class McpServer {}\n⟦new McpServer()⟧;`],
    ['a name without declaration', `⟦server⟧.x();`],
    ['a server member of something else', `const fastify = make();\n⟦fastify.server⟧.x();`],
    [
      'the arguments of a tool',
      `${SERVER}new McpServer({}).registerTool('a', { inputSchema }, args => { ⟦args⟧.x(); });`,
    ],
    [
      'the context of an application of the same method',
      `import { app } from 'other';\napp.registerTool('a', {}, ctx => { ⟦ctx⟧.x(); });`,
    ],
    ['a parameter that hides the import', `${SERVER}function f(McpServer: any) { ⟦new McpServer()⟧; }`],
    ['a mutual reference', `let a = b, b = a;\n⟦a⟧.x();`],
  ])('%s', (_, text) => expect(kind(text)).toBeUndefined());
});

describe('mcpObject follows CommonJS exports', () => {
  const main = `const { McpServer } = require('@modelcontextprotocol/server');\nconst { register } = require('./r.js');\nregister(new McpServer({}));\n`;

  it.each([
    `function register(server) { ⟦server⟧.x(); }\nmodule.exports = { register };\n`,
    `function register(server) { ⟦server⟧.x(); }\nmodule.exports = { register: register, other: 1 };\n`,
    `module.exports = { register(server) { ⟦server⟧.x(); } };\n`,
    `exports.register = function (server) { ⟦server⟧.x(); };\n`,
    `module.exports.register = server => { ⟦server⟧.x(); };\n`,
  ])('%s', text => expect(kind(text, { 'main.js': main }, 'r.js')).toBe('mcp-server'));

  it('that are one function', () => {
    const whole = main.replace('{ register }', 'register');
    const text = `module.exports = function (server) { ⟦server⟧.x(); };\n`;
    expect(kind(text, { 'main.js': whole }, 'r.js')).toBe('mcp-server');
  });
});
