import { quoted } from './style.js';
import { ts } from './ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from './types.js';
import { loadedModule } from '../project/names.js';

/**
 * Edits that bring the requested names into a file: into an import of the same module where there is one,
 * else as a new import (or `require`) next to its kind, in the file's own style.
 */
export function importEdits(unit: SourceUnit, requests: readonly ImportRequest[]): TextEdit[] {
  const byModule = new Map<string, ImportRequest[]>();
  for (const request of requests) {
    const list = byModule.get(request.module) ?? [];
    if (!list.some(other => local(other) === local(request))) list.push(request);
    byModule.set(request.module, list);
  }
  const fresh: string[] = [];
  const edits: TextEdit[] = [];
  for (const [module, wanted] of [...byModule].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const missing = wanted.filter(request => !isImported(unit, request));
    if (missing.length === 0) continue;
    const merged = unit.style.commonjs
      ? mergeRequire(unit, module, missing)
      : mergeImport(unit, module, missing);
    if (merged) edits.push(merged);
    else fresh.push(newImport(unit, module, missing));
  }
  if (fresh.length > 0) edits.push(insertImports(unit, fresh));
  return edits;
}

function local(request: ImportRequest): string {
  return request.as ?? request.name;
}

function topLevelImports(unit: SourceUnit): ts.ImportDeclaration[] {
  return unit.ast.statements.filter(ts.isImportDeclaration);
}

function isFrom(declaration: ts.ImportDeclaration, module: string): boolean {
  return ts.isStringLiteral(declaration.moduleSpecifier) && declaration.moduleSpecifier.text === module;
}

function requires(
  unit: SourceUnit,
): { statement: ts.VariableStatement; declaration: ts.VariableDeclaration; module: string }[] {
  return unit.ast.statements.filter(ts.isVariableStatement).flatMap(statement =>
    statement.declarationList.declarations.flatMap(declaration => {
      const module = loadedModule(declaration.initializer);
      return module ? [{ statement, declaration, module: module.text }] : [];
    }),
  );
}

function isImported(unit: SourceUnit, request: ImportRequest): boolean {
  const esm = topLevelImports(unit).some(declaration => {
    const bindings = declaration.importClause?.namedBindings;
    if (!isFrom(declaration, request.module) || !bindings || !ts.isNamedImports(bindings)) return false;
    const clauseTypeOnly = declaration.importClause.isTypeOnly;
    return bindings.elements.some(
      element =>
        (element.propertyName ?? element.name).text === request.name &&
        element.name.text === local(request) &&
        (request.typeOnly || !(clauseTypeOnly || element.isTypeOnly)),
    );
  });
  if (esm) return true;
  return requires(unit).some(({ declaration, module }) => {
    if (module !== request.module || !ts.isObjectBindingPattern(declaration.name)) return false;
    return declaration.name.elements.some(
      element => ts.isIdentifier(element.name) && element.name.text === local(request),
    );
  });
}

function mergeImport(
  unit: SourceUnit,
  module: string,
  missing: readonly ImportRequest[],
): TextEdit | undefined {
  const allTypes = missing.every(request => request.typeOnly);
  const target = topLevelImports(unit).find(declaration => {
    const bindings = declaration.importClause?.namedBindings;
    if (!isFrom(declaration, module) || !bindings || !ts.isNamedImports(bindings)) return false;
    return bindings.elements.length > 0 && (allTypes || !declaration.importClause.isTypeOnly);
  });
  const bindings = target?.importClause?.namedBindings;
  if (!target || !bindings || !ts.isNamedImports(bindings)) return undefined;
  const typeClause = target.importClause.isTypeOnly;
  const names = missing.map(request => {
    const name =
      request.as && request.as !== request.name ? `${request.name} as ${request.as}` : request.name;
    return request.typeOnly && !typeClause ? `type ${name}` : name;
  });
  return appendTo(unit, bindings.elements, names);
}

function mergeRequire(
  unit: SourceUnit,
  module: string,
  missing: readonly ImportRequest[],
): TextEdit | undefined {
  const target = requires(unit).find(
    candidate =>
      candidate.module === module &&
      ts.isObjectBindingPattern(candidate.declaration.name) &&
      candidate.declaration.name.elements.length > 0,
  );
  if (!target || !ts.isObjectBindingPattern(target.declaration.name)) return undefined;
  return appendTo(unit, target.declaration.name.elements, missing.map(requireName));
}

function appendTo(unit: SourceUnit, elements: ts.NodeArray<ts.Node>, names: readonly string[]): TextEdit {
  const last = elements.at(-1)!;
  const { text } = unit;
  const lineBreak = text.lastIndexOf('\n', last.getStart(unit.ast));
  const ownLine = lineBreak >= 0 && text.slice(lineBreak, last.getStart(unit.ast)).trim() === '';
  const separator = ownLine ? text.slice(lineBreak + 1, last.getStart(unit.ast)) : ' ';
  const glue = ownLine ? `,${unit.style.eol}${separator}` : ', ';
  return { file: unit.path, start: last.end, end: last.end, text: names.map(name => glue + name).join('') };
}

function requireName(request: ImportRequest): string {
  return request.as && request.as !== request.name ? `${request.name}: ${request.as}` : request.name;
}

function newImport(unit: SourceUnit, module: string, wanted: readonly ImportRequest[]): string {
  const from = quoted(module, unit.style);
  const end = unit.style.semicolons ? ';' : '';
  if (unit.style.commonjs) return `const { ${wanted.map(requireName).join(', ')} } = require(${from})${end}`;
  const allTypes = wanted.every(request => request.typeOnly);
  const names = wanted.map(request => {
    const name =
      request.as && request.as !== request.name ? `${request.name} as ${request.as}` : request.name;
    return request.typeOnly && !allTypes ? `type ${name}` : name;
  });
  return `import ${allTypes ? 'type ' : ''}{ ${names.join(', ')} } from ${from}${end}`;
}

/** New imports stand behind the last MCP import, else behind the last import, else at the top of the code. */
function insertImports(unit: SourceUnit, lines: readonly string[]): TextEdit {
  const { eol } = unit.style;
  const anchors = unit.style.commonjs
    ? requires(unit).map(({ statement, module }) => ({ end: statement.end, module }))
    : topLevelImports(unit).map(declaration => ({
        end: declaration.end,
        module: ts.isStringLiteral(declaration.moduleSpecifier) ? declaration.moduleSpecifier.text : '',
      }));
  const anchor =
    anchors.findLast(({ module }) => module.startsWith('@modelcontextprotocol/')) ?? anchors.at(-1);
  if (anchor) {
    const at = anchor.end + /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(unit.text.slice(anchor.end))![0].length;
    return { file: unit.path, start: at, end: at, text: lines.map(line => eol + line).join('') };
  }
  const directive = unit.ast.statements.findLast(
    (statement, index) =>
      ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression) && index < 3,
  );
  if (directive) {
    return {
      file: unit.path,
      start: directive.end,
      end: directive.end,
      text: lines.map(line => eol + line).join(''),
    };
  }
  const start = headEnd(unit);
  const { text } = unit;
  const gap = start > 0 && text[start - 1] !== '\n' ? eol : '';
  const isFollowed = /^[^\S\r\n]*\S/.test(text.slice(start));
  return {
    file: unit.path,
    start,
    end: start,
    text: gap + lines.map(line => line + eol).join('') + (isFollowed ? eol : ''),
  };
}

/** What is about a whole file, wherever it stands: its license, what tools are told about it. */
const ABOUT_FILE =
  /@(?:license|licence|preserve|copyright|fileoverview|file|overview|module|packageDocumentation|ts-(?:check|nocheck)|flow|jsx\w*|vitest-environment|jest-environment)\b|\bcopyright\b|\bSPDX-|^\/\*\s*eslint|^\/\/\/\s*</i;

/** Where the lines that head a file end: the shebang, and comments that are not those of its first statement. */
function headEnd({ text, ast }: SourceUnit): number {
  let end = lineAfter(text, ts.getShebang(text)?.length ?? 0);
  const first = ast.statements[0]?.getStart(ast) ?? text.length;
  for (const comment of commentRuns(text)) {
    if (comment.end > first) break;
    const gap = /^(?:[ \t]*\r?\n)+/.exec(text.slice(comment.end))?.[0] ?? '';
    const isApart = gap.split('\n').length > 2;
    if (isApart || (gap && ABOUT_FILE.test(text.slice(comment.pos, comment.end))))
      end = comment.end + gap.length;
  }
  return end;
}

/** The comments that a file begins with, line comments that follow each other as one. */
function commentRuns(text: string): readonly ts.TextRange[] {
  const runs: { pos: number; end: number }[] = [];
  for (const { pos, end } of ts.getLeadingCommentRanges(text, 0) ?? []) {
    const last = runs.at(-1);
    const isNext = last && /^\r?\n[ \t]*$/.test(text.slice(last.end, pos));
    if (isNext && text.startsWith('//', last.pos) && text.startsWith('//', pos)) last.end = end;
    else runs.push({ pos, end });
  }
  return runs;
}

function lineAfter(text: string, offset: number): number {
  return offset === 0 ? 0 : offset + (/^\r?\n/.exec(text.slice(offset))?.[0].length ?? 0);
}
