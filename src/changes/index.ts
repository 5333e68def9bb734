import { DEPRECATED } from './deprecated.js';
import { MAJOR } from './major.js';
import { MINOR } from './minor.js';
import { SDK } from './sdk.js';
import type { Change } from './types.js';

export type * from './types.js';

const ALL = [...MAJOR, ...MINOR, ...DEPRECATED, ...SDK] as const;

/** The id of a change, the same in transforms, rules, markers, reports and command-line options. */
export type ChangeId = (typeof ALL)[number]['id'];

/** Every change of the catalogue: the changelog of 2026-07-28 in its own order, then the SDK. */
export const CHANGES: readonly (Change & { readonly id: ChangeId })[] = ALL;

/** All ids, in the order of the catalogue. */
export const changeIds: readonly ChangeId[] = ALL.map(change => change.id);

const byId: ReadonlyMap<string, Change> = new Map(CHANGES.map(change => [change.id, change]));

/** Whether code that a change is about stays right for now: it is deprecated, or something else is recommended. */
export function isAdvice({ kind }: Change): boolean {
  return kind === 'deprecated' || kind === 'added';
}

export function isChangeId(value: string): value is ChangeId {
  return byId.has(value);
}

/** The entry of an id; undefined only for a string that is no id. */
export function findChange(id: ChangeId): Change;
export function findChange(id: string): Change | undefined;
export function findChange(id: string): Change | undefined {
  return byId.get(id);
}
