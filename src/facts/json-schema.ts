/** Schemas that validators have built in, so that nobody fetches them. */
const BUILT_IN = /^https?:\/\/json-schema\.org\/draft/;

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
