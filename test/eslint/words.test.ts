import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.js';
import { mayHold, mayHoldFor, RULE_WORDS } from '../../src/eslint/words.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (text: string) => ({ path: path.join(here, 'file.ts'), text });

describe('words of rules', () => {
  it('are there for every rule', () => {
    expect(Object.keys(RULE_WORDS).sort()).toEqual(Object.keys(rules).sort());
  });

  it('remember nothing between texts', () => {
    expect(Object.values(RULE_WORDS).filter(words => words.global || words.sticky)).toEqual([]);
  });

  it('tell texts that hold nothing', () => {
    expect(mayHold(at('// An MCP server\nexport const name = "mcp";'))).toBe(false);
    expect(mayHold(at('await mcpServer.ping();'))).toBe(true);
    expect(mayHoldFor('sessions', at('await mcpServer.ping();'))).toBe(false);
  });

  it('need a word of MCP beside them, since other protocols have the same', () => {
    const sends = (method: string) => at(`send({ jsonrpc: '2.0', id: 1, method: '${method}' });`);
    expect(mayHoldFor('standard-headers', sends('textDocument/hover'))).toBe(false);
    expect(mayHoldFor('standard-headers', sends('tools/call'))).toBe(true);
    const initialize = (version: string) => at(`send('initialize', { protocolVersion: ${version} });`);
    expect(mayHoldFor('stateless-handshake', initialize('3'))).toBe(false);
    expect(mayHoldFor('stateless-handshake', initialize("'2025-06-18'"))).toBe(true);
    expect(mayHoldFor('tasks-extension', at('const numCpus = cpus().length; tasks.run(numCpus);'))).toBe(
      false,
    );
    expect(mayHoldFor('tasks-extension', at('tasks.run(enumMcpTools);'))).toBe(true);
  });

  it('count for rules that take part only', () => {
    expect(mayHold(at('await mcpServer.ping();'), rule => rule === 'removed-methods')).toBe(true);
    expect(mayHold(at('await mcpServer.ping();'), rule => rule !== 'removed-methods')).toBe(false);
  });

  it('take in the comments of a migration', () => {
    const text = '// TODO(mcp-migrate): include-context Put it into `messages`.\nrun();';
    expect(mayHoldFor('include-context', at(text))).toBe(true);
    expect(mayHoldFor('sessions', at(text))).toBe(false);
  });

  it('take in comments for ESLint, which may suppress nothing', () => {
    expect(mayHold(at('// eslint-disable-next-line mcp-migrate/sessions\nrun();'))).toBe(true);
    expect(mayHold(at('// eslint-disable-next-line no-console\nrun();'))).toBe(false);
  });

  it('are looked for in what a text imports, under whatever name', () => {
    const importing = (specifier: string) => at(`import { thing } from '${specifier}';\nuse(thing);`);
    expect(mayHoldFor('removed-methods', importing('./resources/words/methods.js'))).toBe(true);
    expect(mayHoldFor('http-sse-transport', importing('./resources/words/barrel.js'))).toBe(true);
    expect(mayHoldFor('resource-not-found-code', importing('./resources/words/barrel.js'))).toBe(true);
    expect(mayHoldFor('sessions', importing('./resources/words/barrel.js'))).toBe(false);
    expect(mayHold(importing('./resources/words/none.js'))).toBe(false);
  });
});
