import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { boundNames } from './bindings.js';
import { changesOutside, type ServerSetup } from './factory-setup.js';
import { endWithComment, freeName, indentEdits, reindented, startWithComments } from './factory-text.js';
import { isUsableAt, isVariableUse } from './scope.js';
import { enclosingStatement, isExportedStatement, isWithin, siblings } from './syntax.js';

/** A function written around the statements that build a server. */
export interface WrappedSetup {
  readonly name: string;
  readonly edits: readonly TextEdit[];
  /** Statements that are now in the function. */
  readonly statements: readonly ts.Statement[];
  readonly isAsync: boolean;
}

const NAMES = ['createServer', 'createMcpServer', 'buildMcpServer'];

/**
 * Writes a function around the declaration of a server and its registrations, in place. Declarations between
 * them that do not concern the server move in front of the function.
 * @param result what the function returns
 * @returns the wrapping, or the reason there is none
 */
export function wrapInPlace(
  project: ProjectModel,
  unit: SourceUnit,
  setup: ServerSetup,
  result: string,
): WrappedSetup | string {
  const { declaration, steps } = setup;
  if (isExportedStatement(declaration)) return 'it is exported, so other modules share it';
  const last = steps.at(-1) ?? declaration;
  const list = siblings(declaration)!;
  const region = list.slice(list.indexOf(declaration), list.indexOf(last) + 1);
  const inside = [declaration, ...steps];
  const between = region.filter(statement => !inside.includes(statement));
  for (const statement of between) {
    if (uses(project, statement, inside)) return 'code between its registrations depends on them';
    if (!mayMove(statement)) return 'other code stands between its registrations';
  }
  const leaked = declaredIn(steps).find(name =>
    project.names.references(name).some(use => !inside.some(part => isWithin(use, part))),
  );
  if (leaked) return `\`${leaked.text}\` comes from its registrations and is used elsewhere`;
  if (![declaration, last, ...between].every(statement => ownsItsLines(unit, statement)))
    return 'its registrations share lines with other code';

  const name = freeName(unit, NAMES);
  const isAsync = inside.some(awaits);
  const { eol } = unit.style;
  const start = lineStart(unit.text, startWithComments(unit, declaration));
  const end = endWithComment(unit, last);
  const indent = indentAt(unit.text, declaration.getStart(unit.ast));
  const moved = between.map(statement => ({
    start: lineStart(unit.text, startWithComments(unit, statement)),
    end: afterLine(unit, endWithComment(unit, statement)),
  }));
  const hoisted = moved.map(range => unit.text.slice(range.start, range.end).trimEnd() + eol + eol).join('');
  const { opening, closing } = frame(unit, name, isAsync, inside.some(usesThis));
  const head = `${hoisted}${indent}${opening}${eol}`;
  const tail = `${eol}${eol}${indent}${unit.style.indent}return ${result}${unit.style.semicolons ? ';' : ''}${eol}${indent}${closing}`;
  const edits: TextEdit[] = [
    { file: unit.path, start, end: start, text: head },
    ...indentEdits(unit, start, end).filter(
      edit => !moved.some(range => edit.start >= range.start && edit.start < range.end),
    ),
    ...moved.map(range => ({
      file: unit.path,
      start: range.start,
      end: withBlankLine(unit, range.end),
      text: '',
    })),
    { file: unit.path, start: end, end, text: tail },
  ];
  return { name, edits, statements: inside, isAsync };
}

/**
 * Writes a function with a copy of the statements that build a server inside the site, in front of the site.
 * @returns the function, or the reason there is none
 */
export function wrapCopy(
  project: ProjectModel,
  unit: SourceUnit,
  setup: ServerSetup,
  site: ts.Node,
  result: string,
): WrappedSetup | string {
  const statements = withDependencies(project, setup, site);
  const outside = statements?.every(statement => isUsableAt(project, statement, site, statements));
  if (!statements || !outside) return 'it depends on the request or session it is made for';
  const name = freeName(unit, NAMES);
  const isAsync = statements.some(awaits);
  const { eol, indent, semicolons } = unit.style;
  const anchor = enclosingStatement(site);
  const start = lineStart(unit.text, startWithComments(unit, anchor));
  const hasThis = statements.some(usesThis);
  const { opening, closing } = frame(unit, name, isAsync, hasThis);
  const base = indentAt(unit.text, anchor.getStart(unit.ast));
  const body = statements.map(statement => {
    const from = startWithComments(unit, statement);
    return base + indent + reindented(unit, from, endWithComment(unit, statement), base + indent);
  });
  const text = [
    base + opening,
    ...body,
    `${base}${indent}return ${result}${semicolons ? ';' : ''}`,
    base + closing,
    '',
    '',
  ].join(eol);
  return { name, edits: [{ file: unit.path, start, end: start, text }], statements, isAsync };
}

/** First and last line of the function; statements that use `this` need the one around them. */
function frame(
  { style }: SourceUnit,
  name: string,
  isAsync: boolean,
  hasThis: boolean,
): { readonly opening: string; readonly closing: string } {
  const start = isAsync ? 'async ' : '';
  return hasThis
    ? { opening: `const ${name} = ${start}() => {`, closing: style.semicolons ? '};' : '}' }
    : { opening: `${start}function ${name}() {`, closing: '}' };
}

function ownsThis(node: ts.Node): boolean {
  return (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node);
}

function usesThis(root: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (node !== root && ownsThis(node)) return;
    const isArguments = ts.isIdentifier(node) && node.text === 'arguments' && isVariableUse(node);
    if (isArguments || node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword) {
      found = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The set-up with the constants of the site it needs; undefined when it needs anything else from there. */
function withDependencies(
  project: ProjectModel,
  setup: ServerSetup,
  site: ts.Node,
): readonly ts.Statement[] | undefined {
  const list = siblings(setup.declaration)!;
  const needed = new Set<ts.Statement>([setup.declaration, ...setup.steps]);
  for (const statement of needed) {
    for (const name of variablesUsed(statement)) {
      const declaration = project.names.symbol(name)?.declarations?.[0];
      if (!declaration || !isWithin(declaration, site)) continue;
      if ([...needed].some(part => isWithin(declaration, part))) continue;
      const source = list.find(candidate => isWithin(declaration, candidate));
      if (!source || !ts.isVariableStatement(source) || changesOutside(project, source)) return undefined;
      needed.add(source);
    }
  }
  return list.filter(statement => needed.has(statement));
}

function uses(project: ProjectModel, statement: ts.Statement, region: readonly ts.Statement[]): boolean {
  return variablesUsed(statement).some(name => {
    const declaration = project.names.symbol(name)?.declarations?.[0];
    return declaration !== undefined && region.some(part => isWithin(declaration, part));
  });
}

function variablesUsed(root: ts.Node): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isVariableUse(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function declaredIn(statements: readonly ts.Statement[]): ts.Identifier[] {
  return statements.flatMap(statement =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(declaration => boundNames(declaration.name))
      : [],
  );
}

/** Declarations mean the same a few lines further up; statements that act may not. */
function mayMove(statement: ts.Statement): boolean {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isVariableStatement(statement)
  );
}

function awaits(statement: ts.Statement): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) found = true;
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

function ownsItsLines(unit: SourceUnit, statement: ts.Statement): boolean {
  const start = statement.getStart(unit.ast);
  const before = unit.text.slice(lineStart(unit.text, start), start);
  const behind = /^[^\r\n]*/.exec(unit.text.slice(endWithComment(unit, statement)))![0];
  return before.trim() === '' && behind.trim() === '';
}

function afterLine(unit: SourceUnit, offset: number): number {
  const lineBreak = unit.text.indexOf('\n', offset);
  return lineBreak < 0 ? unit.text.length : lineBreak + 1;
}

/** Includes one blank line behind, so that taking lines out leaves no two of them. */
function withBlankLine(unit: SourceUnit, offset: number): number {
  return offset + (/^[ \t]*\r?\n/.exec(unit.text.slice(offset))?.[0].length ?? 0);
}
