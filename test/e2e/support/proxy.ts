import http from 'node:http';
import net from 'node:net';

export interface RecordingProxy {
  /** Where clients reach it: the path of the first target. */
  readonly url: string;
  /** Values of a request header in the order they came, requests without it left out. */
  seen(header: string): string[];
  stop(): Promise<void>;
}

/** Passes every request on to the next of `targets` in turn, and remembers the request headers. */
export async function startProxy(...targets: readonly string[]): Promise<RecordingProxy> {
  const { pathname } = new URL(targets[0]!);
  const headers: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    const { hostname, port } = new URL(targets[headers.length % targets.length]!);
    headers.push(request.headers);
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
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    response.on('close', () => forwarded.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}${pathname}`,
    seen: name => headers.flatMap(each => each[name] ?? []),
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
