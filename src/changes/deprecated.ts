import { pullRequest, sep, spec } from './links.js';
import type { Change } from './types.js';

/** "Deprecated" of the changelog. Dates of removal are those of the registry of deprecated features. */
export const DEPRECATED = [
  {
    id: 'roots-sampling-logging',
    title: 'Roots, Sampling and Logging are deprecated',
    section: 'deprecated',
    number: 1,
    kind: 'deprecated',
    roles: ['server', 'client', 'proxy'],
    page: spec('deprecated'),
    proposal: sep(2577),
    changed:
      'The three features keep working. The first revision released on or after 2027-07-28 may remove them.',
    instead:
      'Roots: tool parameters, resource URIs or configuration of the server. Sampling: the API of an LLM provider. Logging: stderr on stdio, OpenTelemetry for observability.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'Log messages that a handler sends while it answers go through `ctx.mcpReq.log`. Other log messages, declared capabilities, handlers and calls of the three features are reported.',
    },
  },
  {
    id: 'http-sse-transport',
    title: 'The HTTP+SSE transport is deprecated',
    section: 'deprecated',
    number: 2,
    kind: 'deprecated',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/transports/streamable-http#backward-compatibility'),
    proposal: sep(2596),
    changed:
      'The transport of 2024-11-05, deprecated since 2025-03-26, now falls under the feature lifecycle policy: it may be removed from three months after SEP-2596 became final.',
    instead:
      'Streamable HTTP. SDK v2 keeps the transport for servers in `@modelcontextprotocol/server-legacy/sse`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'A server on Express, Fastify or `node:http` that offers nothing else gets Streamable HTTP beside it, with the same factory. The old routes, and fallbacks in clients, go on working and are reported. A client that is given its address tries Streamable HTTP there first; other clients without it are reported.',
    },
  },
  {
    id: 'include-context',
    title: '`includeContext` other than `"none"` is deprecated',
    section: 'deprecated',
    number: 3,
    kind: 'deprecated',
    roles: ['server', 'client'],
    page: spec('client/sampling#capabilities'),
    proposal: sep(2596),
    changed:
      'The values `"thisServer"` and `"allServers"` in sampling requests, soft-deprecated since 2025-11-25, now fall under the feature lifecycle policy: they go no later than Sampling itself.',
    instead: 'Leave `includeContext` out or set it to `"none"`.',
    visibleInSource: true,
    reach: { level: 'reported', what: 'The two values are reported.' },
  },
  {
    id: 'dynamic-client-registration',
    title: 'Dynamic Client Registration is deprecated',
    section: 'deprecated',
    number: 4,
    kind: 'deprecated',
    roles: ['client', 'authorization'],
    page: spec('basic/authorization/client-registration#dynamic-client-registration'),
    proposal: pullRequest(2858),
    changed:
      'Registration by RFC 7591 remains for authorization servers that do not support Client ID Metadata Documents. The first revision released on or after 2027-07-28 may remove it.',
    instead:
      'A Client ID Metadata Document: the client id is an HTTPS URL that serves the metadata of the client, in SDK v2 `clientMetadataUrl` of the OAuth provider.',
    visibleInSource: true,
    reach: {
      level: 'reported',
      what: 'Clients that register themselves are reported. Authorization servers that let them are not: clients of 2025-11-25 need them.',
    },
  },
] as const satisfies readonly Change[];
