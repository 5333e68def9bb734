import { childrenOf, type FlowNode } from './parse.js';
import type { Span } from './type-spans.js';

/** A name that Flow's own syntax refers to. */
export interface HiddenName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Fields that hold a name of their own instead of a reference to one. */
const OWN_NAME = new Set(['key', 'name', 'local', 'imported', 'exported', 'parameterName']);

/** The names that stretches of a Flow program refer to. */
export function hiddenNames(program: FlowNode, spans: readonly Span[]): HiddenName[] {
  const names: HiddenName[] = [];
  const isHidden = ([start, end]: Span) => spans.some(span => span[0] <= start && end <= span[1]);

  function visit(node: FlowNode): void {
    const { name } = node;
    if (node.type === 'Identifier' && typeof name === 'string' && isHidden(node.range)) {
      const [start] = node.range;
      names.push({ name, start, end: start + name.length });
    }
    const own = Object.entries(node).flatMap(([field, value]) => (OWN_NAME.has(field) ? [value] : []));
    for (const each of childrenOf(node)) {
      if (each.type !== 'Identifier' || !own.includes(each)) visit(each);
    }
  }

  visit(program);
  return names;
}
