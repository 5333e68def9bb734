import { describe, expect, it } from 'vitest';
import { includeContext } from '../transforms/include-context.js';
import { notesOf, notesOn } from './helpers/notes.js';

describe('include-context', () => {
  it.each([
    [
      'thisServer',
      `await server.createMessage({ messages, maxTokens: 10, includeContext: 'thisServer' });\n`,
    ],
    ['allServers', `const params = { messages, includeContext: 'allServers' };\n`],
    ['thisServer', `await ctx.mcpReq.requestSampling({ ...base, includeContext: 'thisServer' });\n`],
  ])('points out %s: %s', (value, text) =>
    expect(notesOn(includeContext, text)).toEqual([
      `info:1 \`includeContext: '${value}'\` is deprecated; clients may ignore it.`,
    ]),
  );

  it.each([
    ['none', `await server.createMessage({ messages, maxTokens: 10, includeContext: 'none' });\n`],
    ['values that are not known', `await server.createMessage({ messages, includeContext: scope });\n`],
    ['other settings', `search({ query, includeContext: 'thisServer' });\n`],
    ['types', `type Scope = { messages: []; includeContext: 'thisServer' };\n`],
  ])('leaves alone %s', (_, text) => expect(notesOn(includeContext, text)).toEqual([]));

  it('leaves alone files without the SDK', () => {
    const text = `ask({ messages, includeContext: 'thisServer' });\n`;
    expect(notesOf(includeContext, { 'a.ts': text })).toEqual([]);
  });
});
