import { exportsOf, isV1Specifier } from '../facts/index.js';
import { removeStatement } from '../engine/prune-imports.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Origin } from '../project/names.js';
import { contextName } from './inline-uses.js';
import type { ReExport } from './module-uses.js';
import { edit, listEdits } from './name-list.js';
import { homeOf, moduleHome, packageFor, type Role } from './routes.js';
import { lineLimit, specifierEdits } from './statement-edits.js';

/** Up to how many names `export *` of a v1 module is written out, so that it does not offer a whole v2 package. */
const MOST_NAMES = 16;

/**
 * Edits that make `export … from` an SDK v1 module export the same names from v2. What the file offers under an
 * old name it goes on offering under that name, for the files that take it from there.
 * @param taken SDK v1 exports that other files of the project take through `export *`, by v1 specifier
 */
export function reExportEdits(
  unit: SourceUnit,
  reExports: readonly ReExport[],
  role: Role,
  taken: ReadonlyMap<string, ReadonlySet<string>>,
): TextEdit[] {
  const starred = new Set<string>();
  return reExports
    .filter(({ specifier }) => isV1Specifier(specifier.text))
    .flatMap(reExport => {
      const { statement, specifier } = reExport;
      const clause = statement.exportClause;
      if (clause && ts.isNamedExports(clause)) return namedEdits(unit, reExport, clause, role);
      if (clause) return wholeEdits(unit, reExport, role);
      const module = moduleHome(specifier.text, role);
      const names = taken.get(specifier.text) ?? new Set();
      if (module === undefined) return [];
      if (isShort(specifier.text)) return listedEdits(unit, reExport, role);
      const isRepeated = starred.has(module) && names.size === 0;
      starred.add(module);
      return isRepeated ? [removeStatement(unit, statement)] : starEdits(unit, reExport, module, role, names);
    });
}

/** Where a re-exported name comes from; a split name stands for the successor most of its uses mean. */
function source(specifier: string, name: string, role: Role): Origin | undefined {
  const home = homeOf(specifier, name, role);
  if (home) return home;
  switch (name) {
    case 'ErrorCode':
      return { module: packageFor(role), name: 'ProtocolErrorCode' };
    case 'StreamableHTTPError':
      return { module: packageFor('client'), name: 'SdkHttpError' };
    case 'RequestHandlerExtra':
      return { module: packageFor(role), name: contextName(role) };
    default:
      return undefined;
  }
}

function namedEdits(
  unit: SourceUnit,
  { statement, specifier }: ReExport,
  clause: ts.NamedExports,
  role: Role,
): TextEdit[] {
  const groups = new Map<string, { element: ts.ExportSpecifier; text: string }[]>();
  for (const element of clause.elements) {
    const name = (element.propertyName ?? element.name).text;
    const from = source(specifier.text, name, role) ?? { module: specifier.text, name };
    const outer = element.name.text;
    const modifier = element.isTypeOnly ? 'type ' : '';
    const text = modifier + (from.name === outer ? outer : `${from.name} as ${outer}`);
    groups.set(from.module, [...(groups.get(from.module) ?? []), { element, text }]);
  }
  const [own, ...others] = [...groups].sort(
    (a, b) => Number(isV1Specifier(b[0])) - Number(isV1Specifier(a[0])) || b[1].length - a[1].length,
  );
  if (!own) return [];
  const kept = clause.elements.map(element => own[1].find(each => each.element === element)?.text);
  return [
    ...specifierEdits(unit, specifier, own[0]),
    ...listEdits(
      unit,
      clause.elements,
      { kept, added: [] },
      lineLimit(unit) + specifier.text.length - own[0].length,
    ),
    ...others.map(([module, names]) => {
      const list = names.map(each => each.text);
      return following(unit, statement, exportStatement(unit, statement, list, module));
    }),
  ];
}

/** `export * as sdk from` goes to the module most of the names went to. */
function wholeEdits(unit: SourceUnit, { specifier }: ReExport, role: Role): TextEdit[] {
  const module = moduleHome(specifier.text, role);
  return module === undefined ? [] : specifierEdits(unit, specifier, module);
}

/** Whether `export *` of a module is better written out, so that it does not offer a whole v2 package. */
function isShort(specifier: string): boolean {
  return (exportsOf(specifier)?.size ?? Infinity) <= MOST_NAMES;
}

function listedEdits(unit: SourceUnit, { statement, specifier }: ReExport, role: Role): TextEdit[] {
  const names = [...(exportsOf(specifier.text)?.keys() ?? [])];
  const [first, ...others] = exportStatements(unit, { statement, specifier }, names, role);
  if (first === undefined) return [];
  return [
    edit(unit, statement.getStart(unit.ast), statement.end, render(first, unit.style)),
    ...others.map(each => following(unit, statement, each)),
  ];
}

function starEdits(
  unit: SourceUnit,
  { statement, specifier }: ReExport,
  module: string,
  role: Role,
  taken: ReadonlySet<string>,
): TextEdit[] {
  const names = [...taken].sort().filter(name => {
    const from = source(specifier.text, name, role);
    return from?.module !== module || from.name !== name;
  });
  return [
    ...specifierEdits(unit, specifier, module),
    ...exportStatements(unit, { statement, specifier }, names, role).map(each =>
      following(unit, statement, each),
    ),
  ];
}

/** `export { … } from` each of the modules that names of a v1 module went to. */
function exportStatements(
  unit: SourceUnit,
  { statement, specifier }: ReExport,
  names: readonly string[],
  role: Role,
): string[] {
  const lists = new Map<string, string[]>();
  for (const name of names) {
    const from = source(specifier.text, name, role);
    if (!from) continue;
    const isType = !/\.[cm]?jsx?$/.test(unit.path) && exportsOf(from.module)?.get(from.name) === 'type';
    const text = `${isType ? 'type ' : ''}${from.name === name ? name : `${from.name} as ${name}`}`;
    lists.set(from.module, [...(lists.get(from.module) ?? []), text]);
  }
  return [...lists].map(([module, list]) => exportStatement(unit, statement, list, module));
}

function exportStatement(
  unit: SourceUnit,
  { isTypeOnly }: ts.ExportDeclaration,
  names: readonly string[],
  module: string,
): string {
  const open = `export ${isTypeOnly ? 'type ' : ''}{`;
  const list = isTypeOnly ? names.map(name => name.replace(/^type /, '')) : names;
  const line = `${open} ${list.join(', ')} } from '${module}';`;
  return line.length <= lineLimit(unit) ? line : `${open}\n  ${list.join(',\n  ')},\n} from '${module}';`;
}

/** A new statement on the line below another. */
function following(unit: SourceUnit, statement: ts.Statement, snippet: string): TextEdit {
  const { text, style, ast } = unit;
  const at = statement.end + /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(statement.end))![0].length;
  const indent = indentAt(text, statement.getStart(ast));
  return edit(unit, at, at, style.eol + indent + render(snippet, style, indent));
}
