import { http, legacyLines, type Piece } from './client-module-parts.js';

export const HELPERS: readonly Piece[] = [
  {
    when: http,
    text: `
/** Proxies and servers read these headers without looking into the body. */
function headersOf({ method = '', params }⟪: Message⟫)⟪: Record<string, string>⟫ {
  const headers⟪: Record<string, string>⟫ = { 'MCP-Protocol-Version': PROTOCOL_VERSION, 'Mcp-Method': method };
  if (NAMED.includes(method)) headers['Mcp-Name'] = headerValue(params?.name ?? params?.uri ?? '');
  return headers;
}

/** A header carries visible ASCII characters and inner spaces; all else goes in Base64. */
function headerValue(value⟪: string⟫)⟪: string⟫ {
  const isPlain = /^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$/.test(value) && !/^=\\?base64\\?.*\\?=$/.test(value);
  if (isPlain) return value;
  return \`=?base64?\${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}?=\`;
}

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
  const serverInfo = result?._meta?.['io.modelcontextprotocol/serverInfo'];
  const known = { ...result, protocolVersion: PROTOCOL_VERSION, ...(serverInfo && { serverInfo }) };
  return result === answer ? known : { ...answer, result: known };
}`,
  },
  {
    when: legacyLines,
    text: `
function isDiscovery(answer⟪: unknown⟫)⟪: boolean⟫ {
  return resultOf(answer)?.supportedVersions?.includes(PROTOCOL_VERSION) ?? false;
}

function timeout()⟪: Promise<undefined>⟫ {
  return new Promise(resolve => {
    setTimeout(resolve, DISCOVERY_TIMEOUT_MS, undefined).unref?.();
  });
}`,
  },
];
