import { placeLabel, proposalLabel, reachLabel } from './labels.js';
import { CHANGELOG } from './links.js';
import { partMarks, replacePart } from './document-part.js';
import type { VisibleChange } from './types.js';

/** What eslint-doc-generator writes at the top of a page ends with this line. */
const END_OF_HEAD = '<!-- end auto-generated rule header -->';

/** The parts of a page that the catalogue writes, in the order of the page. */
const PARTS: Readonly<Record<string, (change: VisibleChange) => string>> = {
  change: whatChanged,
  codemod: whatTheCodemodDoes,
};

/** A page with nothing but its generated parts; the examples and the advice are written by hand. */
export function newRulePage(change: VisibleChange): string {
  const page = [
    END_OF_HEAD,
    emptyPart('change'),
    '## Wrong',
    '## Right',
    emptyPart('codemod'),
    '## When to ignore it',
  ].join('\n\n');
  return updateRulePage(page + '\n', change);
}

/**
 * Writes what the catalogue says into the page of a rule, and leaves the rest of the page alone.
 * @throws {Error} when the comments around a generated part are missing
 */
export function updateRulePage(page: string, change: VisibleChange): string {
  return Object.entries(PARTS).reduce((text, [name, write]) => replacePart(text, name, write(change)), page);
}

function emptyPart(name: string): string {
  return partMarks(name).join('\n');
}

function whatChanged(change: VisibleChange): string {
  const read = [
    change.section === 'sdk' ? `[migration guide](${change.page})` : `[specification](${change.page})`,
    ...(change.proposal ? [`[${proposalLabel(change.proposal)}](${change.proposal.url})`] : []),
    ...(change.section === 'sdk' ? [] : [`[changelog](${CHANGELOG}), ${placeLabel(change)}`]),
  ];
  return [
    '## What changed and why',
    `**${change.title}.** ${change.changed}`,
    `What to use now: ${change.instead}`,
    `Read: ${read.join(' · ')}.`,
  ].join('\n\n');
}

function whatTheCodemodDoes(change: VisibleChange): string {
  return [
    '## What the codemod does',
    `How far \`npx mcp-migrate\` goes: **${reachLabel(change)}**. ${change.reach.what}`,
  ].join('\n\n');
}
