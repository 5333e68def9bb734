/** What a probe asks of a server besides listing everything it offers. */
export interface ProbeScript {
  /** The first one is also made several times at once over HTTP, so it has to change nothing. */
  readonly calls?: readonly ToolCall[];
  /** Calls that need a 2025-11-25 session, made after `calls` and only by the v1 client. */
  readonly sessionCalls?: readonly ToolCall[];
  /** Calls that keep something between them: in the session before the migration, under a handle after it. */
  readonly stateCalls?: readonly ToolCall[];
  /** Arguments in which the migrated server takes handles. */
  readonly handles?: readonly string[];
  /** What the client sends as its bearer token over HTTP. */
  readonly token?: string;
  readonly reads?: readonly string[];
  readonly prompts?: readonly { readonly name: string; readonly arguments?: Record<string, string> }[];
  readonly completions?: readonly Completion[];
  /** What the client answers when it is asked for input. */
  readonly elicitation?: {
    readonly action: 'accept';
    readonly content: Record<string, boolean | number | string>;
  };
  /** What its model says. */
  readonly sampling?: string;
  /** Which directories it has. */
  readonly roots?: readonly string[];
}

export interface ToolCall {
  readonly name: string;
  readonly arguments?: Record<string, unknown>;
  /** Whether it passes the handles that earlier results named, if any did. */
  readonly goesOn?: boolean;
}

export interface Completion {
  readonly ref: { readonly type: 'ref/prompt'; readonly name: string };
  readonly argument: { readonly name: string; readonly value: string };
}

/** Where a probe connects to. */
export type Target =
  /** `stream` is where clients connect that speak HTTP+SSE. */
  | { readonly url: string; readonly stream?: string }
  | { readonly command: string; readonly args: readonly string[]; readonly cwd: string };
