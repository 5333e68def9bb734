import { ts } from './ts.js';

/** All nodes of a file in order, and for each the index behind its last descendant. */
interface NodeList {
  readonly nodes: readonly ts.Node[];
  readonly ends: Uint32Array;
  readonly indexOf: ReadonlyMap<ts.Node, number>;
}

const lists = new WeakMap<ts.SourceFile, NodeList>();

/** Every transform walks every file: a list is made once and read faster than the tree. */
function listOf(ast: ts.SourceFile): NodeList {
  const known = lists.get(ast);
  if (known) return known;
  const nodes: ts.Node[] = [];
  const ends: number[] = [];
  const indexOf = new Map<ts.Node, number>();
  const visit = (node: ts.Node): void => {
    const index = nodes.length;
    nodes.push(node);
    indexOf.set(node, index);
    ts.forEachChild(node, visit);
    ends[index] = nodes.length;
  };
  visit(ast);
  const list = { nodes, ends: Uint32Array.from(ends), indexOf };
  lists.set(ast, list);
  return list;
}

/**
 * Visits a node and all below it, in order; what lies below a node for which `visit` returns `false` is left out.
 * Nodes of JSDoc comments are not visited.
 */
export function walk(root: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  const { nodes, ends, indexOf } = listOf(root.getSourceFile());
  const start = indexOf.get(root);
  if (start === undefined) {
    walkTree(root, visit);
    return;
  }
  const end = ends[start]!;
  for (let index = start; index < end;) {
    index = visit(nodes[index]!) === false ? ends[index]! : index + 1;
  }
}

/** For nodes outside the list: those of JSDoc comments. */
function walkTree(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(node) === false) return;
  ts.forEachChild(node, child => {
    walkTree(child, visit);
  });
}
