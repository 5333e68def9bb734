import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { isV1Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { initializer } from '../recognise/registrations.js';
import { isConst, member, memberValue, methodCall, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { moduleUses } from '../sdk-codemod/module-uses.js';
import { memberRemovalEdits } from './remove-members.js';
import { removalEdits, type Removable } from './remove.js';

const OPTIONS = ['taskStore', 'taskMessageQueue', 'defaultTaskPollInterval', 'maxTaskQueueSize'];
const MADE = new Set(['InMemoryTaskStore', 'InMemoryTaskMessageQueue']);

/**
 * Edits that take the options and the capability for tasks from a server, and the store and the queue that it was
 * given.
 * @param keepsCapability whether the package handles `tasks/*` by itself
 * @returns undefined when there are none, or one that is used for more
 */
export function taskOptionEdits(
  project: ProjectModel,
  unit: SourceUnit,
  made: ts.NewExpression,
  keepsCapability: boolean,
): TextEdit[] | undefined {
  const options = made.arguments?.[1] && initializer(made.arguments[1], project.names);
  if (!options || !ts.isObjectLiteralExpression(options) || options.getSourceFile() !== unit.ast)
    return undefined;
  const statements: Removable[] = [];
  const gone = new Set<ts.Node>();
  for (const name of OPTIONS) {
    const option = member(options, name);
    const value = memberValue(options, name);
    if (!option) continue;
    const owned = value && ownedStatements(project, value);
    if (!owned) return undefined;
    gone.add(option);
    statements.push(...owned);
  }
  const edits = [...memberRemovalEdits(unit, options, gone), ...removalEdits(unit, statements)];
  if (!keepsCapability) edits.push(...capabilityEdits(project, unit, options));
  return edits.length > 0 ? edits : undefined;
}

/** Whether the package of a file keeps its tasks in a store of its own, which a store in memory cannot replace. */
export function hasOwnTaskStore(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units.some(each => {
    if (project.packageOf(each.path) !== home || !each.text.includes('askStore')) return false;
    if (isTestFile(project, each)) return false;
    const names = moduleUses(each).statements.filter(({ specifier }) => isV1Specifier(specifier.text));
    if (names.some(statement => statement.names.some(({ name }) => name === 'TaskStore'))) return true;
    let isOwn = false;
    walk(each.ast, node => {
      const options = ts.isNewExpression(node) ? optionsOf(project, node) : undefined;
      const value = options && memberValue(options, 'taskStore');
      isOwn ||= value !== undefined && ownedStatements(project, value) === undefined;
      return !isOwn;
    });
    return isOwn;
  });
}

/** The options that a server of the SDK is made with, where they are written out. */
function optionsOf(project: ProjectModel, made: ts.NewExpression): ts.ObjectLiteralExpression | undefined {
  const name = valuesOf(project).sdkExport(made.expression);
  if (name !== 'McpServer' && name !== 'Server') return undefined;
  const options = made.arguments?.[1] && initializer(made.arguments[1], project.names);
  return options && ts.isObjectLiteralExpression(options) ? options : undefined;
}

/** What goes away with an option: the constant that it was given and its cleanup, or nothing. */
function ownedStatements(project: ProjectModel, node: ts.Expression): Removable[] | undefined {
  const value = unwrap(node);
  if (ts.isNumericLiteral(value)) return [];
  if (isMade(project, value)) return [];
  const declaration = ts.isIdentifier(value) ? declarationOf(project, value) : undefined;
  if (!declaration?.initializer || !isMade(project, unwrap(declaration.initializer))) return undefined;
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  if (statement.modifiers?.some(each => each.kind === ts.SyntaxKind.ExportKeyword)) return undefined;
  const found: Removable[] = [statement];
  for (const use of project.names.references(declaration.name as ts.Identifier)) {
    if (use === value || isOptionOf(use)) continue;
    const cleanup = cleanupStatement(use);
    if (!cleanup) return undefined;
    found.push(cleanup);
  }
  return found;
}

function declarationOf(project: ProjectModel, name: ts.Identifier): ts.VariableDeclaration | undefined {
  const declaration = project.names.declaration(name);
  const isVariable = declaration !== undefined && ts.isVariableDeclaration(declaration);
  return isVariable && isConst(declaration) && ts.isIdentifier(declaration.name) ? declaration : undefined;
}

function isMade(project: ProjectModel, node: ts.Expression): boolean {
  if (!ts.isNewExpression(node) || (node.arguments?.length ?? 0) > 0) return false;
  return MADE.has(project.names.origin(node.expression)?.name ?? '');
}

/** The use as an option of the same name, of another server of the file perhaps. */
function isOptionOf(use: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isShorthandPropertyAssignment(parent)) return OPTIONS.includes(parent.name.text);
  return (
    ts.isPropertyAssignment(parent) && parent.initializer === use && OPTIONS.includes(parent.name.getText())
  );
}

/** `taskStore.cleanup();` as a statement of its own. */
function cleanupStatement(use: ts.Identifier): ts.ExpressionStatement | undefined {
  const call = methodCall(use.parent.parent);
  const isCleanup = call?.object === use && call.name === 'cleanup';
  const statement = use.parent.parent.parent;
  return isCleanup && ts.isExpressionStatement(statement) && ts.isBlock(statement.parent)
    ? statement
    : undefined;
}

function capabilityEdits(
  project: ProjectModel,
  unit: SourceUnit,
  options: ts.ObjectLiteralExpression,
): TextEdit[] {
  const value = memberValue(options, 'capabilities');
  const capabilities = value && initializer(value, project.names);
  if (!capabilities || !ts.isObjectLiteralExpression(capabilities)) return [];
  const tasks = member(capabilities, 'tasks');
  if (!tasks || capabilities.getSourceFile() !== unit.ast) return [];
  return memberRemovalEdits(unit, capabilities, new Set<ts.Node>([tasks]));
}
