import type { Proposal } from './types.js';

const REPOSITORY = 'https://github.com/modelcontextprotocol/modelcontextprotocol';

/** Root of all pages of the revision the tool migrates to. */
export const SPECIFICATION = 'https://modelcontextprotocol.io/specification/2026-07-28/';

/** URL of a page of the specification, such as `basic/versioning` or `basic/index#error-codes`. */
export function spec(page: string): string {
  return SPECIFICATION + page;
}

/** What is different from 2025-11-25, as the specification lists it. */
export const CHANGELOG = spec('changelog');

/** A SEP is numbered after the pull request that proposed it. */
export function sep(number: number): Proposal {
  return { kind: 'SEP', number, url: `${REPOSITORY}/pull/${number}` };
}

/** A pull request that changed the specification without a SEP. */
export function pullRequest(number: number): Proposal {
  return { kind: 'PR', number, url: `${REPOSITORY}/pull/${number}` };
}
