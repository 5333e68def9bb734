import { child, list, type FlowNode } from './parse.js';

/** A stretch of text, from its first character to the one behind its last. */
export type Span = readonly [start: number, end: number];

const PLAIN = new Set([
  ...['AnyTypeAnnotation', 'MixedTypeAnnotation', 'EmptyTypeAnnotation', 'VoidTypeAnnotation'],
  ...['BooleanTypeAnnotation', 'NumberTypeAnnotation', 'StringTypeAnnotation', 'SymbolTypeAnnotation'],
  ...['BigIntTypeAnnotation', 'NeverTypeAnnotation', 'UndefinedTypeAnnotation', 'UnknownTypeAnnotation'],
  ...['NullLiteralTypeAnnotation', 'BooleanLiteralTypeAnnotation', 'NumberLiteralTypeAnnotation'],
  ...['StringLiteralTypeAnnotation', 'BigIntLiteralTypeAnnotation', 'TypeofTypeAnnotation'],
]);

/**
 * What has to be blanked in a Flow type so that it is a type of TypeScript that names the same things: the `?` of
 * `?string`, the bars of `{| |}`, the sign of `+name`.
 * @returns undefined when TypeScript has no type that is spelled like it
 */
export function typeSpans(node: FlowNode, text: string): Span[] | undefined {
  if (PLAIN.has(node.type)) return [];
  const all = (nodes: readonly (FlowNode | undefined)[]) => together(nodes, each => typeSpans(each, text));
  switch (node.type) {
    case 'GenericTypeAnnotation':
      return all(list(child(node, 'typeParameters') ?? node, 'params'));
    case 'NullableTypeAnnotation':
      return withSpans([[node.range[0], node.range[0] + 1]], all([child(node, 'typeAnnotation')]));
    case 'UnionTypeAnnotation':
    case 'IntersectionTypeAnnotation':
      return all(list(node, 'types'));
    case 'ArrayTypeAnnotation':
      return all([child(node, 'elementType')]);
    case 'TupleTypeAnnotation':
      return node['inexact'] === true
        ? undefined
        : all([...list(node, 'types'), ...list(node, 'elementTypes')]);
    case 'KeyofTypeAnnotation':
      return all([child(node, 'argument')]);
    case 'IndexedAccessType':
      return all([child(node, 'objectType'), child(node, 'indexType')]);
    case 'FunctionTypeAnnotation':
      return functionSpans(node, text);
    case 'ObjectTypeAnnotation':
      return objectSpans(node, text);
    default:
      return undefined;
  }
}

/**
 * What has to be blanked in the type parameters of a declaration: signs and bounds.
 * @returns undefined when a default is a type that TypeScript does not have
 */
export function typeParameterSpans(node: FlowNode, text: string): Span[] | undefined {
  return together(list(node, 'params'), parameter => {
    const bound = child(parameter, 'bound');
    const spans: Span[] = [];
    if (bound && parameter['usesExtendsBound'] === true) return undefined;
    if (bound) spans.push(bound.range);
    const fallback = child(parameter, 'default');
    return withSpans([...spans, ...signSpan(parameter)], fallback ? typeSpans(fallback, text) : []);
  });
}

/** The `+`, `-` or `readonly` in front of a property. */
function signSpan(node: FlowNode): Span[] {
  const sign = child(node, 'variance');
  return sign ? [sign.range] : [];
}

/** A parameter without a name would be read as a name without a type. */
function functionSpans(node: FlowNode, text: string): Span[] | undefined {
  const parameters = [...list(node, 'params'), child(node, 'rest')].filter(each => each !== undefined);
  if (!parameters.every(parameter => child(parameter, 'name'))) return undefined;
  const generics = child(node, 'typeParameters');
  const types = parameters.map(parameter => child(parameter, 'typeAnnotation'));
  return withSpans(
    generics ? typeParameterSpans(generics, text) : [],
    together([...types, child(node, 'returnType')], each => typeSpans(each, text)),
  );
}

function objectSpans(node: FlowNode, text: string): Span[] | undefined {
  const [start, end] = node.range;
  if (list(node, 'internalSlots').length > 0) return undefined;
  const spans: Span[] = [];
  if (text.startsWith('{|', start)) spans.push([start + 1, start + 2], [end - 2, end - 1]);
  if (node['inexact'] === true) {
    const dots = text.lastIndexOf('...', end);
    spans.push([dots, dots + 3]);
  }
  const members = [...list(node, 'properties'), ...list(node, 'indexers'), ...list(node, 'callProperties')];
  return withSpans(
    spans,
    together(members, member => {
      if (!/^ObjectType(?:Property|Indexer|CallProperty)$/.test(member.type)) return undefined;
      if (member['proto'] === true || member['static'] === true) return undefined;
      const key = member.type === 'ObjectTypeIndexer' ? child(member, 'key') : undefined;
      const value = child(member, 'value');
      const types = [key, value].filter(each => each !== undefined);
      return withSpans(
        signSpan(member),
        together(types, each => typeSpans(each, text)),
      );
    }),
  );
}

function together(
  nodes: readonly (FlowNode | undefined)[],
  spansOf: (node: FlowNode) => Span[] | undefined,
): Span[] | undefined {
  const spans: Span[] = [];
  for (const node of nodes) {
    const own = node && spansOf(node);
    if (!own) return undefined;
    spans.push(...own);
  }
  return spans;
}

function withSpans(some: Span[] | undefined, others: Span[] | undefined): Span[] | undefined {
  return some && others && [...some, ...others];
}
