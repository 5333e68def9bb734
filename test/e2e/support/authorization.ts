import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** An authorization server that lets everybody in without asking. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly registrationEndpoint: string;
  /** Metadata of the clients that registered. */
  readonly registered: readonly Record<string, unknown>[];
  /** Ids of the clients that asked for authorization. */
  readonly clients: readonly string[];
  /** Authorization codes that were redeemed. */
  readonly redeemed: readonly string[];
  /** What the requests for authorization and for tokens named as the resource that the token is for. */
  readonly resources: readonly (string | null)[];
  /** A token for a resource, which nobody had to ask for. */
  readonly grant: (resource: string) => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts an authorization server.
 * @param sentIssuer what it sends as `iss` in its responses, by its own issuer; undefined sends none
 */
export async function startAuthorizationServer(
  sentIssuer: (own: string) => string | undefined = own => own,
): Promise<AuthorizationServer> {
  const registered: Record<string, unknown>[] = [];
  const clients: string[] = [];
  const redeemed: string[] = [];
  const resources: (string | null)[] = [];
  /** What its tokens are for. */
  const audiences = new Map<string, string>();
  const { origin: issuer, stop } = await listen(async (request, response, own) => {
    const url = new URL(request.url ?? '/', own);
    const query = url.searchParams;
    switch (url.pathname) {
      case '/.well-known/oauth-authorization-server':
        return json(response, {
          issuer: own,
          authorization_endpoint: `${own}/authorize`,
          token_endpoint: `${own}/token`,
          registration_endpoint: `${own}/register`,
          introspection_endpoint: `${own}/introspect`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['none'],
          authorization_response_iss_parameter_supported: true,
        });
      case '/register': {
        const metadata = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
        registered.push(metadata);
        return json(response, { ...metadata, client_id: `client-${randomUUID()}` }, 201);
      }
      case '/authorize': {
        clients.push(query.get('client_id') ?? '');
        resources.push(query.get('resource'));
        const target = new URL(query.get('redirect_uri')!);
        target.searchParams.set('code', randomUUID());
        const state = query.get('state');
        if (state !== null) target.searchParams.set('state', state);
        const iss = sentIssuer(own);
        if (iss !== undefined) target.searchParams.set('iss', iss);
        response.writeHead(302, { Location: target.href }).end();
        return;
      }
      case '/token': {
        const form = new URLSearchParams(await bodyOf(request));
        const code = form.get('code');
        if (code !== null) redeemed.push(code);
        resources.push(form.get('resource'));
        return json(response, {
          access_token: grant(form.get('resource') ?? own),
          token_type: 'Bearer',
          expires_in: 3600,
          refresh_token: randomUUID(),
        });
      }
      case '/introspect': {
        const token = new URLSearchParams(await bodyOf(request)).get('token') ?? '';
        const aud = audiences.get(token);
        if (aud === undefined) return json(response, { active: false });
        const exp = Math.floor(Date.now() / 1000) + 3600;
        return json(response, { active: true, aud, client_id: 'inbox', exp, scope: 'parcels', sub: 'ida' });
      }
      default:
        return json(response, { error: 'not_found' }, 404);
    }
  });
  return {
    ...{ issuer, registrationEndpoint: `${issuer}/register`, registered, clients, redeemed, resources },
    ...{ grant, stop },
  };

  function grant(resource: string): string {
    const token = `token-of-${issuer}-${audiences.size}`;
    audiences.set(token, resource);
    return token;
  }
}

/** Starts a server that hands requests on to an MCP server, for tokens of one authorization server at a time. */
export async function startProtectedServer(
  upstream: string,
  authorization: () => AuthorizationServer,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { origin, stop } = await listen(async (request, response, own) => {
    const { issuer } = authorization();
    if (request.url?.startsWith('/.well-known/oauth-protected-resource')) {
      return json(response, { resource: `${own}/mcp`, authorization_servers: [issuer] });
    }
    if (request.url !== '/mcp') return json(response, { error: 'not_found' }, 404);
    if (!request.headers.authorization?.startsWith(`Bearer token-of-${issuer}-`)) {
      const metadata = `${own}/.well-known/oauth-protected-resource/mcp`;
      response.setHeader('WWW-Authenticate', `Bearer resource_metadata="${metadata}"`);
      return json(response, { error: 'invalid_token' }, 401);
    }
    const headers = new Headers({ Accept: 'application/json, text/event-stream' });
    for (const [name, value] of Object.entries(request.headers)) {
      if (/^(?:content-type|mcp-.*)$/.test(name) && typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(upstream, {
      method: request.method ?? 'POST',
      headers,
      ...(request.method === 'POST' && { body: await bodyOf(request) }),
    });
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type ? { 'Content-Type': type } : {});
    response.end(await answer.text());
  });
  return { url: `${origin}/mcp`, stop };
}

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, origin: string) => unknown;

async function listen(handle: Handler): Promise<{ origin: string; stop: () => Promise<void> }> {
  let origin = '';
  const server = http.createServer((request, response) => {
    Promise.resolve(handle(request, response, origin)).catch((error: unknown) => {
      response.destroy(error as Error);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function json(response: http.ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
