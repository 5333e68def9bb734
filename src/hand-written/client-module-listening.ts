import type { Piece } from './client-module-parts.js';

/**
 * How the stream is opened on which a server announces changes.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const LISTENING: readonly Piece[] = [
  {
    when: parts => parts.listens ?? false,
    text: `
/**
 * Options for \`fetch\` that open the stream on which the server announces changes: those given, which do so by \`GET\`,
 * for a server of an earlier revision; \`subscriptions/listen\` for others.
 */
listening(notifications⟪: object⟫, options⟪: RequestInit⟫)⟪: RequestInit⟫ {
  ⟦if (this.isLegacy) return options;
  ⟧const method = 'subscriptions/listen';
  const request = this.message({ jsonrpc: '2.0', id: 'changes', method, params: { notifications } });
  const headers = new Headers(options.headers);
  headers.delete('Last-Event-ID');
  headers.set('Accept', 'application/json, text/event-stream');
  headers.set('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(headersOf(request‹‹, this.#marked››))) headers.set(name, value);
  return {
    ...options,
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: JSON.stringify(request),
  };
}`,
  },
];
