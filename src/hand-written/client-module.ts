import type { FileStyle } from '../engine/style.js';
import { LISTENING } from './client-module-listening.js';
import { HELPERS } from './client-module-helpers.js';
import {
  answerReader,
  ASK,
  LIBRARY_CONNECT,
  LIBRARY_HELPERS,
  LIBRARY_SEND,
  LIBRARY_TYPES,
  STREAM_IMPORT,
} from './client-module-libraries.js';
import {
  CONNECT,
  DISCOVER,
  marks,
  MESSAGE,
  REQUESTS,
  SEND,
  TYPES,
  type Piece,
} from './client-module-parts.js';
import {
  NODE_DISCOVER,
  NODE_HEADERS,
  NODE_HELPERS,
  NODE_IMPORT,
  NODE_TYPES,
  observes,
  SEEN,
} from './client-module-node.js';
import { DROPPED_STREAM } from './client-stream-edits.js';
import type { AnswerForm } from './http-libraries.js';

/** Name of the module that is added to a package whose clients write their messages themselves. */
export const DIALECT_MODULE = 'mcp-dialect';
/** The class that it exports. */
export const DIALECT = 'McpDialect';

/** What the clients of a package need of the module. */
export interface DialectParts {
  /** Servers of 2025-11-25 get their handshake. */
  readonly legacy: boolean;
  /** Clients send over HTTP with something like `fetch`. */
  readonly http: boolean;
  /** Clients send over HTTP with `node:http`. */
  readonly node?: boolean;
  /** Clients write lines to a child process. */
  readonly lines: boolean;
  /** A client awaits the answer to its handshake. */
  readonly discovers: boolean;
  /** A client has a function that sends a request and resolves to its answer. */
  readonly requests: boolean;
  /** A client posts its handshake as it stands, and reads the response. */
  readonly connects: boolean;
  /** A client went on with broken streams, and sends the request again now. */
  readonly resumes: boolean;
  /** What answers look like, where other libraries than `fetch` post messages; then all clients post alike. */
  readonly forms?: readonly AnswerForm[];
  /** Requests are posted where they are written, and nothing else reads what kind of result comes. */
  readonly asks?: boolean;
  /** A client hears of changes on the stream that it opened by `GET`. */
  readonly listens?: boolean;
  /** A client asks for `server/discover` where it sent `ping`. */
  readonly pings?: boolean;
  /** Code counts on the name of the server, which one of 2026-07-28 need not say. */
  readonly named?: boolean;
}

/** Whether answers to `server/discover` come that must not decide which revision a server speaks. */
const tellsLater = (parts: DialectParts) => parts.legacy && parts.http && parts.pings === true;

/**
 * The module's text, as `render` wants it: how requests of 2026-07-28 are written, and which revision a server speaks.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export function dialectModuleText(
  typed: boolean,
  style: Pick<FileStyle, 'commonjs'>,
  parts: DialectParts,
): string {
  const commonjs = style.commonjs && !typed;
  const written = (piece: Piece) =>
    piece.when(parts) && (!piece.typed || typed)
      ? piece.text
          .replaceAll(/⟪([^⟫]*)⟫/g, typed ? '$1' : '')
          .replaceAll(/⟦([^⟧]*)⟧/g, parts.legacy ? '$1' : '')
          .replaceAll(/⦃([^⦄]*)⦄/g, tellsLater(parts) ? '$1' : '')
          .replaceAll(/⦅([^⦆]*)⦆/g, parts.named ? '$1' : '')
          .replaceAll(/‹‹([^›]*)››/g, marks(parts) ? '$1' : '')
          .replaceAll(/‹([^|›]*)\|([^›]*)›/g, parts.resumes ? '$2' : '$1')
          .trim()
      : '';
  const join = (pieces: readonly Piece[]) => pieces.map(written).filter(Boolean);
  const head = parts.legacy
    ? `/**
 * How one server is spoken to: with requests of 2026-07-28, unless it turns out to know only the \`initialize\` of
 * earlier revisions.
 */
export class ${DIALECT} {
  /** Whether the server speaks 2025-11-25 or an earlier revision. */
  isLegacy = false;
`
    : `/** How a server is spoken to: every request says who sends it, and no handshake comes before. */
export class ${DIALECT} {
`;
  const client = typed ? '  #client: ClientDescription = {};' : '  #client = {};';
  const map = typed ? 'new Map<string, MarkedParameter[]>()' : 'new Map()';
  const marked = marks(parts)
    ? `\n  /** Parameters that headers repeat, by tool. */\n  #marked = ${map};`
    : '';
  const methods = join([
    ...[...DISCOVER, ...NODE_DISCOVER, ...CONNECT, ...LIBRARY_CONNECT, ...SEND, ...LIBRARY_SEND],
    ...[...MESSAGE, ...NODE_HEADERS, ...LISTENING, ...REQUESTS, ...ASK],
  ]).map(indented);
  const seen = observes(parts) ? `\n${indented(typed ? SEEN.typed : SEEN.plain)}` : '';
  const known = tellsLater(parts)
    ? `\n  /** Whether the server has said what it speaks; what it answers later says nothing of that. */\n  #isKnown = false;`
    : '';
  const text = [
    ...join([STREAM_IMPORT, ...NODE_IMPORT, ...TYPES, ...NODE_TYPES, ...LIBRARY_TYPES]),
    `${head}${client}${known}${marked}${seen}\n\n${methods.join('\n\n')}\n}`,
    ...join([...HELPERS, ...NODE_HELPERS, ...LIBRARY_HELPERS, answerReader(parts)]),
  ].join('\n\n');
  if (!commonjs) return `${text}\n`;
  const exported = ['PROTOCOL_VERSION', ...(parts.resumes ? [DROPPED_STREAM] : []), DIALECT];
  const required = text.replace(/^import (\{ \w+ \}) from ('[\w:]+');$/m, 'const $1 = require($2);');
  return `${required.replaceAll(/^export /gm, '')}\n\nmodule.exports = { ${exported.join(', ')} };\n`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
