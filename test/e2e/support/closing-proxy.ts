import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ClosingProxy {
  readonly url: string;
  /** Requests that came, as `POST tools/call` or `GET`, with the event after which a stream is to go on. */
  readonly requests: readonly { readonly what: string; readonly lastEvent?: string }[];
  stop(): Promise<void>;
}

/**
 * Passes requests on, but closes the socket of the first tool call: as soon as a part of its answer came through, or
 * after some time without one.
 */
export async function startClosingProxy(target: string, afterMs: number): Promise<ClosingProxy> {
  const { hostname, port, pathname } = new URL(target);
  const requests: { what: string; lastEvent?: string }[] = [];
  let isBroken = false;
  const server = http.createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const { method } = (body.length > 0 ? JSON.parse(body.toString()) : {}) as { method?: string };
      const lastEvent = request.headers['last-event-id'];
      requests.push({
        what: [request.method, method].filter(Boolean).join(' '),
        ...(typeof lastEvent === 'string' && { lastEvent }),
      });
      const breaks = method === 'tools/call' && !isBroken;
      isBroken ||= breaks;
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
          response.writeHead(answer.statusCode!, answer.headers);
          response.flushHeaders();
          answer.pipe(response);
          if (breaks) answer.once('data', () => void breakOff(response, 100));
        },
      );
      forwarded.on('error', () => response.destroy());
      response.on('close', () => forwarded.destroy());
      forwarded.end(body);
      if (breaks) await breakOff(response, afterMs);
    })();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function breakOff(response: http.ServerResponse, afterMs: number): Promise<void> {
  await sleep(afterMs);
  response.socket?.destroy();
}
