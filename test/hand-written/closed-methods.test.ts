import { describe, expect, it } from 'vitest';
import type { LegacyMode } from '../../src/engine/types.js';
import { handWrittenServers } from '../../transforms/hand-written-servers.js';
import { migrateText } from '../helpers/migrate-text.js';

const HELLO =
  "{ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'shelf', version: '1.0.0' } }";

const DISPATCH = `const sessions = new Map();

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
`;

/** What reads a message in a handler of node, with sessions. */
const POST = `const message = JSON.parse(await readBody(req));
      const session = req.headers['mcp-session-id'];
      if (message.method === 'initialize') {
        const id = randomUUID();
        sessions.set(id, {});
        res.setHeader('Mcp-Session-Id', id);
      } else if (!sessions.has(session)) {
        res.writeHead(404).end();
        return;
      }
      res.end(JSON.stringify(await dispatch(message)));`;

function migrated(text: string, legacy: LegacyMode = 'reject', name = 'server.js') {
  const once = migrateText({ [name]: text }, [handWrittenServers], { legacy }).files;
  expect(migrateText(once, [handWrittenServers], { legacy }).files).toEqual(once);
  expect(once[name]).toContain('server/discover');
  return once[name]!;
}

const NODE = `import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
${DISPATCH}`;

const SWITCH = `${NODE}
createServer(async (req, res) => {
  switch (req.method) {
    case 'POST': {
      ${POST}
      return;
    }
    case 'GET': {
      const session = sessions.get(req.headers['mcp-session-id']);
      if (!session) {
        res.writeHead(400).end();
        return;
      }
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      session.stream = res;
      break;
    }
    case 'DELETE':
      sessions.delete(req.headers['mcp-session-id']);
      res.writeHead(204).end();
      break;
    default:
      res.writeHead(405, { Allow: 'GET, POST, DELETE' }).end();
  }
}).listen(3000);
`;

describe('GET and DELETE in a `switch`', () => {
  it('are answered with 405 where 2025-11-25 is refused', () => {
    const text = migrated(SWITCH);
    expect(text).toContain(`    case 'GET': {
      res.writeHead(405, { Allow: 'POST' }).end();
      break;
    }
    case 'DELETE':
      res.writeHead(405, { Allow: 'POST' }).end();
      break;
    default:
      res.writeHead(405, { Allow: 'POST' }).end();`);
    expect(text).not.toContain('sessions');
  });

  it('stay for clients of 2025-11-25', () => {
    const text = migrated(SWITCH, 'keep');
    expect(text.slice(text.indexOf("case 'GET'"))).toBe(SWITCH.slice(SWITCH.indexOf("case 'GET'")));
  });

  it('that calls a function for each method', () => {
    const text = `${NODE}
function handleDelete(req, res) {
  const session = req.headers['mcp-session-id'];
  res.writeHead(sessions.delete(session) ? 204 : 404).end();
}

async function handlePost(req, res) {
      ${POST}
}

createServer(async (request, res) => {
  const { method } = request;
  switch (method) {
    case 'POST':
      return handlePost(request, res);
    case 'GET':
    case 'DELETE':
      return handleDelete(request, res);
    default:
      return res.writeHead(405).end();
  }
}).listen(3000);
`;
    const after = migrated(text);
    expect(after).toContain(`    case 'GET':
    case 'DELETE':
      res.writeHead(405, { Allow: 'POST' }).end();
      return;
    default:`);
    expect(after).not.toMatch(/sessions|handleDelete/);
    const kept = migrated(text, 'keep');
    expect(kept.slice(kept.indexOf('createServer(async'))).toBe(
      text.slice(text.indexOf('createServer(async')),
    );
    expect(kept).toContain('res.writeHead(sessions.delete(session) ? 204 : 404).end();');
  });

  const next = (
    cases: string,
    fallback = "res.setHeader('Allow', ['GET', 'POST']);",
  ) => `import { randomUUID } from 'node:crypto';
${DISPATCH}
export default async function handler(req, res) {
  switch (req.method) {
    ${cases}
    case 'POST': {
      const message = req.body;
      return res.status(200).json(await dispatch(message));
    }
    default:
      ${fallback}
      return res.status(405).end();
  }
}
`;

  it('of a route of Next, whose responses have no `set`', () => {
    const text = migrated(
      next(`case 'GET':
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      setInterval(() => res.write(': here\\n\\n'), 15_000);
      return;`),
    );
    expect(text).toContain(`    case 'GET':
      res.status(405).setHeader('Allow', 'POST').end();
      return;
    case 'POST': {`);
    expect(text).toContain("res.setHeader('Allow', ['POST']);");
  });

  it('of a worker', () => {
    const text = `${DISPATCH}
export default {
  async fetch(request) {
    switch (request.method) {
      case 'DELETE': {
        sessions.delete(request.headers.get('mcp-session-id'));
        return new Response(null, { status: 204 });
      }
      case 'POST': {
        const message = await request.json();
        return new Response(JSON.stringify(await dispatch(message)));
      }
      default:
        return new Response('No', { status: 405, headers: { Allow: 'POST, DELETE' } });
    }
  },
};
`;
    expect(migrated(text)).toContain(`      case 'DELETE': {
        return new Response(null, { status: 405, headers: { Allow: 'POST' } });
      }`);
    expect(migrated(text)).toContain("{ status: 405, headers: { Allow: 'POST' } });\n    }");
  });

  it('stays as it is where it is for more than sessions', () => {
    const cases = {
      'a page': "case 'GET':\n      return res.status(200).send('A shelf of tools');",
      'a label with another method': `case 'PUT':
    case 'DELETE':
      sessions.clear();
      return res.status(204).end();`,
      'a clause that goes on in the next one': `case 'DELETE':
      sessions.clear();
    case 'OPTIONS':
      return res.status(204).end();`,
      'a clause that another goes on in': `case 'PUT':
      sessions.clear();
    case 'DELETE':
      sessions.clear();
      return res.status(204).end();`,
      'something else that is deleted':
        "case 'DELETE':\n      await books.remove(req.query.id);\n      return res.status(204).end();",
    };
    for (const clause of Object.values(cases)) expect(migrated(next(clause))).toContain(clause);
  });
});

const handler = (before: string, path = '') => `${NODE}
createServer(async (req, res) => {
  ${before}
  if (${path}req.method === 'POST') {
      ${POST}
    return;
  }
  res.writeHead(405, { Allow: 'POST, DELETE' }).end();
}).listen(3000);
`;
const END = `{
    sessions.delete(req.headers['mcp-session-id']);
    res.writeHead(204).end();
    return;
  }`;

describe('GET and DELETE in front of where messages come in', () => {
  it('use no session of clients of 2026-07-28, so that nothing is asked there', () => {
    const kept = migrated(handler(`if (req.method === 'DELETE') ${END}`), 'keep');
    expect(kept).toContain(`if (req.method === 'DELETE') ${END}`);
    expect(kept).toContain('} else if (!modern && !sessions.has(session)) {');
  });

  it('are answered with 405 at the same path', () => {
    const path = "req.url === '/mcp' && ";
    const text = migrated(handler(`if (${path}req.method === 'DELETE') ${END}`, path));
    expect(text).toContain(`  if (req.url === '/mcp' && req.method === 'DELETE') {
    res.writeHead(405, { Allow: 'POST' }).end();
    return;
  }`);
    expect(text).toContain("  res.writeHead(405, { Allow: 'POST' }).end();\n}).listen(3000);");
    expect(text).not.toContain('sessions');
  });

  it('leave the function where any way of theirs does', () => {
    const either = `if (req.method === 'DELETE') {
    if (sessions.delete(req.headers['mcp-session-id'])) return res.writeHead(204).end();
    else return res.writeHead(404).end();
  }`;
    expect(migrated(handler(either))).toContain(`if (req.method === 'DELETE') {
    res.writeHead(405, { Allow: 'POST' }).end();
    return;
  }`);
  });

  it('stay as they are at another path, and in front of what asks for the path', () => {
    const book = '{\n    await forgetSession(req.url);\n    return res.writeHead(204).end();\n  }';
    const events = `{
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    dashboards.add(res);
    return;
  }`;
    for (const [before, path] of [
      [`if (req.url === '/logins' && req.method === 'DELETE') ${book}`, "req.url === '/mcp' && "],
      [`if (req.method === 'DELETE') ${book}`, "req.url === '/mcp' && "],
      [`if (req.url === '/events') {\n  if (req.method === 'GET') ${events}\n  }`, ''],
      [`if (req.url === '/events' && req.method === 'GET') ${events}`, "req.url === '/mcp' && "],
    ] as const) {
      expect(migrated(handler(before, path))).toContain(before);
    }
  });

  it('stay as they are where what is given back is not known', () => {
    const text = handler(`if (req.method === 'DELETE') return end(req, res);`)
      .replace('async (req, res) => {', 'async (req, res): Promise<number> => {')
      .replace(
        'createServer',
        "const end = (req: any, res: any) => {\n  sessions.delete(req.headers['mcp-session-id']);\n  return 204;\n};\ncreateServer",
      );
    expect(migrated(text, 'reject', 'server.ts')).toContain(
      "if (req.method === 'DELETE') return end(req, res);",
    );
  });
});

describe('GET and DELETE that are asked for other things as well', () => {
  const FOUND = "const session = sessions.get(req.headers['mcp-session-id']);\n      if (!session) {";
  const get = (text: string) => text.slice(text.indexOf("case 'GET'"), text.indexOf("case 'DELETE'"));

  it.each([
    "if (req.url === '/health') {\n        res.writeHead(200).end('ok');\n        return;\n      }",
    "if (req.headers.accept?.includes('text/html')) {\n        res.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);\n        return;\n      }",
    "if (wants(req, 'page')) {\n        createReadStream(PAGE).pipe(res);\n        return;\n      }",
  ])('keep GET as it is: %s', more => {
    const text = SWITCH.replace(FOUND, `${more}\n      ${FOUND}`);
    expect(text).not.toBe(SWITCH);
    expect(get(migrated(text))).toBe(get(text));
  });

  it('keep DELETE as it is', () => {
    const text = SWITCH.replace(
      "sessions.delete(req.headers['mcp-session-id']);",
      "sessions.delete(req.headers['mcp-session-id']);\n      await unlink(fileOf(req));",
    );
    expect(text).not.toBe(SWITCH);
    expect(migrated(text)).toContain('await unlink(fileOf(req));');
  });

  it('leave the server where HEAD is served with GET: nobody would be asked for a session', () => {
    const text = SWITCH.replace("case 'GET': {", "case 'HEAD':\n    case 'GET': {");
    expect(text).not.toBe(SWITCH);
    const { files } = migrateText({ 'server.js': text }, [handWrittenServers], { legacy: 'reject' });
    expect(files['server.js']).toBe(text);
  });
});
