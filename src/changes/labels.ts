import type { Change, Proposal, ReachLevel, Section } from './types.js';

/** Headings of the sections. */
export const SECTION_LABELS: Readonly<Record<Section, string>> = {
  major: 'Major changes',
  minor: 'Minor changes',
  deprecated: 'Deprecated',
  sdk: 'TypeScript SDK',
};

const REACH_LABELS: Readonly<Record<ReachLevel, string>> = {
  rewritten: 'rewritten',
  'rewritten-with-review': 'rewritten with review',
  reported: 'reported',
};

/** How far the tool goes with a change, in words. */
export function reachLabel(change: Change): string {
  return change.reach ? REACH_LABELS[change.reach.level] : 'not visible in source';
}

/** The place of a change in the changelog, such as `major 3`. */
export function placeLabel(change: Change): string {
  return change.section === 'sdk' ? 'SDK' : `${change.section} ${change.number}`;
}

/** A proposal as the specification writes it: `SEP-2575`, `PR #2858`. */
export function proposalLabel({ kind, number }: Proposal): string {
  return kind === 'SEP' ? `SEP-${number}` : `PR #${number}`;
}
