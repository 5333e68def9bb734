import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { assignedValue, isConst, isUndefined, siblings, unwrap, wrapped } from '../recognise/syntax.js';
import { isLogCall } from './state-kinds.js';

/** How a tool takes something out of a cache, or computes it and puts it in, with the same result. */
export interface CacheFill {
  /** The variable that has what was found, where code that computes may write it. */
  readonly hit: ts.VariableDeclaration;
  /** The variable that has what was computed, where it is another one. */
  readonly value?: ts.VariableDeclaration;
  /** `hit = …`, where what is computed goes to the same variable. */
  readonly assignment?: ts.BinaryExpression;
  /** What runs only when nothing is found. */
  readonly missing: readonly ts.Node[];
}

/**
 * Recognises `const hit = cache.get(key); if (hit) return …; … cache.set(key, value); return …;` where both returns are
 * alike, and `let hit = cache.get(key); if (!hit) { hit = …; cache.set(key, hit); }`.
 */
export function cacheFill(
  project: ProjectModel,
  get: ts.CallExpression,
  set: ts.CallExpression,
): CacheFill | undefined {
  const hit = wrapped(get).parent;
  if (!ts.isVariableDeclaration(hit) || hit.initializer !== wrapped(get) || !ts.isIdentifier(hit.name))
    return undefined;
  const statement = hit.parent.parent;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length > 1)
    return undefined;
  const list = siblings(statement);
  const at = list?.indexOf(statement) ?? -1;
  const test = list?.[at + 1];
  const put = set.parent;
  const value = set.arguments[1] && unwrap(set.arguments[1]);
  if (!list || !test || !ts.isIfStatement(test) || test.elseStatement || !ts.isExpressionStatement(put))
    return undefined;
  if (!value || !ts.isIdentifier(value) || set.arguments.length > 2) return undefined;
  const found = tested(test.expression, hit.name.text);
  const valueOf = project.names.declaration(value);
  if (found === false) return assignedFill(project, hit, test, put, valueOf);
  const end = list.indexOf(put);
  if (found !== true || end < 0 || !isConst(hit)) return undefined;
  if (!valueOf || !ts.isVariableDeclaration(valueOf) || !isConst(valueOf)) return undefined;
  const given = resultOf(blockOf(test.thenStatement));
  const computed = resultOf(list.slice(end + 1));
  if (!given || !computed || renamed(given, hit.name.text) !== renamed(computed, value.text))
    return undefined;
  return { hit, value: valueOf, missing: list.slice(at + 2, end) };
}

function assignedFill(
  project: ProjectModel,
  hit: ts.VariableDeclaration,
  test: ts.IfStatement,
  put: ts.ExpressionStatement,
  value: ts.Declaration | undefined,
): CacheFill | undefined {
  const inside = blockOf(test.thenStatement);
  const writes = project.names
    .references(hit.name as ts.Identifier)
    .filter(each => assignedValue(each) !== undefined);
  const assignment = writes[0]?.parent as ts.BinaryExpression | undefined;
  const index = inside.findIndex(each => ts.isExpressionStatement(each) && each.expression === assignment);
  if (writes.length !== 1 || index < 0 || value !== hit || inside.indexOf(put) < index) return undefined;
  return { hit, assignment: assignment!, missing: inside.filter(each => each !== put) };
}

/** Whether a test passes when something is found; undefined for another test. */
function tested(test: ts.Expression, name: string): boolean | undefined {
  const node = unwrap(test);
  if (ts.isIdentifier(node)) return node.text === name ? true : undefined;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return ts.isIdentifier(node.operand) && node.operand.text === name ? false : undefined;
  if (!ts.isBinaryExpression(node) || !ts.isIdentifier(node.left) || node.left.text !== name)
    return undefined;
  const isNothing = isUndefined(node.right) || node.right.kind === ts.SyntaxKind.NullKeyword;
  if (!isNothing) return undefined;
  const operator = node.operatorToken.getText();
  if (operator === '!==' || operator === '!=') return true;
  return operator === '===' || operator === '==' ? false : undefined;
}

function blockOf(statement: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(statement) ? statement.statements : [statement];
}

/** What statements return that do nothing else but write lines of a log. */
function resultOf(statements: readonly ts.Statement[]): ts.Expression | undefined {
  const last = statements.at(-1);
  const isPlain = statements.slice(0, -1).every(each => {
    const call = ts.isExpressionStatement(each) ? unwrap(each.expression) : undefined;
    return call !== undefined && ts.isCallExpression(call) && isLogCall(call);
  });
  return isPlain && last && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** The text of an expression with one name for the value in the place of its own. */
function renamed(node: ts.Expression, name: string): string {
  const words: string[] = [];
  const visit = (at: ts.Node): void => {
    if (at.getChildCount() > 0) {
      for (const each of at.getChildren()) visit(each);
      return;
    }
    const isShorthand = ts.isShorthandPropertyAssignment(at.parent);
    const isMember = ts.isPropertyAccessExpression(at.parent) && at.parent.name === at;
    const text = at.getText();
    if (text === ',' || text === '') return;
    const isValue = ts.isIdentifier(at) && text === name && !isMember;
    words.push(isValue ? (isShorthand ? `${text}: #` : '#') : text);
  };
  visit(node);
  return words.join(' ');
}
