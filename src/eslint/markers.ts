import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { ancestors } from './tree.js';

/** A comment that the migration left above code that a person has to look at. */
export interface Marker {
  /** Whether the code was rewritten and has to be checked. */
  readonly isReview: boolean;
  readonly message: string;
  /** Line of the code meant. */
  readonly line: number;
}

const MARKER = /^\s*TODO\(mcp-migrate\): (?<change>[\w-]+) (?<review>review: )?(?<message>.*\S)\s*$/;

/** The markers of one change in a file. */
export function markersOf(sourceCode: Readonly<TSESLint.SourceCode>, change: string): Marker[] {
  if (!sourceCode.text.includes('TODO(mcp-migrate)')) return [];
  return sourceCode.getAllComments().flatMap(comment => {
    const groups = MARKER.exec(comment.value)?.groups as Record<string, string | undefined> | undefined;
    if (groups?.['change'] !== change) return [];
    const next = sourceCode.getTokenAfter(comment);
    return [
      {
        isReview: groups['review'] !== undefined,
        message: groups['message']!,
        line: next ? next.loc.start.line : comment.loc.start.line,
      },
    ];
  });
}

/** The line that the migration would put a marker above for a node: where its statement or member opens a line. */
export function markedLine(sourceCode: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): number {
  for (const at of [node, ...ancestors(node)]) {
    const { line, column } = at.loc.start;
    if (isPlace(at) && sourceCode.lines[line - 1]?.slice(0, column).trim() === '') return line;
  }
  return node.loc.start.line;
}

function isPlace({ type, parent }: TSESTree.Node): boolean {
  if (type === AST_NODE_TYPES.BlockStatement) return false;
  return (
    /(?:Statement|Declaration)$/.test(type) ||
    type === AST_NODE_TYPES.PropertyDefinition ||
    type === AST_NODE_TYPES.MethodDefinition ||
    ((type === AST_NODE_TYPES.Property || type === AST_NODE_TYPES.SpreadElement) &&
      parent?.type === AST_NODE_TYPES.ObjectExpression)
  );
}
