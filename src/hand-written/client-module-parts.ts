import type { DialectParts } from './client-module.js';
import { fetches } from './client-module-libraries.js';

/** A piece of the module's text; what stands between ⟪ and ⟫ is left out of JavaScript, between ⟦ and ⟧ without 2025-11-25,
 * and of ‹a|b› the second stands where streams were resumed. What stands between ⦃ and ⦄ is there where `server/discover`
 * is sent in the place of `ping` as well, between ⦅ and ⦆ where code counts on a server that says its name. */
export interface Piece {
  readonly when: (parts: DialectParts) => boolean;
  /** Types only, which JavaScript does without. */
  readonly typed?: boolean;
  readonly text: string;
}

const always = () => true;
const http = (parts: DialectParts) => parts.http;
/** Requests have headers. */
export const headed = (parts: DialectParts) => parts.http || parts.node === true;
/** The answer to `server/discover` is looked into beside the client. */
export const observes = (parts: DialectParts) => parts.node === true && parts.legacy;
const requests = (parts: DialectParts) => parts.requests;
const legacyHttp = (parts: DialectParts) => parts.legacy && parts.http;
const discovers = (parts: DialectParts) => legacyHttp(parts) && parts.discovers;
export const legacyLines = (parts: DialectParts) => parts.legacy && parts.lines;
/** Requests whose results are seen, and whose headers are made. */
export const marks = (parts: DialectParts) => headed(parts) && parts.requests;
export const resumes = (parts: DialectParts) => parts.resumes;
const modern = (parts: DialectParts) => !parts.legacy && parts.discovers;

export const TYPES: readonly Piece[] = [
  {
    when: always,
    text: `
/** The revision of the Model Context Protocol that requests are written in. */
export const PROTOCOL_VERSION = '2026-07-28';`,
  },
  {
    when: parts => http(parts) || observes(parts),
    text: `
const UNSUPPORTED_PROTOCOL_VERSION = -32022;
/** Methods whose target the header \`Mcp-Name\` repeats. */
const NAMED = ['tools/call', 'prompts/get', 'resources/read'];`,
  },
  {
    when: parts => headed(parts) && !http(parts) && !observes(parts),
    text: `
/** Methods whose target the header \`Mcp-Name\` repeats. */
const NAMED = ['tools/call', 'prompts/get', 'resources/read'];`,
  },
  {
    when: requests,
    text: `
/** A server that asks more often before it answers goes round in circles. */
const MAX_ROUNDS = 10;`,
  },
  {
    when: resumes,
    text: `
/** How often a request is sent whose answer gets lost on the way. */
const MAX_ATTEMPTS = 3;`,
  },
  {
    when: parts => legacyLines(parts) || observes(parts),
    text: `
/** Servers of earlier revisions need not answer at all before \`initialize\`. */
const DISCOVERY_TIMEOUT_MS = 5_000;`,
  },
  {
    when: always,
    typed: true,
    text: `
interface ClientDescription {
  capabilities?: object;
  clientInfo?: object;
}

interface Message {
  id?: any;
  method?: any;
  params?: any;
}`,
  },
  {
    when: requests,
    typed: true,
    text: `
/** Something that a server wants to know before it answers a request. */
export interface InputRequest {
  jsonrpc: '2.0';
  id: any;
  method: string;
  params?: any;
}`,
  },
  {
    when: marks,
    typed: true,
    text: `
/** A parameter of a tool that a header repeats: where it is in the arguments, and how the header is called. */
interface MarkedParameter {
  path: string[];
  header: string;
}`,
  },
  {
    when: parts => fetches(parts),
    typed: true,
    text: `
/** Posts a body, with these headers beside those of the client. */
type Post = (body: string, headers: Record<string, string>) => Promise<Response>;`,
  },
  {
    when: resumes,
    text: `
/** The stream of a response broke before the answer. It cannot be resumed: the request is sent again instead. */
export class DroppedStream extends Error {
  constructor() {
    super('The stream of the response broke before the answer');
    this.name = 'DroppedStream';
  }
}`,
  },
];

export const DISCOVER: readonly Piece[] = [
  {
    when: discovers,
    text: `
/**
 * Asks the server about itself: \`ask\` sends \`server/discover\`. The answer reads like one to \`initialize\`; there is
 * none from a server of an earlier revision, which wants its \`initialize\` next.
 */
async discover⟪<T>⟫(client⟪: ClientDescription⟫, ask⟪: () => Promise<T>⟫)⟪: Promise<T | undefined>⟫ {
  this.#client = client;
  this.isLegacy = false;⦃
  this.#isKnown = false;⦄
  try {
    const answer = await ask();
    return this.isLegacy ? undefined : described(answer);
  } catch (error) {
    if (this.isLegacy) return undefined;
    throw error;
  }
}`,
  },
  {
    when: legacyLines,
    text: `
/**
 * Asks the server behind a pipe about itself: \`ask\` sends \`server/discover\`. The answer reads like one to
 * \`initialize\`; there is none from a server of an earlier revision, which wants its \`initialize\` next.
 */
async probe⟪<T>⟫(client⟪: ClientDescription⟫, ask⟪: () => Promise<T>⟫)⟪: Promise<T | undefined>⟫ {
  this.#client = client;
  this.isLegacy = false;
  // Whatever else such a server says to a request that it does not know, or nothing.
  const answer = await Promise.race([ask().catch(() => undefined), timeout()]);
  this.isLegacy = !isDiscovery(answer);
  return this.isLegacy ? undefined : described(answer⟪ as T⟫);
}`,
  },
  {
    when: modern,
    text: `
/** Asks the server about itself: \`ask\` sends \`server/discover\`. */
async discover⟪<T>⟫(client⟪: ClientDescription⟫, ask⟪: () => Promise<T>⟫)⟪: Promise<T>⟫ {
  this.#client = client;
  return described(await ask());
}`,
  },
];

export const CONNECT: readonly Piece[] = [
  {
    when: parts => fetches(parts) && parts.legacy && parts.connects,
    text: `
/** Sends \`server/discover\` in the place of \`initialize\`, which only a server of an earlier revision gets. */
async connect(discover⟪: string⟫, initialize⟪: Message⟫, post⟪: Post⟫)⟪: Promise<Response>⟫ {
  this.#client = initialize.params;
  this.isLegacy = false;⦃
  this.#isKnown = false;⦄
  const response = await this.send({ ...initialize, method: discover, params: {} }, post);
  return this.isLegacy ? this.send(initialize, post) : response;
}`,
  },
  {
    when: parts => fetches(parts) && !parts.legacy && parts.connects,
    text: `
/** Sends \`server/discover\`, and tells the server from then on who this client is. */
async connect(client⟪: ClientDescription⟫, discover⟪: Message⟫, post⟪: Post⟫)⟪: Promise<Response>⟫ {
  this.#client = client;
  return this.send(discover, post);
}`,
  },
];

export const SEND: readonly Piece[] = [
  {
    when: parts => fetches(parts) && parts.legacy,
    text: `
/** Sends a message with the headers that repeat what is in it. */
async send(message⟪: Message⟫, post⟪: Post⟫)⟪: Promise<Response>⟫ {
  if (this.isLegacy) return post(JSON.stringify(message), {});
  const request = this.message(message);
  const body = JSON.stringify(request);
  const response = await post(body, headersOf(request‹‹, this.#marked››));
  const isDiscovery = ⦃!this.#isKnown && ⦄message.method === 'server/discover';
  if (response.ok && !isDiscovery) return ‹response|whole(response, message.id)›;

  const { error, result } = await answerIn(response);
  const supported⟪: string[]⟫ = result?.supportedVersions ?? error?.data?.supported ?? [];
  if (error?.code === UNSUPPORTED_PROTOCOL_VERSION && supported.includes(PROTOCOL_VERSION)) {
    ⦃this.#isKnown = true;
    ⦄return post(body, headersOf(request‹‹, this.#marked››));
  }
  // A failure, or a missing permission, says nothing about the revision; nor does a server that is newer still.
  const isOther = [401, 403, 429].includes(response.status) || response.status >= 500;
  if (isDiscovery && !isOther) ⦃{
    ⦄this.isLegacy = !supported.some(version => version >= PROTOCOL_VERSION);⦃
    this.#isKnown = true;
  }⦄
  return response;
}`,
  },
  {
    when: parts => fetches(parts) && !parts.legacy,
    text: `
/** Sends a message with the headers that repeat what is in it. */
async send(message⟪: Message⟫, post⟪: Post⟫)⟪: Promise<Response>⟫ {
  const request = this.message(message);
  const body = JSON.stringify(request);
  const response = await post(body, headersOf(request‹‹, this.#marked››));
  if (response.ok) return ‹response|whole(response, message.id)›;
  const { error } = await answerIn(response);
  const isRefused = error?.code === UNSUPPORTED_PROTOCOL_VERSION;
  const canRepeat = isRefused && error.data?.supported?.includes(PROTOCOL_VERSION);
  return canRepeat ? post(body, headersOf(request‹‹, this.#marked››)) : response;
}`,
  },
];

export const MESSAGE: readonly Piece[] = [
  {
    when: always,
    text: `
/** A message as it goes to the server: a request says in \`_meta\` who sends it. */
message⟪<T extends Message>⟫(message⟪: T⟫)⟪: T⟫ {
  if (⟦this.isLegacy || ⟧message.method === undefined || message.id === undefined) return message;
  const { capabilities = {}, clientInfo } = this.#client;
  const _meta = {
    ...message.params?._meta,
    'io.modelcontextprotocol/protocolVersion': PROTOCOL_VERSION,
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...(clientInfo && { 'io.modelcontextprotocol/clientInfo': clientInfo }),
  };
  return { ...message, params: { ...message.params, _meta } };
}`,
  },
];

export const REQUESTS: readonly Piece[] = [
  {
    when: marks,
    text: `
/** Keeps which parameters of tools go into headers as well; tools that say it wrongly must not be used. */
#learn(result⟪: any⟫)⟪: void⟫ {
  if (⟦this.isLegacy || ⟧!Array.isArray(result?.tools)) return;
  result.tools = result.tools.filter(({ name, inputSchema }⟪: any⟫) => {
    const marked = markedParameters(inputSchema);
    if (marked) this.#marked.set(name, marked);
    else console.warn(\`The tool \${name} is left out: its x-mcp-header marks are invalid.\`);
    return marked !== undefined;
  });
}`,
  },
  {
    when: requests,
    text: `
/**
 * Sends a request until it is answered: when the server wants to know something first, \`answer\` tells it, and the
 * request is sent again with all the answers.
 */
async complete⟪<P, T>⟫(
  params⟪: P⟫,
  send⟪: (params: P) => Promise<T>⟫,
  answer⟪?: (request: InputRequest) => unknown⟫,
)⟪: Promise<T>⟫ {
  let answered = await ‹send(params)|again(() => send(params))›;
  for (let round = 0; round < MAX_ROUNDS; round++) {‹‹
    this.#learn(resultOf(answered));››
    const { resultType = 'complete', inputRequests = {}, requestState } = resultOf(answered) ?? {};
    if (resultType === 'complete') return answered;
    if (resultType !== 'input_required') throw new Error(\`Results of type \${resultType} are not known.\`);
    const inputResponses⟪: Record<string, unknown>⟫ = {};
    for (const [id, request] of Object.entries(inputRequests⟪ as Record<string, Message>⟫)) {
      const { method, params } = request;
      if (!answer) throw new Error(\`The server asks for \${method}, which this client does not answer.\`);
      inputResponses[id] = await answer({ jsonrpc: '2.0', id, method, params });
    }
    const state = requestState === undefined ? {} : { requestState };
    ‹answered = await send({ ...params, inputResponses, ...state }⟪ as P⟫)|const next = { ...params, inputResponses, ...state }⟪ as P⟫;
    answered = await again(() => send(next))›;
  }
  throw new Error(\`The server still asks for input after \${MAX_ROUNDS} rounds.\`);
}`,
  },
];
