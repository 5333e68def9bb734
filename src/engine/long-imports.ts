import type { ProjectModel } from '../project/model.js';
import { indentAt } from './style.js';
import { ts } from './ts.js';
import type { SourceUnit, TextEdit } from './types.js';

const MAX_LINE = 115;

/**
 * Gives each name a line of its own in imports that the migration has made too long for one. Those that were as long
 * before stay, and so do those with something else between the names.
 */
export function spreadImports(
  before: ProjectModel,
  after: ProjectModel,
  changed: readonly string[],
): TextEdit[] {
  return changed.flatMap(file => {
    const unit = after.unit(file);
    const old = before.unit(file)?.text ?? '';
    if (!unit) return [];
    return unit.ast.statements.flatMap(statement => {
      const names = namesIn(statement);
      const text = statement.getText(unit.ast);
      const isLong = !text.includes('\n') && text.length > MAX_LINE && !old.includes(text);
      return names && isLong ? spread(unit, names) : [];
    });
  });
}

/** The names of an import, or of a constant that is a required module taken apart. */
function namesIn(statement: ts.Statement): ts.NodeArray<ts.Node> | undefined {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration] = statement.declarationList.declarations;
  const isRequired = /^require\(/.test(declaration?.initializer?.getText() ?? '');
  return declaration && isRequired && ts.isObjectBindingPattern(declaration.name)
    ? declaration.name.elements
    : undefined;
}

function spread(unit: SourceUnit, names: ts.NodeArray<ts.Node>): TextEdit[] {
  const { text, ast, path: file, style } = unit;
  if (names.length < 2) return [];
  const close = text.indexOf('}', names.at(-1)!.end);
  const ends = [...names.map(each => each.getStart(ast)), close];
  const gaps = ends.map((end, index) => ({ start: index === 0 ? names.pos : names[index - 1]!.end, end }));
  if (gaps.some(({ start, end }) => !/^[ \t,]*$/.test(text.slice(start, end)))) return [];
  const outer = style.eol + indentAt(text, names.pos);
  return gaps.map(({ start, end }, index) => ({
    file,
    start,
    end,
    text: (index > 0 ? ',' : '') + outer + (index < names.length ? style.indent : ''),
  }));
}
