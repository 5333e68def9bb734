import { table } from '../changes/markdown.js';
import { FRAMEWORKS, type Framework } from './index.js';

/** The table of all frameworks for the documentation. */
export function frameworksMarkdown(frameworks: readonly Framework[] = FRAMEWORKS): string {
  const rows = frameworks.map(each => [
    [...each.packages, ...(each.formerly ?? [])].map(code).join(', '),
    each.starts.map(code).join(', ') || 'the dependency',
    speaks(each),
    each.state,
    migration(each),
  ]);
  const header = ['package', 'looked for', 'speaks 2026-07-28', 'sessions and state', 'migration'];
  return table([header, ...rows]);
}

function speaks({ release, checked, message }: Framework): string {
  if (message !== undefined) return `never (${checked.version}, ${checked.on})`;
  return release ? `from ${release.version} on` : `not yet (${checked.version}, ${checked.on})`;
}

function migration({ release, isReplaced, takesV1 }: Framework): string {
  if (release?.raise || isReplaced) return 'rewritten';
  return takesV1 ? 'reported, SDK v1 stays' : 'reported';
}

function code(text: string): string {
  return `\`${text}\``;
}
