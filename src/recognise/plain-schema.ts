import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { unwrap } from './syntax.js';
import { zodExport } from './zod.js';

/** Methods that keep an object schema as strict as it was, and add nothing but fields. */
const KEEPS = new Set(['extend', 'safeExtend', 'pick', 'omit', 'partial', 'required', 'merge']);

/**
 * Whether an expression is a `z.object({ … })` that has nothing but its shape: no strictness, no refinement, no
 * description. Then `z.object(schema.shape)` is the same schema again.
 */
export function isPlainObjectSchema(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isIdentifier(value)) {
    const declaration = project.names.declaration(value);
    const written =
      declaration && ts.isVariableDeclaration(declaration) && !declaration.type
        ? declaration.initializer
        : undefined;
    return written !== undefined && isPlainObjectSchema(project, written);
  }
  if (!ts.isCallExpression(value)) return false;
  const callee = unwrap(value.expression);
  const made = zodExport(project.names, callee);
  if (made) return made.name === 'object' && value.arguments.length === 1;
  if (!ts.isPropertyAccessExpression(callee) || !KEEPS.has(callee.name.text)) return false;
  if (!isPlainObjectSchema(project, callee.expression)) return false;
  // `merge` takes the strictness of its argument.
  return callee.name.text !== 'merge' || value.arguments.every(each => isPlainObjectSchema(project, each));
}
