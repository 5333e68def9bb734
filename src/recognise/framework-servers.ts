import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { FrameworkRelease } from '../frameworks/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  isConst,
  isExportedStatement,
  memberValue,
  nameText,
  propertyValue,
  unwrap,
  walk,
} from './syntax.js';

type Servers = NonNullable<NonNullable<FrameworkRelease['raise']>['servers']>;

/**
 * Why the servers that a client is given may not be reached by a release as they are now, as a clause; undefined where
 * all of them are in view, and their options known.
 */
export function serversHold(
  project: ProjectModel,
  config: ts.ObjectLiteralExpression,
  { option, options, shown }: Servers,
): string | undefined {
  const value = memberValue(config, option);
  const servers = value && literalOf(project, value);
  if (!servers) return `not all of its \`${option}\` are in view`;
  for (const each of servers.properties) {
    const server = propertyValue(each);
    const literal = server && literalOf(project, server);
    const names = literal?.properties.map(property => nameText(property.name));
    if (!names || names.includes(undefined)) return `not all of its \`${option}\` are in view`;
    const other = names.find(name => !options.includes(name!));
    if (other !== undefined) return `the option \`${other}\` of a server changed or is not known there`;
    const address = shown === undefined || !literal ? undefined : memberValue(literal, shown);
    if (address && !showsPath(project, address))
      return `the \`${shown}\` of a server is not written out, and may be one of HTTP+SSE`;
  }
  return undefined;
}

/** Whether the path of an address is written in it, or in the constant that it is. */
function showsPath(project: ProjectModel, value: ts.Expression): boolean {
  const inner = unwrap(value);
  const declaration = ts.isIdentifier(inner) ? project.names.declaration(inner) : undefined;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && isConst(declaration) && declaration.initializer;
  let shown = false;
  walk(made || inner, node => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateTail(node);
    shown ||= isText && /[^/]\/+[^/?#]|^\/[^/?#]/.test(node.text.replace(/^\w+:\/\//, ''));
    return !shown;
  });
  return shown;
}

/** The first text in a file that ends as an address of one of these kinds, or goes on with a query from there. */
export function namedAddress({ ast, text }: SourceUnit, ends: readonly string[]): string | undefined {
  if (!ends.some(end => text.includes(end))) return undefined;
  let found: string | undefined;
  walk(ast, node => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateTail(node)) return found === undefined;
    const [path] = node.text.split(/[?#]/) as [string];
    if (ends.some(end => path.replace(/\/$/, '').endsWith(end))) found ??= node.text;
    return found === undefined;
  });
  return found;
}

/** An object literal, as it is or by the name of a constant that is used nowhere else. */
function literalOf(project: ProjectModel, value: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const inner = unwrap(value);
  if (ts.isObjectLiteralExpression(inner)) return inner;
  if (!ts.isIdentifier(inner)) return undefined;
  const declaration = project.names.declaration(inner);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) {
    return undefined;
  }
  const { name, initializer } = declaration;
  const literal = initializer && unwrap(initializer);
  const statement = declaration.parent.parent;
  const isOwn = isConst(declaration) && ts.isVariableStatement(statement) && !isExportedStatement(statement);
  // Elsewhere something may be added to it.
  const uses = isOwn ? project.names.references(name) : [];
  return literal && ts.isObjectLiteralExpression(literal) && uses.length === 1 ? literal : undefined;
}
