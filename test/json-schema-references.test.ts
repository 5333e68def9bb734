import { describe, expect, it } from 'vitest';
import { jsonSchemaReferences } from '../transforms/json-schema-references.js';
import { notesOf } from './helpers/notes.js';

const SDK = `import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';\n`;
const lines = (text: string) =>
  notesOf(jsonSchemaReferences, { 'a.ts': SDK + text }).map(each => each.line - 1);

describe('json-schema-references', () => {
  it.each([
    `export const tool = { name: 'a', inputSchema: { type: 'object', properties: { a: { $ref: 'https://a.example/a.json' } } } };\n`,
    `export const tool = { name: 'a', outputSchema: { allOf: [{ '$ref': 'http://a.example/a.json#/b' }] } };\n`,
    `const inputSchema = { $ref: 'https://a.example/a.json' }; export const tool = { name: 'a', inputSchema };\n`,
  ])('reports references to the network: %s', text => expect(lines(text)).toEqual([1]));

  it.each([
    ['local ones', `export const tool = { inputSchema: { $ref: '#/$defs/a', $defs: {} } };\n`],
    [
      'the dialect',
      `export const tool = { inputSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema' } };\n`,
    ],
    [
      'the schema by its own id',
      `export const tool = { inputSchema: { $id: 'https://a.example/a', items: { $ref: 'https://a.example/a#/b' } } };\n`,
    ],
    ['other schemas', `ajv.compile({ $ref: 'https://a.example/a.json' });\n`],
  ])('leaves alone %s', (_, text) => expect(lines(text)).toEqual([]));

  it('leaves alone schemas of others', () => {
    const text = `export const route = { inputSchema: { $ref: 'https://a.example/a.json' } };\n`;
    expect(notesOf(jsonSchemaReferences, { 'a.ts': text })).toEqual([]);
  });
});
