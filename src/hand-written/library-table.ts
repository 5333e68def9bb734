import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  assignedValue,
  classOfThis,
  enclosingFunction,
  enclosingStatement,
  isConst,
  isExportedStatement,
  methodCall,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import type { Dispatcher } from './dispatcher.js';
import { stringOf } from './messages.js';
import { entryKey, entryMethod, isAlways } from './table-entries.js';

/** Classes that call the handler of a message's method and wrap up what it returns, by package. */
const SERVERS: Readonly<Record<string, string>> = { 'json-rpc-2.0': 'JSONRPCServer' };

/**
 * `server.addMethod('initialize', …)` and those beside it, of a server of `json-rpc-2.0` that messages are given to by
 * `server.receive(message)`. Undefined when anything else is done with the server.
 */
export function libraryTable(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.ExpressionStatement,
): Dispatcher | undefined {
  const key = entryKey(node);
  const object = methodCall(node.expression)?.object;
  if (!key || !object || !ts.isExpression(key) || stringOf(project, key) !== 'initialize') return undefined;
  const uses = usesOf(project, unwrap(object));
  if (!uses) return undefined;
  const entries: ts.ExpressionStatement[] = [];
  const received: ts.CallExpression[] = [];
  for (const use of uses) {
    const asked = methodCall(use.parent.parent);
    if (asked?.object !== use) return undefined;
    if (asked.name === 'addMethod' && isAlways(asked.call.parent)) entries.push(asked.call.parent);
    else if (asked.name === 'receive' && asked.call.arguments.length > 0) received.push(asked.call);
    else return undefined;
  }
  const methods = entries.map(each => entryMethod(project, each));
  const isWhole = methods.every(each => each !== undefined) && new Set(methods).size === methods.length;
  const [first, ...others] = received;
  if (!isWhole || !first) return undefined;
  if (others.some(each => enclosingFunction(each) !== enclosingFunction(first))) return undefined;
  return {
    unit,
    kind: 'table',
    statement: enclosingStatement(first),
    owner: enclosingFunction(first),
    subject: first.arguments[0]!,
    received: received.map(each => each.arguments[0]!),
    branches: entries.map((each, index) => ({
      methods: [methods[index]!],
      node: each,
      first: each,
      body: [each],
    })),
    fallback: [],
  };
}

/** Every use of the constant, or of the field of a class, that a server is in. */
function usesOf(project: ProjectModel, object: ts.Expression): ts.Expression[] | undefined {
  if (ts.isIdentifier(object)) {
    const declaration = project.names.symbol(object)?.declarations?.[0];
    if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
    const statement = declaration.parent.parent;
    if (ts.isVariableStatement(statement) && isExportedStatement(statement)) return undefined;
    if (!isServer(project, declaration.initializer)) return undefined;
    return ts.isIdentifier(declaration.name) ? project.names.references(declaration.name) : undefined;
  }
  const isOfThis =
    ts.isPropertyAccessExpression(object) && object.expression.kind === ts.SyntaxKind.ThisKeyword;
  const owner = isOfThis ? classOfThis(object) : undefined;
  if (!isOfThis || !owner) return undefined;
  const field = object.name.text;
  const made = owner.members.flatMap(each =>
    ts.isPropertyDeclaration(each) && each.name.getText() === field ? (each.initializer ?? []) : [],
  );
  const isHidden =
    ts.isPrivateIdentifier(object.name) ||
    owner.members.some(
      each =>
        ts.isPropertyDeclaration(each) &&
        each.name.getText() === field &&
        each.modifiers?.some(one => one.kind === ts.SyntaxKind.PrivateKeyword),
    );
  const uses: ts.Expression[] = [];
  walk(owner, node => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== field) return;
    const value = assignedValue(node);
    if (value) made.push(value);
    else uses.push(node);
  });
  return isHidden && made.length === 1 && isServer(project, made[0]) ? uses : undefined;
}

function isServer(project: ProjectModel, value: ts.Expression | undefined): boolean {
  const made = value && unwrap(value);
  if (!made || !ts.isNewExpression(made)) return false;
  const origin = project.names.origin(made.expression);
  return origin !== undefined && SERVERS[origin.module] === origin.name;
}
