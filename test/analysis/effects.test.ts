import { describe, expect, it } from 'vitest';
import { Effects } from '../../src/analysis/effects.js';
import { isFunctionNode, walk, type FunctionNode } from '../../src/recognise/syntax.js';
import { projectOf } from '../helpers/project.js';

/** Kinds of the effects that running `body` in a tool handler again has. */
function effects(body: string): string[] {
  const project = projectOf({
    'src/a.ts': `import { McpServer, ProtocolError } from '@modelcontextprotocol/server';
import path, { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { remote } from 'elsewhere';
import * as z from 'zod/v4';
const server = new McpServer({ name: 'a', version: '1.0.0' });
const Schema = z.object({ a: z.string() });
const Refined = z.object({ a: z.string() }).refine(value => remote(value));
const names = ['a', 'b'];
const notes = new Map([['a', 'b']]);
const clients = [{ get(url: string) { return fetch(url); } }];
let count = 0;
function double(value: number) { return value * 2; }
function counted() { return ++count; }
function stamped() { return Date.now(); }
function fill(list: string[]) { list.push('x'); }
class Store { #size = 0; grow() { this.#size++; } }
const store = new Store();
server.registerTool('a', { inputSchema: Schema }, async (args, ctx) => { ${body} });
`,
  });
  const { ast } = project.unit('/project/src/a.ts')!;
  let handler: FunctionNode | undefined;
  walk(ast, node => {
    if (isFunctionNode(node) && node.parameters[0]?.getText() === 'args') handler = node;
  });
  return new Effects(project, handler!).of(handler!.body!).map(({ kind }) => kind);
}

describe('code that may run again', () => {
  it.each([
    ['reads and computes', 'const n = args.a.trim().length * 2 + names.indexOf(args.a); return `${n}`;'],
    ['looks up', 'if (!notes.has(args.a)) throw new Error("none"); const x = notes.get(args.a);'],
    [
      'logs',
      'console.log(args.a); await ctx.mcpReq.log("info", args.a); await server.sendLoggingMessage({});',
    ],
    [
      'changes what is its own',
      'const list: string[] = []; for (const c of args.a) list.push(c); let n = 0; n++;',
    ],
    ['builds an object', 'const out: Record<string, string> = {}; out.a = args.a; delete out.a;'],
    ['calls pure functions', 'const n = double(args.a.length); names.map(name => name.toUpperCase());'],
    [
      'uses the language',
      'JSON.parse(args.a); Math.max(1, 2); new Date(0).toISOString(); new Set(names).has("a");',
    ],
    ['uses paths', 'join("a", args.a); path.resolve(args.a);'],
    ['checks with Zod', 'Schema.parse(args); z.string().safeParse(args.a);'],
    ['asks the SDK', 'server.server.getClientCapabilities(); throw new ProtocolError(-32602, "no");'],
    ['makes functions', 'const later = () => remote();'],
  ])('%s', (_, body) => expect(effects(body)).toEqual([]));
});

describe('code that may not run again', () => {
  it.each([
    ['counts', 'count++;', ['state']],
    ['counts in a function', 'counted();', ['call']],
    ['stores', 'notes.set(args.a, "x");', ['state']],
    ['appends', 'names.push(args.a);', ['state']],
    ['has something append', 'fill(names);', ['call']],
    ['stores under another name', 'const mine = notes; mine.set("a", "b");', ['state']],
    ['changes a part of another', 'const mine = [notes]; mine[0].x = 1;', ['state']],
    ['changes what it was given', 'args.a = "x";', ['state']],
    ['calls the unknown', 'await remote(args.a);', ['call']],
    ['calls it in a callback', 'names.forEach(name => remote(name));', ['call']],
    ['hands the unknown on', 'names.forEach(remote);', ['call']],
    ['calls a method of an element', 'clients.at(0).get(args.a);', ['call']],
    ['calls a method that changes', 'store.grow();', ['call']],
    ['calls one of two', 'const either = args.a ? double : counted; either(1);', ['call']],
    ['fetches', 'await fetch(args.a);', ['call']],
    ['starts a timer', 'setTimeout(() => {}, 1);', ['call']],
    ['sends requests', 'await server.server.listRoots();', ['call']],
    ['has its own checks run', 'Refined.parse(args);', ['call']],
    [
      'says something else each time',
      'const id = randomUUID(); Date.now(); new Date(); Math.random();',
      ['chance', 'chance', 'chance', 'chance'],
    ],
    ['says so in a function', 'stamped();', ['chance']],
  ])('%s', (_, body, kinds) => expect(effects(body)).toEqual(kinds));
});
