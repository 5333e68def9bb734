import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { sessions } from '../../rules/sessions.js';
import { tester } from './tester.js';

const V1 = `import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
`;
const V2 = `import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
`;
const KEEPS = `import { isLegacyRequest } from '@modelcontextprotocol/server';
${V2}`;
const CDK = `import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib';
`;
const PULUMI = `import * as aws from '@pulumi/aws';
`;
const drop = { mcp: { legacy: 'drop' } };

/** Packages that depend on one SDK each. */
const PACKAGES = mkdtempSync(path.join(os.tmpdir(), 'mcp-migrate-rules-'));
for (const [name, sdk] of [
  ['v1', '@modelcontextprotocol/sdk'],
  ['v2', '@modelcontextprotocol/server'],
]) {
  mkdirSync(path.join(PACKAGES, name!, 'src'), { recursive: true });
  const manifest = JSON.stringify({ dependencies: { [sdk!]: '*' } });
  writeFileSync(path.join(PACKAGES, name!, 'package.json'), manifest);
}
afterAll(() => rm(PACKAGES, { recursive: true, force: true }));

type Id = NonNullable<typeof sessions.meta.messages> extends Record<infer Key, string> ? Key : never;
const errors = (...ids: Id[]) => ids.map(messageId => ({ messageId }));

tester.run('sessions', sessions, {
  valid: [
    {
      name: 'stickiness of another service in a stack that has an MCP server as well',
      filename: path.join(PACKAGES, 'infrastructure/stack.ts'),
      code: `${CDK}const mcp = listener.addTargets('McpTargets', { port: 3000 });
const shop = listener.addTargets('Shop', { port: 80, stickinessCookieDuration: Duration.hours(1) });
shop.enableCookieStickiness(Duration.days(1));`,
    },
    {
      name: 'stickiness that is left out by its value',
      code: `${CDK}listener.addTargets('Mcp', { port: 3000, stickinessCookieDuration: undefined });`,
    },
    {
      name: 'stickiness without a value',
      code: `${CDK}listener.addTargets('Mcp', { port: 3000, stickinessCookieDuration: null as never, stickinessCookieName: undefined });`,
    },
    {
      name: 'stickiness that nothing switches on',
      code: `${CDK}listener.addTargets('Mcp', { stickinessCookieDuration: isOld ? undefined : void 0 });`,
    },
    {
      name: 'affinity that is left out by its value',
      code: `${CDK}new Service(this, 'mcp', { spec: { sessionAffinity: undefined } });`,
    },
    {
      name: 'affinity that is none',
      code: `${CDK}new Service(this, 'mcp', { spec: { sessionAffinity: 'None', clientAffinityEnabled: false } });`,
    },
    {
      name: 'stickiness in an empty list',
      code: `${CDK}new aws.lb.TargetGroup('mcp', { stickiness: [] });`,
    },
    {
      name: 'stickiness that is switched off',
      code: `${PULUMI}new aws.lb.TargetGroup('mcp', { port: 3000, stickiness: { type: 'lb_cookie', enabled: false } });
new aws.lb.TargetGroup('mcp-admin', { port: 3001, stickiness: undefined });`,
    },
    {
      name: 'affinity that is off',
      code: `import * as k8s from '@pulumi/kubernetes';
new k8s.core.v1.Service('mcp', { spec: { sessionAffinity: 'None', ports: [{ port: 80 }] } });`,
    },
    {
      name: 'stickiness of something else than infrastructure',
      code: `import { createBalancer } from './balancer.js';
createBalancer('mcp', { stickiness: { cookie: 'x' }, sessionAffinity: 'ClientIP' });
header.stickiness = 'mcp';`,
    },
    {
      name: 'a test of a stack',
      filename: 'test/stack.test.ts',
      code: `${CDK}const mcp = listener.addTargets('Mcp', { stickinessCookieDuration: Duration.hours(1) });`,
    },
    {
      name: 'a stack without MCP',
      code: `${CDK}const web = listener.addTargets('Web', { stickinessCookieDuration: Duration.hours(numCpus) });`,
    },
    {
      name: 'a session header beside the headers of 2026-07-28 in a proxy',
      code: `for (const [name, value] of Object.entries(req.headers)) {
  if (/^mcp-(?:method|name|param-|protocol-version)/.test(name)) headers[name] = String(value);
}
headers['mcp-session-id'] = req.headers['mcp-session-id'];`,
    },
    {
      name: 'sessions of express',
      code: `import session from 'express-session'; // mcp\napp.use(session({ genid: () => randomUUID() }));`,
    },
    {
      name: 'a map of sessions of something else',
      code: `${V1}const sessions = new Map<string, WebSocket>(); sessions.get(sessionId)?.close();`,
    },
    {
      name: 'the session id of a user',
      code: `${V1}app.get('/me', (req, res) => res.json(users[req.sessionId]));`,
    },
    {
      name: 'headers that go into lines of a log only',
      code: `${V1}
this.logger.error('failed', { request: { id: (req.headers?.['mcp-session-id'] as string)?.slice(0, 20) } });
const id = context?.id ?? (headers['mcp-session-id'] as string) ?? 'none';
log.info(\`request of \${id}\`);
const line = { method, id: isMcp ? id : 'n/a' };
console.error('done', JSON.stringify(line));`,
    },
    {
      name: 'headers that are shortened for a log',
      code: `${V1}const shown = Object.fromEntries(Object.entries(headers).map(([key, value]) => {
  if (key === 'mcp-session-id') return [key, value.slice(0, 8)];
  return [key, value];
}));
logger.debug('headers', { shown });`,
    },
    {
      name: 'the id of a transport that goes into a log through a variable',
      code: `${V1}const transport = new StreamableHTTPServerTransport({});
transport.onerror = error => {
  const id = transport.sessionId ?? 'none';
  logger.error(\`error of \${id}\`, error);
};`,
    },
    {
      name: 'where the answers of requests go',
      code: `${V1}interface Route { originalId: number; transport: StreamableHTTPServerTransport }
class Multiplexer { requestRoutes = new Map<string, Route>(); }`,
    },
    { name: 'a cookie', code: `${V1}const id = req.cookies['mcp-session-id'];` },
    {
      name: 'prose that names the header',
      code: `${V1}console.warn('Mcp-Session-Id is gone');\nthrow new Error('No Mcp-Session-Id header');`,
    },
    {
      name: 'a comment that names the header',
      code: `// reads mcp-session-id\n${V1}const id = req.headers['x-request-id'];`,
    },
    {
      name: 'another header of a similar name',
      code: `${V1}const id = req.headers['x-mcp-session-id-hash'];`,
    },
    {
      name: 'a DELETE route of something else',
      code: `${V1}app.delete('/users/:id', (req, res) => removeUser(req.params.id));`,
    },
    {
      name: 'options of another library',
      code: `import { createSession } from 'chat'; // mcp\ncreateSession({ sessionIdGenerator: () => randomUUID() });`,
    },
    {
      name: 'a map of clients by name',
      code: `import { Client } from '@modelcontextprotocol/client';\nconst clients = new Map<string, Client>();`,
    },
    {
      name: 'a handler of SDK v2 that keys by the caller',
      code: `${V2}new McpServer(info).registerTool('a', {}, async ctx => carts.get(ctx.http?.authInfo?.clientId));`,
    },
    {
      name: 'a tool argument called session',
      code: `${V2}new McpServer(info).registerTool('a', { inputSchema: s }, async ({ sessionId }) => notes.get(sessionId));`,
    },
    {
      name: 'names of headers that are told apart, the new ones among them',
      code: `if (name === 'mcp-session-id') kind = 'session'; else if (name === 'mcp-method') kind = 'method';`,
    },
    {
      name: 'transports of clients by a key of their own',
      code: `import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
class Bridge { private transports: Map<string, Transport> = new Map(); }`,
    },
    {
      name: 'a test that expects no session',
      code: "expect(res.headers.get('mcp-session-id')).toBeNull(); expect(res.headers['mcp-session-id']).toBeUndefined();",
    },
    {
      name: 'session ids in lines of a log only',
      code: `${V1}const transport = new StreamableHTTPServerTransport(options);
logger.info('closed', transport.sessionId);
this.logger.debug(\`up: \${transport.sessionId ?? 'none'}\`);
new McpServer(info).registerTool('wait', { inputSchema }, async (args, extra) => { console.log('[' + extra.sessionId + '] waits'); });
new McpServer(info).registerTool('rest', { inputSchema }, async (args, { sessionId }) => { console.log({ sessionId }); });`,
    },
    {
      name: 'a session id that SDK v2 code tests first',
      code: `${V2}new McpServer(info).registerTool('who', { inputSchema }, async (args, ctx) => {
  if (!ctx.sessionId) report();
  return { ...(ctx.sessionId !== undefined && { session: { id: ctx.sessionId } }), ...(ctx.sessionId ? { at: ctx.sessionId } : {}) };
});`,
    },
    {
      name: 'a header of a service, in a package on SDK v2 and a file without the protocol',
      filename: path.join(PACKAGES, 'v2', 'src', 'vendor.ts'),
      code: "export function vendorHeaders(caller) { const headers = {}; if (caller.session) headers['mcp-session-id'] = caller.session; return headers; }",
    },
    {
      name: 'a comment that mentions the header',
      code: '// reads mcp-session-id\nconst mcp = 1;',
    },
    {
      name: 'prose that mentions the header',
      code: "throw new Error('Bad Request: Mcp-Session-Id header is required');",
    },
    { name: 'an argument of a log', code: "console.log('mcp-session-id', id);" },
    { name: 'another header of the same ending', code: "headers['x-exa-mcp-session-id'] = id;" },
    { name: 'a cookie of that name', code: "const id = cookies().get('mcp-session-id');" },
    { name: 'the name of a cookie', code: "const SESSION_COOKIE = 'mcp-session-id';" },
    { name: 'a query parameter of that name', code: "url.searchParams.get('mcp-session-id');" },
    { name: 'an item of web storage', code: "localStorage.setItem('mcp-session-id', id);" },
    {
      name: 'a transport without sessions',
      code: `${V1}new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });`,
    },
    {
      name: 'a transport without sessions, by a constant',
      code: `${V1}const none = undefined; new StreamableHTTPServerTransport({ sessionIdGenerator: none });`,
    },
    { name: 'a transport without options', code: `${V1}new StreamableHTTPServerTransport({});` },
    {
      name: 'the options of a framework',
      code: `${V1}import { createHandler } from 'framework'; createHandler({ sessionIdGenerator: () => randomUUID() });`,
    },
    {
      name: 'sessions of Express',
      code: `${V1}import session from 'express-session';
app.use(session({ genid: () => randomUUID(), name: 'sid' }));
app.get('/', (req, res) => res.json(req.session.id));
const users = new Map<string, User>();
app.delete('/users/:id', (req, res) => users.delete(req.sessionID));`,
    },
    {
      name: 'a session id of somebody else',
      code: `${V1}const id = request.sessionId; const { sessionId } = browser; cache.get(browser.sessionId);`,
    },
    {
      name: 'a map of something else',
      code: `${V1}const sessions = new Map<string, WebSocket>(); const rooms: Record<string, Room> = {};`,
    },
    {
      name: 'servers that are not kept by session',
      code: `${V1}const servers = new Map<string, McpServer>([['a', new McpServer(info)]]);`,
    },
    {
      name: 'a list of request headers that CORS allows',
      code: `${V1}app.use(cors({ allowedHeaders: ['Content-Type', 'Mcp-Session-Id'] }));`,
    },
    {
      name: 'a DELETE route of the application',
      code: `${V1}app.delete('/notes/:id', async (req, res) => { await notes.remove(req.params.id); res.end(); });`,
    },
    {
      name: 'a DELETE route of a transport without sessions',
      code: `${V1}app.delete('/mcp', async (req, res) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await transport.handleRequest(req, res);
});`,
    },
    {
      name: 'sessions kept for 2025-11-25',
      code: `${KEEPS}
const SESSION_HEADER = 'mcp-session-id';
const transports: Record<string, NodeStreamableHTTPServerTransport> = {};
app.use(cors({ exposedHeaders: ['Mcp-Session-Id'] }));
app.post('/mcp', async (req, res) => {
  if (!(await isLegacyRequest(req))) return handler(req, res);
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => { transports[id] = transport; },
  });
  transport.onclose = () => { if (transport.sessionId) delete transports[transport.sessionId]; };
  await transport.handleRequest(req, res, req.body);
});
const handleSession = async (req, res) => transports[req.headers[SESSION_HEADER]].handleRequest(req, res);
app.delete('/mcp', handleSession);`,
    },
    {
      name: 'an exposed header that does no harm beside the new handler',
      code: `${V2}app.use(cors({ exposedHeaders: ['Mcp-Session-Id'] })); app.all('/mcp', createMcpHandler(create));`,
    },
    {
      name: 'a client on v2 that ends the sessions of older servers',
      code: `${V2}const transport = new StreamableHTTPClientTransport(url, { sessionId: saved });
await transport.terminateSession(); save(transport.sessionId);`,
    },
    {
      name: 'the session id of a context, for older clients only',
      code: `${V2}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => {
  if (ctx.mcpReq.envelope === undefined) return baskets.get(ctx.sessionId);
  return baskets.get(args.basket);
});`,
    },
    {
      name: 'a policy and a constant in a package on SDK v2',
      filename: path.join(PACKAGES, 'v2/src/cors.ts'),
      code: "export const EXPOSED_HEADERS = ['Mcp-Session-Id'];\nexport const SESSION_HEADER = 'mcp-session-id';",
    },
    {
      name: 'a policy whose header reads like a constant',
      code: `${V2}const headers = { 'Access-Control-Expose-Headers': 'Mcp-Session-Id' };`,
    },
    {
      name: 'a test',
      filename: 'test/server.test.ts',
      code: `${V1}const id = response.headers.get('mcp-session-id');`,
    },
  ],
  invalid: [
    {
      name: 'a target group of AWS CDK with a cookie',
      code: `${CDK}const targets = listener.addTargets('McpTargets', {
  port: 3000,
  stickinessCookieDuration: Duration.hours(1),
});
targets.enableCookieStickiness(
  Duration.days(1),
);`,
      errors: [
        { messageId: 'sticky', line: 5, data: { name: 'stickinessCookieDuration', lines: 'line 5' } },
        { messageId: 'sticky', line: 7, data: { name: 'enableCookieStickiness', lines: 'lines 7 to 9' } },
      ],
    },
    {
      name: 'a stack of an MCP server by its class',
      code: `${CDK}export class McpServerStack extends Stack {
  constructor(scope, id) {
    super(scope, id);
    this.service.targetGroup.enableCookieStickiness(Duration.days(1));
  }
}`,
      errors: [{ messageId: 'sticky', line: 6 }],
    },
    {
      name: 'a target group of Pulumi',
      code: `${PULUMI}export const group = new aws.lb.TargetGroup('mcp', {
  port: 3000,
  stickiness: {
    type: 'lb_cookie',
    cookieDuration: 3600,
  },
});`,
      errors: [{ messageId: 'sticky', line: 4, data: { name: 'stickiness', lines: 'lines 4 to 7' } }],
    },
    {
      name: 'services of Kubernetes in code',
      code: `import { KubeService, KubeIngress } from './imports/k8s';
new KubeService(this, 'mcp', { spec: { sessionAffinity: 'ClientIP' } });
new KubeIngress(this, 'mcp-ingress', {
  metadata: { annotations: { 'nginx.ingress.kubernetes.io/affinity': 'cookie' } },
});`,
      errors: [
        { messageId: 'sticky', line: 2 },
        { messageId: 'sticky', line: 4 },
      ],
    },
    {
      name: 'a service of a package of MCP',
      filename: path.join(PACKAGES, 'v1/src/deploy.ts'),
      code: `import * as gcp from '@pulumi/gcp';
const path = '/mcp';
new gcp.compute.BackendService('api', { sessionAffinity: 'GENERATED_COOKIE' });`,
      errors: [{ messageId: 'sticky', line: 3 }],
    },
    {
      name: 'a test that expects a session',
      code: "expect(res.headers.get('mcp-session-id')).toBeTruthy(); expect(res.headers.get('mcp-session-id')).not.toBeNull();\nexpect(res.headers.get('mcp-session-id')).not.toBeNull();",
      errors: [
        { messageId: 'header', line: 1, column: 24 },
        { messageId: 'header', line: 2, column: 24 },
      ],
    },
    {
      name: 'the transport of a server',
      code: `${V1}const server = new McpServer(info); const id = server.server.transport?.sessionId;`,
      errors: [{ messageId: 'transportId', line: 4, column: 48 }],
    },
    {
      name: 'one choice between the forms of a header, once',
      code: `const id = Array.isArray(req.headers['mcp-session-id'])
  ? req.headers['mcp-session-id'][0]
  : req.headers['mcp-session-id'];`,
      errors: [{ messageId: 'header', line: 1, column: 38 }],
    },
    {
      name: 'a session id that is passed on beside a log',
      code: `${V1}const transport = new StreamableHTTPServerTransport(options); console.log(forget(transport.sessionId));`,
      errors: errors('transportId'),
    },
    {
      name: 'a session id that falls back to a key for all',
      code: `${V2}new McpServer(info).registerTool('who', { inputSchema }, async (args, ctx) => carts.get(ctx.sessionId ?? 'all'));`,
      errors: errors('contextId'),
    },
    {
      name: 'a header that is read, in any case',
      code: "const sessionId = req.headers['mcp-session-id'];",
      errors: [{ messageId: 'header', line: 1, column: 31 }],
    },
    { name: 'a getter', code: "req.get('Mcp-Session-Id');", errors: errors('header') },
    { name: 'web headers', code: "if (headers.has('MCP-Session-ID')) go();", errors: errors('header') },
    {
      name: 'a header that is written',
      code: "res.setHeader('Mcp-Session-Id', id);",
      errors: errors('sent'),
    },
    {
      name: 'a header of a request',
      code: "fetch(url, { headers: { 'mcp-session-id': id } });",
      errors: errors('sent'),
    },
    {
      name: 'a header of a response to a client',
      code: `const response = await fetch(url, init);
const id = response.headers.get('mcp-session-id');
const other = (await client.request(url)).headers['mcp-session-id'];`,
      errors: errors('answered', 'answered'),
    },
    {
      name: 'a header that a server gives to a request',
      code: "request.headers['mcp-session-id'] = 'none';",
      errors: errors('header'),
    },
    {
      name: 'a header that is logged and looked up',
      code: `const id = req.headers['mcp-session-id'];
logger.info('request', { id });
const store = stores.get(id);`,
      errors: [{ messageId: 'header', line: 1 }],
    },
    {
      name: 'an id that is tested before it is used, once for each function',
      code: `${V1}const transport = new StreamableHTTPServerTransport({});
transport.onclose = () => {
  if (transport.sessionId) {
    forget(transport.sessionId);
  }
};
transport.onerror = () => close(transport.sessionId);`,
      errors: [
        { messageId: 'transportId', line: 6 },
        { messageId: 'transportId', line: 10 },
      ],
    },
    {
      name: 'a pattern',
      code: "const { 'mcp-session-id': id } = req.headers;",
      errors: errors('header'),
    },
    {
      name: 'a comparison',
      code: "if (name.toLowerCase() === 'mcp-session-id') skip();",
      errors: errors('header'),
    },
    {
      name: 'a constant and its uses',
      code: `const SESSION_HEADER = 'mcp-session-id';
const a = req.header(SESSION_HEADER);
res.setHeader(SESSION_HEADER, a);
const b = { [SESSION_HEADER]: a };`,
      errors: [
        { messageId: 'constant', line: 1, column: 24 },
        { messageId: 'header', line: 2, column: 22 },
        { messageId: 'sent', line: 3 },
        { messageId: 'sent', line: 4 },
      ],
    },
    {
      name: 'a member of a constant',
      code: "const HEADERS = { SESSION: 'Mcp-Session-Id' } as const;\nreq.headers[HEADERS.SESSION];",
      errors: errors('constant', 'header'),
    },
    {
      name: 'an enum',
      code: "enum Header { Session = 'mcp-session-id' }\nreq.headers[Header.Session];",
      errors: errors('constant', 'header'),
    },
    {
      name: 'exposed headers',
      code: `${V1}cors({ exposedHeaders: ['Mcp-Session-Id'] });`,
      errors: [{ messageId: 'exposed', line: 4 }],
    },
    {
      name: 'exposed headers of Hono',
      code: `${V1}cors({ exposeHeaders: ['mcp-session-id', 'x'] });`,
      errors: errors('exposed'),
    },
    {
      name: 'exposed headers as a text',
      code: `${V1}res.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate, Mcp-Session-Id');`,
      errors: errors('exposed'),
    },
    {
      name: 'exposed headers as a constant',
      code: "export const EXPOSED_HEADERS = ['Mcp-Session-Id', 'WWW-Authenticate'];",
      errors: errors('exposed'),
    },
    {
      name: 'the textbook form',
      code: `${V1}const transports: { [sessionId: string]: StreamableHTTPServerTransport } = {};
const transport = new StreamableHTTPServerTransport({
  sessionIdGenerator: () => randomUUID(),
  onsessioninitialized: id => { transports[id] = transport; },
  onsessionclosed: id => { delete transports[id]; },
});
transport.onclose = () => {
  if (transport.sessionId) delete transports[transport.sessionId];
};
app.delete('/mcp', async (req, res) => { await transports[id(req)].handleRequest(req, res); });`,
      errors: [
        { messageId: 'store', line: 4, column: 7 },
        { messageId: 'option', line: 6, column: 3 },
        { messageId: 'option', line: 7, column: 3 },
        { messageId: 'option', line: 8, column: 3 },
        { messageId: 'transportId', line: 11, column: 7 },
        { messageId: 'end', line: 13, column: 1 },
      ],
    },
    {
      name: 'options in a constant',
      code: `${V1}const options = { sessionIdGenerator: () => randomUUID() }; new StreamableHTTPServerTransport(options);`,
      errors: errors('option'),
    },
    {
      name: 'options of a subclass',
      code: `${V1}class Transport extends StreamableHTTPServerTransport {
  constructor() { super({ sessionIdGenerator: () => randomUUID() }); }
}`,
      errors: errors('option'),
    },
    {
      name: 'sessions as configured',
      code: `${V1}new StreamableHTTPServerTransport({ sessionIdGenerator: stateless ? undefined : randomUUID });`,
      errors: errors('option'),
    },
    {
      name: 'CommonJS and a namespace',
      code: `const http = require('@modelcontextprotocol/sdk/server/streamableHttp.js');
new http.StreamableHTTPServerTransport({ sessionIdGenerator: () => id });`,
      errors: errors('option'),
    },
    {
      name: 'an alias, over web standards',
      code: `import { WebStandardStreamableHTTPServerTransport as Transport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
new Transport({ sessionIdGenerator: () => crypto.randomUUID() });`,
      errors: errors('option'),
    },
    {
      name: 'sessions on v2 without a way for 2026-07-28',
      code: `${V2}new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });`,
      errors: errors('option'),
    },
    {
      name: 'a map on a class',
      code: `${V1}class Gateway { private transports = new Map<string, StreamableHTTPServerTransport>(); }`,
      errors: errors('store'),
    },
    {
      name: 'a private map of entries',
      code: `${V1}interface Entry { server: McpServer; transport: StreamableHTTPServerTransport }
class Gateway { readonly #sessions: Map<string, Entry> = new Map(); }`,
      errors: errors('store'),
    },
    {
      name: 'a map without types',
      code: `${V1}const live = new Map();
function open(id) { const transport = new StreamableHTTPServerTransport({}); live.set(id, { transport }); }`,
      errors: errors('store'),
    },
    {
      name: 'an object without types',
      code: `${V1}const live = {};
function open(id) { live[id] = new StreamableHTTPServerTransport({}); }`,
      errors: errors('store'),
    },
    {
      name: 'servers by session',
      code: `${V1}const servers: { [sessionId: string]: McpServer } = {};`,
      errors: errors('store'),
    },
    {
      name: 'the session id of a context as a key',
      code: `${V1}const server = new McpServer(info);
server.registerTool('a', {}, async (args, extra) => baskets.get(extra.sessionId));`,
      errors: [{ messageId: 'contextId', line: 5, column: 65 }],
    },
    {
      name: 'the session id out of a pattern',
      code: `${V1}const server = new McpServer(info);
server.tool('a', {}, async (args, { sessionId }) => baskets.get(sessionId));`,
      errors: errors('contextId'),
    },
    {
      name: 'the session id of a v2 context, beside kept sessions',
      code: `${KEEPS}const server = new McpServer(info);
server.registerTool('a', {}, async (args, ctx) => {
  const { sessionId } = ctx;
  return baskets.get(sessionId);
});`,
      errors: errors('contextId'),
    },
    {
      name: 'a branch on the method',
      code: `${V1}http.createServer(async (req, res) => {
  if (req.method === 'GET' || req.method === 'DELETE') await transports.get(id).handleRequest(req, res);
});`,
      errors: errors('end'),
    },
    {
      name: 'a route behind a wrapper',
      code: `${V1}class App {
  start() { this.app.delete('/mcp', this.safely(this.end.bind(this))); }
  async end(req, res) { await this.transports.get(id).handleRequest(req, res); }
}`,
      errors: errors('end'),
    },
    {
      name: 'a route of Fastify',
      code: `${V1}app.route({ method: 'DELETE', url: '/mcp', handler: (req, reply) => find(req).handleRequest(req.raw, reply.raw) });`,
      errors: errors('end'),
    },
    {
      name: 'a client that ends and takes up a session',
      code: `${V1}const transport = new StreamableHTTPClientTransport(url, { sessionId: saved });
await transport.terminateSession();
save(transport.sessionId);`,
      errors: errors('resume', 'terminate', 'transportId'),
    },
    {
      name: 'a client on v2 that has no older servers',
      code: `${V2}const transport = new StreamableHTTPClientTransport(url); await transport.terminateSession();`,
      settings: drop,
      errors: errors('terminate'),
    },
    {
      name: 'sessions on v2 whose clients are gone',
      code: `${KEEPS}const transports: Record<string, NodeStreamableHTTPServerTransport> = {};
app.use(cors({ exposedHeaders: ['Mcp-Session-Id'] }));`,
      settings: drop,
      errors: errors('store', 'exposed'),
    },
    {
      name: 'sessions whose guard is in a comment only',
      code: `${V2}// leave them to older clients behind isLegacyRequest
new NodeStreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });`,
      errors: errors('option'),
    },
    {
      name: 'a policy in a package on SDK v1',
      filename: path.join(PACKAGES, 'v1/src/cors.ts'),
      code: "export const EXPOSED_HEADERS = ['Mcp-Session-Id'];",
      errors: errors('exposed'),
    },
    {
      name: 'a policy in a package on SDK v2 without older clients',
      filename: path.join(PACKAGES, 'v2/src/cors.ts'),
      code: "export const EXPOSED_HEADERS = ['Mcp-Session-Id'];",
      settings: drop,
      errors: errors('exposed'),
    },
    {
      name: 'what the migration left',
      code: `${V2}// TODO(mcp-migrate): sessions This transport is shared, so this endpoint serves 2025-11-25 only.
start(transport);`,
      errors: [{ messageId: 'leftByMigration', line: 5 }],
    },
  ],
});
