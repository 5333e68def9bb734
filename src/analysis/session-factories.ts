import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { httpEntries, isOdd } from '../recognise/http-serving.js';
import { traceServer } from '../recognise/server-origin.js';
import {
  enclosingFunction,
  isConst,
  isFunctionNode,
  returnedExpressions,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const MAX_CALLS = 3;

/** A function that makes servers, or a class whose instances do. */
export type SessionMaker = FunctionNode | ts.ClassLikeDeclaration;

/**
 * The functions and classes of a project that make a server for each session of 2025-11-25, and with `createMcpHandler` for each
 * request of 2026-07-28: what is declared in them does not outlive either.
 */
export function sessionMakers(project: ProjectModel): SessionMaker[] {
  const found = new Set<SessionMaker>();
  for (const unit of project.units) {
    if (isTestFile(project, unit)) continue;
    for (const entry of httpEntries(project, unit)) {
      if (isOdd(entry) || entry.kind !== 'map' || entry.creation.options.sessions === false) continue;
      addMakers(project, traceServer(project, entry.connect.server).root, found, 0);
    }
    if (!unit.text.includes('createMcpHandler')) continue;
    walk(unit.ast, node => {
      if (!ts.isCallExpression(node) || !node.arguments[0]) return;
      if (valuesOf(project).sdkExport(unwrap(node.expression)) !== 'createMcpHandler') return;
      const factory = functionValue(project, node.arguments[0]);
      if (factory) addFunction(project, factory, found, 0);
    });
  }
  return [...found];
}

/** Statements of a function that make what it hands to the function which makes a server for a session. */
export interface ServerArguments {
  readonly unit: SourceUnit;
  readonly function: FunctionNode;
  readonly statements: readonly ts.Statement[];
}

/** Where code that serves sessions makes something for the server of one: `const notes = []; createServer(notes)`. */
export function serverArguments(project: ProjectModel): ServerArguments[] {
  return project.units.flatMap(unit => {
    if (isTestFile(project, unit)) return [];
    return httpEntries(project, unit).flatMap(entry => {
      if (isOdd(entry) || entry.kind !== 'map' || entry.creation.options.sessions === false) return [];
      const made = unwrapAwaited(traceServer(project, entry.connect.server).root);
      const owner = enclosingFunction(made);
      if (!ts.isCallExpression(made) || !owner) return [];
      const statements = made.arguments.flatMap(each => declaringStatement(project, each, owner) ?? []);
      return statements.length > 0 ? [{ unit, function: owner, statements }] : [];
    });
  });
}

/** The statement that makes a constant of a function. */
function declaringStatement(
  project: ProjectModel,
  node: ts.Expression,
  owner: FunctionNode,
): ts.VariableStatement | undefined {
  const declaration = ts.isIdentifier(node) ? project.names.declaration(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || enclosingFunction(declaration) !== owner)
    return undefined;
  const statement = declaration.parent.parent;
  return isConst(declaration) && ts.isVariableStatement(statement) ? statement : undefined;
}

/** The function that is called to make a server, and those that it returns the result of. */
function addMakers(
  project: ProjectModel,
  root: ts.Expression,
  found: Set<SessionMaker>,
  depth: number,
): void {
  const call = unwrapAwaited(root);
  const maker = ts.isCallExpression(call) ? valuesOf(project).callee(call) : undefined;
  if (maker) addFunction(project, maker, found, depth);
  const made = ts.isNewExpression(call) ? valuesOf(project).instanceOf(call.expression) : undefined;
  if (made?.is === 'instance') found.add(made.class);
}

function addFunction(
  project: ProjectModel,
  maker: FunctionNode,
  found: Set<SessionMaker>,
  depth: number,
): void {
  if (found.has(maker) || depth > MAX_CALLS) return;
  found.add(maker);
  for (const value of returnedExpressions(maker))
    addMakers(project, traceServer(project, value).root, found, depth + 1);
}

function functionValue(project: ProjectModel, node: ts.Expression): FunctionNode | undefined {
  const value = unwrap(node);
  if (isFunctionNode(value)) return value;
  const target = valuesOf(project).of(value);
  return target?.is === 'function' && isFunctionNode(target.node) ? target.node : undefined;
}
