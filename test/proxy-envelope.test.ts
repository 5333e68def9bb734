import { expect, test } from 'vitest';
import { proxyEnvelope } from '../transforms/proxy-envelope.js';
import { migrateText } from './helpers/migrate-text.js';

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string): string {
  const once = migrateText({ 'gateway.ts': source }, [proxyEnvelope]);
  expect(migrateText(once.files, [proxyEnvelope]).rewritten).toEqual([]);
  return once.files['gateway.ts']!;
}

const send = (params: string, more = '') =>
  `// mcp\nfetch(url, { body: JSON.stringify({ jsonrpc: '2.0', id: message.id, method: message.method, params: ${params} })${more} });\n`;

test('parameters that are taken from a message get its envelope', () => {
  expect(migrated(send('{ name: message.params.name, arguments: message.params.arguments }'))).toBe(
    send('{ name: message.params.name, arguments: message.params.arguments, _meta: message.params._meta }'),
  );
});

test('on a line of its own, and where parameters may be missing', () => {
  expect(
    migrated(send("{\n    name: message.params?.name ?? 'x',\n    uri: message.params?.uri,\n  }")),
  ).toContain('    uri: message.params?.uri,\n    _meta: message.params?._meta,\n  }');
});

test.each([
  ['parameters with an envelope', '{ name: message.params.name, _meta: envelope }'],
  ['parameters that take in others', '{ ...message.params, name: message.params.name }'],
  ['parameters as they came', 'message.params'],
  ['parameters of several messages', '{ name: message.params.name, uri: other.params.uri }'],
  ['parameters of its own', "{ name: 'search', arguments: {} }"],
])('leaves %s', (_, params) => {
  expect(migrated(send(params))).toBe(send(params));
});

test('leaves what is not JSON-RPC or not sent', () => {
  const source =
    '// mcp\nfetch(url);\nlog({ method: message.method, params: { name: message.params.name } });\n';
  expect(migrated(source)).toBe(source);
});
