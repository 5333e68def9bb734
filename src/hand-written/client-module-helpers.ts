import { fetches } from './client-module-libraries.js';
import { headed, legacyLines, marks, observes, resumes, type Piece } from './client-module-parts.js';

export const HELPERS: readonly Piece[] = [
  {
    when: headed,
    text: `
/** Proxies and servers read these headers without looking into the body. */
function headersOf(‹‹
  ››{ method = '', params }⟪: Message⟫‹‹,
  marked⟪: Map<string, MarkedParameter[]>⟫,
››)⟪: Record<string, string>⟫ {
  const headers⟪: Record<string, string>⟫ = { 'MCP-Protocol-Version': PROTOCOL_VERSION, 'Mcp-Method': method };
  if (NAMED.includes(method)) headers['Mcp-Name'] = headerValue(params?.name ?? params?.uri ?? '');‹‹
  for (const { path, header } of (method === 'tools/call' && marked.get(params?.name)) || []) {
    const value = path.reduce((at⟪: any⟫, key) => at?.[key], params.arguments);
    if (value !== undefined && value !== null) headers[\`Mcp-Param-\${header}\`] = headerValue(String(value));
  }››
  return headers;
}

/** A header carries visible ASCII characters and inner spaces; all else goes in Base64. */
function headerValue(value⟪: string⟫)⟪: string⟫ {
  const isPlain =
    /^([\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?)?$/.test(value) && !/^=\\?base64\\?.*\\?=$/.test(value);
  if (isPlain) return value;
  return \`=?base64?\${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}?=\`;
}`,
  },
  {
    when: parts => fetches(parts),
    text: `
/** The JSON-RPC response in an HTTP response, which can be read once more. */
async function answerIn(response⟪: Response⟫)⟪: Promise<{ result?: any; error?: any }>⟫ {
  const text = await response.clone().text();
  const events = [...text.matchAll(/^data:(.*)$/gm)].map(match => match[1] ?? '');
  for (const each of events.length > 0 ? events : [text]) {
    try {
      const { result, error } = JSON.parse(each);
      if (result || error) return { result, error };
    } catch {
      // Not every refusal is JSON.
    }
  }
  return {};
}`,
  },
  {
    when: parts => parts.requests || parts.discovers,
    text: `
/** Some functions resolve to the response, others to its result. */
function resultOf(answer⟪: any⟫)⟪: any⟫ {
  return answer?.result ?? answer;
}`,
  },
  {
    when: parts => parts.discovers,
    text: `
/** What a server says about itself, under the names that an answer to \`initialize\` has for it. */
function described⟪<T>⟫(answer⟪: T⟫)⟪: T⟫ {
  const result = resultOf(answer);
  const serverInfo = result?._meta?.['io.modelcontextprotocol/serverInfo']⦅ ?? { name: '', version: '' }⦆;
  const known = { ...result, protocolVersion: PROTOCOL_VERSION, ...(serverInfo && { serverInfo }) };
  return result === answer ? known : { ...answer, result: known };
}`,
  },
  {
    when: legacyLines,
    text: `
function isDiscovery(answer⟪: unknown⟫)⟪: boolean⟫ {
  return resultOf(answer)?.supportedVersions?.includes(PROTOCOL_VERSION) ?? false;
}`,
  },
  {
    when: parts => legacyLines(parts) || observes(parts),
    text: `
function timeout()⟪: Promise<undefined>⟫ {
  return new Promise(resolve => {
    setTimeout(resolve, DISCOVERY_TIMEOUT_MS, undefined).unref?.();
  });
}`,
  },
  {
    when: marks,
    text: `
/** The parameters that a tool marks with \`x-mcp-header\`; undefined when it marks some wrongly. */
function markedParameters(schema⟪: any⟫)⟪: MarkedParameter[] | undefined⟫ {
  const found⟪: MarkedParameter[]⟫ = [];
  const isRight = (node⟪: any⟫, path⟪?: string[]⟫)⟪: boolean⟫ =>
    Object.entries(node).every(([key, value]⟪: [string, any]⟫) => {
      if (key === 'x-mcp-header') {
        const isTaken = found.some(each => each.header.toLowerCase() === String(value).toLowerCase());
        found.push({ path: path ?? [], header: String(value) });
        const isPlain = ['string', 'integer', 'boolean'].includes(node.type);
        const isName = /^[\\w!#$%&\\x27*+.^|\\x60~-]+$/.test(String(value));
        return path !== undefined && path.length > 0 && isPlain && isName && !isTaken;
      }
      if (key === 'properties' && isObject(value)) {
        const parameters = Object.entries(value);
        return parameters.every(([name, each]) => !isObject(each) || isRight(each, path && [...path, name]));
      }
      if (['const', 'default', 'enum', 'examples'].includes(key)) return true;
      return !isObject(value) || isRight(value);
    });
  return isRight(schema ?? {}, []) ? found : undefined;
}

function isObject(value⟪: unknown⟫)⟪: value is object⟫ {
  return typeof value === 'object' && value !== null;
}`,
  },
  {
    when: resumes,
    text: `
/** Sends a request again, as a new one, when its answer got lost: the server may do its work once more. */
async function again⟪<T>⟫(send⟪: () => Promise<T>⟫)⟪: Promise<T>⟫ {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof DroppedStream) || attempt === MAX_ATTEMPTS) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, attempt * 500));
  }
}

/** A response whose stream of events fails when it ends or breaks before the answer to the request with an id. */
function whole(response⟪: Response⟫, id⟪: unknown⟫)⟪: Response⟫ {
  const isStream = response.headers.get('content-type')?.includes('text/event-stream');
  if (!isStream || !response.body || id === undefined) return response;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let isAnswered = false;
  const body = new ReadableStream⟪<Uint8Array>⟫({
    async pull(stream) {
      const { done, value } = await reader.read().catch(error => {
        // Whoever gave up on a request does not want it sent again.
        if (isAnswered || error?.name === 'AbortError' || error?.name === 'TimeoutError') throw error;
        throw new DroppedStream();
      });
      const events = (rest + decoder.decode(value, { stream: !done })).split(/\\r?\\n\\r?\\n/);
      rest = done ? '' : events.pop() ?? '';
      isAnswered ||= events.some(event => isAnswer(event, id));
      if (!done) stream.enqueue(value);
      else if (isAnswered) stream.close();
      else throw new DroppedStream();
    },
    cancel: reason => reader.cancel(reason),
  });
  return new Response(body, response);
}

function isAnswer(event⟪: string⟫, id⟪: unknown⟫)⟪: boolean⟫ {
  const data = [...event.matchAll(/^data:(.*)$/gm)].map(match => match[1]).join('');
  try {
    const message = JSON.parse(data);
    return message.id === id && message.method === undefined;
  } catch {
    return false;
  }
}`,
  },
];
