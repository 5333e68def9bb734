import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import type { PackageManifest } from '../../src/project/model.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1' } }";

function migrated(text: string, name = 'server.js', manifest?: PackageManifest) {
  const files = migrateText({ [name]: text }, [handWrittenServers], manifest ? { manifest } : {}).files;
  return files[name]!;
}

const isLeft = (text: string, name?: string, manifest?: PackageManifest) =>
  expect(migrated(text, name, manifest)).toBe(text);

/** A server that reads lines, and answers with `write`. */
const lines = (write: string, more = '') => `import readline from 'node:readline';
${more}function respond(id, result) {
  ${write}
}
readline.createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line);
  switch (message.method) {
    // The handshake.
    case 'initialize': return respond(message.id, ${HELLO});
    case 'tools/list': return respond(message.id, { tools: [] });
  }
});
`;

/** A worker that answers with `answer(…)`. */
const worker = (parts: { before?: string; answer: string; hello?: string; helpers: string }) => `
${parts.helpers}
export default {
  async fetch(request) {
    ${parts.before ?? ''}
    const message = await request.json();
    if (message.method === 'initialize') {
      ${parts.hello ?? `return ${parts.answer}({ jsonrpc: '2.0', id: message.id, result: ${HELLO} });`}
    }
    if (message.method === 'tools/list') {
      return ${parts.answer}({ jsonrpc: '2.0', id: message.id, result: { tools: [] } });
    }
    return ${parts.answer}({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Not found: ' + String(message.method) } });
  },
};
`;

const EVENTS = `const CORS = { 'Access-Control-Allow-Origin': '*' };
function events(message, sessionId = undefined) {
  const headers = { 'Content-Type': 'text/event-stream', ...CORS };
  if (sessionId) headers['Mcp-Session-Id'] = sessionId;
  const text = 'data: ' + JSON.stringify(message) + '\\n\\n';
  return new Response(text, { headers: { ...CORS, ...headers } });
}`;

describe('lines that are made in front of where they are written', () => {
  const text = migrated(
    lines(
      "const text = JSON.stringify({ jsonrpc: '2.0', id, result });\n  process.stdout.write(text + '\\n');",
    ),
  );

  it('show how to answer', () => {
    expect(text).toContain("    process.stdout.write(JSON.stringify(refused.body) + '\\n');");
  });

  it('keep their comment above the handshake, and a branch on one line gets a line for its statement', () => {
    expect(text).toContain(`    case 'server/discover':
      return respond(message.id, {
        resultType: 'complete',`);
    expect(text).toContain("    // The handshake.\n    case 'initialize': return respond(");
  });

  it('may be in a file that sends HTTP requests with a length', () => {
    const sends = "const options = { headers: { 'Content-Length': 3 } };\n";
    const write = "process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');";
    expect(migrated(lines(write, sends))).toContain('refusal(message, METHODS)');
  });

  it.each([
    [
      'variables that change',
      "let text = JSON.stringify({ jsonrpc: '2.0', id, result }); text = pack(text); process.stdout.write(text + '\\n');",
    ],
    [
      'another end than a line',
      "const text = JSON.stringify({ jsonrpc: '2.0', id, result }); process.stdout.write(text + '\\0');",
    ],
    [
      'text of something else',
      "const text = pack({ jsonrpc: '2.0', id, result }); process.stdout.write(text + '\\n');",
    ],
    [
      'several parts',
      "const text = JSON.stringify({ jsonrpc: '2.0', id, result }); process.stdout.write(`${id}${text}\\n`);",
    ],
    [
      'a length in front',
      "const text = JSON.stringify({ jsonrpc: '2.0', id, result }); process.stdout.write('Content-Length: ' + text.length + '\\r\\n\\r\\n'); process.stdout.write(text);",
    ],
  ])('are left: %s', (_, write) => isLeft(lines(write)));
});

describe('responses that are streams of events', () => {
  it('have errors beside them that are JSON, with the headers that all share', () => {
    const text = migrated(worker({ answer: 'events', helpers: EVENTS }));
    expect(text).toContain(`return new Response(JSON.stringify(refused.body), {
        status: refused.status,
        headers: { ...CORS, 'Content-Type': 'application/json' },
      });`);
  });

  it('begin a session for initialize only', () => {
    const hello = `const sessionId = crypto.randomUUID();
      return events({ jsonrpc: '2.0', id: message.id, result: ${HELLO} }, sessionId);`;
    const text = migrated(worker({ answer: 'events', hello, helpers: EVENTS }));
    expect(text).toContain("cacheScope: 'private',\n      } });\n    }");
    expect(text.match(/, sessionId\)/g)).toHaveLength(1);
  });

  it('begin no session when clients of 2025-11-25 are refused', () => {
    const hello = (more = '') => `const sessionId = crypto.randomUUID();${more}
      return events({ jsonrpc: '2.0', id: message.id, result: ${HELLO} }, sessionId);`;
    const given = (text: string) => ({
      'server.js': worker({ answer: 'events', hello: text, helpers: EVENTS }),
    });
    const text = migrateText(given(hello()), [handWrittenServers], { legacy: 'reject' }).files['server.js']!;
    expect(text).toContain("=== 'server/discover') {\n      return events({");
    expect(text).not.toMatch(/randomUUID|\}, sessionId\)/);
    for (const more of [' sessions.set(sessionId, 1);', ' log(sessionId);', ' const uuid = randomUUID();']) {
      const kept = given(hello(more));
      expect(migrateText(kept, [handWrittenServers], { legacy: 'reject' }).files).toEqual(kept);
    }
  });

  it.each([
    ['a session that has to be given', EVENTS.replace('sessionId = undefined', 'sessionId'), 'events'],
    [
      'a session in front of the message',
      EVENTS.replace('(message, sessionId = undefined)', '(sessionId, message)'),
      'first',
    ],
  ])('are left: %s', (_, helpers, kind) => {
    const given = `{ jsonrpc: '2.0', id: message.id, result: ${HELLO} }`;
    const call = kind === 'first' ? `events(sessionId, ${given})` : `events(${given}, sessionId)`;
    const hello = `const sessionId = crypto.randomUUID();\n      return ${call};`;
    isLeft(worker({ answer: 'events', hello, helpers }));
  });

  it('may begin HTTP+SSE elsewhere, when nothing else is ever sent there', () => {
    const helpers = `const json = body => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
export const old = () => new Response('event: endpoint\\ndata: /mcp\\n\\n', { headers: { 'Content-Type': 'text/event-stream' } });`;
    expect(migrated(worker({ answer: 'json', helpers }))).toContain(
      'refusal(message, METHODS, request.headers)',
    );
    const sends = `${helpers}\nexport const push = message => queue.push('data: ' + JSON.stringify(message));`;
    isLeft(worker({ answer: 'json', helpers: sends }));
  });
});

describe('a check of the revision in front of where the message is read', () => {
  const helpers = `const json = body => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });`;
  const before = (condition: string) =>
    `const version = request.headers.get('MCP-Protocol-Version');
    if (${condition}) return new Response('Unsupported', { status: 400 });`;

  it('lets the new one pass', () => {
    const text = migrated(
      worker({ answer: 'json', helpers, before: before("version && version !== '2025-06-18'") }),
    );
    expect(text).toContain("if (version && version !== '2025-06-18' && version !== '2026-07-28') return");
  });

  it.each([
    ['another choice', "!version || version !== '2025-06-18'"],
    ['a function', 'refuses(version)'],
    ['the session as well', "version && request.headers.get('mcp-session-id') === null"],
  ])('is left: %s', (_, condition) => isLeft(worker({ answer: 'json', helpers, before: before(condition) })));
});

describe('scripts that load nothing', () => {
  const script = `#!/usr/bin/env node
process.stdin.on('data', chunk => {
  for (const line of String(chunk).split('\\n')) {
    const message = JSON.parse(line);
    let answer;
    if (message.method === 'initialize') {
      answer = { jsonrpc: '2.0', id: message.id, result: ${HELLO} };
    } else if (message.method === 'tools/list') {
      answer = { jsonrpc: '2.0', id: message.id, result: { tools: [] } };
    } else {
      answer = { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Unknown' } };
    }
    process.stdout.write(JSON.stringify(answer) + '\\n');
  }
});
`;

  it('require the module, where their package is no module', () => {
    const files = migrateText({ 'server.js': script }, [handWrittenServers], { manifest: {} }).files;
    expect(files['server.js']).toContain(
      "#!/usr/bin/env node\nconst { refusal } = require('./mcp-revision');\n",
    );
    expect(files['mcp-revision.js']).toContain('module.exports = { isModern, refusal };');
  });

  it('import it in a package of modules', () => {
    expect(migrated(script)).toContain("import { refusal } from './mcp-revision.js';");
  });

  it('are left where it is not known what runs them', () => {
    const page = script
      .replace('#!/usr/bin/env node\n', '')
      .replaceAll('process.std', 'host.std')
      .replace('host.stdout', 'page.stdout');
    isLeft(page, 'server.js', {});
  });
});

describe('log messages', () => {
  const helpers = (
    more: string,
  ) => `const json = body => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
${more}function logged(data) {
  return { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } };
}`;

  it('that nothing sends do not matter', () => {
    expect(migrated(worker({ answer: 'json', helpers: helpers('') }))).toContain('refusal(');
  });

  it.each([
    ['sent', 'queue.push(logged(1));\n'],
    ['exported by name', 'export { logged };\n'],
    ['exported', 'export '],
    ['in a table', 'const kinds = { logged };\n'],
  ])('leave a server as it is: %s', (_, more) => isLeft(worker({ answer: 'json', helpers: helpers(more) })));
});

describe('changes that a server tells', () => {
  const write = "process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');";
  const tell = (method: string) =>
    `watch(() => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', method: '${method}' }) + '\\n'));\n`;

  it.each(['tools/list_changed', 'prompts/list_changed', 'resources/list_changed', 'resources/updated'])(
    'leave a server on stdio as it is, where nobody listens: %s',
    method => isLeft(lines(write, tell(`notifications/${method}`))),
  );

  it('of other kinds do not matter, nor those that a client tells', () => {
    const others = tell('notifications/progress');
    expect(migrated(lines(write, others))).toContain('refusal(message, METHODS)');
    const handled = "const isChange = method => method === 'notifications/tools/list_changed';\n";
    expect(migrated(lines(write, handled))).toContain('refusal(message, METHODS)');
  });

  it('are not declared to clients of 2026-07-28, which get no answer to what is gone', () => {
    const text = migrated(
      lines(write)
        .replace(
          'capabilities: { tools: {} }',
          'capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {} }',
        )
        .replace(
          "case 'tools/list'",
          "case 'logging/setLevel': case 'resources/subscribe': return respond(message.id, {});\n    case 'tools/list'",
        ),
    );
    expect(text).toContain('capabilities: { tools: {}, resources: {} },');
    expect(text).toContain("const METHODS = ['server/discover', 'tools/list'];");
    expect(text).toContain("case 'resources/subscribe': return respond(message.id, {});");
  });
});

it('a result of a type that a package has gets its members where it is answered with', () => {
  const text = `import type { CallToolResult } from 'tool-types';
app.post('/mcp', async (req, res) => {
  const { id, method } = req.body;
  switch (method) {
    case 'initialize':
      return res.json({ jsonrpc: '2.0', id, result: ${HELLO} });
    case 'tools/call': {
      const answer: CallToolResult = { content: [] };
      return res.json({ jsonrpc: '2.0', id, result: answer });
    }
    default:
      return res.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Unknown' } });
  }
});
`;
  const after = migrated(text, 'server.ts');
  expect(after).toContain('const answer: CallToolResult = { content: [] };');
  expect(after).toContain("result: { resultType: 'complete', ...answer } });");
});

describe('types that only the answer to `initialize` fits', () => {
  const typed = (types: string, answer: string) => `import express from 'express';
const app = express();
app.use(express.json());
${types}
async function dispatch(message: any) {
  const { id, method } = message;
  switch (method) {
    case 'initialize':
      ${answer}
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: { tools: [] } };
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}
app.post('/mcp', async (req, res) => {
  res.json(await dispatch(req.body));
});
`;
  const INTERFACE =
    'interface InitializeResult {\n  protocolVersion: string;\n  capabilities: object;\n  serverInfo: object;\n}\ninterface Tools {\n  tools: object[];\n}\n';
  const run = (text: string, legacy: LegacyMode) =>
    migrateText({ 'server.ts': text }, [handWrittenServers], { legacy }).files['server.ts']!;

  it.each([
    [
      'a union of results',
      `${INTERFACE}type Result = InitializeResult | Tools | Record<string, never>;\nconst ok = <T extends Result>(id: unknown, result: T) => ({ jsonrpc: '2.0', id, result });`,
      `return ok(id, ${HELLO});`,
    ],
    [
      'a parameter',
      `${INTERFACE}const ok = (id: unknown, result: InitializeResult | Tools) => ({ jsonrpc: '2.0', id, result });`,
      `return ok(id, ${HELLO});`,
    ],
    ['`satisfies`', INTERFACE, `return { jsonrpc: '2.0', id, result: ${HELLO} satisfies InitializeResult };`],
  ])('leave the server: %s', (_, types, answer) => {
    const text = typed(types, answer);
    for (const legacy of ['keep', 'reject'] as const) expect(run(text, legacy)).toBe(text);
  });

  it.each([
    [
      'any members',
      "const ok = (id: unknown, result: Record<string, unknown>) => ({ jsonrpc: '2.0', id, result });",
    ],
    ['whatever is given', "const ok = <T>(id: unknown, result: T) => ({ jsonrpc: '2.0', id, result });"],
    [
      'any object',
      "const ok = <T extends object>(id: unknown, result: T) => ({ jsonrpc: '2.0', id, result });",
    ],
  ])('but not where they take %s', (_, types) => {
    const text = typed(types, `return ok(id, ${HELLO});`);
    for (const legacy of ['keep', 'reject'] as const)
      expect(run(text, legacy)).toContain('supportedVersions');
  });
});

describe('who may not ask', () => {
  const run = (checks: string) => {
    const text = `import express from 'express';
const app = express();
app.use(express.json());
async function dispatch({ id, method }) {
  switch (method) {
    case 'initialize':
      return { jsonrpc: '2.0', id, result: ${HELLO} };
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: { tools: [] } };
    default:
      return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
  }
}
app.post('/mcp', async (req, res) => {
  const message = req.body;
  ${checks}
  res.json(await dispatch(message));
});
`;
    return migrated(text);
  };
  const CHECK = 'refusal(message, METHODS, req.headers)';
  const REFUSED = 'return res.status(401).json({ id: message.id });';

  it.each([
    `const key = req.get('x-api-key');\n  if (!KEYS.has(key)) ${REFUSED}`,
    `if (!isAllowed(req)) {\n    audit('refused', message.method);\n    ${REFUSED}\n  }`,
    `const token = req.headers.authorization?.split(' ').at(-1);\n  if (!token) ${REFUSED}\n  if (token !== TOKEN) return res.status(403).end();`,
  ])('is told so before anything else: %s', checks => {
    const text = run(checks);
    expect(text.lastIndexOf('40')).toBeLessThan(text.indexOf(CHECK));
    expect(text).toContain(checks);
  });

  it.each([
    'if (!message.id) return res.status(202).end();',
    `const answer = await early(message);\n  if (!isAllowed(req)) ${REFUSED}`,
    `if (!isAllowed(req)) ${REFUSED.replace('return ', '')}`,
    'if (busy) return res.status(503).end();',
  ])('but the check is in front of what is no refusal by credentials: %s', checks => {
    const text = run(checks);
    expect(text.indexOf(CHECK)).toBeGreaterThan(0);
    expect(text.indexOf(CHECK)).toBeLessThan(
      text.indexOf(checks.slice(0, 20), text.indexOf("app.post('/mcp'")),
    );
  });
});

it('a result that a function of an arrow gives is completed as the object it returns', () => {
  const text = migrated(`import express from 'express';
const app = express();
const handlers = {
  initialize: () => (${HELLO}),
  'tools/list': () => tools(),
};
app.post('/mcp', async (req, res) => {
  const message = req.body;
  const handler = handlers[message.method];
  if (!handler) return res.json({ jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } });
  res.json({ jsonrpc: '2.0', id: message.id, result: handler(message.params) });
});
export function tools() {
  return load();
}
`);
  expect(text).toContain("'tools/list': () => ({ resultType: 'complete'");
});
