import type { Json, Outcome, Probe } from './probe.js';

type JsonObject = { [key: string]: Json };

/** What may differ between two probes besides what always may. */
export interface Allowances {
  /** The migration moved the project from zod 3 to zod 4, which writes some schemas differently. */
  readonly zod4?: boolean;
}

/** A probe without what the SDK or the protocol revision, and not the migrated project, decides. */
export function comparable(probe: Probe, allowances: Allowances = {}): JsonObject {
  return {
    server: probe.server,
    instructions: probe.instructions,
    tools: Array.isArray(probe.tools)
      ? probe.tools.map(tool => comparableTool(tool, allowances))
      : probe.tools,
    prompts: probe.prompts,
    resources: probe.resources,
    resourceTemplates: probe.resourceTemplates,
    calls: comparableOutcomes(probe.calls),
    reads: comparableOutcomes(probe.reads, withNewNotFoundCode),
    promptResults: comparableOutcomes(probe.promptResults),
    completions: comparableOutcomes(probe.completions),
  };
}

function comparableTool(tool: Json, allowances: Allowances): Json {
  if (!isObject(tool)) return tool;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(tool)) {
    // v1 writes the default out; in v2 there are no tasks.
    if (key === 'execution' && JSON.stringify(value) === '{"taskSupport":"forbidden"}') continue;
    result[key] =
      key === 'inputSchema' || key === 'outputSchema' ? comparableSchema(value, allowances) : value;
  }
  return result;
}

function comparableSchema(schema: Json, allowances: Allowances): Json {
  if (Array.isArray(schema)) return schema.map(item => comparableSchema(item, allowances));
  if (!isObject(schema)) return schema;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    // v1 names the draft-07 dialect, v2 the 2020-12 one that the new revision makes the default.
    if (key === '$schema') continue;
    if (allowances.zod4) {
      // zod 3 objects were printed closed, zod 4 prints what goes in open; zod 4 prints the safe integers.
      if (key === 'additionalProperties' && value === false) continue;
      if (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) continue;
      if (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) continue;
    }
    result[key] = comparableSchema(value, allowances);
  }
  return result;
}

function comparableOutcomes(
  outcomes: Record<string, Outcome>,
  adapt: (outcome: Outcome) => Outcome = outcome => outcome,
): JsonObject {
  return Object.fromEntries(
    Object.entries(outcomes).map(([question, outcome]) => [question, comparableOutcome(adapt(outcome))]),
  );
}

function comparableOutcome(outcome: Outcome): JsonObject {
  if ('error' in outcome) {
    // Each SDK puts its own prefix before a message that it passes on.
    const message = outcome.error.message.replace(/^(?:MCP error -?\d+: )+/, '');
    return { error: { ...outcome.error, message } };
  }
  return { ...outcome, result: withoutResultFields(outcome.result) };
}

/** Leaves out what 2026-07-28 adds to results: the server's identity, and the caching fields at their defaults. */
function withoutResultFields(result: Json): Json {
  if (!isObject(result)) return result;
  const { _meta, ttlMs, cacheScope, ...rest } = result;
  const meta = isObject(_meta) ? { ..._meta } : {};
  delete meta['io.modelcontextprotocol/serverInfo'];
  return {
    ...rest,
    ...(Object.keys(meta).length > 0 && { _meta: meta }),
    ...(ttlMs !== undefined && ttlMs !== 0 && { ttlMs }),
    ...(cacheScope !== undefined && cacheScope !== 'private' && { cacheScope }),
  };
}

/** A missing resource is -32602 now and was -32002 (SEP-2164). */
function withNewNotFoundCode(outcome: Outcome): Outcome {
  if (!('error' in outcome) || outcome.error.code !== -32002) return outcome;
  const message = outcome.error.message.replaceAll('-32002', '-32602');
  return { error: { ...outcome.error, code: -32602, message } };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
