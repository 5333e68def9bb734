import { pullRequest, sep, spec } from './links.js';
import type { Change } from './types.js';

/**
 * "Minor changes" of the changelog. It names no proposal for items 1, 3, 6, 11 and 12; theirs are the ones whose
 * merge brought the text into the specification.
 */
export const MINOR = [
  {
    id: 'extensions-capability',
    title: 'Capabilities have a field for extensions',
    section: 'minor',
    number: 1,
    kind: 'added',
    roles: ['server', 'client'],
    page: spec('basic/versioning#extension-negotiation'),
    proposal: sep(2133),
    changed:
      'The capabilities of clients and servers have a field `extensions`, a map from the identifier of an optional extension to its settings.',
    instead:
      'Declare extensions there. An identifier needs a prefix, as in `io.modelcontextprotocol/ui`; an empty object means support without settings.',
    visibleInSource: {
      why: 'The field is optional. Capabilities without it are right, and no code tells that an extension was meant.',
    },
  },
  {
    id: 'trace-context',
    title: '`traceparent`, `tracestate` and `baggage` are reserved in `_meta`',
    section: 'minor',
    number: 2,
    kind: 'added',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/index#meta'),
    proposal: sep(414),
    changed:
      'The three keys carry OpenTelemetry trace context, as an exception without a prefix. Where they are present, their values must follow W3C Trace Context and W3C Baggage.',
    instead: 'Pass trace context under these keys, and anything else under a key of your own.',
    visibleInSource: {
      why: 'The keys are optional, and whether a value follows the W3C formats shows at run time only.',
    },
  },
  {
    id: 'deterministic-tool-order',
    title: '`tools/list` should keep its order',
    section: 'minor',
    number: 3,
    kind: 'added',
    roles: ['server', 'proxy'],
    page: spec('server/tools#capabilities'),
    proposal: pullRequest(2516),
    changed:
      'As long as its set of tools is the same, a server should list them in the same order, so that clients can cache the list and prompt caches hit.',
    instead: 'Register tools in a fixed order, or sort the list before returning it.',
    visibleInSource: true,
    reach: {
      level: 'reported',
      what: 'No edit of its own. Reported are lists that are filled, and tools that are registered, in the order in which promises are done. `McpServer` lists tools in the order of their registration; whether a database or another server keeps one, the code that reads from it does not tell.',
    },
  },
  {
    id: 'standard-headers',
    title: 'HTTP requests name their method and target in headers',
    section: 'minor',
    number: 4,
    kind: 'required',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('basic/transports/streamable-http#request-metadata'),
    proposal: sep(2243),
    changed:
      'Every request by POST needs `Mcp-Method`, and `tools/call`, `resources/read` and `prompts/get` need `Mcp-Name`, next to `MCP-Protocol-Version`. Servers reject a header that is missing or differs from the body with HTTP 400 and `HeaderMismatch` (-32020). Clients also send `Mcp-Param-*` headers for tool parameters marked `x-mcp-header`.',
    instead:
      'SDK v2 sends and checks the headers. Lists of allowed headers, routers and clients written by hand must learn them.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'CORS lists written as literals that name `mcp-session-id` gain `Mcp-Method`, `Mcp-Name` and `MCP-Protocol-Version`. Lists put together at run time are reported.',
    },
  },
  {
    id: 'cacheable-results',
    title: 'List and read results carry `ttlMs` and `cacheScope`',
    section: 'minor',
    number: 5,
    kind: 'required',
    roles: ['server', 'client', 'proxy', 'gateway'],
    page: spec('server/utilities/caching'),
    proposal: sep(2549),
    changed:
      'Complete results of `tools/list`, `prompts/list`, `resources/list`, `resources/templates/list`, `resources/read` and `server/discover` must say how long they are fresh (`ttlMs`, milliseconds) and who may cache them (`cacheScope`, `"public"` or `"private"`).',
    instead:
      'In SDK v2, the server option `cacheHints` and `cacheHint` of a resource. Without them it sends `ttlMs: 0` and `cacheScope: "private"`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      bySdk: true,
      what: 'Servers behind `createMcpHandler` or `serveStdio` send both fields by themselves. With `--cache-hints <seconds>`, an `McpServer` that registers all it has once and for all gains `cacheHints` for its lists; without it, a note offers them. Results built by hand get both together with `server/discover`; others are reported.',
    },
  },
  {
    id: 'resource-not-found-code',
    title: 'A missing resource is -32602, not -32002',
    section: 'minor',
    number: 6,
    kind: 'renamed',
    roles: ['server', 'client', 'proxy'],
    page: spec('server/resources#error-handling'),
    proposal: sep(2164),
    changed:
      'A resource that does not exist is answered with -32602 (Invalid params). Servers must no longer send -32002.',
    instead:
      'Servers: -32602, in SDK v2 `ResourceNotFoundError`. Clients: accept -32602, and -32002 from servers of earlier versions.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: '-32002 becomes -32602 where it clearly means a missing resource, and checks in clients accept both. Any other -32002 stays and is reported, because SDK v2 sends it as -32602.',
    },
  },
  {
    id: 'issuer-validation',
    title: 'Clients must validate `iss` in authorization responses',
    section: 'minor',
    number: 7,
    kind: 'required',
    roles: ['client', 'authorization'],
    page: spec('basic/authorization#authorization-response-validation'),
    proposal: sep(2468),
    changed:
      'Authorization servers should put `iss` (RFC 9207) into authorization responses. Before it redeems the code, a client must compare a present `iss` with the issuer it recorded, and reject a response without one if the server announced that it sends it.',
    instead:
      'In SDK v2, pass the query parameters of the callback to `finishAuth`; it compares `iss` and throws `IssuerMismatchError`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'Where the parameters of the callback are in view, `finishAuth` and `auth` are given its `iss`, also through a function that waits for the callback. Calls that get only the code from elsewhere are reported.',
    },
  },
  {
    id: 'application-type',
    title: 'Dynamic Client Registration must state `application_type`',
    section: 'minor',
    number: 8,
    kind: 'required',
    roles: ['client', 'authorization'],
    page: spec('basic/authorization/client-registration#application-type-and-redirect-uri-constraints'),
    proposal: sep(837),
    changed:
      'A client that registers itself must send a fitting `application_type`: `native` for desktop, mobile, command-line and localhost applications, `web` for browser applications on other hosts. OpenID Connect takes an omitted one as `web`, which can conflict with the redirect URIs of native applications.',
    instead:
      'Set it in the metadata of the client. SDK v2 derives it from the redirect URIs in `auth()`, but not in a direct `registerClient()`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'Registrations that do not go through `auth()` are given it where all their redirect URIs tell it, and are reported otherwise.',
    },
  },
  {
    id: 'credentials-by-issuer',
    title: 'Client credentials belong to the issuer they came from',
    section: 'minor',
    number: 9,
    kind: 'required',
    roles: ['client', 'authorization'],
    page: spec('basic/authorization/client-registration#authorization-server-binding'),
    proposal: sep(2352),
    changed:
      'Clients must keep stored credentials by the issuer of the authorization server, must not use them with another one, and must register again when the server changes. Client IDs that are Client ID Metadata Documents stay valid everywhere.',
    instead:
      'In SDK v2, store what `saveTokens` and `saveClientInformation` get, with its `issuer`, and return it unchanged; a stored value of another issuer is then ignored.',
    visibleInSource: true,
    reach: {
      level: 'rewritten',
      what: 'Providers that rebuild credentials field by field copy the issuer along where what keeps and what reads them can take it, and are reported otherwise.',
    },
  },
  {
    id: 'json-schema-2020-12',
    title: 'Tools may use all of JSON Schema 2020-12',
    section: 'minor',
    number: 10,
    kind: 'replaced',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/index#json-schema-usage'),
    proposal: sep(2106),
    changed:
      '`inputSchema` and `outputSchema` may use any keyword (the root of `inputSchema` stays `type: "object"`), and `structuredContent` may be any JSON value. A `$ref` to the network must not be followed by default, and validators should bound what a schema can cost.',
    instead:
      'Compare `structuredContent` with `undefined` and narrow it before reading keys. Move what a remote `$ref` points to into `$defs`.',
    visibleInSource: true,
    reach: {
      level: 'reported',
      what: 'Reported are schemas of tools that SDK v2 rejects (a `$ref` to the network, a list in `items`, `$schema` of an old dialect), outputs that are objects only around one list or text, and code that takes less than a server of 2026-07-28 may send: descriptions by the old keywords, object-only `structuredContent`, checks by draft-07. Clients that take `structuredContent` for an object are not.',
    },
  },
  {
    id: 'elicitation-complete-removed',
    title: '`notifications/elicitation/complete` and `elicitationId` are gone',
    section: 'minor',
    number: 11,
    kind: 'removed',
    roles: ['server', 'client', 'proxy'],
    page: spec('client/elicitation#url-mode-elicitation-requests'),
    proposal: pullRequest(2891),
    changed:
      'URL mode elicitation has neither a completion notification nor an id, and error -32042 (URL elicitation required) must no longer be sent. The client learns the outcome by repeating its request.',
    instead:
      'Return the URL as an input request, in SDK v2 `inputRequired.elicitUrl(...)`. To recognise it again, put an identifier of your own into `requestState`.',
    visibleInSource: true,
    reach: {
      level: 'rewritten-with-review',
      what: 'Errors thrown by handlers and their helpers to have the user open a URL become input requests; requests of 2025-11-25 still get the error where they may have no session. Other uses of `UrlElicitationRequiredError`, -32042 and `elicitationId`, and the notification, are reported.',
    },
  },
  {
    id: 'error-code-policy',
    title: 'Error codes -32020 to -32099 belong to the specification',
    section: 'minor',
    number: 12,
    kind: 'required',
    roles: ['server', 'client', 'proxy'],
    page: spec('basic/index#error-codes'),
    proposal: pullRequest(2907),
    changed:
      'Only the codes that the specification defines may be sent from that range: -32020 `HeaderMismatch`, -32021 `MissingRequiredClientCapability`, -32022 `UnsupportedProtocolVersion` (in drafts -32001, -32003, -32004). -32000 to -32019 keeps what implementations made of it, has no fixed meaning apart from -32002, and takes no new codes.',
    instead: 'Take new codes of your own from outside -32768 to -32000.',
    visibleInSource: true,
    reach: {
      level: 'reported',
      what: 'Codes of your own in the range, and codes that the specification defines for something else, are reported where MCP code sends them. -32001, -32003 and -32004 in code for 2025-11-25 mean something else and are never changed.',
    },
  },
] as const satisfies readonly Change[];
