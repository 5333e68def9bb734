/** How a part of an answer is made up; whatever is not named can be of any type. */
export interface ResultPart {
  /** The part that each element is, of a list. */
  readonly element?: string;
  /** The parts that members are, of an object. */
  readonly members?: Readonly<Record<string, string>>;
  /** The only strings that SDK v2 takes here; TypeScript infers `string` where no type is expected. */
  readonly words?: ReadonlySet<string>;
}

const ROLES = new Set(['user', 'assistant']);

/**
 * The parts of what handlers answer in which SDK v2 expects certain strings, by method and by names of our own.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/schema
 */
const PARTS: Readonly<Record<string, ResultPart>> = {
  'tools/list': { members: { tools: 'tools' } },
  tools: { element: 'tool' },
  tool: { members: { inputSchema: 'schema' } },
  schema: { members: { type: 'schema type' } },
  'schema type': { words: new Set(['object']) },

  'tools/call': { members: { content: 'contents' } },
  contents: { element: 'content' },
  content: { members: { type: 'content type', annotations: 'annotations' } },
  'content type': { words: new Set(['text', 'image', 'audio', 'resource', 'resource_link']) },
  annotations: { members: { audience: 'audience' } },
  audience: { element: 'role' },
  role: { words: ROLES },

  'prompts/get': { members: { messages: 'messages' } },
  messages: { element: 'message' },
  message: { members: { role: 'role', content: 'content' } },

  'resources/list': { members: { resources: 'resources' } },
  'resources/templates/list': { members: { resourceTemplates: 'resources' } },
  resources: { element: 'resource' },
  resource: { members: { annotations: 'annotations' } },

  'sampling/createMessage': { members: { role: 'role', content: 'content' } },
  'elicitation/create': { members: { action: 'action' } },
  action: { words: new Set(['accept', 'decline', 'cancel']) },
};

/** The part of this name; a method stands for the whole answer to it. */
export function resultPart(name: string): ResultPart | undefined {
  return Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
}

/** The type of SDK v2 that an answer or part is declared with, where tool schemas stand in it. */
export const TOOL_TYPES: Readonly<Record<string, { readonly name: string; readonly suffix?: string }>> = {
  'tools/list': { name: 'ListToolsResult' },
  tools: { name: 'Tool', suffix: '[]' },
  tool: { name: 'Tool' },
  schema: { name: 'Tool', suffix: "['inputSchema']" },
};

/** The members that SDK v2 knows of a tool, and of its parts of a fixed shape. */
const TOOL_MEMBERS: Readonly<Record<string, ReadonlySet<string>>> = {
  tool: new Set([
    ...['name', 'title', 'description', 'icons', 'inputSchema', 'outputSchema', 'annotations', 'execution'],
    '_meta',
  ]),
  annotations: new Set(['title', 'readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']),
  execution: new Set(['taskSupport']),
};

/** Whether the type of a tool, or of its `annotations` or `execution`, has a member of this name. */
export function isToolMember(owner: 'tool' | 'annotations' | 'execution', name: string): boolean {
  return TOOL_MEMBERS[owner]!.has(name);
}

const PART_MEMBERS = new Set(Object.values(PARTS).flatMap(part => Object.keys(part.members ?? {})));

/** Whether parts of an answer that are made up of others stand in members of this name. */
export function isPartMember(name: string): boolean {
  return PART_MEMBERS.has(name) && name !== 'type' && name !== 'role' && name !== 'action';
}
