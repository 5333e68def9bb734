import { sep, spec } from './links.js';
import type { Change } from './types.js';

/** "Major changes" of the changelog. */
export const MAJOR = [
  {
    id: 'sessions',
    title: 'Streamable HTTP has no sessions',
    section: 'major',
    number: 1,
    kind: 'removed',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/transports/streamable-http#earlier-streamable-http-revisions'),
    proposal: sep(2567),
    changed:
      'The `Mcp-Session-Id` header and the HTTP DELETE that ended a session are gone. `tools/list`, `resources/list` and `prompts/list` must not vary per connection.',
    instead:
      'State that outlives one request has an explicit handle: a tool returns it, and later calls pass it as an ordinary argument.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Stateless per-request transports and textbook session maps become `createMcpHandler` with a server factory. Where 2025-11-25 clients need a session, the old path stays behind `isLegacyRequest`. What tools keep for a session goes under handles where that is certain, caches that are the same for all lose the session in their keys, telemetry records the request instead, and the rest is reported.',
    },
  },
  {
    id: 'stateless-handshake',
    title: 'Metadata in every request replaces the `initialize` handshake',
    section: 'major',
    number: 2,
    kind: 'replaced',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/versioning'),
    proposal: sep(2575),
    changed:
      '`initialize` and `notifications/initialized` are gone, and a server must not rely on earlier requests of the same connection. Every request states its protocol version and the capabilities of the client; a version the server does not support is answered with `UnsupportedProtocolVersionError` (-32022).',
    instead:
      '`io.modelcontextprotocol/protocolVersion` and `io.modelcontextprotocol/clientCapabilities` in the `_meta` of every request. `io.modelcontextprotocol/clientInfo` in requests and `io.modelcontextprotocol/serverInfo` in results are recommended.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: "Servers on stdio are served by `serveStdio`, clients connect with `versionNegotiation: { mode: 'auto' }`, and handlers read client info and capabilities from the request first. A capability guard that would let everything through is reported as an error.",
    },
  },
  {
    id: 'server-discover',
    title: 'Servers must implement `server/discover`',
    section: 'major',
    number: 3,
    kind: 'required',
    roles: ['server', 'client', 'proxy'],
    page: spec('server/discover'),
    proposal: sep(2575),
    changed:
      'A server must answer `server/discover` with its protocol versions, capabilities and identity. A client may call it first; on stdio it also tells a server of this revision from an older one.',
    instead:
      'A result with what `initialize` returned before: `supportedVersions`, `capabilities`, `instructions`, and the identity of the server in `_meta`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      bySdk: true,
      what: 'No edit of its own: `createMcpHandler` and `serveStdio` answer it, and clients that negotiate the version send it. A server that answers `initialize` by hand gets it, with a check of each request and complete results, when all of the server is in view; others are reported.',
    },
  },
  {
    id: 'subscriptions-listen',
    title: '`subscriptions/listen` replaces the GET stream and resource subscriptions',
    section: 'major',
    number: 4,
    kind: 'replaced',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/patterns/subscriptions'),
    proposal: sep(2575),
    changed:
      'The HTTP GET stream, `resources/subscribe` and `resources/unsubscribe` are gone. Change notifications arrive in the response stream of a `subscriptions/listen` request: only the types it asked for, each tagged with `io.modelcontextprotocol/subscriptionId`.',
    instead:
      'A `subscriptions/listen` request that names `toolsListChanged`, `promptsListChanged`, `resourcesListChanged` or `resourceSubscriptions`. In SDK v2: `client.listen()` or the client option `listChanged`, and `handler.notify` in servers over HTTP.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Changes that a server over HTTP announces are also told to those who listen, through `notify` of the handler or an event bus. Servers written by hand over stdio, or that tell all streams in a loop, answer `subscriptions/listen`. Clients listen for the changes they handle and the resources they subscribe to. Subscribe handlers stay for 2025-11-25. The GET stream goes with its serving code.',
    },
  },
  {
    id: 'removed-methods',
    title: '`ping`, `logging/setLevel` and `notifications/roots/list_changed` are gone',
    section: 'major',
    number: 5,
    kind: 'removed',
    roles: ['server', 'client', 'proxy'],
    page: spec('server/utilities/logging#per-request-log-level'),
    proposal: sep(2575),
    changed:
      'None of the three exists any more. A request asks for its log messages itself; for one that does not, the server must not send `notifications/message`.',
    instead:
      '`io.modelcontextprotocol/logLevel` in the `_meta` of a request. Roots are asked for when they are needed, as an input request. `ping` has no successor: any answer shows that the server lives, and keeping a connection alive is left to the transport.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'On 2026-07-28 connections `client.ping()` becomes `client.discover()`, the level of `setLoggingLevel` goes into the requests of the same file, and `sendRootsListChanged` is left out. With 2025-11-25 peers all three go on working. A timer of a server that only pings goes where every request has its own server; beside connections of 2025-11-25 it pings those alone.',
    },
  },
  {
    id: 'tasks-extension',
    title: 'Tasks move from the core to an extension',
    section: 'major',
    number: 6,
    kind: 'replaced',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/versioning#extension-negotiation'),
    proposal: sep(2663),
    changed:
      'Experimental tasks left the core protocol and were redesigned. The server decides when to answer with a task, without being asked by the request; the blocking `tasks/result` and `tasks/list` are gone.',
    instead:
      'The extension `io.modelcontextprotocol/tasks`, which both sides declare under `extensions`: the client polls `tasks/get`, answers input requests with `tasks/update` and may send `tasks/cancel`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Tools with their task handlers written out answer with a task of the extension to clients that declare it, and with their result to others. `client.experimental.tasks` becomes a module with the same methods, which speaks the extension on connections of 2026-07-28 and the old tasks on others. Stores in memory and options go. Stores of the project and result schemas of calls are reported.',
    },
  },
  {
    id: 'multi-round-trip',
    title: 'Input requests inside results replace requests from the server',
    section: 'major',
    number: 7,
    kind: 'replaced',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/patterns/mrtr'),
    proposal: sep(2322),
    changed:
      'A server sends no requests. When `tools/call`, `prompts/get` or `resources/read` needs elicitation, sampling or roots, it returns an `InputRequiredResult` with `inputRequests`, `requestState` or both, and the client repeats its request with `inputResponses`.',
    instead:
      'In SDK v2: return `inputRequired(...)`, and read `inputResponses` and `requestState` when the handler runs again. It runs from the top in every round.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Awaited elicitation, sampling and roots requests in tool, prompt and resource handlers are rewritten where what runs before them has no effects, or an effect can be done in the first round alone: one, several at once or in sequence with a sealed `requestState`, in conditions and parts of values, and in helpers with all that calls them. Those in loops, callbacks or behind other effects are left.',
    },
  },
  {
    id: 'result-type',
    title: 'Every result carries `resultType`',
    section: 'major',
    number: 8,
    kind: 'required',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/index#resulttype'),
    proposal: sep(2322),
    changed:
      '`resultType` is required in every result: `"complete"` in a final one, `"input_required"` in an interim one. Clients must take a result without it, from a server of an earlier version, as `"complete"`, and an unknown value as invalid.',
    instead: 'SDK v2 writes and reads the field. Results that are built by hand must set it.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      bySdk: true,
      what: 'No edit of its own: servers behind `createMcpHandler` or `serveStdio` send it, clients of SDK v2 read it. Results built by hand get it together with `server/discover`; others are reported.',
    },
  },
  {
    id: 'stream-resumability',
    title: 'A broken response stream cannot be resumed',
    section: 'major',
    number: 9,
    kind: 'removed',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/transports/streamable-http#receiving-messages'),
    proposal: sep(2575),
    changed:
      'The `Last-Event-ID` header, SSE event ids and redelivery are gone from Streamable HTTP. A response stream that breaks loses its request.',
    instead:
      'Send the request again, as a new one with a new id. For work that must survive a lost connection there is the tasks extension.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'An event store that nothing but a rewritten transport used is removed with it; an exported class of one that nothing uses any more is pointed out. Clients, also those written by hand, resume streams at servers of 2025-11-25 only; at others they send the request again. Other event stores, tokens and uses of `Last-Event-ID` are reported.',
    },
  },
] as const satisfies readonly Change[];
