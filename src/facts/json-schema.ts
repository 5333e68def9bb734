/** Schemas that validators have built in, so that nobody fetches them. */
const BUILT_IN = /^https?:\/\/json-schema\.org\/draft/;
/** What SDK v2 validates: 2020-12, and by their declaration 2019-09, draft-07 and draft-06. */
const KNOWN_DIALECT =
  /^https?:\/\/json-schema\.org\/(?:draft\/2020-12|draft\/2019-09|draft-0[67])\/schema#?$/;
const DIALECT_2020_12 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/;

/** Keywords whose value is one schema. */
const SCHEMA_KEYWORDS = new Set([
  'additionalProperties',
  'contains',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
/** Keywords whose value is a list of schemas. */
const LIST_KEYWORDS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords whose value maps names to schemas. */
const MAP_KEYWORDS = new Set(['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties']);

/**
 * Whether a `$ref` goes to the network, which implementations of 2026-07-28 must not follow by themselves.
 * @param ids the `$id` of the schema around and of what it contains, which a `$ref` may mean as well
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#ref-resolution
 */
export function isRemoteReference(reference: string, ids: readonly string[]): boolean {
  if (!/^https?:\/\//i.test(reference) || BUILT_IN.test(reference)) return false;
  const [document] = reference.split('#');
  return !ids.some(id => id.split('#')[0] === document);
}

/**
 * Whether SDK v2 validates schemas of a dialect. Implementations must know 2020-12, and answer with an error to one
 * they do not know.
 * @param uri what `$schema` says
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#schema-dialect
 */
export function isKnownDialect(uri: string): boolean {
  return KNOWN_DIALECT.test(uri);
}

/** Whether a schema is of JSON Schema 2020-12, as it is without `$schema`. */
export function is2020Dialect(uri: string | undefined): boolean {
  return uri === undefined || DIALECT_2020_12.test(uri);
}

/** What the value of a keyword is made of; undefined for keywords that take no schemas. */
export function holdsSchemas(keyword: string): 'schema' | 'list' | 'map' | undefined {
  if (SCHEMA_KEYWORDS.has(keyword)) return 'schema';
  if (LIST_KEYWORDS.has(keyword)) return 'list';
  return MAP_KEYWORDS.has(keyword) ? 'map' : undefined;
}
