/** How a server announces a change: by a method of 2025-11-25, and to those who listen at 2026-07-28. */
export interface ChangeEvent {
  /** Method of an SDK server that sends the notification. */
  readonly sender: string;
  /** JSON-RPC method of the notification. */
  readonly method: string;
  /** Method of `notify` on what `createMcpHandler` returns. */
  readonly notify: string;
  /** What an event bus of the SDK calls it. */
  readonly kind: string;
}

/**
 * The four kinds of changes that a server announces.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const CHANGE_EVENTS: readonly ChangeEvent[] = [
  event('sendToolListChanged', 'tools/list_changed', 'toolsChanged'),
  event('sendPromptListChanged', 'prompts/list_changed', 'promptsChanged'),
  event('sendResourceListChanged', 'resources/list_changed', 'resourcesChanged'),
  {
    sender: 'sendResourceUpdated',
    method: 'notifications/resources/updated',
    notify: 'resourceUpdated',
    kind: 'resource_updated',
  },
];

/** Code that tells those who listen: through the handler, or on an event bus of handlers. */
export const PUBLISHES =
  /\bnotify\b[?!]?\.(?:toolsChanged|promptsChanged|resourcesChanged|resourceUpdated)\b|\.publish\(\{ kind: ['"](?:(?:tools|prompts|resources)_list_changed|resource_updated)['"]/;

function event(sender: string, name: string, notify: string): ChangeEvent {
  return { sender, method: `notifications/${name}`, notify, kind: name.replace('/', '_') };
}
