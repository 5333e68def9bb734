import type { AnswerForm } from './http-libraries.js';
import type { DialectParts } from './client-module.js';
import type { Piece } from './client-module-parts.js';

/** Whether other libraries than `fetch` post messages. */
export const libraries = (parts: DialectParts) => parts.http && (parts.forms ?? []).length > 0;
/** Whether `fetch` alone does. */
export const fetches = (parts: DialectParts) => parts.http && !libraries(parts);

const has =
  (...forms: readonly AnswerForm[]) =>
  (parts: DialectParts) =>
    libraries(parts) && forms.some(each => parts.forms!.includes(each));

/** Libraries that may answer with a stream of Node. */
export const STREAM_IMPORT: Piece = {
  when: has('data', 'stream'),
  text: `import { Readable } from 'node:stream';`,
};

export const LIBRARY_TYPES: readonly Piece[] = [
  {
    when: libraries,
    typed: true,
    text: `
/** Sends a request by whatever library, with these headers beside those of the client. */
type Send<R> = (request: any, headers: Record<string, string>) => Promise<R>;`,
  },
];

export const LIBRARY_CONNECT: readonly Piece[] = [
  {
    when: parts => libraries(parts) && parts.legacy && parts.connects,
    text: `
/** Sends \`server/discover\` in the place of \`initialize\`, which only a server of an earlier revision gets. */
async connect⟪<R>⟫(discover⟪: string⟫, initialize⟪: Message⟫, send⟪: Send<R>⟫)⟪: Promise<R>⟫ {
  this.#client = initialize.params;
  this.isLegacy = false;⦃
  this.#isKnown = false;⦄
  try {
    const answer = await this.post({ ...initialize, method: discover, params: {} }, send);
    if (!this.isLegacy) return answer;
  } catch (error) {
    if (!this.isLegacy) throw error;
  }
  return this.post(initialize, send);
}`,
  },
  {
    when: parts => libraries(parts) && !parts.legacy && parts.connects,
    text: `
/** Sends \`server/discover\`, and tells the server from then on who this client is. */
async connect⟪<R>⟫(client⟪: ClientDescription⟫, discover⟪: Message⟫, send⟪: Send<R>⟫)⟪: Promise<R>⟫ {
  this.#client = client;
  return this.post(discover, send);
}`,
  },
];

export const LIBRARY_SEND: readonly Piece[] = [
  {
    when: parts => libraries(parts) && parts.legacy,
    text: `
/** Sends a message with the headers that repeat what is in it. */
async post⟪<R>⟫(message⟪: Message⟫, send⟪: Send<R>⟫)⟪: Promise<R>⟫ {
  if (this.isLegacy) return send(message, {});
  const request = this.message(message);
  const headers = headersOf(request‹‹, this.#marked››);
  const isDiscovery = ⦃!this.#isKnown && ⦄message.method === 'server/discover';
  const { failure, answer, status } = await settled(send(request, headers));
  if (!failure && status < 400 && !isDiscovery) return answer;

  const { error, result, same } = await contentOf(answer);
  const supported⟪: string[]⟫ = result?.supportedVersions ?? error?.data?.supported ?? [];
  if (error?.code === UNSUPPORTED_PROTOCOL_VERSION && supported.includes(PROTOCOL_VERSION)) {
    ⦃this.#isKnown = true;
    ⦄return send(request, headers);
  }
  // A failure, or a missing permission, says nothing about the revision; nor does a server that is newer still.
  const isOther = [401, 403, 429].includes(status) || status >= 500;
  if (isDiscovery && !isOther) ⦃{
    ⦄this.isLegacy = !supported.some(version => version >= PROTOCOL_VERSION);⦃
    this.#isKnown = true;
  }⦄
  if (failure) throw Object.assign(failure, { response: same });
  return same;
}`,
  },
  {
    when: parts => libraries(parts) && !parts.legacy,
    text: `
/** Sends a message with the headers that repeat what is in it. */
async post⟪<R>⟫(message⟪: Message⟫, send⟪: Send<R>⟫)⟪: Promise<R>⟫ {
  const request = this.message(message);
  const headers = headersOf(request‹‹, this.#marked››);
  const { failure, answer, status } = await settled(send(request, headers));
  if (!failure && status < 400) return answer;
  const { error, same } = await contentOf(answer);
  const isRefused = error?.code === UNSUPPORTED_PROTOCOL_VERSION;
  if (isRefused && error.data?.supported?.includes(PROTOCOL_VERSION)) return send(request, headers);
  if (failure) throw Object.assign(failure, { response: same });
  return same;
}`,
  },
];

export const ASK: readonly Piece[] = [
  {
    when: parts => fetches(parts) && parts.asks === true,
    text: `
/** Sends a request as \`complete\` does, and gives the last response, which can still be read. */
async ask(
  message⟪: Message⟫,
  post⟪: Post⟫,
  answer⟪?: (request: InputRequest) => unknown⟫,
)⟪: Promise<Response>⟫ {
  ⟦if (this.isLegacy) return this.send(message, post);
  ⟧let response⟪!: Response⟫;
  let round = 0;
  const send = async (params⟪: any⟫) => {
    const id = round++ === 0 ? message.id : \`\${message.id}-\${round}\`;
    response = await this.send({ ...message, id, params }, post);
    return answerIn(response);
  };
  await this.complete(message.params, send, answer);
  return response;
}`,
  },
  {
    when: parts => libraries(parts) && parts.asks === true,
    text: `
/** Sends a request as \`complete\` does, and gives the last answer, which can still be read. */
async ask⟪<R>⟫(
  message⟪: Message⟫,
  send⟪: Send<R>⟫,
  answer⟪?: (request: InputRequest) => unknown⟫,
)⟪: Promise<R>⟫ {
  ⟦if (this.isLegacy) return this.post(message, send);
  ⟧let last⟪: any⟫;
  let round = 0;
  const once = async (params⟪: any⟫) => {
    const id = round++ === 0 ? message.id : \`\${message.id}-\${round}\`;
    const { same, error, result } = await contentOf(await this.post({ ...message, id, params }, send));
    last = same;
    return { error, result };
  };
  await this.complete(message.params, once, answer);
  return last;
}`,
  },
];

export const LIBRARY_HELPERS: readonly Piece[] = [
  {
    when: libraries,
    text: `
/** How a request went. Some libraries fail when it is refused, and have the response in the error. */
async function settled(sent⟪: Promise<any>⟫)⟪: Promise<{ answer: any; status: number; failure?: any }>⟫ {
  try {
    const answer = await sent;
    return { answer, status: answer?.status ?? answer?.statusCode ?? 200 };
  } catch (failure⟪: any⟫) {
    const { response } = failure;
    if (!response) throw failure;
    return { answer: response, status: response.status ?? response.statusCode, failure };
  }
}`,
  },
  {
    when: libraries,
    text: `
/** The JSON-RPC response in an answer, and the same answer where it can still be read. */
async function contentOf(answer⟪: any⟫)⟪: Promise<{ same: any; result?: any; error?: any }>⟫ {
  const { content, same } = await readAnswer(answer);
  if (content?.result || content?.error) return { same, result: content.result, error: content.error };
  const text = typeof content === 'string' ? content : '';
  const events = [...text.matchAll(/^data:(.*)$/gm)].map(match => match[1] ?? '');
  for (const each of events.length > 0 ? events : [text]) {
    try {
      const { result, error } = JSON.parse(each);
      if (result || error) return { same, result, error };
    } catch {
      // Not every refusal is JSON.
    }
  }
  return { same };
}`,
  },
  {
    when: has('data', 'stream'),
    text: `
async function textOf(stream⟪: any⟫)⟪: Promise<string>⟫ {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text;
}`,
  },
];

/** How each form of answer is read: branches of one function. */
const BRANCHES: readonly { readonly form: AnswerForm; readonly text: string }[] = [
  {
    form: 'response',
    text: `  if (typeof answer?.clone === 'function') {
    if (answer.bodyUsed) return { content: undefined, same: answer };
    const content = await answer.text();
    return { content, same: new answer.constructor(content || null, answer) };
  }`,
  },
  {
    form: 'data',
    text: `  if (typeof answer?.data?.pipe === 'function') {
    const content = await textOf(answer.data);
    answer.data = Readable.from([content]);
    return { content, same: answer };
  }
  if (answer?.config !== undefined) return { content: answer.data, same: answer };`,
  },
  {
    form: 'stream',
    text: `  if (typeof answer?.body?.pipe === 'function') {
    const content = await textOf(answer.body);
    const text = async () => content;
    const json = async () => JSON.parse(content);
    answer.body = Object.assign(Readable.from([content]), { text, json, dump: async () => {} });
    return { content, same: answer };
  }`,
  },
  {
    form: 'body',
    text: `  if (answer?.statusCode !== undefined) return { content: answer.body, same: answer };`,
  },
];

/** The function that reads answers of the forms that a package has. */
export function answerReader({ forms = [] }: DialectParts): Piece {
  const read = BRANCHES.filter(
    ({ form }) => forms.includes(form) || (form === 'body' && forms.includes('parsed')),
  );
  const rest = forms.includes('parsed') ? ['response', 'body'] : [];
  const all = BRANCHES.filter(each => read.includes(each) || rest.includes(each.form));
  return {
    when: libraries,
    text: `
/** What is in an answer. What can be read only once is put back. */
async function readAnswer(answer⟪: any⟫)⟪: Promise<{ content: any; same: any }>⟫ {
${all.map(each => each.text).join('\n')}
  return { content: answer, same: answer };
}`,
  };
}
