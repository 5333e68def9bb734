import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { sessionNeeds } from '../../src/analysis/session-needs.js';
import { parseSource } from '../../src/engine/parse.js';
import { ProjectModel, type PackageManifest } from '../../src/project/model.js';
import { legacyNeeds } from '../../transforms/legacy-needs.js';
import { migrateText } from '../helpers/migrate-text.js';

const ROOT = '/project';

function needs(
  files: Readonly<Record<string, string>>,
  manifests: Readonly<Record<string, PackageManifest>> = { '': {} },
): string[] {
  const units = Object.entries(files).map(([name, text]) => parseSource(path.join(ROOT, name), text));
  const packages = Object.entries(manifests).map(([dir, manifest]) => ({
    dir: path.join(ROOT, dir),
    manifestPath: path.join(ROOT, dir, 'package.json'),
    manifest,
    text: JSON.stringify(manifest),
  }));
  const project = new ProjectModel(ROOT, units, packages);
  return sessionNeeds(project, units[0]!.path).map(need => {
    const line = project.unit(need.file)!.ast.getLineAndCharacterOfPosition(need.pos).line + 1;
    return `${path.relative(ROOT, need.file)}:${line} ${need.reason}`;
  });
}

const server = (body: string) => `import { McpServer, Server } from '@modelcontextprotocol/server';
const server = new McpServer({ name: 'a', version: '1' });
${body}
`;
const tool = (body: string) =>
  server(`server.registerTool('a', {}, async ctx => { ${body} return { content: [] }; });`);

describe('a package needs sessions', () => {
  test.each([
    [
      'server.server.elicitInput({ message: "?" })',
      tool('await server.server.elicitInput({ message: "?" });'),
      'asks the user for input',
    ],
    [
      'ctx.mcpReq.elicitInput',
      tool('await ctx.mcpReq.elicitInput({ message: "?" });'),
      'asks the user for input',
    ],
    [
      'ctx.mcpReq.requestSampling',
      tool('await ctx.mcpReq.requestSampling({});'),
      'asks the client for a completion',
    ],
    [
      'ctx.mcpReq.send',
      tool("await ctx.mcpReq.send({ method: 'elicitation/create', params: {} });"),
      'asks the user for input',
    ],
    [
      'ctx.mcpReq.send of something',
      tool('await ctx.mcpReq.send(request);'),
      'sends a request to the client',
    ],
    [
      'server.request',
      tool("await server.server.request({ method: 'roots/list' });"),
      'asks the client for its roots',
    ],
    [
      'a helper with a typed parameter',
      "import type { Server } from '@modelcontextprotocol/server';\n\nexport const ask = (server: Server) => server.createMessage({});\n",
      'asks the client for a completion',
    ],
    [
      'a helper with an untyped parameter',
      'export function ask(server) {\n\n  return server.elicitInput({});\n}\n',
      'asks the user for input',
    ],
    [
      'input that is required',
      "import { inputRequired } from '@modelcontextprotocol/server';\n\nexport const ask = () => inputRequired({});\n",
      'asks the client for input in the middle of a call',
    ],
    [
      'log messages from a timer',
      server("setInterval(() => server.sendLoggingMessage({ level: 'info', data: '' }), 1000);"),
      'sends log messages outside of a call',
    ],
    [
      'log messages from a callback of a handler',
      tool("emitter.on('line', () => server.sendLoggingMessage({ level: 'info', data: '' }));"),
      'sends log messages outside of a call',
    ],
    ['list changes', tool('server.sendToolListChanged();'), 'tells clients that the tools changed'],
    [
      'resource updates',
      server("watch(() => server.server.sendResourceUpdated({ uri: 'a:b' }));"),
      'tells clients that a resource changed',
    ],
    [
      'subscriptions',
      server("server.server.setRequestHandler('resources/subscribe', async () => ({}));"),
      'lets clients subscribe to resources',
    ],
    [
      'a handshake of its own',
      server("server.server.setRequestHandler('initialize', async () => ({}));"),
      'answers the handshake itself',
    ],
    [
      'oninitialized',
      server('server.server.oninitialized = () => start();'),
      'acts when a client has finished its handshake',
    ],
    [
      'client capabilities',
      tool('if (server.server.getClientCapabilities()) {}'),
      'reads what the client said about itself in its handshake',
    ],
    ['the session id', tool('baskets.get(ctx.sessionId);'), 'uses the session id of a request as a key'],
    [
      'tools for one client',
      tool("server.registerTool('b', {}, async () => ({ content: [] }));"),
      'registers something for one client in the middle of its session',
    ],
    [
      'tools that come and go',
      server(
        "const a = server.registerTool('a', {}, async () => ({ content: [] }));\nexport const hide = () => a.disable();",
      ),
      'changes what a client sees in the middle of its session',
    ],
    [
      'notifications without a request',
      server("server.server.notification({ method: 'notifications/message', params: {} });"),
      'sends notifications outside of a call',
    ],
  ])('for %s', (_, source, reason) => {
    expect(needs({ 'src/app.ts': source })).toEqual([
      expect.stringMatching(new RegExp(`^src/app.ts:[34] ${reason}$`)),
    ]);
  });

  test('for what a package of the same workspace does', () => {
    const files = {
      'packages/app/index.ts': "import { tools } from '@acme/tools';\n",
      'packages/tools/index.ts': tool('await ctx.mcpReq.elicitInput({});'),
      'packages/other/index.ts': tool('await ctx.mcpReq.requestSampling({});'),
    };
    const manifests = {
      'packages/app': { name: '@acme/app', dependencies: { '@acme/tools': 'workspace:*' } },
      'packages/tools': { name: '@acme/tools' },
      'packages/other': { name: '@acme/other' },
    };
    expect(needs(files, manifests)).toEqual(['packages/tools/index.ts:3 asks the user for input']);
  });
});

describe('a package does not need sessions', () => {
  test.each([
    [
      'to report progress',
      tool("await ctx.mcpReq.notify({ method: 'notifications/progress', params: {} });"),
    ],
    [
      'to log in a call',
      tool(
        "await ctx.mcpReq.log('info', 'x'); await server.sendLoggingMessage({ level: 'info', data: '' });",
      ),
    ],
    ['to name a session in a log', tool('log.info({ sessionId: ctx.sessionId });')],
    [
      'to notify about a request',
      tool(
        "await server.server.notification({ method: 'notifications/message' }, { relatedRequestId: ctx.mcpReq.id });",
      ),
    ],
    [
      'to set tools up',
      server(
        "const a = server.registerTool('a', {}, async () => ({ content: [] }));\nif (!process.env.A) a.disable();",
      ),
    ],
    [
      'as a client',
      "import { Client } from '@modelcontextprotocol/client';\nconst client = new Client({ name: 'a', version: '1' });\nclient.setRequestHandler('elicitation/create', async () => ({ action: 'accept' }));\n",
    ],
    [
      'for messages of another kind',
      "import twilio from 'twilio';\nconst conversation = twilio();\nconversation.createMessage({ body: 'hi' });\nthreads.createMessage({});\n",
    ],
    ['for sessions of another kind', "app.get('/', (req, res) => res.send(req.sessionId));\n"],
    ['for its tests', ''],
  ])('%s', (_, source) => {
    expect(
      needs({ 'src/app.ts': source, 'test/app.test.ts': tool('await ctx.mcpReq.elicitInput({});') }),
    ).toEqual([]);
  });
});

describe('on `--legacy stateless`', () => {
  const files = {
    'app.ts':
      "import { createMcpHandler } from '@modelcontextprotocol/server';\nexport const handler = createMcpHandler(createServer);\n",
    'tools.ts': tool('await ctx.mcpReq.elicitInput({}); server.sendToolListChanged();'),
  };

  test('what is lost is reported', () => {
    expect(migrateText(files, [legacyNeeds], { legacy: 'stateless' }).left).toEqual([
      'sessions tools.ts:3 Clients of 2025-11-25 get no session, and the code asks the user for input.',
      'sessions tools.ts:3 Clients of 2025-11-25 get no session, and the code tells clients that the tools changed.',
    ]);
  });

  test('an input request is lost, and not an error behind a test of the era', () => {
    const asked = (lines: string) =>
      tool(lines).replace('{ McpServer', '{ inputRequired, UrlElicitationRequiredError, McpServer');
    const ask = 'return inputRequired({ inputRequests: {} });';
    const guarded = `if (!ctx.mcpReq.envelope) throw new UrlElicitationRequiredError([]); ${ask}`;
    const left = (text: string) =>
      migrateText({ ...files, 'tools.ts': text }, [legacyNeeds], { legacy: 'stateless' }).left;
    expect(left(asked(ask))).toEqual([
      'sessions tools.ts:3 Clients of 2025-11-25 get no session, and the code asks the client for input in the middle of a call.',
    ]);
    expect(left(asked(guarded))).toEqual([]);
  });

  test.each(['auto', 'keep', 'reject'] as const)('but not on `--legacy %s`', legacy => {
    expect(migrateText(files, [legacyNeeds], { legacy }).left).toEqual([]);
  });
});
