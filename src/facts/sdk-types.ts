/** The type that SDK v2 declares for what a handler of a method answers. */
export const ANSWER_TYPES: Readonly<Record<string, string>> = {
  'tools/list': 'ListToolsResult',
  'tools/call': 'CallToolResult',
  'prompts/list': 'ListPromptsResult',
  'prompts/get': 'GetPromptResult',
  'resources/list': 'ListResourcesResult',
  'resources/templates/list': 'ListResourceTemplatesResult',
  'resources/read': 'ReadResourceResult',
  'completion/complete': 'CompleteResult',
  'elicitation/create': 'ElicitResult',
  'roots/list': 'ListRootsResult',
};

/** Packages of SDK v2 whose types these declarations stand for. */
export const DECLARED_PACKAGES: ReadonlySet<string> = new Set(
  ['server', 'client', 'core'].map(name => `@modelcontextprotocol/${name}`),
);

/**
 * Declarations for what SDK v2 checks of low-level handlers, so that a project can be checked before the packages
 * are installed. What is left out here is of any type. Object types are aliases, as in the SDK: they fit where
 * members of any name are asked for.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/schema
 */
export const SDK_DECLARATIONS = `
export type JSONValue = string | number | boolean | null | JSONObject | JSONArray;
export type JSONObject = { [key: string]: JSONValue };
export type JSONArray = JSONValue[];
type Meta = { [key: string]: unknown };
export type Role = 'user' | 'assistant';
export type Annotations = { audience?: Role[]; priority?: number; lastModified?: string };
export type Icon = { src: string; mimeType?: string; sizes?: string[]; theme?: 'light' | 'dark' };

export type TextContent = { type: 'text'; text: string; annotations?: Annotations; _meta?: Meta };
export type ImageContent = { type: 'image'; data: string; mimeType: string; annotations?: Annotations; _meta?: Meta };
export type AudioContent = { type: 'audio'; data: string; mimeType: string; annotations?: Annotations; _meta?: Meta };
export type ResourceContents = { uri: string; mimeType?: string; _meta?: Meta };
export type TextResourceContents = { uri: string; text: string; mimeType?: string; _meta?: Meta };
export type BlobResourceContents = { uri: string; blob: string; mimeType?: string; _meta?: Meta };
export type EmbeddedResource = {
  type: 'resource';
  resource: TextResourceContents | BlobResourceContents;
  annotations?: Annotations;
  _meta?: Meta;
};
export type Resource = {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  size?: number;
  icons?: Icon[];
  annotations?: Annotations;
  _meta?: Meta;
};
export type ResourceLink = Resource & { type: 'resource_link' };
export type ContentBlock = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource;
export type ResourceTemplateType = {
  uriTemplate: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  icons?: Icon[];
  annotations?: Annotations;
  _meta?: Meta;
};
export type ToolAnnotations = {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
};
export type Tool = {
  name: string;
  title?: string;
  description?: string;
  inputSchema: {
    [key: string]: unknown;
    type: 'object';
    properties?: { [key: string]: JSONValue };
    required?: string[];
  };
  outputSchema?: { [key: string]: unknown };
  annotations?: ToolAnnotations;
  execution?: { taskSupport?: 'optional' | 'required' | 'forbidden' };
  icons?: Icon[];
  _meta?: Meta;
};
export type PromptArgument = { name: string; description?: string; required?: boolean };
export type Prompt = {
  name: string;
  title?: string;
  description?: string;
  arguments?: PromptArgument[];
  icons?: Icon[];
  _meta?: Meta;
};
export type PromptMessage = { role: Role; content: ContentBlock };

export type Result = { [key: string]: unknown; _meta?: Meta };
export type ListToolsResult = { [key: string]: unknown; tools: Tool[]; nextCursor?: string; _meta?: Meta };
export type CallToolResult = {
  [key: string]: unknown;
  content: ContentBlock[];
  isError?: boolean;
  _meta?: Meta;
};
export type ListPromptsResult = { [key: string]: unknown; prompts: Prompt[]; nextCursor?: string; _meta?: Meta };
export type GetPromptResult = {
  [key: string]: unknown;
  messages: PromptMessage[];
  description?: string;
  _meta?: Meta;
};
export type ListResourcesResult = { [key: string]: unknown; resources: Resource[]; nextCursor?: string; _meta?: Meta };
export type ListResourceTemplatesResult = {
  [key: string]: unknown;
  resourceTemplates: ResourceTemplateType[];
  nextCursor?: string;
  _meta?: Meta;
};
export type ReadResourceResult = {
  [key: string]: unknown;
  contents: (TextResourceContents | BlobResourceContents)[];
  _meta?: Meta;
};
export type CompleteResult = {
  [key: string]: unknown;
  completion: { [key: string]: unknown; values: string[]; total?: number; hasMore?: boolean };
  _meta?: Meta;
};
export type ElicitResult = {
  [key: string]: unknown;
  action: 'accept' | 'decline' | 'cancel';
  content?: { [key: string]: string | number | boolean | string[] };
  _meta?: Meta;
};
export type ListRootsResult = {
  [key: string]: unknown;
  roots: { uri: string; name?: string; _meta?: Meta }[];
  _meta?: Meta;
};
export type ServerResult =
  | Result
  | ListToolsResult
  | CallToolResult
  | ListPromptsResult
  | GetPromptResult
  | ListResourcesResult
  | ListResourceTemplatesResult
  | ReadResourceResult
  | CompleteResult;

type RequestMeta = { [key: string]: unknown; progressToken?: string | number };
export type CallToolRequest = {
  method: 'tools/call';
  params: { name: string; arguments?: { [key: string]: unknown }; _meta?: RequestMeta; task?: { ttl?: number } };
};
export type GetPromptRequest = {
  method: 'prompts/get';
  params: { name: string; arguments?: { [key: string]: string }; _meta?: RequestMeta };
};
export type ReadResourceRequest = { method: 'resources/read'; params: { uri: string; _meta?: RequestMeta } };
export type ServerCapabilities = {
  experimental?: { [key: string]: any };
  extensions?: { [key: string]: any };
  logging?: { [key: string]: any };
  completions?: { [key: string]: any };
  prompts?: { listChanged?: boolean };
  resources?: { subscribe?: boolean; listChanged?: boolean };
  tools?: { listChanged?: boolean };
  tasks?: { [key: string]: any };
};

type Answers = {
  'tools/list': ListToolsResult;
  'tools/call': CallToolResult;
  'prompts/list': ListPromptsResult;
  'prompts/get': GetPromptResult;
  'resources/list': ListResourcesResult;
  'resources/templates/list': ListResourceTemplatesResult;
  'resources/read': ReadResourceResult;
  'completion/complete': CompleteResult;
  'elicitation/create': ElicitResult;
  'roots/list': ListRootsResult;
};
type Asked = {
  'tools/list': any;
  'tools/call': CallToolRequest;
  'prompts/list': any;
  'prompts/get': GetPromptRequest;
  'resources/list': any;
  'resources/templates/list': any;
  'resources/read': ReadResourceRequest;
  'completion/complete': any;
  'elicitation/create': any;
  'roots/list': any;
};
declare class Handling {
  [member: string]: any;
  setRequestHandler<M extends keyof Answers>(
    method: M,
    handler: (request: Asked[M], context: any) => Answers[M] | Promise<Answers[M]>,
  ): void;
  setRequestHandler(method: string, schemas: { [key: string]: any }, handler: (...given: any[]) => any): void;
}
export declare class Server extends Handling {
  constructor(info: any, options?: { [option: string]: any; capabilities?: ServerCapabilities });
}
export declare class Client extends Handling {
  constructor(info: any, options?: any);
}
export declare class McpServer {
  [member: string]: any;
  readonly server: Server;
  constructor(info: any, options?: { [option: string]: any; capabilities?: ServerCapabilities });
}
`;

/** Whether the declarations have a type that a package exports. */
export function isDeclaredType(module: string, name: string): boolean {
  return DECLARED_PACKAGES.has(module) && SDK_DECLARATIONS.includes(`export type ${name} =`);
}
