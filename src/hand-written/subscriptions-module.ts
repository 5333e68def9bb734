import type { FileStyle } from '../engine/style.js';
import { languageText } from '../rewrite/added-module.js';

/** Name of the module that is added to a package whose server tells of changes on standard output. */
export const SUBSCRIPTIONS_MODULE = 'mcp-subscriptions';

/** What the module gives to a file. */
export const SUBSCRIPTION_NAMES = ['isListenedTo', 'listened', 'tell'];

/**
 * The module's text, as `render` wants it: `listened` takes requests for changes, `tell` sends a change to those who
 * asked for it, and to clients of 2025-11-25, where they count, without.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function subscriptionsModuleText(
  { typed, keepsLegacy }: { readonly typed: boolean; readonly keepsLegacy: boolean },
  style: Pick<FileStyle, 'commonjs'>,
): string {
  const text = MODULE.replaceAll(/^⟦keep\n([^]*?)^⟧\n/gm, keepsLegacy ? '$1' : '').replaceAll(
    /‹([^›]*)›/g,
    keepsLegacy ? '$1' : '',
  );
  return languageText(text.replace(/\n{3,}/g, '\n\n'), typed, style, SUBSCRIPTION_NAMES);
}

const MODULE = `⟪interface Message {
  jsonrpc?: unknown;
  id?: unknown;
  method?: string | undefined;
  params?: object | undefined;
}

interface Params {
  _meta?: object;
  notifications?: Record<string, unknown>;
  requestId?: unknown;
  uri?: unknown;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each server has a type of its own for messages
type Send = (message: any) => unknown;

⟫const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const UPDATES = 'resourceSubscriptions';

/** What clients ask for to be told by these notifications. */
const CHANGES⟪: Record<string, string>⟫ = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
  'notifications/resources/updated': UPDATES,
};

/** What clients of 2026-07-28 asked for, by the ids of their requests. */
const listening = new Map⟪<unknown, Record<string, unknown>>⟫();
⟦keep

/** A client of 2025-11-25 is told without asking. */
let hasOldClient = false;
⟧

/** Takes a request for changes, of the kinds that are told here, and the end of one; false for other messages. */
export function listened(message⟪: unknown⟫, kinds⟪: readonly string[]⟫, send⟪: Send⟫)⟪: boolean⟫ {
  const { id, method, params = {} } = ⟪(⟫message ?? {}⟪) as Message & { params?: Params }⟫;
⟦keep
  if (method === 'initialize') hasOldClient = true;
⟧
  if (method === 'notifications/cancelled') return listening.delete(params.requestId);
  if (method !== 'subscriptions/listen') return false;
  const asked = params.notifications ?? {};
  const notifications = Object.fromEntries(
    kinds.filter(kind => asked[kind]).map(kind => [kind, asked[kind]]),
  );
  const _meta = { [SUBSCRIPTION]: id };
  send({ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params: { _meta, notifications } });
  listening.set(id, notifications);
  return true;
}

/** Whether a client of 2026-07-28 asked to be told of changes of a resource. */
export function isListenedTo(uri⟪: unknown⟫)⟪: boolean⟫ {
  return [...listening.values()].some(asked => isWanted(asked[UPDATES], uri));
}

/** Sends a change to those who asked for it; any other message as it is. */
export function tell(message⟪: Message⟫, send⟪: Send⟫)⟪: void⟫ {
  const kind = CHANGES[message.method ?? ''];
  if (!kind‹ || hasOldClient›) send(message);
  if (!kind) return;
  const params⟪: Params⟫ = message.params ?? {};
  for (const [id, asked] of listening) {
    if (!isWanted(asked[kind], params.uri)) continue;
    send({ ...message, params: { ...params, _meta: { ...params._meta, [SUBSCRIPTION]: id } } });
  }
}

function isWanted(asked⟪: unknown⟫, uri⟪: unknown⟫)⟪: boolean⟫ {
  return Array.isArray(asked) ? asked.includes(uri) : asked === true;
}
`;
