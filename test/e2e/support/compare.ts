import type { Json, Outcome, Probe } from './probe.js';

type JsonObject = { [key: string]: Json };

/** What may differ between two probes besides what always may. */
export interface Allowances {
  /** The migration moved the project from zod 3 to zod 4, which writes some schemas differently. */
  readonly zod4?: boolean;
  /** Arguments in which tools take handles since the migration, where a session told what they were about. */
  readonly handles?: readonly string[];
  /** The framework of the server prints the schemas of outputs closed since its new release. */
  readonly closesOutputs?: boolean;
  /** The server has task tools. */
  readonly tasks?: boolean;
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
    calls: comparableOutcomes(probe.calls, outcome => withoutHandles(outcome, allowances)),
    reads: comparableOutcomes(probe.reads, withNewNotFoundCode),
    promptResults: comparableOutcomes(probe.promptResults),
    completions: comparableOutcomes(probe.completions),
  };
}

function comparableTool(tool: Json, allowances: Allowances): Json {
  if (!isObject(tool)) return tool;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(tool)) {
    // v1 writes the default out; with the extension, no tool says that it works in tasks.
    if (key === 'execution' && (allowances.tasks || JSON.stringify(value) === '{"taskSupport":"forbidden"}'))
      continue;
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
    if (key === 'required' && Array.isArray(value)) {
      const required = value.filter(name => !allowances.handles?.includes(name as string));
      if (required.length === 0 && value.length > 0) continue;
      result[key] = required;
      continue;
    }
    if (allowances.handles?.includes(key)) continue;
    if (allowances.closesOutputs && key === 'additionalProperties' && value === false) continue;
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
  return { ...outcome, result: withoutIssues(withoutResultFields(outcome.result)) };
}

/** Refused arguments are told in words of the SDK's own, behind the name of the tool. */
function withoutIssues(result: Json): Json {
  if (!isObject(result) || result.isError !== true || !Array.isArray(result.content)) return result;
  const refused = /^(?:MCP error -?\d+: )?(Input validation error: Invalid arguments for tool [^:]+):.*$/s;
  const content = result.content.map(part =>
    isObject(part) && typeof part.text === 'string'
      ? { ...part, text: part.text.replace(refused, '$1') }
      : part,
  );
  return { ...result, content };
}

/**
 * Leaves out what 2026-07-28 adds to results: that they are complete, the server's identity, and the caching fields at
 * their defaults. A server that is written by hand may say them to every client.
 */
function withoutResultFields(result: Json): Json {
  if (!isObject(result)) return result;
  const { _meta, resultType, ttlMs, cacheScope, ...rest } = result;
  const meta = isObject(_meta) ? { ..._meta } : {};
  delete meta['io.modelcontextprotocol/serverInfo'];
  return {
    ...rest,
    ...(Object.keys(meta).length > 0 && { _meta: meta }),
    ...(resultType !== undefined && resultType !== 'complete' && { resultType }),
    ...(ttlMs !== undefined && ttlMs !== 0 && { ttlMs }),
    ...(cacheScope !== undefined && cacheScope !== 'private' && { cacheScope }),
  };
}

/** A result without the handle that it names, in its structured content and in its last text. */
function withoutHandles(outcome: Outcome, { handles = [] }: Allowances): Outcome {
  if ('error' in outcome || !isObject(outcome.result)) return outcome;
  const { structuredContent, content, ...rest } = outcome.result;
  const named = handles.find(
    name => isObject(structuredContent) && typeof structuredContent[name] === 'string',
  );
  if (named === undefined || !isObject(structuredContent) || !Array.isArray(content)) return outcome;
  const { [named]: handle, ...structure } = structuredContent;
  const last = content.at(-1);
  if (!isObject(last) || last['text'] !== `${named}: ${handle as string}`) return outcome;
  return {
    ...outcome,
    result: {
      ...rest,
      content: content.slice(0, -1),
      ...(Object.keys(structure).length > 0 && { structuredContent: structure }),
    },
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
