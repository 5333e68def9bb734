import type { FileStyle } from '../engine/style.js';
import { languageText } from './added-module.js';

/** Name of the module that is added to a package which hands requests to MCP servers on stdio. */
export const PROCESS_MODULE = 'mcp-process';

/**
 * The module's text, as `render` wants it: a request of 2026-07-28 that came over HTTP, answered by an MCP server that
 * is started for it. Its headers are checked against its body, which stdio has no headers beside; its answer gets the
 * HTTP status of its error, and a client that goes away has cancelled it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio
 */
export function processModuleText(typed: boolean, style: Pick<FileStyle, 'commonjs'>): string {
  return languageText(MODULE, typed, style, ['answerFromProcess']);
}

/** What stands between ⟪ and ⟫ is left out of JavaScript. */
const MODULE = `⟪import type { ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
⟫import { createInterface } from 'node:readline';
import { classifyInboundRequest } from '@modelcontextprotocol/server';⟪
import type { JSONRPCMessage, JSONRPCRequest } from '@modelcontextprotocol/server';⟫

/** Errors that have an HTTP status of their own. */
const STATUS⟪: Record<number, number>⟫ = { [-32601]: 404, [-32022]: 400, [-32021]: 400, [-32020]: 400 };

/** Methods whose requests name what they are for in \`Mcp-Name\`. */
const NAMED⟪: Record<string, 'name' | 'uri'>⟫ = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** Servers of older revisions may leave \`server/discover\` unanswered. */
const DISCOVER_TIMEOUT_MS = 10_000;

/**
 * Answers a request of 2026-07-28 from an MCP server on stdio that is started for it: without a handshake, such a
 * request is passed on as it is. Servers of older revisions refuse \`server/discover\`, and clients that speak both go
 * on with \`initialize\`.
 */
export function answerFromProcess(
  req⟪: IncomingMessage⟫,
  res⟪: ServerResponse⟫,
  body⟪: unknown⟫,
  start⟪: () => ChildProcess⟫,
)⟪: void⟫ {
  const inbound = classifyInboundRequest({
    httpMethod: req.method ?? 'POST',
    protocolVersionHeader: header(req, 'mcp-protocol-version'),
    mcpMethodHeader: header(req, 'mcp-method'),
    mcpNameHeader: header(req, 'mcp-name'),
    body,
  });
  if (inbound.kind === 'reject') {
    const { code, message, data } = inbound;
    const error = { code, message, ...(data !== undefined && { data }) };
    return sendJson(res, inbound.httpStatus, { jsonrpc: '2.0', id: ⟪(⟫body⟪ as { id?: string })⟫?.id ?? null, error });
  }
  if (inbound.kind !== 'modern' || inbound.messageKind !== 'request') {
    res.writeHead(202).end();
    return;
  }

  const { id, method } = inbound.message;
  const fail = (code⟪: number⟫, message⟪: string⟫) =>
    sendJson(res, STATUS[code] ?? 500, { jsonrpc: '2.0', id, error: { code, message } });
  const wrong = wrongHeader(req, inbound.message);
  if (wrong) return fail(-32020, \`Header mismatch: \${wrong} does not agree with the body\`);

  const server = start();
  const giveUp = (reason⟪?: unknown⟫) => {
    if (res.headersSent) res.end();
    else if (method === 'server/discover') fail(-32601, 'Method not found: server/discover');
    else fail(-32603, String(reason));
  };
  const timer = method === 'server/discover' ? setTimeout(giveUp, DISCOVER_TIMEOUT_MS) : undefined;
  // A client that closes the stream has cancelled its request.
  res.on('close', () => {
    clearTimeout(timer);
    server.stdin?.end();
    server.kill();
  });
  server.on('error', giveUp);
  server.on('close', code => giveUp(\`The server ended with \${code}\`));
  server.stdin?.on('error', giveUp);
  server.stderr?.on('data', chunk => process.stderr.write(chunk));

  createInterface({ input: server.stdout⟪!⟫ }).on('line', line => {
    const message = parsed(line);
    if (!message || res.writableEnded) return;
    if ('method' in message) {
      if (!('id' in message)) sendEvent(res, message);
    } else if (message.id === id) {
      clearTimeout(timer);
      if (res.headersSent) sendEvent(res, message).end();
      else sendJson(res, ('error' in message && STATUS[message.error.code]) || 200, message);
    }
  });
  server.stdin?.write(\`\${JSON.stringify(body)}\\n\`);
}

/** The header that is missing, or names something else than the body. */
function wrongHeader(req⟪: IncomingMessage⟫, { method, params }⟪: JSONRPCRequest⟫)⟪: string | undefined⟫ {
  if (!header(req, 'mcp-protocol-version')) return 'MCP-Protocol-Version';
  if (!header(req, 'mcp-method')) return 'Mcp-Method';
  const member = NAMED[method];
  if (member && decoded(header(req, 'mcp-name')) !== params?.[member]) return 'Mcp-Name';
  return undefined;
}

function header(req⟪: IncomingMessage⟫, name⟪: string⟫)⟪: string | undefined⟫ {
  return req.headers[name]?.toString();
}

/** Names that are no plain ASCII come as \`=?base64?…?=\`. */
function decoded(value⟪: string | undefined⟫)⟪: string | undefined⟫ {
  const encoded = /^=\\?base64\\?(.*)\\?=$/.exec(value ?? '')?.[1];
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString('utf8');
}

function parsed(line⟪: string⟫)⟪: JSONRPCMessage | undefined⟫ {
  try {
    return JSON.parse(line)⟪ as JSONRPCMessage⟫;
  } catch {
    return undefined;
  }
}

function sendJson(res⟪: ServerResponse⟫, status⟪: number⟫, message⟪: object⟫)⟪: void⟫ {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(message));
}

function sendEvent(res⟪: ServerResponse⟫, message⟪: object⟫)⟪: ServerResponse⟫ {
  if (!res.headersSent) res.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  res.write(\`event: message\\ndata: \${JSON.stringify(message)}\\n\\n\`);
  return res;
}
`;
