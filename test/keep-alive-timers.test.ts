import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../src/engine/types.js';
import { keepAliveTimers } from '../transforms/keep-alive-timers.js';
import { legacyNeeds } from '../transforms/legacy-needs.js';
import { removedMethods } from '../transforms/removed-methods.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
`;

/** A server made by a function with a timer in it. */
function factory(timer: string): string {
  return `function build() {\n  const mcp = new McpServer({ name: 'a', version: '1' });\n${timer}  return mcp;\n}\n`;
}

function run(text: string, legacy: LegacyMode = 'auto') {
  const { files, left } = migrateText({ 'src/a.ts': HEAD + text }, [keepAliveTimers, removedMethods], {
    legacy,
  });
  return { text: files['src/a.ts']!.slice(HEAD.length), left };
}

const HTTP = `export default createMcpHandler(build);\n`;
const STDIO = `serveStdio(build);\n`;
const GUARD = (server: string, indent: string) =>
  `${indent}const revision = ${server}.getNegotiatedProtocolVersion();\n${indent}if (!revision || revision >= '2026-07-28') return;\n`;

describe('keep-alive-timers', () => {
  it.each([
    [
      'a timer and the callback that stops it',
      `  const timer = setInterval(() => {\n    mcp.server.ping().catch(error => console.error(error));\n  }, 30_000);\n  mcp.server.onclose = () => clearInterval(timer);\n`,
    ],
    [
      'a timer that nothing holds',
      `  setInterval(() => mcp.server.ping().catch(() => {}), 30_000).unref();\n`,
    ],
    [
      'a timer that stops itself',
      `  const timer = setInterval(async () => {\n    try {\n      await mcp.server.ping();\n    } catch {\n      clearInterval(timer);\n      await mcp.close();\n    }\n  }, 30_000);\n  timer.unref();\n  mcp.server.onclose = () => {\n    if (timer) {\n      clearInterval(timer);\n    }\n  };\n`,
    ],
  ])('takes %s away where every request has its own server', (_, timer) =>
    expect(run(factory(timer) + HTTP)).toEqual({ text: factory('') + HTTP, left: [] }),
  );

  it.each([
    [
      'a variable that it is assigned to',
      `  let timer: NodeJS.Timeout | undefined;\n  timer = setInterval(() => mcp.server.ping().catch(() => {}), 30_000);\n  mcp.server.onclose = () => {\n    if (timer) {\n      clearInterval(timer);\n      timer = undefined;\n    }\n  };\n`,
      '',
    ],
    [
      'a variable, and is set when the server is opened',
      `  let timer;\n  mcp.server.onerror = error => console.error(error);\n  timer = setInterval(() => void mcp.server.ping(), 30_000);\n  mcp.server.onclose = () => clearInterval(timer);\n`,
      `  mcp.server.onerror = error => console.error(error);\n`,
    ],
  ])('takes a timer away that is kept in %s', (_, timer, rest) => {
    expect(run(factory(timer) + HTTP)).toEqual({ text: factory(rest) + HTTP, left: [] });
  });

  const kept = (field: string, name: string, close = '') => `class App {
${field}  readonly mcp = new McpServer({ name: 'a', version: '1' });
  constructor() {
    console.error('made');
${name && `    this.${name} = setInterval(() => {\n      void this.mcp.server.ping().catch(() => clearInterval(this.${name}));\n    }, 30_000);\n`}  }
  async close() {
${close}    await this.mcp.close();
  }
}
export default createMcpHandler(() => new App().mcp);
`;

  it.each([
    ['  private timer?: NodeJS.Timeout;\n', 'timer'],
    ['  #timer;\n', '#timer'],
  ])('takes a timer away that is kept in a field: %s', (field, name) => {
    const stop = `    if (this.${name}) clearInterval(this.${name});\n    this.${name} = undefined;\n`;
    expect(run(kept(field, name, stop))).toEqual({ text: kept('', ''), left: [] });
  });

  it.each([
    ['others may read', '  timer?: NodeJS.Timeout;\n', ''],
    ['is asked for', '  private timer?: NodeJS.Timeout;\n', '    if (this.timer) await this.flush();\n'],
    ['goes elsewhere', '  private timer?: NodeJS.Timeout;\n', '    stopAll([this.timer]);\n'],
    ['starts as something', '  private timer = setTimeout(beat, 5);\n', ''],
  ])('reports a timer in a field that %s', (_, field, close) => {
    const text = kept(field, 'timer', close);
    const result = run(text);
    expect(result.text).toBe(text);
    expect(result.left).toHaveLength(1);
  });

  it('takes what only the timer uses with it, and leaves what else its callback does', () => {
    const text = `const PERIOD = 30 * 1000;\nconst OTHER = 1;\n${factory(
      `  const timer = setInterval(() => void mcp.server.ping(), PERIOD);\n  mcp.server.onclose = () => {\n    clearInterval(timer);\n    console.error('closed', OTHER);\n  };\n`,
    )}${HTTP}`;
    expect(run(text).text).toBe(
      `const OTHER = 1;\n${factory(`  mcp.server.onclose = () => {\n    console.error('closed', OTHER);\n  };\n`)}${HTTP}`,
    );
  });

  it.each([
    ['ends the process', `  setInterval(() => mcp.server.ping().catch(() => process.exit(1)), 30_000);\n`],
    [
      'is handed out',
      `  const timer = setInterval(() => mcp.server.ping(), 30_000);\n  timers.add(timer);\n`,
    ],
    [
      'is stopped by a function',
      `  const timer = setInterval(() => mcp.server.ping(), 30_000);\n  stop = () => clearInterval(timer) ?? done();\n`,
    ],
    ['does more', `  setInterval(() => {\n    beat();\n    void mcp.server.ping();\n  }, 30_000);\n`],
  ])('reports a timer of such a server that %s', (_, timer) => {
    const text = factory(timer) + HTTP;
    const result = run(text);
    expect(result.text).toBe(text);
    expect(result.left).toHaveLength(1);
    expect(result.left[0]).toContain('`ping` fails on 2026-07-28 connections');
  });

  it.each([
    [
      `setInterval(() => {\n    mcp.server.ping().catch(() => process.exit(1));\n  }, 30_000);\n`,
      `setInterval(() => {\n${GUARD('mcp.server', '    ')}    mcp.server.ping().catch(() => process.exit(1));\n  }, 30_000);\n`,
    ],
    [
      `setInterval(() => mcp.server.ping(), 30_000);\n`,
      `setInterval(() => {\n${GUARD('mcp.server', '    ')}    void mcp.server.ping();\n  }, 30_000);\n`,
    ],
    [
      `setInterval(async () => await mcp.server.ping(), 30_000);\n`,
      `setInterval(async () => {\n${GUARD('mcp.server', '    ')}    await mcp.server.ping();\n  }, 30_000);\n`,
    ],
    [
      `setInterval(() => { void mcp.server.ping(); }, 30_000);\n`,
      `setInterval(() => {\n${GUARD('mcp.server', '    ')}    void mcp.server.ping();\n  }, 30_000);\n`,
    ],
  ])('lets it go on for clients of 2025-11-25 on stdio: %s', (before, after) => {
    const result = run(factory(`  ${before}`) + STDIO);
    expect(result).toEqual({ text: factory(`  ${after}`) + STDIO, left: [] });
  });

  it('lets it go on beside sessions that are kept', () => {
    const text = `${factory(`  setInterval(() => mcp.server.ping(), 9);\n`)}${HTTP}if (await isLegacyRequest(request)) serveOld();\n`;
    expect(run(text).text).toContain(GUARD('mcp.server', '    '));
  });

  it('lets it go on where a server is connected by hand as well', () => {
    const text = `${factory(`  setInterval(() => mcp.server.ping(), 9);\n`)}${HTTP}await build().connect(transport);\n`;
    expect(run(text).text).toContain(GUARD('mcp.server', '    '));
  });

  it('takes it away on stdio, too, when clients of 2025-11-25 are turned away', () => {
    const text = factory(`  setInterval(() => mcp.server.ping(), 9);\n`) + STDIO;
    expect(run(text, 'reject')).toEqual({ text: factory('') + STDIO, left: [] });
  });

  it.each([
    [
      'a ping that only clients of 2025-11-25 get',
      `era === 'legacy' && setInterval(() => mcp.server.ping(), 9);\n`,
    ],
    ['pings of others', `setInterval(() => redis.ping(), 9);\n`],
    ['timers of others', `scheduler.setInterval(() => refresh(), 9);\n`],
  ])('leaves alone %s', (_, timer) => {
    const text = factory(`  ${timer}`) + STDIO;
    expect(run(text)).toEqual({ text, left: [] });
  });

  it('leaves a server alone that is not served at 2026-07-28 yet', () => {
    const text = `${factory(`  setInterval(() => mcp.server.ping(), 9);\n`)}await build().connect(transport);\n`;
    expect(run(text).text).toBe(text);
  });

  it('does not count such a timer among what needs a session', () => {
    const text = HEAD + factory(`  setInterval(() => mcp.server.ping().catch(() => {}), 9);\n`) + HTTP;
    expect(migrateText({ 'src/a.ts': text }, [legacyNeeds], { legacy: 'stateless' }).left).toEqual([]);
    const other = text.replace('() => {})', '() => process.exit(1))');
    expect(migrateText({ 'src/a.ts': other }, [legacyNeeds], { legacy: 'stateless' }).left).toHaveLength(1);
  });
});
