import type { Recording } from '../recognise/telemetry-sites.js';
import type { FileStyle } from '../engine/style.js';
import { languageText } from './added-module.js';

/** Name of the module that is added to a package whose handlers record the id of the session. */
export const TELEMETRY_MODULE = 'mcp-telemetry';

/** What takes the place of a session id, by where it is recorded: the function of the module, and what it names. */
export const RECORDED: Readonly<
  Record<Recording, { readonly function: string; readonly keys: readonly string[] }>
> = {
  span: {
    function: 'requestAttributes',
    keys: ['mcp.protocol.version', 'mcp.client.name', 'mcp.client.version', 'jsonrpc.request.id'],
  },
  metric: { function: 'clientAttributes', keys: ['mcp.protocol.version', 'mcp.client.name'] },
  logger: { function: 'requestFields', keys: ['requestId', 'client', 'traceparent'] },
};

/**
 * The module's text, as `render` wants it, with what the given recordings need.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/
 */
export function telemetryModuleText(
  recordings: readonly Recording[],
  typed: boolean,
  style: Pick<FileStyle, 'commonjs'>,
): string {
  const text = `${[HEAD, ...recordings.map(each => FUNCTIONS[each]), ENVELOPE].join('\n')}`;
  return languageText(
    text,
    typed,
    style,
    recordings.map(each => RECORDED[each].function),
  );
}

/** The function for one more recording, to put behind a module that is there. */
export function telemetryFunctionText(recording: Recording, typed: boolean): string {
  return languageText(`\n${FUNCTIONS[recording]}`, typed, { commonjs: false }, []);
}

const HEAD = `import { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY⟪, type Implementation, type ServerContext⟫ } from '@modelcontextprotocol/server';
`;

const FUNCTIONS: Readonly<Record<Recording, string>> = {
  span: `/** What tells requests of 2026-07-28 apart in a trace. They have no session; every one names its client. */
export function requestAttributes(ctx⟪: ServerContext⟫) {
  const envelope = envelopeOf(ctx);
  const client = envelope[CLIENT_INFO_META_KEY];
  return {
    'mcp.protocol.version': envelope[PROTOCOL_VERSION_META_KEY],
    'mcp.client.name': client?.name,
    'mcp.client.version': client?.version,
    'jsonrpc.request.id': String(ctx.mcpReq.id),
  };
}
`,
  metric: `/** Who sends requests of 2026-07-28, for metrics: no ids, for each new value starts a series of its own. */
export function clientAttributes(ctx⟪: ServerContext⟫) {
  const envelope = envelopeOf(ctx);
  const client = envelope[CLIENT_INFO_META_KEY];
  return {
    'mcp.protocol.version': envelope[PROTOCOL_VERSION_META_KEY],
    ...(client && { 'mcp.client.name': client.name }),
  };
}
`,
  logger: `/** What tells requests of 2026-07-28 apart in logs: their id, their client, and the trace that they are part of. */
export function requestFields(ctx⟪: ServerContext⟫) {
  const client = envelopeOf(ctx)[CLIENT_INFO_META_KEY];
  return {
    requestId: ctx.mcpReq.id,
    client: client && \`\${client.name}/\${client.version}\`,
    traceparent: ctx.mcpReq._meta?.['traceparent'],
  };
}
`,
};

const ENVELOPE = `/** What a request says about itself; the SDK publishes its type without members. */
function envelopeOf({ mcpReq }⟪: ServerContext⟫)⟪: {
  [PROTOCOL_VERSION_META_KEY]?: string;
  [CLIENT_INFO_META_KEY]?: Implementation;
}⟫ {
  return mcpReq.envelope ?? {};
}
`;
