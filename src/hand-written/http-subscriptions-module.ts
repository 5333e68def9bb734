import type { FileStyle } from '../engine/style.js';
import { languageText } from '../rewrite/added-module.js';

/** What the module gives to a file. */
const NAMES = ['listened', 'tell'];

/**
 * The module's text for servers over HTTP, as `render` wants it: `listened` answers requests for changes with a stream,
 * `tell` sends a change to those streams that asked for it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function httpSubscriptionsModuleText(typed: boolean, style: Pick<FileStyle, 'commonjs'>): string {
  return languageText(MODULE, typed, style, NAMES);
}

const MODULE = `⟪import type { ServerResponse } from 'node:http';

interface Message {
  id?: unknown;
  method?: string | undefined;
  params?: { notifications?: Record<string, unknown>; _meta?: Record<string, unknown> } | undefined;
}

interface Listener {
  id: unknown;
  asked: Record<string, unknown>;
}

⟫const VERSION = 'io.modelcontextprotocol/protocolVersion';
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const UPDATES = 'resourceSubscriptions';

/** What clients ask for to be told by these notifications. */
const CHANGES⟪: Record<string, string>⟫ = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
  'notifications/resources/updated': UPDATES,
};

/** Open streams of clients of 2026-07-28, with what they asked for. */
const listening = new Map⟪<ServerResponse, Listener>⟫();

/** Answers a request for changes, of the kinds that are told here, with a stream of them; false for other messages. */
export function listened(message⟪: unknown⟫, kinds⟪: readonly string[]⟫, response⟪: ServerResponse⟫)⟪: boolean⟫ {
  const { id, method, params } = ⟪(⟫message ?? {}⟪) as Message⟫;
  if (method !== 'subscriptions/listen' || !params?._meta?.[VERSION]) return false;
  const wanted = params.notifications ?? {};
  const asked = Object.fromEntries(
    kinds.filter(kind => wanted[kind]).map(kind => [kind, wanted[kind]]),
  );
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  listening.set(response, { id, asked });
  response.on('close', () => listening.delete(response));
  send(response, id, 'notifications/subscriptions/acknowledged', { notifications: asked });
  return true;
}

/** Sends a change to those clients of 2026-07-28 who asked for it. */
export function tell(method⟪: string⟫, params⟪: object⟫ = {})⟪: void⟫ {
  const { uri } = params⟪ as { uri?: unknown }⟫;
  for (const [response, { id, asked }] of listening) {
    const wanted = asked[CHANGES[method] ?? ''];
    const isAsked = Array.isArray(wanted) ? wanted.includes(uri) : wanted === true && uri === undefined;
    if (isAsked) send(response, id, method, params);
  }
}

function send(response⟪: ServerResponse⟫, id⟪: unknown⟫, method⟪: string⟫, params⟪: object⟫)⟪: void⟫ {
  const message = { jsonrpc: '2.0', method, params: { ...params, _meta: { [SUBSCRIPTION]: id } } };
  response.write(\`data: \${JSON.stringify(message)}\\n\\n\`);
}
`;
