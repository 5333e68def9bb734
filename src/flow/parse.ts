import { createRequire } from 'node:module';

/** A node of the Flow parser: ESTree, with Flow's own kinds. */
export interface FlowNode {
  readonly type: string;
  /** Offsets of its first character and of the one behind its last. */
  readonly range: readonly [start: number, end: number];
  readonly [field: string]: unknown;
}

interface FlowParser {
  parse(code: string, options: { readonly flow: 'all' }): FlowNode;
}

let parser: FlowParser | undefined;

/** What is wrong with a text as Flow. */
export interface FlowError {
  readonly message: string;
  /** One-based, and zero-based. */
  readonly loc?: { readonly line: number; readonly column: number };
}

/**
 * Parses a text with Flow's own parser, which is loaded when it is first needed.
 * @returns the program; undefined when the text is not valid Flow
 */
export function parseFlow(text: string): FlowNode | undefined {
  const program = parseFlowOrFail(text);
  return 'type' in program ? program : undefined;
}

/** Parses a text as Flow; returns the program, or the first error. */
export function parseFlowOrFail(text: string): FlowNode | FlowError {
  parser ??= createRequire(import.meta.url)('flow-parser') as FlowParser;
  try {
    return parser.parse(text, { flow: 'all' });
  } catch (error) {
    return error as Error & FlowError;
  }
}

/** The nodes right below a node. */
export function childrenOf(node: FlowNode): FlowNode[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode);
}

/** The node in a field, if there is one. */
export function child(node: FlowNode, field: string): FlowNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field. */
export function list(node: FlowNode, field: string): FlowNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is FlowNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'range' in value;
}
