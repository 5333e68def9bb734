import { isSeq, type YAMLMap } from 'yaml';
import type { Place, Range } from './types.js';
import { entries, rangeOf, walk, type Entry, type Step } from './yaml-nodes.js';

type Nested = Entry & { readonly steps: readonly Step[] };

/** Keys that set affinity, by their letters alone, with those next to them that say how and mean nothing alone. */
const COMPANIONS: readonly (readonly [RegExp, (key: string) => RegExp])[] = [
  [/^sessionaffinity$/i, () => /^sessionAffinityConfig$/],
  [/\/affinity$/i, key => companion(key, /\/affinity$/i, '/(?:affinity-|session-cookie-)')],
  [/\/upstream-hash-by$/i, key => companion(key, /$/, '-')],
  [/service\.sticky\.cookie$/i, key => companion(key, /$/, '\\.')],
  [/^(?:consistent_?hash|hash_?policy|sticky|session_?persistence)$/i, () => /^$/],
];

/** What a resource must go on having, even when it is empty. */
const KEPT = /^(?:spec|metadata|template|service|services|http|route|routes)$/i;

/** Adds to places of affinity what can be deleted: the setting, what belongs to it, and what is empty without. */
export function withRemoval(places: readonly Place[], document: unknown): readonly Place[] {
  if (places.length === 0) return places;
  const settings = [...walk(document)].filter(entry => companions(entry.key) !== undefined);
  return places.map(place => {
    if (place.remove || place.change !== 'sessions') return place;
    const setting = settings.find(entry => isAbout(place, entry));
    const remove = setting && removal(setting);
    return remove ? { ...place, remove } : place;
  });
}

function companions(key: string): RegExp | undefined {
  return COMPANIONS.find(([pattern]) => pattern.test(key))?.[1](key);
}

function companion(key: string, end: RegExp, more: string): RegExp {
  return new RegExp(`^${key.replace(end, '').replaceAll(/[.+]/g, '\\$&')}${more}`);
}

function isAbout(place: Place, { keyNode, value, key }: Nested): boolean {
  const from = rangeOf(keyNode).start;
  const to = rangeOf(value ?? keyNode).end;
  if (place.start < from || place.end > to) return false;
  // A list of policies may hold some that have nothing to do with sessions.
  return !/hash_?policy/i.test(key) || !isSeq(value) || value.items.length === 1;
}

function removal(entry: Nested): readonly Range[] | undefined {
  const alone = companions(entry.key)!;
  let { steps } = entry;
  let removed = entries(steps.at(-1)!.map).filter(({ key }) => key === entry.key || alone.test(key));
  while (removed.length === steps.at(-1)!.map.items.length) {
    const parent = steps.at(-2);
    if (!parent || KEPT.test(parent.key) || !holdsItself(parent, steps.at(-1)!.map)) break;
    steps = steps.slice(0, -1);
    removed = entries(parent.map).filter(({ key }) => key === parent.key);
  }
  return removed.map(({ keyNode, value }) => ({
    start: rangeOf(keyNode).start,
    end: rangeOf(value ?? keyNode).end,
  }));
}

/** Whether a mapping is the value under the key itself, and not an item of a list there. */
function holdsItself({ map, key }: Step, inner: YAMLMap): boolean {
  return map.get(key, true) === (inner as unknown);
}
