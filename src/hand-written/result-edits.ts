import { addProperty } from '../engine/object-literal.js';
import { indentAt, lineStart, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { CACHEABLE_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, member, nameText, unwrap } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { isTypeScript } from '../rewrite/languages.js';
import type { ResultSite } from './results.js';

const COMPLETE = "resultType: 'complete'";

/**
 * Edits that complete results: `resultType` on each, `ttlMs` and `cacheScope` on those of lists and reads. Undefined
 * when a declared type stands in the way.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching
 */
export function resultEdits(
  project: ProjectModel,
  sites: readonly ResultSite[],
  cacheSeconds: number | undefined,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const widened = new Map<ts.Node, Set<string>>();
  for (const { node, methods } of sites) {
    const unit = project.unit(node.getSourceFile().fileName);
    const type = unit && declaredType(project, node);
    if (!unit || !type || type === 'unknown') return undefined;
    const hint = cacheHint(methods, cacheSeconds);
    edits.push(
      ...(ts.isObjectLiteralExpression(node)
        ? literalEdits(unit, node, hint)
        : [wrap(project, unit, node, hint)]),
    );
    if (type === 'open') continue;
    const names = widened.get(type) ?? new Set(['resultType']);
    if (hint) for (const name of ['ttlMs', 'cacheScope']) names.add(name);
    widened.set(type, names);
  }
  for (const [type, names] of widened) {
    edits.push(...typeEdits(project, type as ts.InterfaceDeclaration | ts.TypeLiteralNode, names));
  }
  return edits;
}

/** The members that say how long a result is fresh and for whom. */
export function cacheHint(methods: readonly string[], cacheSeconds: number | undefined): string | undefined {
  if (!methods.some(each => CACHEABLE_METHODS.includes(each))) return undefined;
  const seconds = methods.includes('resources/read') ? 0 : (cacheSeconds ?? 0);
  return `ttlMs: ${seconds * 1000}, cacheScope: 'private'`;
}

/** How long a line may become before an object on it is written on several, and one in another object. */
const LINE = 100;
const NESTED_LINE = 140;

function literalEdits(
  unit: SourceUnit,
  literal: ts.ObjectLiteralExpression,
  hint: string | undefined,
): TextEdit[] {
  const { text, ast, style, path: file } = unit;
  const start = literal.getStart(ast);
  const type = member(literal, 'resultType') === undefined ? [COMPLETE] : [];
  const cache = hint !== undefined && member(literal, 'ttlMs') === undefined ? hint.split(', ') : [];
  const isOneLine = !text.slice(start, literal.end).includes('\n');
  const from = lineStart(text, start);
  const line = text.slice(from, /\r?\n|$/.exec(text.slice(literal.end))!.index + literal.end);
  const added = [...type, ...cache].reduce((sum, each) => sum + each.length + 2, 0);
  const given = literal.properties.map(each => each.getText(ast));
  const around = ts.isPropertyAssignment(literal.parent) ? literal.parent.parent : undefined;
  const limit = around && !around.getText(ast).includes('\n') ? NESTED_LINE : LINE;
  if (given.length === 0 || (isOneLine && added > 0 && line.length + added > limit)) {
    const members = [...type, ...given, ...cache];
    const isShort = given.length === 0;
    const snippet = isShort
      ? `{ ${members.join(', ')} }`
      : `{\n${members.map(each => `  ${each},\n`).join('')}}`;
    return [{ file, start, end: literal.end, text: render(snippet, style, indentAt(text, start)) }];
  }
  const edits = type.flatMap(each => firstMember(unit, literal, each));
  const first = literal.properties[0]!;
  const isSpread = text.slice(start, first.getStart(ast)).includes('\n');
  return cache.length === 0
    ? edits
    : [...edits, ...addProperty(unit, literal, cache.join(isSpread ? ',\n' : ', '))];
}

/** A member in front of all others, and of the comment that belongs to the first of them. */
function firstMember(unit: SourceUnit, literal: ts.ObjectLiteralExpression, snippet: string): TextEdit[] {
  const { text, ast, style, path: file } = unit;
  const open = literal.getStart(ast) + 1;
  const start = open + /^\s*/.exec(text.slice(open))![0].length;
  if (start === literal.properties[0]!.getStart(ast)) return addProperty(unit, literal, snippet, 'first');
  const indent = indentAt(text, start);
  return [{ file, start, end: start, text: `${render(snippet, style, indent)},${style.eol}${indent}` }];
}

/** `{ resultType: 'complete', ...(await callTool(params)) }`: what the expression says itself goes first. */
function wrap(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.Expression,
  hint: string | undefined,
): TextEdit {
  const text = node.getText(unit.ast);
  const isUnknown = isTypeScript(unit) && isUnknownValue(project, node);
  const isPlain = ts.isIdentifier(node) || ts.isCallExpression(node) || ts.isPropertyAccessExpression(node);
  const value = isUnknown ? `(${text} as object)` : isPlain ? text : `(${text})`;
  const start = node.getStart(unit.ast);
  const members = render([COMPLETE, hint].filter(Boolean).join(', '), unit.style, indentAt(unit.text, start));
  const isBody = ts.isArrowFunction(node.parent) && node.parent.body === node;
  const wrapped = isBody ? `({ ${members}, ...${value} })` : `{ ${members}, ...${value} }`;
  const isShorthand = ts.isShorthandPropertyAssignment(node.parent);
  return { file: unit.path, start, end: node.end, text: isShorthand ? `${text}: ${wrapped}` : wrapped };
}

/** Whether TypeScript knows nothing of a value, so that it cannot be spread. */
function isUnknownValue(project: ProjectModel, expression: ts.Expression): boolean {
  let node = unwrap(expression);
  if (ts.isAwaitExpression(node)) node = unwrap(node.expression);
  const declaration = ts.isIdentifier(node) ? project.names.symbol(node)?.declarations?.[0] : undefined;
  if (declaration && (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) {
    if (declaration.type) return /\bunknown\b/.test(declaration.type.getText());
    return declaration.initializer !== undefined && isUnknownValue(project, declaration.initializer);
  }
  const target = ts.isCallExpression(node) ? valuesOf(project).callee(node) : undefined;
  return /^(?:Promise<)?unknown\b/.test(target?.type?.getText() ?? '');
}

type Declared = 'open' | 'unknown' | ts.InterfaceDeclaration | ts.TypeLiteralNode;

/** The type that an object has to fit: `open` for any members, a declaration of the project, or one not in view. */
export function declaredType(project: ProjectModel, node: ts.Expression): Declared {
  const annotation = annotationOf(project, node);
  return annotation ? resolved(project, annotation, 0) : 'open';
}

function annotationOf(project: ProjectModel, node: ts.Expression): ts.TypeNode | undefined {
  let outer: ts.Node = node;
  while (ts.isParenthesizedExpression(outer.parent) || ts.isConditionalExpression(outer.parent))
    outer = outer.parent;
  const { parent } = outer;
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return parent.type;
  if (ts.isVariableDeclaration(parent)) return parent.type;
  if (ts.isReturnStatement(parent) || isFunctionNode(parent)) {
    const owner = isFunctionNode(parent) ? parent : ancestors(parent).find(isFunctionNode);
    return owner?.type;
  }
  if (ts.isCallExpression(parent)) {
    const index = parent.arguments.indexOf(outer as ts.Expression);
    return index < 0 ? undefined : valuesOf(project).callee(parent)?.parameters[index]?.type;
  }
  const isMember = ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent);
  if (!isMember || !ts.isObjectLiteralExpression(parent.parent)) return undefined;
  const around = annotationOf(project, parent.parent);
  const type = around && resolved(project, around, 0);
  if (!type || type === 'open' || type === 'unknown') return undefined;
  const signature = type.members.find(each => nameText(each.name) === nameText(parent.name));
  return signature && ts.isPropertySignature(signature) ? signature.type : undefined;
}

function resolved(project: ProjectModel, type: ts.TypeNode, depth: number): Declared {
  if (depth > 4) return 'unknown';
  if (ts.isTypeLiteralNode(type)) return membersOf(type);
  if (ts.isUnionTypeNode(type)) {
    const parts = type.types.map(each => resolved(project, each, depth + 1));
    return parts.find(each => each === 'open') ?? parts.find(each => each !== 'unknown') ?? 'unknown';
  }
  if (!ts.isTypeReferenceNode(type)) {
    const { kind } = type;
    const isNothing = kind === ts.SyntaxKind.LiteralType || kind === ts.SyntaxKind.UndefinedKeyword;
    return isNothing || ts.isIntersectionTypeNode(type) ? 'unknown' : 'open';
  }
  const name = type.typeName;
  const [argument] = type.typeArguments ?? [];
  if (name.getText() === 'Promise' && argument) return resolved(project, argument, depth + 1);
  if (/^Record<[^]*\bnever>$/.test(type.getText())) return 'unknown';
  if (/^(?:Record|Partial)$/.test(name.getText())) return 'open';
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration) return 'unknown';
  if (ts.isTypeParameterDeclaration(declaration)) {
    return declaration.constraint ? resolved(project, declaration.constraint, depth + 1) : 'open';
  }
  if (ts.isTypeAliasDeclaration(declaration)) return resolved(project, declaration.type, depth + 1);
  return ts.isInterfaceDeclaration(declaration) ? membersOf(declaration) : 'unknown';
}

function membersOf(type: ts.InterfaceDeclaration | ts.TypeLiteralNode): Declared {
  return type.members.some(ts.isIndexSignatureDeclaration) ? 'open' : type;
}

const TYPES: Readonly<Record<string, string>> = {
  resultType: 'string',
  ttlMs: 'number',
  cacheScope: "'public' | 'private'",
};

/** Members that a declared type gets for what results say now. */
function typeEdits(
  project: ProjectModel,
  type: ts.InterfaceDeclaration | ts.TypeLiteralNode,
  names: ReadonlySet<string>,
): TextEdit[] {
  const unit = project.unit(type.getSourceFile().fileName);
  const last = type.members.at(-1);
  if (!unit || !last) return [];
  const { text, path: file, ast, style } = unit;
  const missing = [...names].filter(name => !type.members.some(each => nameText(each.name) === name));
  const isSpread = text.slice(type.getStart(ast), last.getStart(ast)).includes('\n');
  const indent = indentAt(text, last.getStart(ast));
  const end = /[;,]$/.exec(last.getText(ast))?.[0];
  const members = missing.map(name => render(`${name}?: ${TYPES[name]!}`, style, indent));
  const gap = isSpread ? style.eol + indent : ' ';
  const separator = end ?? (isSpread ? '' : ';');
  const added = members.map(each => `${gap}${each}${end ?? ''}`).join(end === undefined ? separator : '');
  return [{ file, start: last.end, end: last.end, text: (end === undefined ? separator : '') + added }];
}
