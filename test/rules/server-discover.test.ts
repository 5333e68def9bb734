import { serverDiscover } from '../../rules/server-discover.js';
import { tester } from './tester.js';

const ANSWER =
  "{ protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'a', version: '1' } }";
const missing = { messageId: 'missing' as const };

tester.run('server-discover', serverDiscover, {
  valid: [
    {
      name: 'methods that are looked at more often',
      code: `const TRACED = new Set(['initialize', 'tools/call', 'resources/read']);
export function sampleRate(method: string): number { return TRACED.has(method) ? 1 : 0.1; }`,
    },
    {
      name: 'methods with a limit of their own',
      code: `const HEAVY = ['initialize', 'tools/call', 'resources/read'];
const limitOf = (method: string) => (HEAVY.includes(method) ? 30_000 : DEFAULT);`,
    },
    {
      name: 'methods with a number',
      code: `const HEAVY = new Set(['initialize', 'tools/call', 'resources/read']);
function secondsFor(method: string) { if (HEAVY.has(method)) return 30; return 5; }`,
    },
    {
      name: 'methods that are written to a log',
      code: `const QUIET = ['initialize', 'tools/list', 'tools/call'];
function logRequest(message) { if (QUIET.includes(message.method)) return; console.log(message.method); }`,
    },
    {
      name: 'methods with a label',
      code: `const KNOWN = new Set(['initialize', 'tools/list', 'tools/call']);
export const labelOf = (method: string) => (KNOWN.has(method) ? method : 'other');`,
    },
    {
      name: 'methods that are tried again',
      code: `const SAFE = new Set(['initialize', 'tools/list', 'tools/call']);
class Sender { isRetryable(message) { return SAFE.has(message.method); } }`,
    },
    {
      name: 'a list of methods with it',
      code: `const ALLOWED = new Set(['initialize', 'server/discover', 'tools/list']); if (!ALLOWED.has(message.method)) throw refused;`,
    },
    {
      name: 'a list of methods for a log',
      code: `const COUNTED = ['initialize', 'tools/list', 'tools/call']; if (COUNTED.includes(message.method)) counter.add(1);`,
    },
    {
      name: 'a list of methods without the handshake',
      code: `const ALLOWED = ['tools/list', 'tools/call']; if (!ALLOWED.includes(message.method)) return refuse();`,
    },
    {
      name: 'methods of a language server',
      code: `const ALLOWED = ['initialize', 'textDocument/hover']; if (!ALLOWED.includes(message.method)) throw refused; const v = 'tools/list';`,
    },
    {
      name: 'a list that something else is looked up in',
      code: `const NAMES = ['initialize', 'tools/list', 'tools/call']; if (!NAMES.includes(step.name)) throw refused;`,
    },
    {
      name: 'a list that is not known whole',
      code: `if (!allowed.has(message.method)) throw refused; const all = ['initialize', 'tools/list', 'tools/call'];`,
    },
    {
      name: 'a word on the command line',
      code: `if (args.method === 'initialize') print({ serverInfo, protocolVersion }); else if (args.method === 'tools/list') list(); else if (args.method === 'tools/call') run();`,
    },
    {
      name: 'a server that answers it',
      code: `switch (request.method) {
  case 'initialize': return ${ANSWER};
  case 'server/discover': return discovered;
  case 'tools/list': return { tools };
}`,
    },
    {
      name: 'a class whose methods nothing can look up by their names',
      code: `class Server {
  #initialize() { return ${ANSWER}; }
  'tools/list'() { return { tools: [] }; }
}`,
    },
    {
      name: 'a class with methods of the same words',
      code: `class Service {
  initialize() { return ${ANSWER}; }
  list() { return fetch('https://api.example.com/tools/list'); }
}`,
    },
    {
      name: 'a server of the SDK',
      code: `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
new Server({ name: 'a', version: '1' }).setRequestHandler('tools/list', list);`,
    },
    {
      name: 'a language server',
      code: `switch (message.method) {
  case 'initialize': return { capabilities: {}, serverInfo: { name: 'mcp' } };
  case 'textDocument/hover': return hover();
}`,
    },
    {
      name: 'a proxy that looks at messages',
      code: `if (message.method === 'initialize') client = message.params.clientInfo;
if (message.method === 'tools/list') filter(message);`,
    },
    {
      name: 'a client by hand',
      code: `await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18' } });
await send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });`,
    },
    {
      name: 'an answer without tools',
      code: `const revision = '2024-11-05'; if (method === 'initialize') return reply(${ANSWER});`,
    },
    {
      name: 'a refusal',
      code: `switch (method) {
  case 'initialize': throw new Error('not here');
  case 'tools/list': return list();
}`,
    },
    {
      name: 'another agent protocol',
      code: `const mcp = 1; switch (method) { case 'initialize': return ${ANSWER.replace('serverInfo', 'agentInfo')}; case 'session/new': return open(); }`,
    },
    {
      name: 'a mock in a test',
      filename: 'test/mock.test.ts',
      code: `switch (method) { case 'initialize': return ${ANSWER}; case 'tools/list': return list(); }`,
    },
  ],
  invalid: [
    {
      name: 'a gate that chooses by the list',
      code: `const OPEN = new Set(['initialize', 'tools/list', 'tools/call']);
const guard = (message) => (OPEN.has(message.method) ? true : isKnown(message));`,
      errors: [{ messageId: 'gated', line: 1 }],
    },
    {
      name: 'a gate in front of a server',
      code: `const ALLOWED = new Set(['initialize', 'ping', 'tools/list', 'tools/call']);
app.post('/mcp', (req, res, next) => {
  if (!ALLOWED.has(req.body.method)) return res.status(403).end();
  next();
});`,
      errors: [{ messageId: 'gated', line: 1 }],
    },
    {
      name: 'a gate in a function of its own, asked twice, in a file that knows the method elsewhere',
      code: `const OPEN = ['initialize', 'tools/list', 'tools/call'];
const isOpen = (method: string) => OPEN.includes(method);
function check(message) { if (OPEN.includes(message.method)) return; if (message.method === 'server/discover') throw refused; }`,
      errors: [{ messageId: 'gated', line: 1 }],
    },
    {
      name: 'methods of a class, looked up on `this`',
      code: `class Server {
  initialize() { return ${ANSWER}; }
  'tools/list'() { return { tools: [] }; }
  handle({ method, params }) { return this[method](params); }
}`,
      errors: [{ ...missing, line: 2 }],
    },
    {
      name: 'a Map of pairs',
      code: `const handlers = new Map([['initialize', () => (${ANSWER})], ['tools/list', list]]);`,
      errors: [{ ...missing, line: 1 }],
    },
    {
      name: 'a switch',
      code: `async function handle({ method, params }) {
  switch (method) {
    case 'initialize':
      return ${ANSWER};
    case 'tools/list':
      return { tools };
  }
}`,
      errors: [{ ...missing, line: 3, column: 5 }],
    },
    {
      name: 'branches',
      code: `if (body.method === 'initialize') {
  res.json({ jsonrpc: '2.0', id: body.id, result: ${ANSWER} });
} else if (body.method === 'tools/call') {
  res.json(await call(body.params));
}`,
      errors: [{ ...missing, line: 1, column: 5 }],
    },
    {
      name: 'a table of handlers',
      code: `const handlers = {
  initialize: () => (${ANSWER}),
  'tools/list': () => ({ tools }),
};`,
      errors: [{ ...missing, line: 2, column: 3 }],
    },
    {
      name: 'answers in methods',
      code: `class Gateway {
  handle(request) {
    switch (request.method) {
      case 'initialize': return this.initialize(request);
      case 'tools/list': return this.list(request);
    }
  }
  initialize(request) { return this.reply(request, ${ANSWER}); }
}`,
      errors: [{ ...missing, line: 4, column: 7 }],
    },
    {
      name: 'CommonJS, with a function and a constant',
      code: `const METHODS = { INITIALIZE: 'initialize', LIST: 'tools/list', CALL: 'tools/call' };
function initialize() { return ${ANSWER}; }
exports.handle = request => {
  if (request.method === METHODS.INITIALIZE) return initialize();
  if (request.method === METHODS.LIST) return list();
};`,
      errors: [{ ...missing, line: 4, column: 7 }],
    },
  ],
});
