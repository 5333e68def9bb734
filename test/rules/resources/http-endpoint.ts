import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const transports = new Map<string, StreamableHTTPServerTransport>();

async function resume(req: any, res: any) {
  await transports.get(req.headers['mcp-session-id'])?.handleRequest(req, res);
}

export const handleGet = resume;

export async function handleDelete(req: any, res: any) {
  return resume(req, res);
}

export function health(_req: any, res: any) {
  res.send('ok');
}

export const open = () => new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'id' });
