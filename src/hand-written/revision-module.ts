import type { FileStyle } from '../engine/style.js';

/** Name of the module that is added to a package which serves the protocol by hand. */
export const REVISION_MODULE = 'mcp-revision';

/** What the module is for. */
export interface RevisionModule {
  /** For TypeScript. */
  readonly typed: boolean;
  /** Messages come over HTTP, with headers to check. */
  readonly http: boolean;
  /** Clients of 2025-11-25 are served as well. */
  readonly keepsLegacy: boolean;
}

/**
 * The module's text, as `render` wants it: `refusal`, the check in front of a dispatcher, and, where clients of
 * 2025-11-25 are served as well, `isModern`, which tells them apart.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation
 */
export function revisionModuleText(
  { typed, http, keepsLegacy }: RevisionModule,
  style: Pick<FileStyle, 'commonjs'>,
): string {
  const commonjs = style.commonjs && !typed;
  const choose = (text: string, mark: string, isOn: boolean) =>
    text.replaceAll(new RegExp(`^⟦${mark}\n([^]*?)^⟧\n`, 'gm'), isOn ? '$1' : '');
  let text = choose(MODULE, 'http', http);
  text = choose(text, 'stdio', !http);
  text = choose(text, 'keep', keepsLegacy);
  text = choose(text, 'reject', !keepsLegacy);
  text = text.replaceAll(/⟪([^⟫]*)⟫/g, typed ? '$1' : '');
  text = text.replaceAll(/‹([^›]*)›/g, http ? '$1' : '').replace(/\n{3,}/g, '\n\n');
  if (!commonjs) return text.trimStart();
  const names = keepsLegacy ? 'isModern, refusal' : 'refusal';
  return `${text.replaceAll(/^export /gm, '').trimStart()}\nmodule.exports = { ${names} };\n`;
}

/** What stands between ⟪ and ⟫ is left out of JavaScript, between ‹ and › without HTTP. */
const MODULE = `⟪
type Message = { id?: string | number | null; method?: string; params?: Params | undefined };
type Params = { name?: unknown; uri?: unknown; protocolVersion?: unknown; _meta?: Record<string, unknown> };
⟫‹⟪type Headers = { get(name: string): string | null } | Record<string, string | string[] | undefined>;
⟫›⟪
/** An error to answer with‹, and the HTTP status that it goes with›. */
export type Refusal = {
‹  status: 400 | 404;
›  body: {
    jsonrpc: '2.0';
    id: string | number | null;
    error: { code: number; message: string; data?: unknown };
  };
};
⟫
const REVISION = '2026-07-28';
const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
⟦http

/** Methods whose requests name what they are for in \`Mcp-Name\`. */
const NAMED⟪: Record<string, 'name' | 'uri'>⟫ = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};
⟧

⟦keep
/** Whether a message is of 2026-07-28, where each says so itself; earlier clients agree on a revision once. */
export function isModern(message⟪: unknown⟫‹, headers⟪: Headers⟫›)⟪: boolean⟫ {
⟦http
  if (header(headers, 'mcp-protocol-version') === REVISION) return true;
⟧
  const messages = ⟪(⟫Array.isArray(message) ? message : [message]⟪) as (Message | null | undefined)[]⟫;
  return messages.some(each => each?.params?._meta?.[VERSION] !== undefined);
}

/** Why a request of 2026-07-28 cannot be served; undefined when it can, and for clients of earlier revisions. */
⟧
⟦reject
/** Why a request cannot be served, for it is not one of 2026-07-28; undefined when it can. */
⟧
⟦http
export function refusal(
  message⟪: unknown⟫,
  methods⟪: readonly string[]⟫,
  headers⟪: Headers⟫,
)⟪: Refusal | undefined⟫ {
⟧
⟦stdio
export function refusal(message⟪: unknown⟫, methods⟪: readonly string[]⟫)⟪: Refusal | undefined⟫ {
⟧
  const { id, method = '', params } = ⟪(⟫message ?? {}⟪) as Message⟫;
  const refuse = (‹status⟪: 400 | 404⟫, ›code⟪: number⟫, message⟪: string⟫, data⟪?: unknown⟫)⟪: Refusal⟫ => ({
‹    status,
›    body: { jsonrpc: '2.0', id: id ?? null, error: { code, message, ...(data !== undefined && { data }) } },
  });

⟦keep
  if (!isModern(message‹, headers›)) return undefined;
⟧
  if (Array.isArray(message)) return refuse(‹400, ›-32600, 'Send one message at a time');
  if (id === undefined) return undefined;
  const version = params?._meta?.[VERSION];
⟦reject
  const requested = params?.protocolVersion;
  if (version === undefined && requested !== undefined) {
    return refuse(‹400, ›-32022, 'Unsupported protocol version', { supported: [REVISION], requested });
  }
⟧
  if (version === undefined) return refuse(‹400, ›-32602, \`Missing _meta["\${VERSION}"]\`);
⟦http
  const wrong = wrongHeader({ method, params }, headers);
  if (wrong) return refuse(400, -32020, \`Header mismatch: \${wrong} does not agree with the body\`);
⟧
  if (version !== REVISION) {
    return refuse(‹400, ›-32022, 'Unsupported protocol version', { supported: [REVISION], requested: version });
  }
  if (!params?._meta?.[CAPABILITIES]) return refuse(‹400, ›-32602, \`Missing _meta["\${CAPABILITIES}"]\`);
  if (!methods.includes(method)) return refuse(‹404, ›-32601, \`Method not found: \${method}\`);
  return undefined;
}
⟦http

/** The header that is missing or says something else than the body. */
function wrongHeader({ method = '', params }⟪: Message⟫, headers⟪: Headers⟫)⟪: string | undefined⟫ {
  if (header(headers, 'mcp-protocol-version') !== params?._meta?.[VERSION]) return 'MCP-Protocol-Version';
  if (header(headers, 'mcp-method') !== method) return 'Mcp-Method';
  const member = NAMED[method];
  const name = member && params?.[member];
  if (name !== undefined && decoded(header(headers, 'mcp-name')) !== name) return 'Mcp-Name';
  return undefined;
}

function header(headers⟪: Headers⟫, name⟪: string⟫)⟪: string | undefined⟫ {
  const given = headers⟪ as Record<string, string | undefined>⟫;
  const value = typeof headers.get === 'function' ? headers.get(name) : given[name];
  return typeof value === 'string' ? value.trim() : undefined;
}

/** Names that are no plain ASCII come as \`=?base64?…?=\`. */
function decoded(value⟪: string | undefined⟫)⟪: string | undefined⟫ {
  const encoded = value && /^=\\?base64\\?(.*)\\?=$/.exec(value)?.[1];
  if (!encoded) return value;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), each => each.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
⟧
`;
