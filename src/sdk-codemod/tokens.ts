import { ts } from '../engine/ts.js';

export interface Token {
  readonly start: number;
  readonly end: number;
  /** Equal for tokens that mean the same: strings are compared by value, whatever their quotes. */
  readonly key: string;
}

/** The tokens of a parsed text without its trivia, a `#!` line and the end of the file. */
export function tokensOf(ast: ts.SourceFile): Token[] {
  const { text } = ast;
  const contextual = contextualTokens(ast);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ast.languageVariant, text);
  scanner.setTextPos(ts.getShebang(text)?.length ?? 0);
  const tokens: Token[] = [];
  let next = 0;
  for (;;) {
    let kind = scanner.scan();
    let start = scanner.getTokenStart();
    let end = scanner.getTokenEnd();
    // JSX text may look like a comment, which the scanner skips.
    const known = contextual[next];
    if (known && known.start <= start) {
      ({ kind, start, end } = known);
      scanner.setTextPos(end);
      next++;
    } else if (kind === ts.SyntaxKind.EndOfFileToken) return tokens;
    tokens.push({ start, end, key: keyOf(kind, text.slice(start, end)) });
  }
}

interface ContextualToken {
  readonly kind: ts.SyntaxKind;
  readonly start: number;
  readonly end: number;
}

/** Tokens that the scanner alone would cut wrongly, in order. */
function contextualTokens(ast: ts.SourceFile): ContextualToken[] {
  const found: ContextualToken[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isRegularExpressionLiteral(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      (ts.isStringLiteral(node) && ts.isJsxAttribute(node.parent)) ||
      (ts.isIdentifier(node) && node.text.includes('-'))
    ) {
      found.push({ kind: node.kind, start: node.getStart(ast), end: node.end });
    } else if (ts.isJsxText(node)) {
      const start = node.pos + /^\s*/.exec(node.text)![0].length;
      if (start < node.end) found.push({ kind: node.kind, start, end: node.end });
    }
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found.sort((a, b) => a.start - b.start);
}

function keyOf(kind: ts.SyntaxKind, raw: string): string {
  if (kind !== ts.SyntaxKind.StringLiteral) return raw;
  const inner = raw.slice(1, -1);
  return `"${inner.replace(/\\(["'])/g, '$1')}`;
}

/** The comments in a stretch of trivia, each with its text. */
export function commentsIn(trivia: string): string[] {
  return trivia.match(/\/\*[\s\S]*?\*\/|\/\/[^\r\n]*/g) ?? [];
}
