import { placeLabel, proposalLabel, reachLabel, SECTION_LABELS } from './labels.js';
import type { Change, Section } from './types.js';

const INTRODUCTION = `# Changes from 2025-11-25 to 2026-07-28

<!-- Written by \`npm run docs\` from src/changes; edit the catalogue, not this file. -->

Every item of the [changelog of 2026-07-28](https://modelcontextprotocol.io/specification/2026-07-28/changelog), and the
move to the packages of SDK v2. The id of a change is the same in reports, in markers in the code, and in the options
\`--only\` and \`--skip\`.

How far \`mcp-migrate\` goes:

- **rewritten**: nothing is left to look at where it rewrites, or the SDK that it moves the code to does the job.
- **rewritten with review**: some rewrites carry a note that a person has to read.
- **reported**: found, explained, and left as it is.
- **not visible in source**: no source code can show the change, so there is nothing to rewrite or report.

On every level, a place that is recognised and not rewritten is reported.`;

/**
 * The catalogue as a Markdown document: a table of all changes, then an entry for each.
 * @param hasRule whether the ESLint plugin has a rule for a change, with a page below rules/
 */
export function changesMarkdown(changes: readonly Change[], hasRule: (id: string) => boolean): string {
  const parts = [INTRODUCTION, overview(changes)];
  let section: Section | undefined;
  for (const change of changes) {
    if (change.section !== section) {
      section = change.section;
      parts.push(`## ${SECTION_LABELS[section]}`);
    }
    parts.push(entry(change, hasRule(change.id)));
  }
  return parts.join('\n\n') + '\n';
}

function overview(changes: readonly Change[]): string {
  return table([
    ['Change', 'Changelog', 'Kind', 'Touches', 'How far'],
    ...changes.map(change => [
      `[\`${change.id}\`](#${change.id})`,
      placeLabel(change),
      change.kind,
      change.roles.join(', '),
      reachLabel(change),
    ]),
  ]);
}

function entry(change: Change, hasRule: boolean): string {
  const links = [
    `[${change.section === 'sdk' ? 'migration guide' : 'specification'}](${change.page})`,
    ...(change.proposal ? [`[${proposalLabel(change.proposal)}](${change.proposal.url})`] : []),
    ...(hasRule ? [`[rule](rules/${change.id}.md)`] : []),
  ];
  const what = change.reach ? change.reach.what : change.visibleInSource.why;
  return [
    `### ${change.id}`,
    `**${change.title}.** ${change.changed}`,
    [
      `- Kind: ${change.kind}. Touches: ${change.roles.join(', ')}. Read: ${links.join(', ')}.`,
      `- What to use now: ${change.instead}`,
      `- How far: **${reachLabel(change)}**. ${what}`,
    ].join('\n'),
  ].join('\n\n');
}

/** A Markdown table with its columns aligned, the way Prettier writes one. */
/** A Markdown table, its columns lined up; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(cells => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head!), line(widths.map(width => '-'.repeat(width))), ...body.map(line)].join('\n');
}
