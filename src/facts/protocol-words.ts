/** Words of the protocol in strings; two different ones tell code that speaks MCP without the SDK. */
const PROTOCOL_TEXT =
  /['"`](?:tools\/(?:list|call)|resources\/(?:list|read|templates\/list|subscribe)|prompts\/(?:list|get)|notifications\/(?:initialized|tools\/list_changed|resources\/updated)|sampling\/createMessage|elicitation\/create|roots\/list|mcp-session-id|mcp-protocol-version|2025-(?:03-26|06-18|11-25)|2024-11-05|2026-07-28)['"`]/gi;

/** Whether a text has the words of code that speaks the protocol by itself, without the SDK. */
export function speaksProtocol(text: string): boolean {
  const words = new Set<string>();
  for (const [word] of text.matchAll(PROTOCOL_TEXT)) words.add(word.slice(1, -1).toLowerCase());
  return words.size > 1;
}

/**
 * Words of a client that asks for change notifications: the option `listChanged`, which is an object and no flag of a
 * capability, or what `subscriptions/listen` names; as keys of an object, and not in a line of a log.
 */
export const LISTENS =
  /(?<!\.)\blistChanged\b['"]?\s*(?::(?!\s*(?:true|false|boolean|!)\b)|[,}])|\.listChanged\s*=(?!=)|\b(?:tools|prompts|resources)ListChanged\b['"]?\s*[?:,}]|\bresourceSubscriptions\b/;
