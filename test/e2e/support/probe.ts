import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import {
  Client as ClientV2,
  ProtocolError,
  StreamableHTTPClientTransport as HttpV2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import type { Completion, ProbeScript, Target, ToolCall } from './script.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What one client got from a server, as plain JSON. */
export interface Probe {
  readonly server: Json;
  readonly instructions: Json;
  readonly tools: Json;
  readonly prompts: Json;
  readonly resources: Json;
  readonly resourceTemplates: Json;
  readonly calls: Record<string, Outcome>;
  readonly reads: Record<string, Outcome>;
  readonly promptResults: Record<string, Outcome>;
  readonly completions: Record<string, Outcome>;
}

export type Outcome =
  | { readonly result: Json; readonly progress?: Json }
  | { readonly error: { readonly code: number; readonly message: string; readonly data: Json } };

/** The few methods of both SDKs' clients that a probe uses. */
interface Connection {
  readonly client: Pick<
    ClientV1,
    | 'close'
    | 'getInstructions'
    | 'getServerCapabilities'
    | 'getServerVersion'
    | 'listPrompts'
    | 'listResources'
    | 'listResourceTemplates'
    | 'listTools'
    | 'getPrompt'
    | 'readResource'
  >;
  call(call: ToolCall, onprogress: (progress: unknown) => void): Promise<unknown>;
  complete(completion: Completion): Promise<unknown>;
}

const CLIENT_INFO = { name: 'mcp-migrate-tests', version: '1.0.0' };
const PINNED = '2026-07-28';

/** What a client on SDK v1 gets, over the 2025-11-25 handshake. */
export async function probeV1(target: Target, script: ProbeScript): Promise<Probe> {
  const client = new ClientV1(CLIENT_INFO, { capabilities: capabilitiesFor(script) });
  const { elicitation, sampling, roots } = answersOf(script);
  if (elicitation) client.setRequestHandler(ElicitRequestSchema, () => elicitation);
  if (sampling) client.setRequestHandler(CreateMessageRequestSchema, () => sampling);
  if (roots) client.setRequestHandler(ListRootsRequestSchema, () => roots);
  await client.connect(transportV1(target, script.token));
  return record(
    {
      client,
      call: (call, onprogress) => client.callTool({ ...call }, undefined, { onprogress }),
      complete: completion => client.complete(completion),
    },
    target,
    {
      ...script,
      calls: [...(script.calls ?? []), ...(script.stateCalls ?? []), ...(script.sessionCalls ?? [])],
      stateCalls: [],
    },
  );
}

/**
 * What the official v2 client gets when it accepts 2026-07-28 and nothing else.
 * @throws when the server does not serve that revision
 */
export async function probeV2(target: Target, script: ProbeScript): Promise<Probe> {
  const client = new ClientV2(CLIENT_INFO, {
    capabilities: capabilitiesFor(script),
    versionNegotiation: { mode: { pin: PINNED } },
  });
  const { elicitation, sampling, roots } = answersOf(script);
  if (elicitation) client.setRequestHandler('elicitation/create', () => elicitation);
  if (sampling) client.setRequestHandler('sampling/createMessage', () => sampling);
  if (roots) client.setRequestHandler('roots/list', () => roots);
  await client.connect(
    'url' in target
      ? new HttpV2(new URL(target.url), withToken(script.token))
      : new StdioV2(stdioOptions(target)),
  );
  const era = client.getProtocolEra();
  const version = client.getNegotiatedProtocolVersion();
  if (era !== 'modern' || version !== PINNED) {
    throw new Error(`Connected in the ${era} era at ${version}, not at ${PINNED}`);
  }
  return record(
    {
      client: client as unknown as Connection['client'],
      call: (call, onprogress) => client.callTool({ ...call }, { onprogress }),
      complete: completion => client.complete(completion),
    },
    target,
    script,
  );
}

function transportV1(target: Target, token: string | undefined) {
  if (!('url' in target)) return new StdioV1(stdioOptions(target));
  return target.stream
    ? new SseV1(new URL(target.stream))
    : new HttpV1(new URL(target.url), withToken(token));
}

/** Options of a transport whose requests carry a token. */
export function withToken(token: string | undefined): { requestInit?: { headers: Record<string, string> } } {
  return token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } };
}

/** The SDK's own word that it is asking the user, which no server sends. */
function isAboutInput(step: unknown): boolean {
  const { message } = step as { message?: string };
  return message?.startsWith('Fulfilling input required by') ?? false;
}

function capabilitiesFor(script: ProbeScript) {
  return {
    ...(script.elicitation && { elicitation: {} }),
    ...(script.sampling !== undefined && { sampling: {} }),
    ...(script.roots && { roots: {} }),
  };
}

/** What the client answers when the server asks it. */
function answersOf({ elicitation, sampling, roots }: ProbeScript) {
  const content = { type: 'text' as const, text: sampling ?? '' };
  return {
    elicitation: elicitation && { ...elicitation, content: { ...elicitation.content } },
    sampling: sampling === undefined ? undefined : { model: 'scripted', role: 'assistant' as const, content },
    roots: roots && { roots: roots.map(uri => ({ uri })) },
  };
}

function stdioOptions(target: Extract<Target, { command: string }>) {
  return { command: target.command, args: [...target.args], cwd: target.cwd, stderr: 'ignore' as const };
}

async function record(connection: Connection, target: Target, script: ProbeScript): Promise<Probe> {
  const { client } = connection;
  try {
    const offers = client.getServerCapabilities() ?? {};
    const list = async <K extends string>(
      offered: unknown,
      key: K,
      ask: () => Promise<Record<K, unknown>>,
    ) => (offered ? plain((await ask())[key]) : null);

    const known = new Map<string, unknown>();
    if ('url' in target && script.calls?.[0]) await callAtOnce(connection, script.calls[0]);
    return {
      server: plain(client.getServerVersion()),
      instructions: plain(client.getInstructions()),
      tools: await list(offers.tools, 'tools', () => client.listTools()),
      prompts: await list(offers.prompts, 'prompts', () => client.listPrompts()),
      resources: await list(offers.resources, 'resources', () => client.listResources()),
      resourceTemplates: await list(offers.resources, 'resourceTemplates', () =>
        client.listResourceTemplates(),
      ),
      calls: await each([...(script.calls ?? []), ...(script.stateCalls ?? [])], async call => {
        const progress: unknown[] = [];
        const result = await connection.call(withHandles(call, known), step => {
          if (!isAboutInput(step)) progress.push(step);
        });
        learnHandles(result, script, known);
        return { result: plain(result), ...(progress.length > 0 && { progress: plain(progress) }) };
      }),
      reads: await each(script.reads, async uri => ({ result: plain(await client.readResource({ uri })) })),
      promptResults: await each(script.prompts, async prompt => ({
        result: plain(await client.getPrompt({ ...prompt })),
      })),
      completions: await each(script.completions, async completion => ({
        result: plain(await connection.complete(completion)),
      })),
    };
  } finally {
    await client.close();
  }
}

/** A call as a model makes it that has read the results before. */
function withHandles(
  { name, arguments: given, goesOn }: ToolCall,
  known: ReadonlyMap<string, unknown>,
): ToolCall {
  return {
    name,
    ...((given ?? goesOn) && { arguments: { ...given, ...(goesOn && Object.fromEntries(known)) } }),
  };
}

function learnHandles(result: unknown, { handles }: ProbeScript, known: Map<string, unknown>): void {
  const { structuredContent } = result as { structuredContent?: Record<string, unknown> };
  for (const name of handles ?? []) {
    if (structuredContent?.[name] !== undefined) known.set(name, structuredContent[name]);
  }
}

/** A server object shared between requests answers them one by one and fails when they come together. */
async function callAtOnce(connection: Connection, call: ToolCall): Promise<void> {
  const results = await Promise.all(Array.from({ length: 5 }, () => connection.call(call, () => {})));
  const distinct = new Set(results.map(result => JSON.stringify(result)));
  if (distinct.size !== 1) throw new Error(`Calls made at once differ: ${[...distinct].join(' and ')}`);
}

/** Outcomes in the order asked for; the position keeps repeated questions apart. */
async function each<T>(
  asked: readonly T[] | undefined,
  ask: (one: T) => Promise<Outcome>,
): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const [index, one] of (asked ?? []).entries()) {
    outcomes[`${index} ${JSON.stringify(one)}`] = await ask(one).catch(toError);
  }
  return outcomes;
}

function toError(error: unknown): Outcome {
  if (!(error instanceof McpError) && !(error instanceof ProtocolError)) throw error;
  return { error: { code: error.code, message: error.message, data: plain(error.data) } };
}

function plain(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
