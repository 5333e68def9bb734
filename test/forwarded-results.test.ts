import { describe, expect, it } from 'vitest';
import { forwardedResults } from '../transforms/forwarded-results.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { Client } from '@modelcontextprotocol/client';
import { CompatibilityCallToolResultSchema, CallToolResultSchema } from '@modelcontextprotocol/core';
import { Server } from '@modelcontextprotocol/server';
const server = new Server(info, options);
const client = new Client(info);
`;
const SEND = "client.request({ method: 'tools/call', params }, CompatibilityCallToolResultSchema)";

function migrated(text: string, file = 'src/a.ts') {
  const first = migrateText({ [file]: HEAD + text }, [forwardedResults]);
  expect(migrateText(first.files, [forwardedResults]).files).toEqual(first.files);
  return first.files[file]!;
}

const handler = (body: string) =>
  `server.setRequestHandler('tools/call', async ({ params }) => {\n  ${body}\n});\n`;

describe('what a proxy passes on by the compatibility schema', () => {
  it.each([
    [handler(`return await ${SEND};`), `return (await ${SEND}) as CallToolResult;`],
    [handler(`return ${SEND};`), `return ${SEND} as Promise<CallToolResult>;`],
    [
      `server.setRequestHandler('tools/call', ({ params }) => ${SEND});\n`,
      `=> ${SEND} as Promise<CallToolResult>);`,
    ],
    [
      handler(`try {\n    return await ${SEND};\n  } catch (error) {\n    throw error;\n  }`),
      `return (await ${SEND}) as CallToolResult;`,
    ],
  ])('is of the type a handler returns: %j', (code, expected) => {
    const text = migrated(code);
    expect(text).toContain(expected);
    expect(text).toMatch(/import \{ Server, type CallToolResult \} from '@modelcontextprotocol\/server';/);
  });

  it.each([
    handler(`return (await ${SEND}) as CallToolResult;`),
    handler(`return await ${SEND.replace('CompatibilityCall', 'Call')};`),
    handler(
      `return await other.request({ method: 'tools/call', params }, CompatibilityCallToolResultSchema);`,
    ),
    handler(`const result = await ${SEND};\n  return 'toolResult' in result ? old(result) : result;`),
    handler(`log(await ${SEND});\n  return { content: [] };`),
    `server.setRequestHandler('acme/call', async ({ params }) => {\n  return await ${SEND};\n});\n`,
    `server.setRequestHandler('tools/call', async ({ params }): Promise<any> => {\n  return await ${SEND};\n});\n`,
    `app.setRequestHandler('tools/call', async ({ params }) => {\n  return await ${SEND};\n});\n`,
    handler(
      `const all = await Promise.all(names.map(async () => {\n    return await ${SEND};\n  }));\n  return all[0];`,
    ),
  ])('stays: %j', code => {
    expect(migrated(code)).toBe(HEAD + code);
  });

  it('stays in JavaScript', () => {
    const code = handler(`return await ${SEND};`);
    const files = migrateText({ 'src/a.js': HEAD + code }, [forwardedResults]).files;
    expect(files['src/a.js']).toBe(HEAD + code);
  });
});
