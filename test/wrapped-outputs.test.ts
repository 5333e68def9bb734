import { describe, expect, it } from 'vitest';
import { wrappedOutputs } from '../transforms/wrapped-outputs.js';
import { notesOf } from './helpers/notes.js';

const HEAD = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
const server = new McpServer({ name: 'a', version: '1.0.0' });
`;
const tool = (schema: string) => `${HEAD}server.registerTool('t', { outputSchema: ${schema} }, handle);\n`;
const notes = (text: string) => notesOf(wrappedOutputs, { 'src/a.ts': text });

describe('wrapped-outputs', () => {
  it.each([
    ['items', `z.object({ items: z.array(z.object({ id: z.string() })) })`],
    ['result', `{ result: z.string().min(1).describe('The text') }`],
    ['value', `z.object({ value: z.union([z.string(), z.number()]) })`],
    ['list', `z.object({ 'list': z.array(z.string()) })`],
  ])('points out an object around its %s', (name, schema) => {
    expect(notes(tool(schema))).toEqual([
      {
        severity: 'info',
        change: 'json-schema-2020-12',
        line: 4,
        message: `This output is an object only to hold its \`${name}\`; since 2026-07-28 it may be that value itself.`,
      },
    ]);
  });

  it('follows constants', () => {
    const text = `${HEAD}const Rows = z.array(z.string());\nconst Output = z.object({ data: Rows });\nserver.registerTool('t', { outputSchema: Output }, handle);\n`;
    expect(notes(text).map(each => each.line)).toEqual([6]);
  });

  it.each([
    ['a name that says something', tool(`z.object({ flights: z.array(z.string()) })`)],
    ['more than one member', tool(`z.object({ items: z.array(z.string()), next: z.string() })`)],
    ['an object in it', tool(`z.object({ data: z.object({ id: z.string() }) })`)],
    ['a record', tool(`z.object({ data: z.record(z.string(), z.number()) })`)],
    ['a member that may be missing', tool(`z.object({ items: z.array(z.string()).optional() })`)],
    ['a spread', tool(`z.object({ ...shape })`)],
    ['a strict object', tool(`z.strictObject({ items: z.array(z.string()) })`)],
    ['a schema of its own', tool(`Output`)],
    [
      'an input',
      `${HEAD}server.registerTool('t', { inputSchema: z.object({ items: z.array(z.string()) }) }, handle);\n`,
    ],
    [
      'a tool of something else',
      `import { z } from 'zod';\nimport { server } from 'other';\nserver.registerTool('t', { outputSchema: { items: z.array(z.string()) } }, handle);\n`,
    ],
  ])('leaves alone %s', (_, text) => expect(notes(text)).toEqual([]));
});
