import { describe, expect, it } from 'vitest';
import { resumptionTokens } from '../transforms/resumption-tokens.js';
import { streamResumption } from '../transforms/stream-resumption.js';
import { migrateText } from './helpers/migrate-text.js';

const CLIENT = `import { Client } from '@modelcontextprotocol/client';
const client = new Client({ name: 'a', version: '1.0.0' });
`;
const REVIEW = 'On 2026-07-28 connections this is a new request, where a broken stream was resumed before.';

function migrated(code: string) {
  const found = migrateText({ 'src/a.ts': CLIENT + code }, [resumptionTokens, streamResumption]);
  return { ...found, code: found.files['src/a.ts']!.slice(CLIENT.length) };
}

describe('resumption-tokens', () => {
  it('hands tokens to connections of 2025-11-25 only', () => {
    const found = migrated(
      `await client.callTool({ name: 'a' }, { timeout: 1, resumptionToken: last, onresumptiontoken: t => save(t) });\n`,
    );
    expect(found.code).toBe(
      `await client.callTool({ name: 'a' }, { timeout: 1, ...(client.getProtocolEra() === 'legacy' && { resumptionToken: last, onresumptiontoken: t => save(t) }) });\n`,
    );
    expect(found.review).toEqual([`stream-resumability src/a.ts:3 ${REVIEW}`]);
    expect(found.left).toEqual([]);
  });

  it('keeps lines apart', () => {
    const found = migrated(`await client.callTool(p, {
  resumptionToken: last ?? first,
  onresumptiontoken: token => {
    save(token);
  },
  timeout: 1,
});
`);
    expect(found.code).toBe(`await client.callTool(p, {
  ...(client.getProtocolEra() === 'legacy' && {
    resumptionToken: last ?? first,
    onresumptiontoken: token => {
      save(token);
    },
  }),
  timeout: 1,
});
`);
  });

  it('leaves what it wrote alone', () => {
    const { files } = migrated(`await client.callTool({ name: 'a' }, { resumptionToken });\n`);
    const again = migrateText(files, [resumptionTokens, streamResumption]);
    expect(again.rewritten).toEqual([]);
    expect(again.left).toEqual([]);
  });

  it('keeps a callback for them without a word', () => {
    const found = migrated(`await client.request(r, { onresumptiontoken });\n`);
    expect(found.code).toBe(
      `await client.request(r, { ...(client.getProtocolEra() === 'legacy' && { onresumptiontoken }) });\n`,
    );
    expect(found.review).toEqual([]);
    expect(found.left).toEqual([]);
  });

  it.each([
    ['a token that is fetched', `await client.callTool(p, { resumptionToken: take() });`],
    [
      'options apart from each other',
      `await client.callTool(p, { resumptionToken, timeout: 1, onresumptiontoken });`,
    ],
    ['a client that is made in place', `await make().callTool(p, { resumptionToken });`],
  ])('reports %s', (_, code) => {
    const text = `const make = () => client;\n${code}\n`;
    const found = migrated(text);
    expect(found.code).toBe(text);
    expect(found.left).toHaveLength(1);
  });
});
