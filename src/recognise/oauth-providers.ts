import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, nameText, unwrap, walk, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** An implementation of the SDK's `OAuthClientProvider`. */
export interface OAuthProvider {
  /** Its member functions by name, and undefined for members that are none. */
  readonly members: ReadonlyMap<string, FunctionNode | undefined>;
}

/** Classes that implement `OAuthClientProvider`, and object literals declared as one. */
export function oauthProviders(project: ProjectModel, unit: SourceUnit): OAuthProvider[] {
  const found: OAuthProvider[] = [];
  if (!unit.text.includes('OAuthClientProvider')) return found;
  walk(unit.ast, node => {
    if (ts.isClassLike(node)) {
      const types = node.heritageClauses?.flatMap(clause => clause.types) ?? [];
      if (types.some(type => isProvider(type.expression))) found.push({ members: membersOf(node.members) });
    }
    if (!ts.isVariableDeclaration(node) || !node.type || !ts.isTypeReferenceNode(node.type)) return;
    const value = node.initializer && unwrap(node.initializer);
    if (value && ts.isObjectLiteralExpression(value) && isProvider(node.type.typeName)) {
      found.push({ members: membersOf(value.properties) });
    }
  });
  return found;

  function isProvider(name: ts.Node): boolean {
    return valuesOf(project).sdkExport(name) === 'OAuthClientProvider';
  }
}

function membersOf(
  nodes: readonly (ts.ClassElement | ts.ObjectLiteralElementLike)[],
): Map<string, FunctionNode | undefined> {
  return new Map(
    nodes.flatMap(node => {
      const name = nameText(node.name);
      return name === undefined ? [] : [[name, functionOf(node)] as const];
    }),
  );
}

function functionOf(node: ts.ClassElement | ts.ObjectLiteralElementLike): FunctionNode | undefined {
  if (isFunctionNode(node)) return node;
  const value =
    ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node) ? node.initializer : undefined;
  return value && isFunctionNode(value) ? value : undefined;
}
