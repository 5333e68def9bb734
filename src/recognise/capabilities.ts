import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isLegacyOnly } from './era-guard.js';
import { initializer } from './registrations.js';
import { memberValue, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** A capability that is declared in the options of an SDK server or client. */
export interface DeclaredCapability {
  /** What it is declared as. */
  readonly value: ts.Expression;
  readonly name: string;
  /** SDK class whose options they are: `McpServer`, `Server` or `Client`. */
  readonly by: string;
}

/** Capabilities of these names in the options of the servers and clients that a file makes. */
export function declaredCapabilities(
  project: ProjectModel,
  unit: SourceUnit,
  names: readonly string[],
): DeclaredCapability[] {
  const found: DeclaredCapability[] = [];
  if (!names.some(name => unit.text.includes(name))) return found;
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node) || isLegacyOnly(project, node)) return;
    const by = valuesOf(project).sdkExport(node.expression);
    if (by !== 'McpServer' && by !== 'Server' && by !== 'Client') return;
    const capabilities = objectMember(project, node.arguments?.[1], 'capabilities');
    for (const name of capabilities ? names : []) {
      const value = memberValue(capabilities!, name);
      if (value) found.push({ value, name, by });
    }
  });
  return found;
}

/** The object literal that a member of an expression is written with. */
export function objectMember(
  project: ProjectModel,
  node: ts.Expression | undefined,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  const owner = node && initializer(node, project.names);
  const value = owner && ts.isObjectLiteralExpression(owner) ? memberValue(owner, name) : undefined;
  const found = value && initializer(value, project.names);
  return found && ts.isObjectLiteralExpression(found) ? found : undefined;
}
