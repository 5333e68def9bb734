/** A member of an object in the syntax tree that `@eslint/json` makes. */
export interface JsonMember {
  readonly type: 'Member';
  readonly name: { readonly type: 'String'; readonly value: string; readonly loc: JsonLocation };
  readonly value: JsonNode;
  readonly loc: JsonLocation;
}

interface JsonLocation {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** Of the values only objects matter here. */
export type JsonNode =
  | { readonly type: 'Object'; readonly members: readonly JsonMember[] }
  | { readonly type: 'Array' | 'Boolean' | 'Null' | 'Number' | 'String' };

/** What a rule does in a JSON file. */
export interface JsonListener {
  readonly Document?: (node: { readonly body: JsonNode }) => void;
}

/** The members of an object; of another value, none. */
export function jsonMembers(node: JsonNode | undefined): readonly JsonMember[] {
  return node?.type === 'Object' ? node.members : [];
}
