/** Where a change is listed: the three lists of the changelog of 2026-07-28, or the TypeScript SDK. */
export type Section = 'major' | 'minor' | 'deprecated' | 'sdk';

/**
 * What happens to the thing a change is about, seen from 2025-11-25.
 * - `removed`: gone without a successor of the same kind
 * - `replaced`: gone, something else does its job
 * - `renamed`: the same thing under another name or number
 * - `required`: new or newly binding; code that lacks it is wrong
 * - `deprecated`: works, will be removed
 * - `added`: new and optional or only recommended, so that code without it stays right. Three items of the
 *   changelog are of this kind and fit none of the others.
 */
export type Kind = 'removed' | 'replaced' | 'renamed' | 'required' | 'deprecated' | 'added';

/**
 * Whose code a change touches.
 * - `proxy`: a program that receives MCP messages and passes them on
 * - `gateway`: what stands in front of servers and sees HTTP only: routers, load balancers, CORS, filters
 * - `authorization`: OAuth code, of a client or of an authorization server
 */
export type Role = 'server' | 'client' | 'proxy' | 'gateway' | 'authorization';

/**
 * How far the tool goes.
 * - `rewritten`: nothing is left to look at where it rewrites, or the SDK that it moves the code to does the job
 * - `rewritten-with-review`: some rewrites carry a note that a person has to read
 * - `reported`: found, explained, and left as it is
 *
 * On every level, a place that is recognised and not rewritten is reported.
 */
export type ReachLevel = 'rewritten' | 'rewritten-with-review' | 'reported';

export interface Reach {
  readonly level: ReachLevel;
  /** The SDK does the job in code that is moved to it; code that does without the SDK is only reported. */
  readonly bySdk?: true;
  /** What exactly is rewritten or reported. */
  readonly what: string;
}

/** The SEP, or the pull request where there is no SEP, that made the change. */
export interface Proposal {
  readonly kind: 'SEP' | 'PR';
  readonly number: number;
  readonly url: string;
}

/** Texts are Markdown with code spans as their only markup. */
interface Description {
  /** Kebab case, the same in markers, reports and options. */
  readonly id: string;
  readonly title: string;
  readonly section: Section;
  /** Position in its section, from 1. */
  readonly number: number;
  readonly kind: Kind;
  readonly roles: readonly Role[];
  /** Page of the specification to read; for a change of the SDK, its migration guide. */
  readonly page: string;
  /** Absent where no proposal to the specification is behind the change. */
  readonly proposal?: Proposal;
  /** What is different from 2025-11-25. */
  readonly changed: string;
  /** What to use or to do in its place. */
  readonly instead: string;
}

/** A change that some source code shows, by what it has or by what it lacks. */
export interface VisibleChange extends Description {
  readonly visibleInSource: true;
  readonly reach: Reach;
}

/** A change that no source code shows: there is nothing to rewrite and nothing to report. */
export interface InvisibleChange extends Description {
  readonly visibleInSource: { readonly why: string };
  readonly reach?: never;
}

/** One item of the changelog from 2025-11-25 to 2026-07-28, or of the SDK. */
export type Change = VisibleChange | InvisibleChange;
