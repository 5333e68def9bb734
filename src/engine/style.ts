import { ts } from './ts.js';
import detectIndent from 'detect-indent';

/** How a file is written, measured on its own text, so that inserted code looks like the rest. */
export interface FileStyle {
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
  /** One level of indentation. */
  readonly indent: string;
  readonly eol: '\n' | '\r\n';
  /** `require` and `module.exports` instead of `import` and `export`. */
  readonly commonjs: boolean;
  /** Extension that the file's relative imports carry, `''` for none. */
  readonly importExtension: string;
}

/**
 * Measures the style of a parsed file.
 * @param ast a source file whose text has no byte order mark
 */
export function detectStyle(ast: ts.SourceFile): FileStyle {
  const text = ast.text;
  let single = 0;
  let double = 0;
  let withSemicolon = 0;
  let withoutSemicolon = 0;
  let esm = 0;
  let cjs = 0;
  const extensions = new Map<string, number>();
  const specifier = (value: string) => {
    if (!value.startsWith('.')) return;
    const extension = /\.(?:[cm]?[jt]sx?)$/.exec(value)?.[0] ?? '';
    extensions.set(extension, (extensions.get(extension) ?? 0) + 1);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) {
      if (text.charCodeAt(node.getStart(ast)) === 0x27) single++;
      else double++;
    }
    if (takesSemicolon(node)) {
      if (text[node.end - 1] === ';') withSemicolon++;
      else withoutSemicolon++;
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node)) {
      esm++;
      const module = 'moduleSpecifier' in node ? node.moduleSpecifier : undefined;
      if (module && ts.isStringLiteral(module)) specifier(module.text);
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require') {
      cjs++;
      const argument = node.arguments[0];
      if (argument && ts.isStringLiteral(argument)) specifier(argument.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ast);
  const lineFeeds = text.split('\n').length - 1;
  const carriageReturns = text.split('\r\n').length - 1;
  const extension = [...extensions].sort((a, b) => b[1] - a[1])[0]?.[0];
  return {
    quote: double > single ? '"' : "'",
    semicolons: withSemicolon >= withoutSemicolon,
    indent: detectIndent(text).indent || '  ',
    eol: carriageReturns * 2 > lineFeeds ? '\r\n' : '\n',
    commonjs: /\.c[jt]s$/.test(ast.fileName) ? esm === 0 : cjs > 0 && esm === 0,
    importExtension: extension ?? (/\.m?[jt]s$/.test(ast.fileName) && esm ? '.js' : ''),
  };
}

function takesSemicolon(node: ts.Node): boolean {
  return (
    ts.isExpressionStatement(node) ||
    ts.isVariableStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isImportDeclaration(node) ||
    ts.isThrowStatement(node)
  );
}

/**
 * Writes a snippet the way a file is written.
 * @param snippet code with two-space indentation, single quotes, semicolons and `\n`
 * @param style the target file's style
 * @param baseIndent white space put before every line but the first
 */
export function render(snippet: string, style: FileStyle, baseIndent = ''): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, snippet);
  let out = '';
  let last = 0;
  const templates: number[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.CloseBraceToken && templates.at(-1) === 0) {
      token = scanner.reScanTemplateToken(false);
      if (token === ts.SyntaxKind.TemplateTail) templates.pop();
    } else if (token === ts.SyntaxKind.TemplateHead) templates.push(0);
    else if (token === ts.SyntaxKind.OpenBraceToken && templates.length) templates[templates.length - 1]!++;
    else if (token === ts.SyntaxKind.CloseBraceToken && templates.length) templates[templates.length - 1]!--;
    const start = scanner.getTokenStart();
    const end = scanner.getTokenEnd();
    out += snippet.slice(last, start);
    last = end;
    const raw = snippet.slice(start, end);
    if (token === ts.SyntaxKind.StringLiteral) out += requote(raw, style.quote);
    else if (token === ts.SyntaxKind.SemicolonToken && !style.semicolons && endsLine(snippet, end)) continue;
    else out += raw;
  }
  out += snippet.slice(last);
  return out
    .split('\n')
    .map((line, index) => {
      const depth = /^(?: {2})*/.exec(line)![0].length;
      const body = style.indent.repeat(depth / 2) + line.slice(depth);
      return index === 0 || body.trim() === '' ? body.trimEnd() : baseIndent + body;
    })
    .join(style.eol);
}

/** Quotes a string the way a file quotes. */
export function quoted(value: string, style: FileStyle): string {
  return requote(`'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`, style.quote);
}

function requote(raw: string, quote: "'" | '"'): string {
  if (raw[0] === quote) return raw;
  const inner = raw.slice(1, -1);
  if (inner.includes(quote)) return raw;
  return quote + inner.replaceAll(`\\${raw[0]}`, raw[0]!) + quote;
}

function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:\/\/[^\n]*)?(?:\n|$)/.test(text.slice(offset));
}

/** Where the line that holds `offset` starts. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** White space at the start of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start))![0];
}
