import { describe, expect, it } from 'vitest';
import { clientPings } from '../transforms/client-pings.js';
import { removedMethods } from '../transforms/removed-methods.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Client } from '@modelcontextprotocol/client';
const client = new Client({ name: 'a', version: '1' });
`;

function migrated(text: string): string {
  const { files, left } = migrateText({ 'src/a.ts': HEAD + text }, [clientPings, removedMethods]);
  expect(left.filter(each => !each.includes('names the level itself'))).toEqual([]);
  return files['src/a.ts']!.slice(HEAD.length);
}

describe('client-pings', () => {
  it.each([
    [
      `await client.ping();\n`,
      `await (client.getProtocolEra() === 'legacy' ? client.ping() : client.discover());\n`,
    ],
    [
      `await client.ping({ timeout: 500 });\n`,
      `await (client.getProtocolEra() === 'legacy' ? client.ping({ timeout: 500 }) : client.discover({ timeout: 500 }));\n`,
    ],
    [
      `client.ping().catch(() => reconnect());\n`,
      `(client.getProtocolEra() === 'legacy' ? client.ping() : client.discover()).catch(() => reconnect());\n`,
    ],
    [
      `await Promise.race([client.ping(), late()]);\n`,
      `await Promise.race([client.getProtocolEra() === 'legacy' ? client.ping() : client.discover(), late()]);\n`,
    ],
    [
      `if (roots || all) await client.sendRootsListChanged();\n`,
      `if ((roots || all) && client.getProtocolEra() === 'legacy') await client.sendRootsListChanged();\n`,
    ],
    [
      `await client.setLoggingLevel('debug');
const result = await client.callTool({ name: 'a', arguments: {} });
const text = await client.readResource({
  uri,
});
`,
      `if (client.getProtocolEra() === 'legacy') {
  await client.setLoggingLevel('debug');
}
const result = await client.callTool({ name: 'a', arguments: {}, _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } });
const text = await client.readResource({
  uri,
  _meta: { 'io.modelcontextprotocol/logLevel': 'debug' },
});
`,
    ],
  ])('rewrites %s', (before, after) => expect(migrated(before)).toBe(after));

  it('says where the level is missing', () => {
    const { review, files } = migrateText(
      { 'a.ts': `${HEAD}await client.setLoggingLevel(level);\nawait client.callTool(call);\n` },
      [clientPings],
    );
    expect(review).toEqual([
      expect.stringContaining('gets log messages only when it names the level itself'),
    ]);
    expect(files['a.ts']).toContain('await client.callTool(call);');
  });

  it.each([
    ['a result that is used', `const answer = await client.ping();\n`],
    ['a result that is handed on', `export const ping = () => client.ping();\n`],
    ['legacy branches', `if (client.getProtocolEra() === 'legacy') await client.ping();\n`],
    ['other objects', `await database.ping();\n`],
    ['optional clients', `await client?.ping();\n`],
  ])('leaves %s', (_, text) => {
    expect(migrateText({ 'a.ts': HEAD + text }, [clientPings]).files['a.ts']).toBe(HEAD + text);
  });
});
