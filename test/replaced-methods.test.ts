import { describe, expect, it } from 'vitest';
import { replacedMethods } from '../transforms/replaced-methods.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Client } from '@modelcontextprotocol/client';
import { Server } from '@modelcontextprotocol/server';
const client = new Client({ name: 'a', version: '1' });
`;

function left(code: string) {
  return migrateText({ 'src/a.ts': HEAD + code }, [replacedMethods]).left;
}

describe('functions in the place of overloaded methods', () => {
  it.each([
    [
      `client.request = async function (message, ...rest) {\n  return before.apply(this, [message, ...rest]);\n};\n`,
      'request',
    ],
    [`client.request = (async (message: Request) => send(message));\n`, 'request'],
    [`client.setNotificationHandler = (schema, run) => {};\n`, 'setNotificationHandler'],
    [
      `class Mine extends Client {\n  async request(message: Request, schema: Schema) {\n    return super.request(message, schema);\n  }\n}\n`,
      'request',
    ],
    [
      `class Mine extends Server {\n  setRequestHandler(schema: Schema, run: Run) {}\n}\n`,
      'setRequestHandler',
    ],
  ])('are reported: %j', (code, name) => {
    const found = left(code);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`\`${name}\` by overloads`);
  });

  it.each([
    `client.request = async (message: any, ...rest: any[]) => before(message, ...rest);\n`,
    `client.request = before;\n`,
    `client.request = (async message => send(message)) as typeof client.request;\n`,
    `client.onclose = () => {};\n`,
    `const other = { request: undefined };\nother.request = message => send(message);\n`,
    `class Mine {\n  request(message: Request) {}\n}\n`,
    `class Mine extends Other {\n  request(message: Request) {}\n}\n`,
    `class Mine extends Client {\n  ask(message: Request) {}\n}\n`,
  ])('are not: %j', code => {
    expect(left(code)).toEqual([]);
  });
});
