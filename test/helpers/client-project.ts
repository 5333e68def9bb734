/** A client on SDK v2 that does not negotiate the revision yet, and what the migration makes of it. */
export const CLIENT = `import { Client } from '@modelcontextprotocol/client';

export const client = new Client({ name: 'a', version: '1.0.0' });
`;
export const MIGRATED = CLIENT.replace("'1.0.0' }", "'1.0.0' }, { versionNegotiation: { mode: 'auto' } }");

/** A manifest that fits `CLIENT` and needs no change. */
export const MANIFEST = `${JSON.stringify(
  {
    name: 'a',
    type: 'module',
    engines: { node: '>=20' },
    dependencies: { '@modelcontextprotocol/client': '^2.4.0' },
  },
  null,
  2,
)}\n`;

/** A client on SDK v1 and its manifest. */
export const V1_CLIENT = CLIENT.replace('client', 'sdk/client/index.js');
export const V1_MANIFEST = MANIFEST.replace('/client": "^2.4.0', '/sdk": "^1.25.0');
