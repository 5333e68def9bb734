import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { FRAMEWORKS } from '../frameworks/index.js';
import { importedNames } from '../manifests/imported-names.js';
import { walk } from '../recognise/syntax.js';

interface Move {
  readonly from: string;
  readonly to: string;
  readonly names: ReadonlySet<string>;
}

/** Packages that the migration moves to the ones they go on as, with the exports that both have. */
const MOVES: readonly Move[] = FRAMEWORKS.flatMap(({ packages, formerly = [], release, shared = [] }) =>
  release?.raise ? formerly.map(from => ({ from, to: packages[0], names: new Set(shared) })) : [],
);

/** Edits that import from the package which a framework goes on as. */
export function renamedModules(unit: SourceUnit): TextEdit[] {
  const moves = MOVES.filter(({ from }) => unit.text.includes(from));
  if (moves.length === 0) return [];
  const edits: TextEdit[] = [];
  walk(unit.ast, node => {
    const specifier = specifierOf(node);
    const move = specifier && moves.find(({ from }) => from === specifier.text);
    if (!specifier || !move || !namesOf(node).every(name => move.names.has(name))) return;
    edits.push({
      file: unit.path,
      start: specifier.getStart(unit.ast) + 1,
      end: specifier.end - 1,
      text: move.to,
    });
  });
  return edits;
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  const found =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && isLoading(node.expression)
        ? node.arguments[0]
        : undefined;
  return found && ts.isStringLiteral(found) ? found : undefined;
}

function isLoading(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

function namesOf(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node)) return importedNames(node.importClause);
  if (ts.isExportDeclaration(node)) return node.exportClause ? importedNames(node.exportClause) : ['*'];
  return ts.isCallExpression(node) ? importedNames(node) : ['*'];
}
