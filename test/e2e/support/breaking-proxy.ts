import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it came to the proxy. */
export interface Passed {
  readonly verb: string;
  /** The JSON-RPC message of its body. */
  readonly message?: { readonly id?: unknown; readonly method?: string; readonly params?: object };
  readonly lastEventId?: string;
}

export interface BreakingProxy {
  readonly url: string;
  readonly passed: readonly Passed[];
  stop(): Promise<void>;
}

/**
 * Passes requests on to a server, and breaks the stream of the first `breaks` calls of a tool before the answer is
 * through: the server has done its work by then.
 */
export async function startBreakingProxy(target: string, breaks = 1): Promise<BreakingProxy> {
  const { hostname, port, pathname } = new URL(target);
  const passed: Passed[] = [];
  let left = breaks;

  const server = http.createServer((request, response) => {
    void text(request).then(body => pass(request, body, response));
  });
  const pass = (request: http.IncomingMessage, body: string, response: http.ServerResponse) => {
    const message = body ? (JSON.parse(body) as Passed['message']) : undefined;
    const lastEventId = request.headers['last-event-id'] as string | undefined;
    passed.push({ verb: request.method!, ...(message && { message }), ...(lastEventId && { lastEventId }) });
    const isBroken = message?.method === 'tools/call' && left-- > 0;

    const forwarded = http.request(
      {
        hostname,
        port,
        path: request.url,
        method: request.method,
        headers: { ...request.headers, host: `${hostname}:${port}` },
        agent: false,
      },
      answer => {
        if (isBroken) breakOff(answer, response);
        else answer.pipe(response.writeHead(answer.statusCode!, answer.headers));
      },
    );
    forwarded.on('error', () => response.destroy());
    response.on('close', () => forwarded.destroy());
    forwarded.end(body);
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}${pathname}`,
    passed,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Sends a stream as far as the answer. Where the server answers without one, it is a stream with nothing in it yet. */
function breakOff(answer: http.IncomingMessage, response: http.ServerResponse): void {
  const headers = { ...answer.headers, 'content-type': 'text/event-stream' };
  delete headers['content-length'];
  response.writeHead(200, headers);
  response.write(': working\n\n');
  answer.setEncoding('utf8').on('data', (chunk: string) => {
    if (/"(?:result|error)":/.test(chunk)) setTimeout(() => response.destroy(), 50);
    else response.write(chunk);
  });
}
