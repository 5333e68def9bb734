import { detectStyle } from './style.js';
import { ts } from './ts.js';
import type { SourceUnit } from './types.js';

export interface SyntaxProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Parses one file; never throws. Syntax errors are asked for with `syntaxProblems`. */
export function parseSource(path: string, text: string): SourceUnit {
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  let style: ReturnType<typeof detectStyle> | undefined;
  return {
    path,
    text,
    ast,
    get style() {
      return (style ??= detectStyle(ast));
    },
  };
}

/** Syntax errors of a parsed file, in order, with one-based line and column. */
export function syntaxProblems(unit: SourceUnit): SyntaxProblem[] {
  // The parser leaves its diagnostics on the node; the public way to them needs a whole program per file.
  const { parseDiagnostics } = unit.ast as unknown as {
    parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  return parseDiagnostics.map(diagnostic => {
    const { line, character } = unit.ast.getLineAndCharacterOfPosition(diagnostic.start);
    return {
      file: unit.path,
      line: line + 1,
      column: character + 1,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    };
  });
}
