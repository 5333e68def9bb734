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
  const parsed = contextualTokens(ast);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ast.languageVariant, text);
  scanner.setTextPos(ts.getShebang(text)?.length ?? 0);
  const tokens: Token[] = [];
  for (;;) {
    let kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken) return tokens;
    const start = scanner.getTokenStart();
    const known = parsed.get(start);
    let end = scanner.getTokenEnd();
    if (known) {
      ({ kind, end } = known);
      scanner.setTextPos(end);
    }
    tokens.push({ start, end, key: keyOf(kind, text.slice(start, end)) });
  }
}

interface ContextualToken {
  readonly kind: ts.SyntaxKind;
  readonly end: number;
}

/** Tokens that the scanner alone would cut wrongly, by their start. */
function contextualTokens(ast: ts.SourceFile): Map<number, ContextualToken> {
  const found = new Map<number, ContextualToken>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isRegularExpressionLiteral(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      (ts.isStringLiteral(node) && ts.isJsxAttribute(node.parent)) ||
      (ts.isIdentifier(node) && node.text.includes('-'))
    ) {
      found.set(node.getStart(ast), { kind: node.kind, end: node.end });
    } else if (ts.isJsxText(node)) {
      const start = node.pos + /^\s*/.exec(node.text)![0].length;
      if (start < node.end) found.set(start, { kind: node.kind, end: node.end });
    }
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
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
