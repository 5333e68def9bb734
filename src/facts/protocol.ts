/**
 * Facts of the two protocol revisions that the migration goes between, taken from their schemas
 * (`schema/2025-11-25/schema.ts`, `schema/2026-07-28/schema.ts`) and the pages linked at each fact.
 */

/** The revision that is left behind. */
export const OLD_REVISION = '2025-11-25';
/** The revision that is moved to. */
export const NEW_REVISION = '2026-07-28';

const OLD_SPEC = `https://modelcontextprotocol.io/specification/${OLD_REVISION}`;
const NEW_SPEC = `https://modelcontextprotocol.io/specification/${NEW_REVISION}`;

/**
 * HTTP headers of the Streamable HTTP transport. Header names are case-insensitive: compare in lower case.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export const HEADERS = {
  /** Gone at 2026-07-28 together with sessions. */
  sessionId: 'Mcp-Session-Id',
  /** Gone at 2026-07-28 together with stream resumption. */
  lastEventId: 'Last-Event-ID',
  /** In both revisions; at 2026-07-28 it has to equal the version in the request's `_meta`. */
  protocolVersion: 'MCP-Protocol-Version',
  /** New: the JSON-RPC method, on every request. */
  method: 'Mcp-Method',
  /** New: `params.name` or `params.uri`, on `tools/call`, `prompts/get` and `resources/read`. */
  name: 'Mcp-Name',
} as const;

/** New: prefix of the headers that mirror tool parameters marked `x-mcp-header`. */
export const PARAM_HEADER_PREFIX = 'Mcp-Param-';

/** Headers that a 2026-07-28 client sends and that a CORS policy therefore has to allow. */
export const REQUEST_HEADERS: readonly string[] = [HEADERS.protocolVersion, HEADERS.method, HEADERS.name];

/** Headers that 2026-07-28 no longer has. */
export const REMOVED_HEADERS: readonly string[] = [HEADERS.sessionId, HEADERS.lastEventId];

/** Who puts a message on the wire. `input` is a request inside an `InputRequiredResult`, which nobody sends by itself. */
export type Sender = 'client' | 'server' | 'input';

export interface MethodFacts {
  readonly method: string;
  readonly kind: 'request' | 'notification';
  /** Who sends it at 2025-11-25; empty when the revision does not have it. */
  readonly old: readonly Sender[];
  /** Who sends it at 2026-07-28; empty when the revision does not have it. */
  readonly new: readonly Sender[];
  /** The page that defines it, in the newest revision that has it. */
  readonly spec: string;
}

/** Every JSON-RPC method of either revision. */
export const METHODS: readonly MethodFacts[] = [
  request('initialize', ['client'], [], `${OLD_SPEC}/basic/lifecycle#initialization`),
  request('ping', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/ping`),
  request('server/discover', [], ['client'], `${NEW_SPEC}/server/discover`),
  request('subscriptions/listen', [], ['client'], `${NEW_SPEC}/basic/patterns/subscriptions`),
  request('tools/list', ['client'], ['client'], `${NEW_SPEC}/server/tools#listing-tools`),
  request('tools/call', ['client'], ['client'], `${NEW_SPEC}/server/tools#calling-tools`),
  request('prompts/list', ['client'], ['client'], `${NEW_SPEC}/server/prompts#listing-prompts`),
  request('prompts/get', ['client'], ['client'], `${NEW_SPEC}/server/prompts#getting-a-prompt`),
  request('resources/list', ['client'], ['client'], `${NEW_SPEC}/server/resources#listing-resources`),
  request(
    'resources/templates/list',
    ['client'],
    ['client'],
    `${NEW_SPEC}/server/resources#resource-templates`,
  ),
  request('resources/read', ['client'], ['client'], `${NEW_SPEC}/server/resources#reading-resources`),
  request('resources/subscribe', ['client'], [], `${OLD_SPEC}/server/resources#subscriptions`),
  request('resources/unsubscribe', ['client'], [], `${OLD_SPEC}/server/resources#subscriptions`),
  request('completion/complete', ['client'], ['client'], `${NEW_SPEC}/server/utilities/completion`),
  request('logging/setLevel', ['client'], [], `${OLD_SPEC}/server/utilities/logging#setting-log-level`),
  request('sampling/createMessage', ['server'], ['input'], `${NEW_SPEC}/client/sampling`),
  request('elicitation/create', ['server'], ['input'], `${NEW_SPEC}/client/elicitation`),
  request('roots/list', ['server'], ['input'], `${NEW_SPEC}/client/roots`),
  request('tasks/get', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/tasks`),
  request('tasks/result', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/tasks`),
  request('tasks/list', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/tasks`),
  request('tasks/cancel', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/tasks`),
  notification('notifications/initialized', ['client'], [], `${OLD_SPEC}/basic/lifecycle#initialization`),
  notification(
    'notifications/cancelled',
    ['client', 'server'],
    ['client', 'server'],
    `${NEW_SPEC}/basic/patterns/cancellation`,
  ),
  notification(
    'notifications/progress',
    ['client', 'server'],
    ['server'],
    `${NEW_SPEC}/basic/patterns/progress`,
  ),
  notification('notifications/message', ['server'], ['server'], `${NEW_SPEC}/server/utilities/logging`),
  notification(
    'notifications/roots/list_changed',
    ['client'],
    [],
    `${OLD_SPEC}/client/roots#root-list-changes`,
  ),
  notification(
    'notifications/tools/list_changed',
    ['server'],
    ['server'],
    `${NEW_SPEC}/server/tools#list-changed-notification`,
  ),
  notification(
    'notifications/prompts/list_changed',
    ['server'],
    ['server'],
    `${NEW_SPEC}/server/prompts#list-changed-notification`,
  ),
  notification(
    'notifications/resources/list_changed',
    ['server'],
    ['server'],
    `${NEW_SPEC}/server/resources#list-changed-notification`,
  ),
  notification(
    'notifications/resources/updated',
    ['server'],
    ['server'],
    `${NEW_SPEC}/server/resources#subscriptions`,
  ),
  notification(
    'notifications/subscriptions/acknowledged',
    [],
    ['server'],
    `${NEW_SPEC}/basic/patterns/subscriptions`,
  ),
  notification('notifications/elicitation/complete', ['server'], [], `${OLD_SPEC}/client/elicitation`),
  notification('notifications/tasks/status', ['client', 'server'], [], `${OLD_SPEC}/basic/utilities/tasks`),
];

const BY_NAME = new Map(METHODS.map(facts => [facts.method, facts]));

/** Facts about a method name; undefined when neither revision has it. */
export function methodFacts(method: string): MethodFacts | undefined {
  return BY_NAME.get(method);
}

/** Methods of 2025-11-25 that no message of 2026-07-28 carries any more. */
export const REMOVED_METHODS = names(facts => facts.old.length > 0 && facts.new.length === 0);

/** Methods that came with 2026-07-28. */
export const ADDED_METHODS = names(facts => facts.old.length === 0);

/** Requests a server used to send and now embeds in an `InputRequiredResult` (SEP-2322). */
export const INPUT_METHODS = names(facts => facts.new.includes('input'));

/**
 * Requests that a server may answer with an `InputRequiredResult`.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr#supported-requests
 */
export const ASKING_METHODS: readonly string[] = ['tools/call', 'prompts/get', 'resources/read'];

/**
 * Methods whose complete results say how long they are fresh (`ttlMs`) and who may cache them (`cacheScope`).
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching
 */
export const CACHEABLE_METHODS: readonly string[] = [
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'server/discover',
];

/**
 * JSON-RPC error codes that the specification gives a meaning.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes
 */
export const ERROR_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  headerMismatch: -32020,
  missingRequiredClientCapability: -32021,
  unsupportedProtocolVersion: -32022,
} as const;

/** Codes of 2025-11-25 that 2026-07-28 retired and never reuses. */
export const RETIRED_ERROR_CODES = {
  /** Now `invalidParams`; clients still accept it from older servers. */
  resourceNotFound: -32002,
  /** Now an `InputRequiredResult`. */
  urlElicitationRequired: -32042,
} as const;

/** From the first to the second, both included, a code has no meaning the specification knows or will give it. */
export const IMPLEMENTATION_ERROR_CODES = [-32000, -32019] as const;

/**
 * Reserved `_meta` keys.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 */
export const META_KEYS = {
  /** Required on every 2026-07-28 request. */
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  /** Required on every 2026-07-28 request. */
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  /** Replaces `logging/setLevel`; deprecated from the start. */
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
  progressToken: 'progressToken',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
  baggage: 'baggage',
} as const;

/** `_meta` key of 2025-11-25 tasks, gone with them. */
export const RELATED_TASK_META_KEY = 'io.modelcontextprotocol/related-task';

/**
 * Identifier of the extension that tasks moved to (SEP-2663).
 * @see https://modelcontextprotocol.io/extensions/tasks/overview
 */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

function request(method: string, old: readonly Sender[], now: readonly Sender[], spec: string): MethodFacts {
  return { method, kind: 'request', old, new: now, spec };
}

function notification(
  method: string,
  old: readonly Sender[],
  now: readonly Sender[],
  spec: string,
): MethodFacts {
  return { method, kind: 'notification', old, new: now, spec };
}

function names(wanted: (facts: MethodFacts) => boolean): readonly string[] {
  return METHODS.filter(wanted).map(facts => facts.method);
}
