import { observes, type Piece } from './client-module-parts.js';
import type { DialectParts } from './client-module.js';

export { observes } from './client-module-parts.js';

const node = (parts: DialectParts) => parts.node === true;

export const NODE_IMPORT: readonly Piece[] = [
  {
    when: observes,
    typed: true,
    text: `import type { IncomingMessage } from 'node:http';`,
  },
];

export const NODE_TYPES: readonly Piece[] = [
  {
    when: observes,
    typed: true,
    text: `
/** What a server says about the revisions that it knows. */
interface Seen {
  status?: number | undefined;
  result?: any;
  error?: any;
}`,
  },
];

/** The field for what was seen last. */
export const SEEN = {
  typed: `/** What the server answered to \`server/discover\`. */
#seen: Promise<Seen | undefined> = Promise.resolve(undefined);`,
  plain: `/** What the server answered to \`server/discover\`. */
#seen = Promise.resolve(undefined);`,
};

export const NODE_DISCOVER: readonly Piece[] = [
  {
    when: observes,
    text: `
/**
 * Asks the server about itself: \`ask\` sends \`server/discover\`. The answer reads like one to \`initialize\`; there is
 * none from a server of an earlier revision, which wants its \`initialize\` next.
 */
async discover⟪<T>⟫(client⟪: ClientDescription⟫, ask⟪: () => Promise<T>⟫)⟪: Promise<T | undefined>⟫ {
  this.#client = client;
  this.isLegacy = false;
  this.#seen = Promise.resolve(undefined);
  const answer = ask();
  await answer.catch(() => undefined);
  const { status = 0, result, error } = (await Promise.race([this.#seen, timeout()])) ?? {};
  const supported⟪: string[]⟫ = result?.supportedVersions ?? error?.data?.supported ?? [];
  if (error?.code === UNSUPPORTED_PROTOCOL_VERSION && supported.includes(PROTOCOL_VERSION)) {
    return described(await ask());
  }
  // A failure, or a missing permission, says nothing about the revision; nor does a server that is newer still.
  const isOther = [0, 401, 403, 429].includes(status) || status >= 500;
  this.isLegacy = !isOther && !supported.some(version => version >= PROTOCOL_VERSION);
  return this.isLegacy ? undefined : described(await answer);
}`,
  },
  {
    when: observes,
    text: `
/** Looks into the answer to \`server/discover\` while the client reads it. */
observe(message⟪: Message⟫, response⟪: IncomingMessage⟫)⟪: void⟫ {
  if (message.method !== 'server/discover') return;
  const status = response.statusCode;
  const chunks⟪: Buffer[]⟫ = [];
  this.#seen = new Promise(resolve => {
    response.on('data', chunk => {
      chunks.push(Buffer.from(chunk));
      const answer = answerOf(Buffer.concat(chunks).toString());
      if (answer) resolve({ status, ...answer });
    });
    response.on('close', () => resolve({ status }));
  });
}`,
  },
];

export const NODE_HEADERS: readonly Piece[] = [
  {
    when: node,
    text: `
/** The headers that repeat what is in a message. */
headers(message⟪: Message⟫)⟪: Record<string, string>⟫ {
  return ⟦this.isLegacy ? {} : ⟧headersOf(message‹‹, this.#marked››);
}`,
  },
];

export const NODE_HELPERS: readonly Piece[] = [
  {
    when: observes,
    text: `
/** The JSON-RPC response in a body, be it JSON or a stream of events; nothing before it is whole. */
function answerOf(text⟪: string⟫)⟪: { result?: any; error?: any } | undefined⟫ {
  const events = [...text.matchAll(/^data:(.*)$/gm)].map(match => match[1] ?? '');
  for (const each of events.length > 0 ? events : [text]) {
    try {
      const { result, error } = JSON.parse(each);
      if (result || error) return { result, error };
    } catch {
      // Not every refusal is JSON.
    }
  }
  return undefined;
}`,
  },
];
