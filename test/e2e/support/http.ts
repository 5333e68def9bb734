import http from 'node:http';

export interface Exchange {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}

/** One POST of a JSON-RPC message; unlike `fetch` it lets the caller set `Host`. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  message: unknown,
): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      response => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers }));
      },
    );
    request.on('error', reject);
    request.end(JSON.stringify(message));
  });
}

/** The first message of a 2025-11-25 client. */
export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'mcp-migrate-tests', version: '1.0.0' },
  },
};

/** A first message of a 2026-07-28 client, and the headers that go with it. */
export const DISCOVER = {
  message: {
    jsonrpc: '2.0',
    id: 1,
    method: 'server/discover',
    params: {
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  },
  headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'server/discover' },
};
