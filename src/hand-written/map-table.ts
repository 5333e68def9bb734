import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  enclosingStatement,
  isConst,
  isExportedStatement,
  methodCall,
  unwrap,
} from '../recognise/syntax.js';
import { isTypeScript } from '../rewrite/languages.js';
import type { Dispatcher } from './dispatcher.js';
import { isMethod } from './messages.js';
import { entryMethod, type TableEntry } from './table-entries.js';

/**
 * `new Map([['initialize', …], …])` in a constant at the top of a file, and `new Map()` that `.set(…)` fills there.
 * Undefined when anything else is done with it than asking it for the handler of a method, in one function.
 */
export function mapTable(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.NewExpression,
): Dispatcher | undefined {
  const name = heldBy(project, unit, node);
  const initial = name && initialEntries(node);
  if (!initial) return undefined;
  const entries: TableEntry[] = [...initial];
  const lookUps: ts.CallExpression[] = [];
  for (const use of project.names.references(name)) {
    const asked = askedFor(use);
    const statement = asked?.call.parent;
    const isOfFile = statement && ts.isExpressionStatement(statement) && ts.isSourceFile(statement.parent);
    if (asked?.name === 'set' && isOfFile) entries.push(statement);
    else if (asked?.name === 'get' && isOfMethod(asked.call)) lookUps.push(asked.call);
    else if (asked?.name !== 'has' || !isOfMethod(asked.call)) return undefined;
  }
  const methods = entries.map(each => entryMethod(project, each));
  const isWhole = methods.every(each => each !== undefined) && new Set(methods).size === methods.length;
  const [lookUp] = lookUps;
  if (!isWhole || !lookUp) return undefined;
  if (lookUps.some(each => enclosingFunction(each) !== enclosingFunction(lookUp))) return undefined;
  return {
    unit,
    kind: 'table',
    statement: enclosingStatement(lookUp),
    owner: enclosingFunction(lookUp),
    subject: lookUp.arguments[0]!,
    branches: entries.map((each, index) => ({
      methods: [methods[index]!],
      node: each,
      first: each,
      body: [each],
    })),
    fallback: [],
  };
}

/** The constant of a file that a `Map` is in, when nothing outside of the file sees it. */
function heldBy(project: ProjectModel, unit: SourceUnit, node: ts.NewExpression): ts.Identifier | undefined {
  const holder = node.parent;
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Map') return undefined;
  if (project.names.declaration(node.expression) ?? project.names.origin(node.expression)) return undefined;
  if (!ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name) || !isConst(holder))
    return undefined;
  const statement = holder.parent.parent;
  const isOfFile = ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent);
  if (!isOfFile || isExportedStatement(statement)) return undefined;
  return takesAnyMethod(unit, node, holder.type) ? holder.name : undefined;
}

/** Whether a further method and handler fit the type: TypeScript makes one of the first pair when none is written. */
function takesAnyMethod(unit: SourceUnit, node: ts.NewExpression, type: ts.TypeNode | undefined): boolean {
  const written = [node.typeArguments, type && (ts.isTypeReferenceNode(type) ? type.typeArguments : [])];
  const given = written.filter(each => each !== undefined);
  if (given.length === 0) return !isTypeScript(unit) || !node.arguments?.length;
  return given.every(([key]) => key?.kind === ts.SyntaxKind.StringKeyword);
}

function initialEntries(node: ts.NewExpression): ts.ArrayLiteralExpression[] | undefined {
  const [list, ...more] = node.arguments ?? [];
  if (!list) return [];
  if (more.length > 0 || !ts.isArrayLiteralExpression(list)) return undefined;
  return list.elements.every(ts.isArrayLiteralExpression) ? [...list.elements] : undefined;
}

function askedFor(
  use: ts.Identifier,
): { readonly call: ts.CallExpression; readonly name: string } | undefined {
  const access = use.parent;
  const asked = methodCall(access.parent);
  return asked?.object === use && asked.call.expression === access ? asked : undefined;
}

function isOfMethod({ arguments: given }: ts.CallExpression): boolean {
  return given.length === 1 && isMethod(unwrap(given[0]!));
}

/** The name of the table that is asked for the handler of a method: `handlers[method]`, `this.handlers.get(method)`. */
export function tableName({ subject }: Dispatcher): ts.Identifier | ts.PropertyAccessExpression | undefined {
  const { parent } = subject;
  const object = ts.isElementAccessExpression(parent) ? parent.expression : methodCall(parent)?.object;
  const table = object && unwrap(object);
  if (!table) return undefined;
  const isField = ts.isPropertyAccessExpression(table) && table.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isField || ts.isIdentifier(table) ? table : undefined;
}
