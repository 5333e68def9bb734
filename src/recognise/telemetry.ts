import { ts } from '../engine/ts.js';
import { ancestors, isFunctionNode, methodCall, type FunctionNode } from './syntax.js';

/** What a value is recorded in: a trace, whose parts have many values, or a metric, which each new value costs a series. */
export type Telemetry = 'span' | 'metric';

/** Where a value goes into telemetry. */
export interface Recorded {
  readonly kind: Telemetry;
  readonly call: ts.CallExpression;
  /** `span`, `calls`: what the method is called on, as written. */
  readonly on: string;
}

/** Methods of spans, scopes and tracers, which nothing else has under these names. */
const SPAN = /^(?:setAttributes?|setTags?|startSpan|startActiveSpan|startInactiveSpan)$/;
const METRIC = /^(?:add|inc|dec|observe|record|labels|increment|histogram|gauge|distribution)$/;
const METRIC_OWNER =
  /(?:counter|histogram|gauge|metrics?|meter|statsd|summary|calls|requests|duration|latency)$/i;

/** The call that records a value as an attribute of a span or as a label of a metric, in its arguments as written. */
export function recordedBy(value: ts.Node): Recorded | undefined {
  for (const at of ancestors(value)) {
    if (isFunctionNode(at) || ts.isStatement(at)) return undefined;
    const method = methodCall(at);
    if (!method || !method.call.arguments.some(each => each.pos <= value.pos && value.end <= each.end))
      continue;
    const on = method.object.getText();
    if (SPAN.test(method.name)) return { kind: 'span', call: method.call, on };
    if (METRIC.test(method.name) && METRIC_OWNER.test(on)) return { kind: 'metric', call: method.call, on };
  }
  return undefined;
}

/**
 * What to write so that telemetry tells 2026-07-28 requests apart, which have no session.
 * @param context name of the context of the request
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index
 */
export function telemetryAdvice({ kind, on }: Recorded, context: string): string {
  if (kind === 'metric') {
    return `Label by the caller, \`${context}.http?.authInfo?.clientId\`, or by the client program, \`${context}.mcpReq.envelope?.['io.modelcontextprotocol/clientInfo']\`: a request id would start a new series with every call.`;
  }
  const line = /^[\w$.]*span$/i.test(on)
    ? `\`${on}.setAttribute('mcp.request.id', String(${context}.mcpReq.id))\``
    : `the attribute \`'mcp.request.id': String(${context}.mcpReq.id)\``;
  return `Keep it for 2025-11-25, and add ${line} for requests without a session; \`${context}.mcpReq._meta?.['traceparent']\` holds the trace of the caller, and \`${context}.http?.authInfo?.clientId\` who that is.`;
}

/** The name that code at a node has for the context it reads the session id from: `ctx` of `ctx.sessionId`. */
export function contextNameAt(read: ts.Node): string {
  if (ts.isPropertyAccessExpression(read)) return read.expression.getText();
  const owner = ancestors(read).find((at): at is FunctionNode => isFunctionNode(at));
  const names = owner?.parameters.map(each => each.name).filter(ts.isIdentifier) ?? [];
  return names.find(each => /^(?:ctx|context|extra)$/.test(each.text))?.text ?? 'ctx';
}
