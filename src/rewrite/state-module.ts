import type { FileStyle } from '../engine/style.js';

/** Name of the module that is added to a package whose handlers keep something from round to round. */
export const STATE_MODULE = 'mcp-request-state';

/**
 * The module's text, as `render` wants it. State is sealed: clients can read it and cannot change it, it expires,
 * and it holds for the principal, the method and the handler it was made for.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function stateModuleText(typed: boolean, style: Pick<FileStyle, 'commonjs'>): string {
  const commonjs = style.commonjs && !typed;
  const type = (text: string) => (typed ? text : '');
  const exported = (text: string) => (commonjs ? text : `export ${text}`);
  const imports = commonjs
    ? "const { createRequestStateCodec } = require('@modelcontextprotocol/server');"
    : `import { createRequestStateCodec${type(', type ServerContext')} } from '@modelcontextprotocol/server';`;
  const text = `${imports}

/** Seals what travels with a request from round to round: clients can read it, and cannot change it. */
${exported('const requestState')} = createRequestStateCodec${type('<{ request: string; learned: object }>')}({
  key: stateKey(),
  // It holds for the principal and the method it was made for.
  bind: ctx => \`\${ctx.mcpReq.method}\\0\${ctx.http?.authInfo?.clientId ?? ''}\`,
});

/** What earlier rounds of a request learned; nothing in the first round, or with the state of another request. */
${exported('function earlierRounds')}${type('<T extends object>')}(ctx${type(': ServerContext')}, request${type(': string')})${type(': Partial<T>')} {
  const state = ctx.mcpReq.requestState${type('<{ request: string; learned: Partial<T> }>')}();
  return state?.request === request ? state.learned : {};
}

/** The state to return with an input request, for \`earlierRounds\` to read in the next round. */
${exported('function sealRounds')}(ctx${type(': ServerContext')}, request${type(': string')}, learned${type(': object')})${type(': Promise<string>')} {
  return requestState.mint({ request, learned }, ctx);
}

function stateKey()${type(': string | Uint8Array')} {
  const { MCP_REQUEST_STATE_KEY: key, NODE_ENV: environment } = process.env;
  if (key) return key;
  if (environment === 'production') {
    throw new Error('Set MCP_REQUEST_STATE_KEY to a secret of at least 32 bytes, the same for every instance.');
  }
  return crypto.getRandomValues(new Uint8Array(32));
}
`;
  return commonjs ? `${text}\nmodule.exports = { requestState, earlierRounds, sealRounds };\n` : text;
}
