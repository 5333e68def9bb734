import { noteAt } from '../src/engine/notes.js';
import { indentAt, quoted, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { PARAM_HEADER_PREFIX } from '../src/facts/protocol.js';
import { changedRequest } from '../src/hand-written/changed-requests.js';
import { copiedSessions, type CopiedSession } from '../src/hand-written/copied-headers.js';
import { forwardedLists, type ListUse } from '../src/hand-written/forwarded-headers.js';
import { isProxyFile } from '../src/hand-written/proxy-file.js';
import { enclosingFunction, enclosingStatement, siblings, unwrap, wrapped } from '../src/recognise/syntax.js';
import { withRequestHeaders } from '../src/rewrite/header-list.js';

const CHANGE = 'standard-headers';
const PREFIX = PARAM_HEADER_PREFIX.toLowerCase();

/**
 * Lets the headers in which a request of 2026-07-28 repeats its body through a proxy that passes on headers by a list
 * of their names, or the session header by its name: `MCP-Protocol-Version`, `Mcp-Method`, `Mcp-Name`, and every
 * `Mcp-Param-…`, which intermediaries have to forward. Without them the server behind it answers `HeaderMismatch` (-32020).
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-behavior-for-custom-headers
 */
export const proxyHeaders: Transform = {
  name: 'proxy-headers',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      if (!/mcp-(?:session-id|protocol-version)/i.test(unit.text) || !isProxyFile(project, unit)) continue;
      const changed = changedRequest(unit);
      if (changed) {
        if (!/mcp-name/i.test(unit.text)) left.push(noteAt(unit, changed, CHANGE, CHANGED));
        continue;
      }
      for (const forwarded of forwardedLists(project, unit)) {
        const edit = withRequestHeaders(unit, forwarded);
        if (!edit) continue;
        const parameters = forwarded.uses.map(use => letParametersThrough(unit, use, edit));
        if (parameters.includes(undefined)) continue;
        const edits = (parameters as TextEdit[][]).flat();
        const isWritten = edits.some(({ start, end }) => start <= edit.start && edit.end <= end);
        rewrites.push({ change: CHANGE, edits: isWritten ? edits : [edit, ...edits] });
      }
      for (const copied of copiedSessions(project, unit)) {
        const edits = copyHeaders(unit, copied);
        if (edits) rewrites.push({ change: CHANGE, edits });
      }
    }
    return { rewrites, left };
  },
};

const CHANGED = {
  severity: 'error',
  message:
    'This proxy changes what a request asks for, and at 2026-07-28 `Mcp-Method` and `Mcp-Name` have to say the same.',
  advice:
    'Send both headers made from the message that is sent on, with `MCP-Protocol-Version` and the `Mcp-Param-` headers as they came.',
} as const;

/**
 * Edits that let `Mcp-Param-…` headers through where a list is used; a list that is written there gets its names from
 * them as well. Undefined where there is no room.
 */
function letParametersThrough(
  unit: SourceUnit,
  use: ListUse,
  names: TextEdit,
): readonly TextEdit[] | undefined {
  if (unit.text.toLowerCase().includes(PREFIX)) return [];
  if (use.is === 'test') {
    const end = use.call.end;
    const name = use.name.getText(unit.ast);
    const test = ` || ${name}.startsWith(${quoted(PREFIX, unit.style)})`;
    const { parent } = wrapped(use.call);
    const isAlone =
      (ts.isIfStatement(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) &&
      wrapped(use.call) === use.call;
    if (isAlone) return [{ file: unit.path, start: end, end, text: test }];
    const start = use.call.getStart(unit.ast);
    return [
      { file: unit.path, start, end: start, text: '(' },
      { file: unit.path, start: end, end, text: `${test})` },
    ];
  }
  const statement = enclosingStatement(use.list);
  if (!siblings(statement)) return undefined;
  const variable = freeName(unit, ['parameterHeaders', 'mcpParameterHeaders']);
  if (variable === undefined) return undefined;
  const start = statement.getStart(unit.ast);
  const declaration = `// Clients of 2026-07-28 repeat parameters of tools in headers.\nconst ${variable} = ${use.headers.names}.filter(name => name.startsWith('${PREFIX}'));\n`;
  const listStart = use.list.getStart(unit.ast);
  const isWrittenHere = listStart <= names.start && names.end <= use.list.end;
  const list = isWrittenHere
    ? unit.text.slice(listStart, names.start) + names.text + unit.text.slice(names.end, use.list.end)
    : use.list.getText(unit.ast);
  return [
    { file: unit.path, start, end: start, text: inserted(unit, start, declaration) },
    {
      file: unit.path,
      start: listStart,
      end: use.list.end,
      text: isWrittenHere
        ? list.replace(/,?(\s*)\]$/, `, ...${variable}$1]`)
        : `[...${list}, ...${variable}]`,
    },
  ];
}

/** Copies the headers that mirror a request to where the session header goes. */
function copyHeaders(unit: SourceUnit, copied: CopiedSession): readonly TextEdit[] | undefined {
  const { statement, target, isHeaders } = copied;
  const start = statement.getStart(unit.ast);
  const indent = indentAt(unit.text, start);
  const comment = '// Requests of 2026-07-28 repeat what they ask for in headers.\n';
  if (typeof target === 'string') {
    const snippet = comment + copyLoop(unit, copied, target, isHeaders);
    const { end } = statement;
    const text = unit.style.eol + indent + render(snippet, unit.style, indent);
    return [{ file: unit.path, start: end, end, text }];
  }
  const variable = freeName(unit, ['mirroredHeaders', 'mcpMirroredHeaders']);
  const last = target.properties.at(-1);
  if (variable === undefined || !last) return undefined;
  const type = /\.[cm]?tsx?$/.test(unit.path) ? ': Record<string, string>' : '';
  const snippet = `${comment}const ${variable}${type} = {};\n${copyLoop(unit, copied, variable, false)}`;
  const lastStart = last.getStart(unit.ast);
  const isBroken = unit.text.slice(target.getStart(unit.ast), lastStart).includes('\n');
  const gap = isBroken ? unit.style.eol + indentAt(unit.text, lastStart) : ' ';
  return [
    { file: unit.path, start, end: start, text: inserted(unit, start, snippet) },
    { file: unit.path, start: last.end, end: last.end, text: `,${gap}...${variable}` },
  ];
}

function copyLoop(unit: SourceUnit, copied: CopiedSession, target: string, isHeaders: boolean): string {
  const { node } = copied.read;
  const owner = ts.isCallExpression(node)
    ? (unwrap(node.expression) as ts.PropertyAccessExpression).expression.getText(unit.ast)
    : node.expression.getText(unit.ast);
  const isFetch = ts.isCallExpression(node) && owner.endsWith('.headers');
  const isHono = ts.isCallExpression(node) && owner.endsWith('.req');
  const isExpress = ts.isCallExpression(node) && !isFetch && !isHono;
  const headers = isHono ? `${owner}.header()` : isExpress ? `${owner}.headers` : owner;
  const entries = isFetch ? headers : `Object.entries(${headers})`;
  const value = isFetch || isHono ? 'value' : 'String(value)';
  const around = enclosingFunction(copied.statement)?.getText(unit.ast) ?? '';
  const version = /mcp-protocol-version/i.test(around) ? '' : '|protocol-version';
  const set = isHeaders ? `${target}.set(name, ${value})` : `${target}[name] = ${value}`;
  return `for (const [name, value] of ${entries}) {
  if (/^mcp-(?:method|name|param-${version})/.test(name)) ${set};
}`;
}

/** Statements in front of the one that starts at an offset. */
function inserted(unit: SourceUnit, start: number, snippet: string): string {
  const indent = indentAt(unit.text, start);
  return render(snippet.trimEnd(), unit.style, indent) + unit.style.eol + indent;
}

function freeName(unit: SourceUnit, names: readonly string[]): string | undefined {
  return names.find(name => !new RegExp(`\\b${name}\\b`).test(unit.text));
}
