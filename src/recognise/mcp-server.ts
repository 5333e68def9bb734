import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { classOfThis, isFunctionNode, unwrap } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * Whether an expression is certainly an `McpServer` of SDK v2. A parameter without a type is one when callers
 * pass such a server and none passes something else that is known.
 */
export function isMcpServer(project: ProjectModel, node: ts.Expression): boolean {
  const values = valuesOf(project);
  const value = unwrap(node);
  if (value.kind === ts.SyntaxKind.SuperKeyword || value.kind === ts.SyntaxKind.ThisKeyword) {
    const owner = classOfThis(value);
    return owner !== undefined && values.sdkBase(owner) === 'McpServer';
  }
  if (values.sdkName(value) !== 'McpServer') return false;
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isParameter(declaration) || declaration.type) return true;
  const owner = declaration.parent;
  if (!isFunctionNode(owner)) return true;
  const index = owner.parameters.indexOf(declaration);
  return values.callsOf(owner).every(call => {
    const argument = call.arguments?.[index];
    const passed = argument && values.of(argument);
    if (!argument || !passed) return true;
    return passed.is === 'object' || values.sdkName(argument) === 'McpServer';
  });
}
