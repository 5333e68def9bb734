import { describe, expect, it } from 'vitest';
import { clientCapabilities } from '../transforms/client-capabilities.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = "import { Client } from '@modelcontextprotocol/client';\n";

function migrated(text: string, head = HEAD): string {
  const { files, left } = migrateText({ 'src/a.ts': head + text }, [clientCapabilities]);
  expect(left).toEqual([]);
  return files['src/a.ts']!.slice(head.length);
}

describe('capabilities of a server on a client', () => {
  it.each([
    [
      `new Client(info, { capabilities: { tools: {}, resources: { subscribe: true }, prompts: {} } });\n`,
      `new Client(info, { capabilities: {} });\n`,
    ],
    [
      `new Client(info, { capabilities: { sampling: {}, tools: {}, roots: {} } });\n`,
      `new Client(info, { capabilities: { sampling: {}, roots: {} } });\n`,
    ],
    [
      `new Client(info, {\n  capabilities: {\n    // all of them\n    tools: {},\n    elicitation: {},\n  },\n});\n`,
      `new Client(info, {\n  capabilities: {\n    elicitation: {},\n  },\n});\n`,
    ],
    [
      `const options = { capabilities: { logging: {}, completions: {}, experimental: {} } };\nnew Client(info, options);\n`,
      `const options = { capabilities: { experimental: {} } };\nnew Client(info, options);\n`,
    ],
    [
      `class Mine extends Client {\n  constructor() {\n    super(info, { capabilities: { tools: {} } });\n  }\n}\n`,
      `class Mine extends Client {\n  constructor() {\n    super(info, { capabilities: {} });\n  }\n}\n`,
    ],
  ])('are taken out: %j', (before, after) => {
    expect(migrated(before)).toBe(after);
  });

  it.each([
    `new Client(info, { capabilities: { roots: {}, sampling: {}, elicitation: {}, extensions: {} } });\n`,
    `new Client(info, { capabilities: { tools: offered() } });\n`,
    `new Client(info, { capabilities });\n`,
    `export const options = { capabilities: { tools: {} } };\nnew Client(info, options);\n`,
    `const capabilities = { tools: {} };\nnew Client(info, { capabilities });\nnew Server(info, { capabilities });\n`,
    `new Other(info, { capabilities: { tools: {} } });\n`,
  ])('stay: %j', code => {
    expect(migrated(code)).toBe(code);
  });

  it('stay on what is no client of the SDK', () => {
    const code = `new Client(info, { capabilities: { tools: {} } });\n`;
    expect(migrated(code, "import { Client } from 'pg';\n")).toBe(code);
  });
});
