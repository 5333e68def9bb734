import { isV1Specifier } from '../facts/index.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { NameResolver } from '../project/names.js';
import { loadedModuleEdits } from './loaded-modules.js';
import { mockEdits } from './mock-factories.js';
import { edit } from './name-list.js';
import { homeOf, moduleHome, splitInto, type Role } from './routes.js';
import { specifierEdits } from './statement-edits.js';
import { tokensOf } from './tokens.js';

/**
 * Edits of the places that name an SDK v1 module outside of import statements: `import()` and mocks, types written
 * `import('…').Tool`, `require` inside an expression, `declare module`, JSDoc.
 */
export function inlineEdits(
  unit: SourceUnit,
  inline: readonly ts.StringLiteralLike[],
  resolver: NameResolver,
  role: Role,
): TextEdit[] {
  const mocks = mockEdits(unit, inline, resolver, role);
  return [
    ...mocks.edits,
    ...inline
      .filter(specifier => !mocks.done.has(specifier))
      .flatMap(specifier => placeEdits(unit, specifier, resolver, role)),
    ...commentEdits(unit, role),
  ];
}

function placeEdits(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  resolver: NameResolver,
  role: Role,
): TextEdit[] {
  const { parent } = specifier;
  if (ts.isModuleDeclaration(parent)) return wholeEdits(unit, specifier, role);
  if (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent))
    return importTypeEdits(unit, specifier, parent.parent, role);
  const isRequired =
    ts.isCallExpression(parent) && ts.isIdentifier(parent.expression) && parent.expression.text === 'require';
  if (!isRequired) return loadedModuleEdits(unit, specifier, resolver, role);
  const access = parent.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== parent)
    return wholeEdits(unit, specifier, role);
  return memberEdits(unit, specifier, access.name, role);
}

function importTypeEdits(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  type: ts.ImportTypeNode,
  role: Role,
): TextEdit[] {
  if (!type.qualifier) return wholeEdits(unit, specifier, role);
  const name = ts.isQualifiedName(type.qualifier) ? firstName(type.qualifier) : type.qualifier;
  if (name.text !== 'RequestHandlerExtra') return memberEdits(unit, specifier, name, role);
  const module = wholeHome(specifier.text, role);
  if (module === undefined) return [];
  return [
    ...specifierEdits(unit, specifier, module),
    edit(unit, name.getStart(unit.ast), type.end, contextName(role)),
  ];
}

/** What `RequestHandlerExtra` became on the side the code is on. */
export function contextName(role: Role): string {
  return splitInto('RequestHandlerExtra')![role === 'client' ? 1 : 0]!;
}

function firstName(name: ts.QualifiedName): ts.Identifier {
  let first: ts.EntityName = name;
  while (ts.isQualifiedName(first)) first = first.left;
  return first;
}

function memberEdits(
  unit: SourceUnit,
  specifier: ts.StringLiteralLike,
  name: ts.MemberName,
  role: Role,
): TextEdit[] {
  const home = homeOf(specifier.text, name.text, role);
  if (!home) return [];
  const rename = home.name === name.text ? [] : [edit(unit, name.getStart(unit.ast), name.end, home.name)];
  return [...specifierEdits(unit, specifier, home.module), ...rename];
}

function wholeEdits(unit: SourceUnit, specifier: ts.StringLiteralLike, role: Role): TextEdit[] {
  const home = wholeHome(specifier.text, role);
  return home === undefined ? [] : specifierEdits(unit, specifier, home);
}

function wholeHome(specifier: string, role: Role): string | undefined {
  return isV1Specifier(specifier) ? moduleHome(specifier, role) : undefined;
}

const IN_COMMENT = /import\((['"])(@modelcontextprotocol\/sdk[^'"\s]*)\1\)(?:\.([\w$]+))?/g;

/** JSDoc is all the types a JavaScript file has; in TypeScript a comment is only text. */
function commentEdits(unit: SourceUnit, role: Role): TextEdit[] {
  if (!/\.[cm]?jsx?$/.test(unit.path)) return [];
  const matches = [...unit.text.matchAll(IN_COMMENT)];
  if (matches.length === 0) return [];
  const tokens = tokensOf(unit.ast);
  return matches.flatMap(match => {
    const [all, , specifier, name] = match as unknown as [string, string, string, string | undefined];
    const start = match.index;
    if (tokens.some(token => token.start < start + all.length && token.end > start)) return [];
    const home =
      name === undefined
        ? { module: wholeHome(specifier, role), name }
        : (homeOf(specifier, name, role) ?? { module: undefined, name });
    if (home.module === undefined) return [];
    const at = start + 'import('.length + 1;
    const edits = [edit(unit, at, at + specifier.length, home.module)];
    const end = start + all.length;
    if (name !== undefined && home.name !== name)
      edits.push(edit(unit, end - name.length, end, home.name ?? name));
    return edits;
  });
}
