import { indentAt, lineStart, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { HEADERS, NEW_REVISION } from '../src/facts/protocol.js';
import { isProxyFile } from '../src/hand-written/proxy-file.js';
import { targetReads, type TargetRead } from '../src/hand-written/target-reads.js';
import { enclosingStatement, siblings } from '../src/recognise/syntax.js';

const CHANGE = 'standard-headers';
const DECODE = 'decodeHeader';

/**
 * Lets a proxy that parses the body of a request only to see its method and its target take both from `Mcp-Method` and
 * `Mcp-Name`, which requests of 2026-07-28 have so that nobody in between has to. The body stays for older requests,
 * and where the answer decides who may do what.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export const proxyRouting: Transform = {
  name: 'proxy-routing',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      const mayRoute = /\b(?:mcp|tools\/call)\b/i.test(unit.text) && /\bmethod\b/.test(unit.text);
      if (!mayRoute || /mcp-method/i.test(unit.text) || !isProxyFile(project, unit)) continue;
      const [read] = targetReads(project, unit);
      const edits = read && readHeaders(unit, read);
      if (edits) rewrites.push({ change: CHANGE, edits });
    }
    return { rewrites, left: [] };
  },
};

function readHeaders(unit: SourceUnit, read: TargetRead): readonly TextEdit[] | undefined {
  const { declaration, parsed, names } = read;
  const statement = enclosingStatement(declaration);
  const start = statement.getStart(unit.ast);
  const isAlone = unit.text.slice(lineStart(unit.text, start), start).trim() === '';
  if (!siblings(statement) || !isAlone || unit.text.includes(DECODE)) return undefined;
  const header = (name: string) => headerText(unit, read, name);
  const [name] = names;
  const params = name ? `, params: { ${name}: ${DECODE}(${nameHeader(unit, read)}) }` : '';
  const indent = indentAt(unit.text, start);
  const text = unit.text.slice(parsed.getStart(unit.ast), parsed.end);
  const choice = `\n  ${rawHeader(unit, read, HEADERS.protocolVersion)} === '${NEW_REVISION}'\n    ? { method: ${header(HEADERS.method)}${params} }\n    : `;
  const isCast = parsed !== declaration.initializer;
  const comment =
    '// Requests of 2026-07-28 say in headers what they ask for; servers check that against the body.';
  const isBare = isCast && !ts.isParenthesizedExpression(parsed.parent);
  const written = render(choice, unit.style, indent) + text;
  const edits: TextEdit[] = [
    { file: unit.path, start, end: start, text: comment + unit.style.eol + indent },
    {
      file: unit.path,
      start: isCast ? parsed.getStart(unit.ast) : declaration.initializer.getFullStart(),
      end: parsed.end,
      text: isBare ? `(${written})` : written,
    },
  ];
  if (name) edits.push(decoder(unit, read));
  return edits;
}

function rawHeader(unit: SourceUnit, { request, headers }: TargetRead, name: string): string {
  const object = request.getText(unit.ast);
  const key = `'${name.toLowerCase()}'`;
  return headers === 'fetch' ? `${object}.headers.get(${key})` : `${object}.headers[${key}]`;
}

function headerText(unit: SourceUnit, { request, headers }: TargetRead, name: string): string {
  const object = request.getText(unit.ast);
  const key = `'${name.toLowerCase()}'`;
  return headers === 'fetch'
    ? `${object}.headers.get(${key}) ?? ''`
    : `String(${object}.headers[${key}] ?? '')`;
}

/** The header with the name, of which some requests have none. */
function nameHeader(unit: SourceUnit, { request, headers }: TargetRead): string {
  const object = request.getText(unit.ast);
  const key = `'${HEADERS.name.toLowerCase()}'`;
  return headers === 'fetch' ? `${object}.headers.get(${key})` : `${object}.headers[${key}]?.toString()`;
}

/** What does not fit into a header comes in base64. */
function decoder(unit: SourceUnit, { headers }: TargetRead): TextEdit {
  const isTypeScript = /\.[cm]?tsx?$/.test(unit.path);
  const nothing = headers === 'fetch' ? 'null' : 'undefined';
  const parameter = isTypeScript ? `value: string | ${nothing}` : 'value';
  const result = isTypeScript ? ': string | undefined' : '';
  const plain = headers === 'fetch' ? 'value ?? undefined' : 'value';
  // What runs on web standards may have no Buffer, and Buffer passes over what is no base64.
  const decoded =
    headers === 'node'
      ? `const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes.toString('utf8') : undefined;`
      : `try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded), byte => byte.charCodeAt(0)));
  } catch {
    return undefined;
  }`;
  const snippet = `
/** The value of an \`Mcp-Name\` header: what does not fit comes in base64; servers refuse what is not. */
function ${DECODE}(${parameter})${result} {
  const encoded = /^=\\?base64\\?(.*)\\?=$/.exec(value ?? '')?.[1];
  if (encoded === undefined) return ${plain};
  ${decoded}
}
`;
  const end = unit.ast.endOfFileToken.end;
  const gap = unit.text.endsWith('\n') ? '' : unit.style.eol;
  return { file: unit.path, start: end, end, text: gap + render(snippet, unit.style) };
}
