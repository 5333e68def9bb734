import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isAskingMethod } from '../recognise/server-requests.js';
import { isConst, isExportedStatement, walk } from '../recognise/syntax.js';
import { removalEdits } from './remove.js';

/**
 * Edits that take away what nothing calls any more once its requests are input requests:
 * `const ask = server.server.elicitInput.bind(server.server);`.
 */
export function spentAliasEdits(project: ProjectModel, unit: SourceUnit): TextEdit[] {
  const spent: ts.Statement[] = [];
  if (!unit.text.includes('inputRequired')) return [];
  walk(unit.ast, node => {
    if (!ts.isVariableStatement(node) || isExportedStatement(node)) return;
    const [alias, ...others] = node.declarationList.declarations;
    if (!alias || others.length > 0 || !isConst(alias) || !ts.isIdentifier(alias.name) || !alias.initializer)
      return;
    if (!isAskingMethod(project, alias.initializer)) return;
    if (project.names.references(alias.name).every(use => use === alias.name)) spent.push(node);
  });
  return removalEdits(unit, spent);
}
