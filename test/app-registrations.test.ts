import { describe, expect, test } from 'vitest';
import { frameworkServing } from '../transforms/framework-serving.js';
import { handlerContext } from '../transforms/handler-context.js';
import { schemaShapes } from '../transforms/schema-shapes.js';
import { planFiles } from './manifests/helpers.js';
import { migrateText } from './helpers/migrate-text.js';

const HEAD = `import { registerAppResource, registerAppTool } from '@modelcontextprotocol/ext-apps/server';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
const server = new McpServer({ name: 'a', version: '1' });
`;

function migrate(code: string, head = HEAD, others: Record<string, string> = {}) {
  const { files } = migrateText({ 'src/a.ts': head + code, ...others }, [schemaShapes, handlerContext]);
  return files['src/a.ts']!.slice(head.length);
}

describe('a tool registered by `registerAppTool`', () => {
  test('gets the context and the schemas of SDK v2', () => {
    const code =
      "registerAppTool(server, 't', { inputSchema: { a: z.string() }, _meta: {} }, async (args, extra) => f(args, extra.signal));\n";
    expect(migrate(code)).toBe(
      "registerAppTool(server, 't', { inputSchema: z.object({ a: z.string() }), _meta: {} }, async (args, extra) => f(args, extra.mcpReq.signal));\n",
    );
  });

  test('gets the context alone where it has no input', () => {
    const code = "registerAppTool(server, 't', { _meta: {} }, async extra => f(extra.sendNotification));\n";
    expect(migrate(code)).toContain('extra.mcpReq.notify');
  });

  test('is found under another name, in a namespace and behind a helper', () => {
    const head = HEAD.replace(
      '{ registerAppResource, registerAppTool }',
      '{ registerAppTool as addTool, registerAppResource }',
    );
    expect(migrate("addTool(server, 't', { _meta: {} }, async extra => f(extra.signal));\n", head)).toContain(
      'extra.mcpReq.signal',
    );
    const namespace = HEAD.replace('{ registerAppResource, registerAppTool }', '* as apps');
    const code = "apps.registerAppTool(server, 't', { _meta: {} }, async extra => f(extra.signal));\n";
    expect(migrate(code, namespace)).toContain('extra.mcpReq.signal');
    const named =
      "const run = async extra => f(extra.requestId);\nregisterAppTool(server, 't', { _meta: {} }, run);\n";
    expect(migrate(named)).toContain('extra.mcpReq.id');
  });

  test('gets the context second in a resource', () => {
    const code =
      "registerAppResource(server, 'r', 'ui://a', {}, async (uri, extra) => f(uri, extra.authInfo));\n";
    expect(migrate(code)).toContain('f(uri, extra.http?.authInfo)');
  });
});

describe('is left alone', () => {
  const call =
    "registerAppTool(server, 't', { inputSchema: { a: z.string() } }, async (args, extra) => extra.signal);\n";
  const from = (module: string) => HEAD.replace('@modelcontextprotocol/ext-apps/server', module);

  test.each([
    ['a function of the project', call, from('./apps.js')],
    ['one of another package', call, from('ext-apps/server')],
    ['a server of something else', call, HEAD.replace('@modelcontextprotocol/server', 'tmcp')],
    ['a method of that name', call.replace('register', 'apps.register'), HEAD],
    [
      'a server that is not first',
      "registerAppTool('t', server, { inputSchema: { a: z.string() } }, async (args, extra) => extra.signal);\n",
      HEAD,
    ],
    [
      'the result of the tool',
      "registerAppTool(server, 't', { _meta: {} }, async () => ({ signal: extra.signal }));\n",
      HEAD,
    ],
  ])('%s', (_, code, head) => {
    const others = {
      'src/apps.ts': 'export function registerAppTool(...given) {}\nexport const registerAppResource = 1;\n',
    };
    expect(migrate(code, head, others)).toBe(code);
  });
});

describe('the package', () => {
  /** What becomes of the dependencies, and what is left to do. */
  function raised(dependencies: Record<string, string>, source: string) {
    const manifest = { name: 'app', dependencies };
    const { files, left } = migrateText({ 'src/a.ts': source }, [frameworkServing], { manifest });
    const planned = planFiles({
      '/project/package.json': JSON.stringify(manifest),
      '/project/src/a.ts': files['src/a.ts']!,
    });
    const after = JSON.parse(planned.texts['/project/package.json']!) as typeof manifest;
    return { dependencies: after.dependencies, left };
  }
  const SERVER = `${HEAD}registerAppTool(server, 't', {}, run);\nregisterAppTool(server, 'u', {}, run);\n`;
  const declared = {
    '@modelcontextprotocol/ext-apps': '^1.2.0',
    '@modelcontextprotocol/server': '^2.4.0',
    zod: '^4.2.0',
  };

  test('is raised, with the packages that it wants beside it', () => {
    const { dependencies, left } = raised(declared, SERVER);
    expect(dependencies).toEqual({
      ...declared,
      '@modelcontextprotocol/ext-apps': '^2.0.4',
      '@modelcontextprotocol/client': expect.stringMatching(/^\^2\./) as string,
      '@modelcontextprotocol/core': expect.stringMatching(/^\^2\./) as string,
    });
    expect(left).toEqual([]);
  });

  test.each([
    [
      'is older than the way that is known',
      { ...declared, '@modelcontextprotocol/ext-apps': '^0.2.2' },
      SERVER,
    ],
    [
      'has a class of its own below what is gone',
      declared,
      `import { ProtocolWithEvents } from '@modelcontextprotocol/ext-apps';\n${SERVER}`,
    ],
    [
      'overrides what is gone',
      declared,
      `import { App } from '@modelcontextprotocol/ext-apps';\nclass Own extends App { onEventDispatch() {} }\n${SERVER}`,
    ],
  ])('stays where it %s, and is reported once a file', (_, dependencies, source) => {
    const result = raised(dependencies, source);
    expect(result.dependencies['@modelcontextprotocol/ext-apps']).toBe(
      dependencies['@modelcontextprotocol/ext-apps'],
    );
    expect(result.left).toHaveLength(1);
  });
});
