import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../src/engine/types.js';
import { requestTelemetry } from '../transforms/request-telemetry.js';
import { sessionKeys } from '../transforms/session-keys.js';
import { migrateText, type TextMigration } from './helpers/migrate-text.js';

const TELEMETRY = `import { metrics, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import pino from 'pino';
export const tracer = trace.getTracer('a');
export const calls = metrics.getMeter('a').createCounter('calls');
export const logger = pino();
export function withSpan<T>(name: string, work: (span: Span) => T): T {
  return tracer.startActiveSpan(name, span => work(span));
}
`;

interface Tool extends TextMigration {
  /** What the tool has become, without markers. */
  readonly tool: string;
  readonly module: string | undefined;
}

/** A server whose tool `look` runs some code, and what becomes of it. */
function migrateTool(
  code: string,
  options: { legacy?: LegacyMode; imports?: string; parameter?: string } = {},
): Tool {
  const { legacy = 'keep', imports = '', parameter = 'ctx' } = options;
  const migrated = migrateText(
    {
      'src/telemetry.ts': TELEMETRY,
      'src/index.ts': `import { McpServer, createMcpHandler, type ServerContext } from '@modelcontextprotocol/server';
import { metrics, trace, type Span } from '@opentelemetry/api';
import { calls, logger, tracer, withSpan } from './telemetry.js';
${imports}
export const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'a', version: '1.0.0' });
  server.registerTool('look', {}, async (${parameter}) => {
    ${code}
    return { content: [] };
  });
  return server;
});
`,
    },
    [requestTelemetry, sessionKeys],
    { legacy },
  );
  const text = migrated.files['src/index.ts']!;
  const tool = /'look', \{\}, async \([^)]*\) => \{\n {4}([\s\S]*?)\n {4}return \{ content/.exec(text)![1]!;
  return { ...migrated, tool, module: migrated.files['src/mcp-telemetry.ts'] };
}

/** The same code with the indentation that it has in the tool. */
function lines(...code: readonly string[]): string {
  return code.join('\n    ');
}

describe('a session id that a handler records', () => {
  it.each([
    [
      'on a span',
      `trace.getActiveSpan()?.setAttribute('mcp.session.id', ctx.sessionId ?? 'none');`,
      lines(
        'if (ctx.mcpReq.envelope) {',
        '  trace.getActiveSpan()?.setAttributes(requestAttributes(ctx));',
        '} else {',
        "  trace.getActiveSpan()?.setAttribute('mcp.session.id', ctx.sessionId ?? 'none');",
        '}',
      ),
    ],
    [
      'on a span, where there is a session',
      lines(
        "const span = tracer.startSpan('look');",
        'if (ctx.sessionId !== undefined) span.setAttribute(KEY, ctx.sessionId.slice(0, 8));',
      ),
      lines(
        "const span = tracer.startSpan('look');",
        'if (ctx.mcpReq.envelope) {',
        '  span.setAttributes(requestAttributes(ctx));',
        '} else if (ctx.sessionId !== undefined) span.setAttribute(KEY, ctx.sessionId.slice(0, 8));',
      ),
    ],
    [
      'twice on a span',
      lines(
        "tracer.startActiveSpan('look', span => {",
        "  span.setAttribute('session.id', ctx.sessionId!);",
        "  span.setAttribute('mcp.session.id', `${ctx.sessionId}`);",
        '});',
      ),
      lines(
        "tracer.startActiveSpan('look', span => {",
        '  if (ctx.mcpReq.envelope) {',
        '    span.setAttributes(requestAttributes(ctx));',
        '  } else {',
        "    span.setAttribute('session.id', ctx.sessionId!);",
        '  }',
        '  if (!ctx.mcpReq.envelope) {',
        "    span.setAttribute('mcp.session.id', `${ctx.sessionId}`);",
        '  }',
        '});',
      ),
    ],
    [
      'among the attributes of a span that a helper of the project opens',
      "withSpan('look', span => span.setAttributes({ session: ctx.sessionId }));",
      lines(
        "withSpan('look', span => span.setAttributes({",
        '  ...(ctx.mcpReq.envelope ? requestAttributes(ctx) : { session: ctx.sessionId }),',
        '}));',
      ),
    ],
    [
      'as a label of a metric',
      'calls.add(1, { session: String(ctx.sessionId) });',
      'calls.add(1, { ...(ctx.mcpReq.envelope ? clientAttributes(ctx) : { session: String(ctx.sessionId) }) });',
    ],
    [
      'in a line of a log, after the message or before it',
      lines(
        "logger.info('x', { sid: ctx.sessionId });",
        "logger.child({ a, sid: ctx.sessionId }).warn('x');",
      ),
      lines(
        "logger.info('x', { ...(ctx.mcpReq.envelope ? requestFields(ctx) : { sid: ctx.sessionId }) });",
        "logger.child({ a, ...(ctx.mcpReq.envelope ? requestFields(ctx) : { sid: ctx.sessionId }) }).warn('x');",
      ),
    ],
    [
      'beside what the code tells itself, which is kept',
      'logger.info({ requestId, ...more, sid: ctx.sessionId });',
      lines(
        'logger.info({',
        '  ...(ctx.mcpReq.envelope && requestFields(ctx)),',
        '  requestId,',
        '  ...more,',
        '  ...(!ctx.mcpReq.envelope && { sid: ctx.sessionId }),',
        '});',
      ),
    ],
  ])('%s gives way to the envelope at 2026-07-28', (_, before, after) => {
    const { tool, left } = migrateTool(before);
    expect(tool).toBe(after);
    expect(left).toEqual([]);
  });

  it.each([
    [
      lines(
        'const span = trace.getActiveSpan()!;',
        "if (ctx.sessionId) span.setAttribute('s', ctx.sessionId);",
      ),
      lines('const span = trace.getActiveSpan()!;', 'span.setAttributes(requestAttributes(ctx));'),
    ],
    [
      "tracer.startSpan('look', { attributes: { 'a.b': 1, 'session.id': ctx.sessionId } }).end();",
      "tracer.startSpan('look', { attributes: { 'a.b': 1, ...requestAttributes(ctx) } }).end();",
    ],
    [
      'calls.add(1, { ...labels, session: ctx.sessionId });',
      'calls.add(1, { ...clientAttributes(ctx), ...labels });',
    ],
    [
      lines('logger.info({', '  requestId,', '  sid: ctx.sessionId,', '  a,', '});'),
      lines('logger.info({', '  ...requestFields(ctx),', '  requestId,', '  a,', '});'),
    ],
  ])('is gone where 2025-11-25 is refused: %s', (before, after) => {
    const { tool, left } = migrateTool(before, { legacy: 'reject' });
    expect(tool).toBe(after);
    expect(left).toEqual([]);
  });

  it('is replaced in functions that are handed the context, and reported once', () => {
    const { files, left, review, reviewAdvice } = migrateTool('note(span, ctx);', {
      imports: `function note(span: Span | undefined, extra: ServerContext) {
  span?.setAttribute('session.id', extra.sessionId ?? '');
  logger.info({ sid: extra.sessionId });
}`,
    });
    expect(files['src/index.ts']).toContain('    span?.setAttributes(requestAttributes(extra));\n');
    expect(files['src/index.ts']).toContain(
      "import { requestAttributes, requestFields } from './mcp-telemetry.js';",
    );
    expect(left).toEqual([]);
    expect(review).toEqual([
      'sessions src/index.ts:6 At 2026-07-28 telemetry names the client and the request, for there is no session.',
    ]);
    expect(reviewAdvice[0]).toMatch(/dashboards/);
  });
});

describe('the module that reads the envelope', () => {
  it('has what is needed, and no request ids for metrics', () => {
    const { module } = migrateTool('calls.add(1, { session: ctx.sessionId });');
    expect(module).toContain('export function clientAttributes(ctx: ServerContext) {');
    expect(module).not.toMatch(/mcpReq\.id|requestAttributes|requestFields/);
  });

  it('is added to when more is needed later', () => {
    const once = migrateTool('calls.add(1, { session: ctx.sessionId });');
    const text = once.files['src/index.ts']!.replace(
      'return {',
      'logger.info({ sid: ctx.sessionId });\n    return {',
    );
    const { files, review } = migrateText({ ...once.files, 'src/index.ts': text }, [requestTelemetry]);
    expect(files['src/mcp-telemetry.ts']).toMatch(
      /export function clientAttributes[\s\S]*export function requestFields/,
    );
    expect(review).toEqual([]);
  });

  it('is written in the language of the package', () => {
    const { files } = migrateText(
      {
        'server.js': `const { McpServer } = require('@modelcontextprotocol/server');
const { trace } = require('@opentelemetry/api');
const server = new McpServer({ name: 'a', version: '1.0.0' });
server.registerTool('look', {}, async ctx => {
  trace.getActiveSpan()?.setAttributes({ 'session.id': ctx.sessionId });
  return { content: [] };
});
`,
      },
      [requestTelemetry],
      { manifest: { type: 'commonjs' } },
    );
    expect(files['server.js']).toContain("const { requestAttributes } = require('./mcp-telemetry');");
    expect(files['mcp-telemetry.js']).toContain(
      "const { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY } = require('@modelcontextprotocol/server');",
    );
    expect(files['mcp-telemetry.js']).toMatch(/\nmodule\.exports = \{ requestAttributes \};\n$/);
    expect(files['mcp-telemetry.js']).not.toMatch(/⟪|ServerContext|export /);
  });
});

describe('a session id is left where something else may be meant', () => {
  it.each([
    [
      'a span of another package',
      `import { span } from 'spans';`,
      "span.setAttribute('session.id', ctx.sessionId);",
    ],
    ['a counter that is a set', 'const seen = new Set<string>();', 'seen.add(ctx.sessionId);'],
    [
      'a class with the methods of a span',
      'class Span2 { setAttribute(key: string, value: unknown) {} }\nconst span = new Span2();',
      "span.setAttribute('session.id', ctx.sessionId);",
    ],
    [
      'a span whose name another variable hides',
      '',
      'const own = (tracer: Map<string, unknown>) => tracer.get(ctx.sessionId);\n    own(new Map());',
    ],
    [
      'a key of a map beside',
      'const ids: Record<string, number> = {};',
      'calls.add(ids[ctx.sessionId], {});',
    ],
    ['what is computed of it', '', 'calls.add(1, { session: hash(ctx.sessionId) });'],
    ['a text with more in it', '', "trace.getActiveSpan()?.setAttribute('who', `${ctx.sessionId}:${user}`);"],
    ['the rest of an object', '', 'const all = { session: ctx.sessionId };\n    calls.add(1, all);'],
    [
      'the last of several calls in a chain',
      '',
      "trace.getActiveSpan()!.setAttribute('a', 1).setAttribute('session.id', ctx.sessionId);",
    ],
    [
      'a statement without a block of its own',
      '',
      "for (const span of spans) (span as Span).setAttribute('session.id', ctx.sessionId!);",
    ],
    [
      'a variable that may change',
      'let span = trace.getActiveSpan();',
      "span.setAttribute('s', ctx.sessionId);",
    ],
    ['the number that is counted', '', 'calls.add(Number(ctx.sessionId));'],
    ['a key that has it in its name', '', 'calls.add(1, { [ctx.sessionId]: true });'],
    [
      'another object of the same call',
      '',
      "tracer.startSpan('look', { links: [{ session: ctx.sessionId }] });",
    ],
  ])('%s', (_, imports, code) => {
    const { tool, files } = migrateTool(code, { imports });
    expect(tool).toBe(code);
    expect(files).not.toHaveProperty(['src/mcp-telemetry.ts']);
  });

  it.each([
    ['a context that may be missing', 'ctx?: ServerContext', 'calls.add(1, { session: ctx?.sessionId });'],
    ['a context of another kind', 'ctx: { sessionId?: string }', 'calls.add(1, { session: ctx.sessionId });'],
    ['a name that is taken from the context', '{ sessionId }', 'calls.add(1, { session: sessionId });'],
    [
      'code that asks for the revision itself',
      'ctx',
      'if (!ctx.mcpReq.envelope) calls.add(1, { session: ctx.sessionId });',
    ],
  ])('%s', (_, parameter, code) => {
    const { tool } = migrateTool(code, { parameter });
    expect(tool).toBe(code);
  });

  it('the context of a client', () => {
    const { files } = migrateText(
      {
        'src/client.ts': `import { Client } from '@modelcontextprotocol/client';
import { metrics } from '@opentelemetry/api';
const calls = metrics.getMeter('a').createCounter('calls');
const client = new Client({ name: 'a', version: '1.0.0' });
client.setRequestHandler('roots/list', async (request, ctx) => {
  calls.add(1, { session: ctx.sessionId });
  return { roots: [] };
});
`,
      },
      [requestTelemetry],
    );
    expect(Object.keys(files)).toEqual(['src/client.ts']);
    expect(files['src/client.ts']).toContain('calls.add(1, { session: ctx.sessionId });');
  });
});
