import { describe, expect, test } from 'vitest';
import { processBridges } from '../transforms/process-bridges.js';
import { serveSessionMap } from '../transforms/serve-session-map.js';
import { serveStatelessHttp } from '../transforms/serve-stateless-http.js';
import { migrateText } from './helpers/migrate-text.js';

const ANSWERED = 'answerFromProcess(req, res, req.body, () => spawn(command, { shell: true }));';

interface Parts {
  readonly options?: string;
  readonly before?: string;
  readonly start?: string;
  readonly receive?: string;
  readonly answer?: string;
  readonly handle?: string;
}

/** A route that hands what it gets to a process. */
function route({
  options = '{ sessionIdGenerator: undefined }',
  before = '',
  start = 'const child = spawn(command, { shell: true });',
  receive = "message => {\n    child.stdin.write(JSON.stringify(message) + '\\n');\n  }",
  answer = 'transport.send(message);',
  handle = 'transport.handleRequest(req, res, req.body)',
}: Parts = {}): string {
  return `import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { Server } from '@modelcontextprotocol/server';

app.post('/mcp', async (req, res) => {
  ${before}
  const server = new Server({ name: 'bridge', version: '1.0.0' }, { capabilities: {} });
  const transport = new NodeStreamableHTTPServerTransport(${options});
  await server.connect(transport);
  ${start}
  createInterface({ input: child.stdout }).on('line', line => {
    if (!line.trim()) return;
    const message = JSON.parse(line);
    console.log(\`answer: \${line}\`);
    ${answer}
  });
  transport.onmessage = ${receive};
  await ${handle};
});
`;
}

/** The text after the migration, which a second one leaves alone. */
function migrated(source: string, file = 'bridge.ts') {
  const once = migrateText({ [file]: source }, [processBridges]);
  expect(migrateText(once.files, [processBridges]).rewritten).toEqual([]);
  return once;
}

function isLeft(source: string): void {
  const { files, rewritten } = migrated(source);
  expect(rewritten).toEqual([]);
  expect(files['bridge.ts']).toBe(source);
}

describe('a route that starts a process for each request', () => {
  test('hands requests of 2026-07-28 to one as they are', () => {
    const { files, review } = migrated(route({ before: 'if (!allowed(req)) return res.sendStatus(401);' }));
    expect(files['bridge.ts']).toContain(`  if (!allowed(req)) return res.sendStatus(401);
  // Requests of 2026-07-28 have no handshake: each is passed on to a process as it is.
  if (!(await toWebRequest(req, req.body).then(isLegacyRequest, () => true))) {
    ${ANSWERED}
    return;
  }

  const server = new Server(`);
    expect(files['mcp-process.ts']).toContain('export function answerFromProcess(\n  req: IncomingMessage,');
    expect(review).toHaveLength(1);
  });

  test('needs no createMcpHandler any more', () => {
    const { left } = migrateText({ 'bridge.ts': route() }, [serveStatelessHttp, processBridges]);
    expect(left).toEqual([]);
  });

  test('catches what is thrown in front of it where the route does', () => {
    const inTry = route()
      .replace('  const server', '  try {\n  const server')
      .replace(/\}\);\n$/, '} catch {}\n});\n');
    expect(migrated(inTry).files['bridge.ts']).toContain(
      'if (!(await isLegacyRequest(await toWebRequest(req, req.body), req.body))) {',
    );
  });

  test.each([
    [
      'an own handshake',
      "m => {\n    if (m.method === 'initialize') waiting = m;\n    child.stdin.write(`${JSON.stringify(m)}\\n`);\n  }",
    ],
    [
      'a log',
      "m => {\n    log.info(`got ${JSON.stringify(m)}`);\n    child.stdin.write(JSON.stringify(m) + '\\n');\n  }",
    ],
    [
      'the id',
      "m => {\n    if ('id' in m) last = m.id;\n    child.stdin.write(JSON.stringify(m) + '\\n');\n  }",
    ],
  ])('may look at messages for %s', (_, receive) => {
    const source = route({ before: 'let waiting, last;', receive });
    expect(migrated(source).files['bridge.ts']).toContain(ANSWERED);
  });

  test('shares the module among routes, in CommonJS without types', () => {
    const source = route()
      .replace(
        "import { spawn } from 'node:child_process';",
        "const { spawn } = require('node:child_process');",
      )
      .replace(
        "import { createInterface } from 'node:readline';",
        "const { createInterface } = require('node:readline');",
      )
      .replace(/import (\{[^}]*\}) from ('[^']*');/g, 'const $1 = require($2);');
    const { files, rewritten } = migrateText(
      { 'one.cjs': source, 'two.cjs': source.replace("'/mcp'", "'/other'") },
      [processBridges],
    );
    expect(rewritten).toHaveLength(2);
    expect(Object.keys(files).sort()).toEqual(['mcp-process.cjs', 'one.cjs', 'two.cjs']);
    expect(files['mcp-process.cjs']).toContain('module.exports = { answerFromProcess };');
    expect(files['two.cjs']).toContain("const { answerFromProcess } = require('./mcp-process.cjs');");
  });
});

describe('what is left', () => {
  const write = "child.stdin.write(JSON.stringify(m) + '\\n');";
  test.each<[string, Parts]>([
    ['sessions', { options: '{ sessionIdGenerator: () => randomUUID() }' }],
    ['checks of the transport', { options: '{ sessionIdGenerator: undefined, allowedHosts: hosts }' }],
    ['options made elsewhere', { options: '{ sessionIdGenerator: undefined, ...options }' }],
    [
      'tools that are refused',
      { receive: `m => {\n    if (banned.has(m.params?.name)) return;\n    ${write}\n  }` },
    ],
    [
      'a method that is refused',
      { receive: `m => {\n    if (m.method === 'tools/call') return;\n    ${write}\n  }` },
    ],
    ['a check by another function', { receive: `m => {\n    if (!mayPass(m)) return;\n    ${write}\n  }` }],
    ['messages that are changed', { receive: `m => {\n    m.params = clean(m.params);\n    ${write}\n  }` }],
    ['messages written in another way', { receive: 'm => {\n    child.stdin.write(encode(m));\n  }' }],
    [
      'a destructured message',
      { receive: "({ method, params, ...m }) => {\n    child.stdin.write(JSON.stringify(m) + '\\n');\n  }" },
    ],
    ['a named receiver', { receive: 'receive' }],
    ['answers that are changed', { answer: 'transport.send(redacted(message));' }],
    [
      'answers that are filtered',
      { answer: 'if (message.result?.tools) hide(message.result.tools);\n    transport.send(message);' },
    ],
    ['a line that is checked', { answer: 'if (isSecret(line)) return;\n    transport.send(message);' }],
    ['one process for all', { start: '' }],
    [
      'two processes',
      { start: 'const child = spawn(command, { shell: true });\n  const other = spawn(spare);' },
    ],
    [
      'a process of what is made on the way',
      { start: 'const env = envOf(server);\n  const child = spawn(command, { env });' },
    ],
    ['a process that is not of node:child_process', { start: 'const child = pool.spawn(command);' }],
    ['a body that nobody has read', { handle: 'transport.handleRequest(req, res)' }],
  ])('%s', (_, parts) => {
    isLeft(route(parts));
  });

  test('where clients of 2025-11-25 are refused', () => {
    expect(migrateText({ 'bridge.ts': route() }, [processBridges], { legacy: 'reject' }).rewritten).toEqual(
      [],
    );
  });
});

describe('what needs a decision', () => {
  const MAP = route({
    options:
      '{\n    sessionIdGenerator: () => randomUUID(),\n    onsessioninitialized: id => { transports[id] = transport; },\n  }',
  })
    .replace(
      '  const server',
      "  const id = req.headers['mcp-session-id'];\n  if (id) return transports[id].handleRequest(req, res, req.body);\n  const server",
    )
    .replace('app.post', "import { randomUUID } from 'node:crypto';\nconst transports = {};\napp.post");

  test('a process for each session says so where it is started', () => {
    const { left, advice } = migrateText({ 'bridge.ts': MAP }, [serveSessionMap, processBridges]);
    expect(left).toEqual([
      'sessions bridge.ts:18 Each session has a process of its own here, and requests of 2026-07-28 have no session.',
    ]);
    expect(advice[0]).toContain('one that all clients share');
  });

  test('messages that are looked into say so', () => {
    const source = route({
      receive: `m => {\n    if (!mayPass(m)) return;\n    ${"child.stdin.write(JSON.stringify(m) + '\\n');"}\n  }`,
    });
    const { left } = migrateText({ 'bridge.ts': source }, [serveStatelessHttp, processBridges]);
    expect(left).toEqual([
      'stateless-handshake bridge.ts:11 Messages are looked into or changed on their way to this process, so requests of 2026-07-28 cannot go past that.',
    ]);
  });
});
