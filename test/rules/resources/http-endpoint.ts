import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const transports = new Map<string, StreamableHTTPServerTransport>();

async function resume(req: IncomingMessage, res: ServerResponse) {
  await transports.get(String(req.headers['mcp-session-id']))?.handleRequest(req, res);
}

export const handleGet = resume;

export async function handleDelete(req: IncomingMessage, res: ServerResponse) {
  return resume(req, res);
}

export function health(_req: IncomingMessage, res: ServerResponse) {
  res.end('ok');
}

export const open = () => new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'id' });
