import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';

/**
 * Every use of what `name` declares, in all files of the project, under whatever name a file imports it; the
 * declaration, imports and exports themselves are left out.
 * @returns undefined when it is passed on in a way that is not followed: under another name by an export, as a
 * default export, or with `module.exports`
 */
export function projectReferences(project: ProjectModel, name: ts.Identifier): ts.Identifier[] | undefined {
  const declaration = project.names.declaration(name);
  if (!declaration) return undefined;
  const found: ts.Identifier[] = [];
  for (const use of project.units.flatMap(unit => identifiersIn(unit.ast, name.text))) {
    if (use === name) continue;
    const { parent } = use;
    if (ts.isImportSpecifier(parent)) {
      const isRenamed = parent.propertyName === use && project.names.declaration(parent.name) === declaration;
      if (isRenamed) found.push(...project.names.references(parent.name));
      continue;
    }
    if (ts.isExportSpecifier(parent)) {
      if (!parent.propertyName) continue;
      if (project.names.declaration(use) === declaration) return undefined;
      continue;
    }
    if (project.names.declaration(use) !== declaration) continue;
    if (ts.isExportAssignment(parent) || isCommonJsExport(use)) return undefined;
    found.push(use);
  }
  return found;
}

function isCommonJsExport(use: ts.Identifier): boolean {
  for (let at: ts.Node = use.parent; at; at = at.parent) {
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return /^(?:module\.)?exports\b/.test(at.left.getText());
    }
    if (ts.isStatement(at)) return false;
  }
  return false;
}
