import { exportsOf, isV1Specifier } from '../facts/index.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { Origin } from '../project/names.js';
import { contextName } from './inline-uses.js';
import type { ReExport } from './module-uses.js';
import { edit, listEdits } from './name-list.js';
import { homeOf, moduleHome, packageFor, type Role } from './routes.js';
import { lineLimit, specifierEdits } from './statement-edits.js';

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
  return reExports
    .filter(({ specifier }) => isV1Specifier(specifier.text))
    .flatMap(reExport => {
      const clause = reExport.statement.exportClause;
      if (clause && ts.isNamedExports(clause)) return namedEdits(unit, reExport, clause, role);
      return starEdits(
        unit,
        reExport,
        role,
        clause ? new Set() : (taken.get(reExport.specifier.text) ?? new Set()),
      );
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
    ...listEdits(unit, clause.elements, { kept, added: [] }, lineLimit(unit)),
    ...others.flatMap(([module, names]) => {
      const list = names.map(each => each.text).join(', ');
      return following(
        unit,
        statement,
        `export ${statement.isTypeOnly ? 'type ' : ''}{ ${list} } from '${module}';`,
      );
    }),
  ];
}

function starEdits(
  unit: SourceUnit,
  { statement, specifier }: ReExport,
  role: Role,
  taken: ReadonlySet<string>,
): TextEdit[] {
  const module = moduleHome(specifier.text, role);
  if (module === undefined) return [];
  const missing = new Map<string, string[]>();
  for (const name of [...taken].sort()) {
    const from = source(specifier.text, name, role);
    if (!from || (from.module === module && from.name === name && exportsOf(module)?.has(name))) continue;
    const text = from.name === name ? name : `${from.name} as ${name}`;
    missing.set(from.module, [...(missing.get(from.module) ?? []), text]);
  }
  return [
    ...specifierEdits(unit, specifier, module),
    ...[...missing].flatMap(([from, names]) =>
      following(unit, statement, `export { ${names.join(', ')} } from '${from}';`),
    ),
  ];
}

/** A new statement on the line below another. */
function following(unit: SourceUnit, statement: ts.Statement, snippet: string): TextEdit {
  const { text, style, ast } = unit;
  const at = statement.end + /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(statement.end))![0].length;
  const indent = indentAt(text, statement.getStart(ast));
  return edit(unit, at, at, style.eol + indent + render(snippet, style, indent));
}
