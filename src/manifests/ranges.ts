import semver from 'semver';
import { V2_NODE_RANGE, V2_ZOD_RANGE, v2Version } from '../facts/index.js';

/** Whether a declared version is a range or tag of the registry, and not a path, a URL, an alias or a protocol. */
export function isRegistryRange(range: string): boolean {
  return semver.validRange(range) !== null || /^[a-z][\w.-]*$/i.test(range.trim());
}

/** Whether a range admits some version from `minimum` on. What is no semver range is taken to. */
export function reaches(range: string, minimum: string): boolean {
  if (semver.validRange(range) === null) return true;
  return semver.intersects(range, `>=${minimum}`);
}

/** A caret range, made as loose or as exact as the range it stands next to or in for. */
export function rangeLike(model: string | undefined, caret: string): string {
  const version = caret.slice(1);
  const given = model?.trim() ?? '';
  if (semver.valid(given) !== null || /^=/.test(given)) return version;
  return given.startsWith('~') ? `~${version}` : caret;
}

/** The range for a v2 package, as loose or as exact as the range it stands next to or in for. */
export function v2RangeLike(name: string, model: string | undefined): string {
  return rangeLike(model, v2Version(name));
}

/** Lowest version of a v2 package that our output is written for. */
export function v2Minimum(name: string): string {
  return v2Version(name).slice(1);
}

/**
 * Raises a Node range to what SDK v2 runs on, alternative by alternative.
 * @returns undefined when the range needs no change or is none
 */
export function raisedNodeRange(range: string): string | undefined {
  if (semver.validRange(range) === null || semver.subset(range, V2_NODE_RANGE)) return undefined;
  const raised = range
    .split('||')
    .map(alternative => alternative.trim())
    .filter(alternative => semver.intersects(alternative, V2_NODE_RANGE))
    .map(alternative =>
      semver.subset(alternative, V2_NODE_RANGE) ? alternative : raisedAlternative(alternative),
    );
  const joined = [...new Set(raised)].join(' || ');
  return joined !== '' && semver.subset(joined, V2_NODE_RANGE) ? joined : V2_NODE_RANGE;
}

function raisedAlternative(alternative: string): string {
  const floor = semver.minVersion(V2_NODE_RANGE)!;
  const lower = /(>=?)\s*v?(\d+(?:\.\d+){0,2})/.exec(alternative);
  const parts = lower ? lower[2]!.split('.').length : 1;
  const raised = `>=${[floor.major, floor.minor, floor.patch].slice(0, parts).join('.')}`;
  if (lower) return alternative.replace(lower[0], raised);
  const hyphen = /^\S+\s+-\s+(\S+)$/.exec(alternative);
  if (hyphen) return `${raised} <=${hyphen[1]}`;
  return alternative.startsWith('<') ? `${raised} ${alternative}` : raised;
}

/** What to do about a declared zod range so that its schemas work with SDK v2. */
export type ZodVerdict = 'fits' | 'raise' | 'major';

/**
 * Judges a zod range. SDK v2 reads `~standard.jsonSchema`, which zod has since 4.2.
 * @returns `major` when the range admits zod 3, `raise` when it admits only too early or also early zod 4
 */
export function judgeZod(range: string): ZodVerdict {
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
  const needed = semver.minVersion(V2_ZOD_RANGE)!;
  // `*` and `latest` install the newest release; only a bound below keeps an old one.
  if (!lowest || lowest.major === 0 || semver.gte(lowest, needed)) return 'fits';
  return lowest.major < needed.major ? 'major' : 'raise';
}
