import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { timerExpression, timerHolder, timerName, type KeepAlive } from '../recognise/keep-alive.js';
import { classOfThis, isExportedStatement, nameText } from '../recognise/syntax.js';
import type { Removable } from './remove.js';

/** Where a timer is set and kept, and where what keeps it is named besides. */
export interface KeptTimer {
  readonly gone: readonly Removable[];
  readonly uses: readonly ts.Expression[];
}

/**
 * Finds what keeps a timer: nothing, a variable that starts with it or that it is assigned to, or a private field.
 * @returns undefined where something else may keep it, or see what keeps it
 */
export function keptTimer(
  project: ProjectModel,
  unit: SourceUnit,
  { timer }: KeepAlive,
): KeptTimer | undefined {
  const { parent } = timerExpression(timer);
  if (ts.isExpressionStatement(parent)) return { gone: [parent], uses: [] };
  if (ts.isVariableDeclaration(parent)) {
    const statement = timerName(timer) && aloneIn(parent);
    return statement && { gone: [statement], uses: project.names.references(parent.name as ts.Identifier) };
  }
  const holder = timerHolder(timer);
  const set = ts.isBinaryExpression(parent) ? parent.parent : undefined;
  if (!holder || !set || !ts.isExpressionStatement(set)) return undefined;
  return ts.isIdentifier(holder) ? inVariable(project, holder, set) : inField(unit, holder, set);
}

/** `let timer; … timer = setInterval(…);` */
function inVariable(
  project: ProjectModel,
  holder: ts.Identifier,
  set: ts.ExpressionStatement,
): KeptTimer | undefined {
  const declared = project.names.declaration(holder);
  if (!declared || !ts.isVariableDeclaration(declared) || !ts.isIdentifier(declared.name)) return undefined;
  const statement = declared.initializer ? undefined : aloneIn(declared);
  return statement && { gone: [statement, set], uses: project.names.references(declared.name) };
}

/** `private timer?: NodeJS.Timeout; … this.timer = setInterval(…);`, where all that names the field is `this.timer`. */
function inField(
  unit: SourceUnit,
  holder: ts.PropertyAccessExpression,
  set: ts.ExpressionStatement,
): KeptTimer | undefined {
  const owner = classOfThis(holder);
  const fields = owner?.members.filter(each => nameText(each.name) === holder.name.text) ?? [];
  const [field] = fields;
  if (!owner || !field || fields.length > 1 || !ts.isPropertyDeclaration(field) || field.initializer)
    return undefined;
  const isPrivate =
    ts.isPrivateIdentifier(field.name) ||
    (field.modifiers?.some(each => each.kind === ts.SyntaxKind.PrivateKeyword) ?? false);
  if (!isPrivate) return undefined;
  const uses: ts.Expression[] = [];
  for (const name of namesOf(unit, holder.name)) {
    if (name === field.name) continue;
    const access = name.parent;
    const isOwn =
      ts.isPropertyAccessExpression(access) &&
      access.name === name &&
      access.expression.kind === ts.SyntaxKind.ThisKeyword &&
      classOfThis(access) === owner;
    if (!isOwn) return undefined;
    uses.push(access);
  }
  return { gone: [field, set], uses };
}

function namesOf(unit: SourceUnit, name: ts.MemberName): readonly ts.Node[] {
  if (ts.isIdentifier(name)) return identifiersIn(unit.ast, name.text);
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPrivateIdentifier(node) && node.text === name.text) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
}

/** The statement of a variable that is declared alone and not exported. */
function aloneIn(declared: ts.VariableDeclaration): ts.VariableStatement | undefined {
  const list = declared.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1) return undefined;
  return ts.isVariableStatement(list.parent) && !isExportedStatement(list.parent) ? list.parent : undefined;
}
