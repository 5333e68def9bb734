import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { Origin } from '../project/names.js';
import type { ModuleUses } from './module-uses.js';
import { neededTransforms, runOfficial } from './official.js';
import { isMemberName } from './references.js';
import { isSdkSpecifier, type Role } from './routes.js';
import { ScratchCopy, type PlacedToken, type Replacement } from './scratch.js';
import { scratchImport, type SdkName } from './sdk-names.js';
import { tokensOf, type Token } from './tokens.js';

/** What the official transforms made of a file. */
export interface OfficialResult {
  /** The file's own tokens as the transforms saw them. */
  readonly before: readonly PlacedToken[];
  /** The same code afterwards, SDK imports left out. */
  readonly text: string;
  readonly after: readonly Token[];
  /** What is imported from the SDK afterwards, by local name. */
  readonly imported: ReadonlyMap<string, Origin>;
  /** Starts of the identifiers that are not merely member names, with their text. */
  readonly variables: ReadonlyMap<number, string>;
}

/**
 * Lets the official transforms work on a scratch copy of a file.
 * @returns undefined when they have nothing to change
 */
export function officialResult(
  unit: SourceUnit,
  uses: ModuleUses,
  names: readonly SdkName[],
  role: Role,
): OfficialResult | undefined {
  const needed = neededTransforms(names.filter(name => !name.home || name.exported === 'completable'));
  if (needed.length === 0) return undefined;
  const imports = names.flatMap(name => scratchImport(name, role) ?? []);
  const scratch = new ScratchCopy(unit, imports, replacements(unit, uses, names));
  const run = runOfficial(needed, scratch.text, unit.path, role);
  if (!run) return undefined;
  const declarations = run.after.statements.filter(
    (statement): statement is ts.ImportDeclaration =>
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      isSdkSpecifier(statement.moduleSpecifier.text),
  );
  const isImport = (token: Token) =>
    declarations.some(each => token.start >= each.getStart(run.after) && token.end <= each.end);
  return {
    before: scratch.tokens(run.before),
    text: run.after.text,
    after: tokensOf(run.after).filter(token => !isImport(token)),
    imported: importedNames(declarations),
    variables: variablesOf(run.after, declarations),
  };
}

/** In the scratch copy, statements that load SDK modules are placeholders and members of modules plain names. */
function replacements(unit: SourceUnit, uses: ModuleUses, names: readonly SdkName[]): Replacement[] {
  const { ast } = unit;
  const found: Replacement[] = [];
  const place = (start: number, end: number): void => {
    found.push({ start, end, text: `__module${start};` });
  };
  for (const { statement, declaration, alone } of uses.statements) {
    if (alone || !declaration) place(statement.getStart(ast), statement.end);
    else {
      const start = declaration.getStart(ast);
      found.push({ start, end: declaration.end, text: `__module${start} = 0` });
    }
  }
  for (const { statement } of uses.reExports) place(statement.getStart(ast), statement.end);
  for (const name of names) {
    for (const access of name.listed ? [] : name.references) {
      if (name.statement) found.push({ start: access.getStart(ast), end: access.end, text: name.scratch });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function importedNames(declarations: readonly ts.ImportDeclaration[]): Map<string, Origin> {
  const names = new Map<string, Origin>();
  for (const declaration of declarations) {
    const bindings = declaration.importClause?.namedBindings;
    const module = (declaration.moduleSpecifier as ts.StringLiteral).text;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const element of bindings.elements) {
      names.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
    }
  }
  return names;
}

function variablesOf(ast: ts.SourceFile, declarations: readonly ts.ImportDeclaration[]): Map<number, string> {
  const variables = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && declarations.includes(node)) return;
    if (ts.isIdentifier(node) && !isMemberName(node)) variables.set(node.getStart(ast), node.text);
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return variables;
}
