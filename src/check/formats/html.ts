import { findChange, type ChangeId } from '../../changes/index.js';
import type { CheckFinding, CheckReport } from '../report.js';
import type { FormatContext } from './formatter.js';
import {
  asides,
  byFile,
  changeCounts,
  codeSpans,
  count,
  printable,
  relativePath,
  totals,
  totalsText,
} from './text.js';

const STYLE = `
:root { color-scheme: light dark; --line: #767676; --error: #b00020; --warning: #7a4d00; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --line: #8a8a8a; --error: #ff8a80; --warning: #ffc46b; --link: #8ab4f8; }
}
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { margin: 0.25rem 0 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding-block: 0.25rem; }
th, td { border-bottom: 1px solid var(--line); padding: 0.35rem 0.75rem 0.35rem 0; text-align: start; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.error { color: var(--error); font-weight: 600; }
.warning { color: var(--warning); font-weight: 600; }
a { color: var(--link); }
`;

/** Renders a report as one HTML page that needs no script and loads nothing. */
export function html(report: CheckReport, { version }: FormatContext): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>mcp-migrate check: ${escape(outcome(report))}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>mcp-migrate check</h1>
<p>${escape(headline(report))}</p>
</header>
<main>
${[problems(report), changes(report.findings), files(report)].filter(part => part !== '').join('\n')}
</main>
<footer><p>mcp-migrate ${escape(version)}</p></footer>
</body>
</html>
`;
}

function outcome(report: CheckReport): string {
  const found = totals(report);
  return found.errors + found.warnings > 0 ? totalsText(found) : 'nothing found';
}

function headline(report: CheckReport): string {
  const result = outcome(report);
  const found = `${result[0]!.toUpperCase()}${result.slice(1)} in ${count(report.scanned, 'file')}.`;
  return [found, ...asides(report)].join(' ');
}

function problems({ problems, root }: CheckReport): string {
  if (problems.length === 0) return '';
  const rows = problems.map(
    ({ file, line, column, message }) =>
      `<tr><td><code>${escape(relativePath(file, root))}</code></td><td class="number">${[line, column].filter(part => part !== undefined).join(':')}</td><td>${inline(message)}</td></tr>`,
  );
  return section(
    'Files that could not be checked',
    table('Files and reasons', ['File', 'Place', 'Why'], rows),
  );
}

function changes(findings: readonly CheckFinding[]): string {
  if (findings.length === 0) return '';
  const rows = changeCounts(findings).map(
    ([id, found]) =>
      `<tr><th scope="row">${link(id)}</th><td>${inline(findChange(id).title)}</td><td class="number">${found}</td></tr>`,
  );
  return section('Changes', table('How often each change was found', ['Change', 'What', 'Found'], rows));
}

function files({ findings, root }: CheckReport): string {
  return [...byFile(findings)]
    .map(([file, group]) => {
      const caption = count(group.length, 'finding');
      const head = ['Place', 'Severity', 'Change', 'Message'];
      return section(relativePath(file, root), table(caption, head, group.map(row)), true);
    })
    .join('\n');
}

function row(finding: CheckFinding): string {
  const { line, column, severity, change, message, source } = finding;
  return `<tr><td class="number">${line}:${column}</td><td class="${severity}">${severity}</td><td>${link(change)}</td><td>${inline(message)}<pre><code>${escape(source)}</code></pre></td></tr>`;
}

function section(title: string, content: string, code = false): string {
  const heading = code ? `<code>${escape(title)}</code>` : escape(title);
  return `<section>\n<h2>${heading}</h2>\n${content}\n</section>`;
}

function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const cells = head.map(cell => `<th scope="col">${escape(cell)}</th>`).join('');
  return `<table>\n<caption>${escape(caption)}</caption>\n<thead><tr>${cells}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`;
}

function link(id: ChangeId): string {
  return `<a href="${escape(findChange(id).page)}">${escape(id)}</a>`;
}

function inline(text: string): string {
  return codeSpans(printable(text))
    .map(part => (part.code ? `<code>${escape(part.text)}</code>` : escape(part.text)))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, character => ENTITIES[character]!);
}
