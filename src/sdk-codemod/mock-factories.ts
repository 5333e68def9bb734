import { applyEdits } from '../engine/edits.js';
import { removeStatement } from '../engine/prune-imports.js';
import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { exportsOf } from '../facts/index.js';
import type { NameResolver } from '../project/names.js';
import { loadedTarget, type LoadedTarget } from './loaded-modules.js';
import { edit } from './name-list.js';
import { namesFrom, type Role } from './routes.js';
import { lineLimit, specifierEdits } from './statement-edits.js';
import { commentsIn } from './tokens.js';

/** `vi.mock('module', () => ({ … }))` as a statement of its own, with a factory that can be taken apart. */
interface Mock {
  readonly statement: ts.ExpressionStatement;
  readonly specifier: ts.StringLiteralLike;
  readonly framework: 'vi' | 'jest';
  readonly factory: ts.ArrowFunction | ts.FunctionExpression;
  readonly literal: ts.ObjectLiteralExpression;
  /** The statements of the factory in front of its `return`. */
  readonly setup: readonly ts.Statement[];
  readonly target: LoadedTarget;
}

export interface MockEdits {
  readonly edits: readonly TextEdit[];
  /** Specifiers that need nothing more. */
  readonly done: ReadonlySet<ts.StringLiteralLike>;
}

/**
 * Edits of mocks with factories. A v2 package holds what several v1 modules held: mocks of these become one, since
 * the last mock of a module replaces the others, and what they do not name is taken from the package itself.
 */
export function mockEdits(
  unit: SourceUnit,
  inline: readonly ts.StringLiteralLike[],
  resolver: NameResolver,
  role: Role,
): MockEdits {
  const groups = new Map<string, Mock[]>();
  for (const specifier of inline) {
    const found = mock(unit, specifier, resolver, role);
    if (!found) continue;
    const key = `${found.framework} ${found.target.module}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  const edits: TextEdit[] = [];
  const done = new Set<ts.StringLiteralLike>();
  for (const mocks of groups.values()) {
    const host = mocks.find(each => each.setup.length > 0) ?? mocks[0]!;
    const others = mocks.filter(each => each !== host);
    const merged = others.length === 0 || isMergeable(mocks) ? mocks : [];
    for (const each of merged) done.add(each.specifier);
    if (merged.length > 0) edits.push(...mergedEdits(unit, host, others, role));
  }
  return { edits, done };
}

function mock(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  resolver: NameResolver,
  role: Role,
): Mock | undefined {
  const call = specifier.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== specifier || call.arguments.length !== 2)
    return undefined;
  const framework = /^(vi|jest)\.mock$/.exec(call.expression.getText(unit.ast))?.[1] as
    'vi' | 'jest' | undefined;
  const { parent: statement } = call;
  const factory = call.arguments[1]!;
  if (!framework || !ts.isExpressionStatement(statement) || !ts.isSourceFile(statement.parent))
    return undefined;
  if (!ts.isArrowFunction(factory) && !ts.isFunctionExpression(factory)) return undefined;
  if (factory.parameters.length > 0 || factory.asteriskToken) return undefined;
  const made = madeBy(factory.body);
  const target = made && loadedTarget(unit, specifier, resolver, role);
  return target && { statement, specifier, framework, factory, ...made, target };
}

/** The object a factory makes, when that is the last thing it does. */
function madeBy(body: ts.ConciseBody): Pick<Mock, 'literal' | 'setup'> | undefined {
  const value = ts.isBlock(body) ? lastReturn(body) : body;
  const literal = value && ts.isParenthesizedExpression(value) ? value.expression : value;
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined;
  return { literal, setup: ts.isBlock(body) ? body.statements.slice(0, -1) : [] };
}

function lastReturn(body: ts.Block): ts.Expression | undefined {
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** Whether factories can be put together: no name twice, and nothing that cannot be indented anew. */
function isMergeable(mocks: readonly Mock[]): boolean {
  const names = mocks.flatMap(({ setup, literal }) => [
    ...setup.flatMap(declaredNames),
    ...literal.properties.map(property => `.${property.name?.getText() ?? '...'}`),
  ]);
  const isPlain = mocks.every(
    ({ factory, literal }) =>
      !/`[^`]*\n/.test(factory.getText()) && commentsIn(literal.getFullText()).length === 0,
  );
  return isPlain && !names.includes('?') && new Set(names).size === names.length;
}

/** Names that a statement declares; `?` for what is not a plain declaration. */
function declaredNames(statement: ts.Statement): string[] {
  if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))
    return [statement.name?.text ?? '?'];
  if (!ts.isVariableStatement(statement)) return ['?'];
  return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : '?'));
}

function mergedEdits(unit: SourceUnit, host: Mock, others: readonly Mock[], role: Role): TextEdit[] {
  const { text, ast, style } = unit;
  const actual = needsActual(unit, [host, ...others], role) ? actualModule(unit, host) : undefined;
  const setup = others.flatMap(other => other.setup.map(statement => ({ other, statement })));
  const edits = [
    ...specifierEdits(unit, host.specifier, host.target.module),
    ...(actual?.edits ?? []),
    ...literalEdits(unit, host, others, actual?.spread),
    ...others.map(other => removal(unit, other.statement)),
  ];
  if (setup.length === 0 || !ts.isBlock(host.factory.body)) return edits;
  const anchor = host.factory.body.statements.at(-1)!.getStart(ast);
  const indent = indentAt(text, anchor);
  const lines = setup.map(
    ({ other, statement }) => reindented(unit, other, statement, indent) + style.eol + indent,
  );
  return [...edits, insertion(unit, anchor, lines.join(''))];
}

/** Edits that put more members into the object a factory makes. */
function literalEdits(
  unit: SourceUnit,
  host: Mock,
  others: readonly Mock[],
  spread: string | undefined,
): TextEdit[] {
  const { text, ast, style } = unit;
  const { literal, target } = host;
  const start = literal.getStart(ast);
  const isOneLine = !literal.getText(ast).includes('\n');
  const base = indentAt(text, isOneLine ? start : literal.end);
  const indent = isOneLine
    ? base + style.indent
    : indentAt(text, literal.properties[0]?.getStart(ast) ?? start);
  const added = others.flatMap(other =>
    other.literal.properties.map(property => reindented(unit, other, property, indent)),
  );
  if (spread === undefined && added.length === 0) return [...target.renames];
  if (isOneLine) {
    const own = literal.properties.map(property => renamed(unit, host, property));
    const members = [...(spread === undefined ? [] : [spread]), ...own, ...added];
    const line = `{ ${members.join(', ')} }`;
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const fits = !line.includes('\n') && start - lineStart + line.length <= lineLimit(unit);
    const lines = members.map(member => `${indent}${member},${style.eol}`).join('');
    return [edit(unit, start, literal.end, fits ? line : `{${style.eol}${lines}${base}}`)];
  }
  const edits = [...target.renames];
  const first = literal.properties[0]!.getStart(ast);
  const last = literal.properties.at(-1)!.end;
  if (spread !== undefined) edits.push(insertion(unit, first, `${spread},${style.eol}${indent}`));
  if (added.length === 0) return edits;
  const comma = /^\s*,/.exec(text.slice(last))?.[0].length ?? 0;
  const lines = added.map(member => `,${style.eol}${indent}${member}`).join('');
  return [...edits, edit(unit, last, last + comma, lines + (comma > 0 ? ',' : ''))];
}

/** Whether code may take something else from the v2 module, which the mocks would now hide. */
function needsActual(unit: SourceUnit, mocks: readonly Mock[], role: Role): boolean {
  if (
    mocks.some(({ factory }) => /importActual|requireActual|importOriginal/.test(factory.getText(unit.ast)))
  )
    return false;
  const { module } = mocks[0]!.target;
  const old = mocks.map(({ specifier }) => namesFrom(specifier.text, module, role));
  return [...(exportsOf(module) ?? [])].some(
    ([name, kind]) => kind === 'value' && !old.some(names => names.has(name)),
  );
}

/** The expression that spreads the module itself into the mock, and what it needs around it. */
function actualModule(
  unit: SourceUnit,
  { framework, factory, specifier, target }: Mock,
): { spread: string; edits: TextEdit[] } {
  const quote = unit.text[specifier.getStart(unit.ast)]!;
  const module = quote + target.module + quote;
  const type = /\.[cm]?jsx?$/.test(unit.path) ? '' : `<typeof import(${module})>`;
  if (framework === 'jest') return { spread: `...jest.requireActual${type}(${module})`, edits: [] };
  const start = factory.getStart(unit.ast);
  const isAsync = factory.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  const parenthesis = unit.text.indexOf('(', start) + 1;
  return {
    spread: `...(await importOriginal${type}())`,
    edits: [
      ...(isAsync ? [] : [insertion(unit, start, 'async ')]),
      insertion(unit, parenthesis, 'importOriginal'),
    ],
  };
}

function reindented(unit: SourceUnit, mock: Mock, node: ts.Node, indent: string): string {
  const old = indentAt(unit.text, node.getStart(unit.ast));
  return renamed(unit, mock, node)
    .split('\n')
    .map((line, index) => (index > 0 && line.startsWith(old) ? indent + line.slice(old.length) : line))
    .join('\n');
}

/** Text of a part of a mock, names in it as v2 calls them. */
function renamed(unit: SourceUnit, { target }: Mock, node: ts.Node): string {
  const start = node.getStart(unit.ast);
  const inside = target.renames.filter(each => each.start >= start && each.end <= node.end);
  const shifted = inside.map(each => ({ ...each, start: each.start - start, end: each.end - start }));
  return applyEdits(unit.text.slice(start, node.end), shifted).text;
}

function removal(unit: SourceUnit, statement: ts.Statement): TextEdit {
  const removed = removeStatement(unit, statement);
  const blank = /^[ \t]*\r?\n/.exec(unit.text.slice(removed.end));
  return blank ? { ...removed, end: removed.end + blank[0].length } : removed;
}

function insertion(unit: SourceUnit, at: number, text: string): TextEdit {
  return edit(unit, at, at, text);
}
