import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Scalar, type YAMLMap } from 'yaml';

/** A key of a mapping with its value. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Scalar;
  readonly value: Node | null;
}

/** A node and the mappings it is in, from the document down; `key` is the key under which the next one is found. */
export interface Step {
  readonly map: YAMLMap;
  readonly key: string;
}

export function entries(map: YAMLMap): readonly Entry[] {
  return map.items.flatMap(({ key, value }) =>
    isScalar(key) && (typeof key.value === 'string' || typeof key.value === 'number')
      ? [{ key: String(key.value), keyNode: key, value: (value ?? null) as Node | null }]
      : [],
  );
}

/** The value under a path of keys; undefined where there is none. */
export function valueAt(node: unknown, ...keys: readonly string[]): unknown {
  let current = node;
  for (const key of keys) {
    if (!isMap(current)) return undefined;
    current = current.get(key, true);
  }
  return current ?? undefined;
}

/** The text of a scalar, of a number or a boolean too. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Every scalar in a node. Aliases are not followed. */
export function* scalars(node: unknown): Generator<Scalar> {
  if (isScalar(node)) yield node;
  else if (isSeq(node)) for (const item of node.items) yield* scalars(item);
  else if (isMap(node)) for (const { value } of entries(node)) yield* scalars(value);
}

/** Every entry of every mapping in a node, with the mappings around it. Aliases are not followed. */
export function* walk(
  node: unknown,
  steps: readonly Step[] = [],
): Generator<Entry & { steps: readonly Step[] }> {
  if (isSeq(node)) for (const item of node.items) yield* walk(item, steps);
  if (!isMap(node)) return;
  for (const entry of entries(node)) {
    const here = [...steps, { map: node, key: entry.key }];
    yield { ...entry, steps: here };
    yield* walk(entry.value, here);
  }
}

/** Offsets of a node in the text it was parsed from. */
export function rangeOf(node: Node): { readonly start: number; readonly end: number } {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** What an alias stands for; any other node itself. */
export function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
