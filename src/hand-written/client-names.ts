import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { nameText, walk } from '../recognise/syntax.js';

/**
 * Whether code of a package counts on a server that says who it is, as in `hello.serverInfo.name`: at 2026-07-28 a
 * server says so in `_meta`, or not at all.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#meta
 */
export function countsOnName(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units.some(
    each =>
      each.text.includes('serverInfo') &&
      project.packageOf(each.path) === home &&
      !isTestFile(project, each) &&
      readsName(each),
  );
}

function readsName({ ast }: SourceUnit): boolean {
  let found = false;
  walk(ast, node => {
    if (ts.isTypeNode(node)) return false;
    const isRead =
      (ts.isPropertyAccessExpression(node) && node.name.text === 'serverInfo' && !isChecked(node)) ||
      (ts.isBindingElement(node) && isUnchecked(node));
    found ||= isRead;
    return !found;
  });
  return found;
}

/** `hello.serverInfo?.name`, `hello.serverInfo ?? unknown`, `if (hello.serverInfo)`, and what is only shown. */
function isChecked(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.questionDotToken !== undefined;
  if (ts.isBinaryExpression(parent)) {
    const isTarget = parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isTarget || /^(?:\?\?|\|\||&&)$/.test(parent.operatorToken.getText());
  }
  return ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || ts.isPrefixUnaryExpression(parent);
}

/** `{ serverInfo }` whose members are read without a question mark, `{ serverInfo: { name } }`. */
function isUnchecked(node: ts.BindingElement): boolean {
  if (nameText(node.propertyName ?? node.name) !== 'serverInfo' || node.initializer) return false;
  if (!ts.isIdentifier(node.name)) return true;
  const { text } = node.name;
  let found = false;
  walk(node.getSourceFile(), at => {
    if (!ts.isIdentifier(at) || at.text !== text || at === node.name || at === node.propertyName) return;
    const isMember = ts.isPropertyAccessExpression(at.parent) && at.parent.name === at;
    if (!isMember) found ||= !isChecked(at);
  });
  return found;
}
