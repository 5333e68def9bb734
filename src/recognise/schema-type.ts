import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { typesOf } from '../project/types.js';
import type { SchemaKind } from './schema-names.js';

/** The schema kind that the type checker sees, with the packages the project has installed. */
export function typedSchemaKind(project: ProjectModel, node: ts.Expression): SchemaKind | undefined {
  const found = typesOf(project).of(node);
  return found && kindOf(found.type, found.checker);
}

/** The kind of a member of an object, as the type checker sees it; absent when the object has none. */
export function typedMemberKind(
  project: ProjectModel,
  owner: ts.Expression,
  key: string,
): SchemaKind | undefined {
  const found = typesOf(project).of(owner);
  if (!found || found.type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return undefined;
  const property = found.checker.getPropertyOfType(found.checker.getApparentType(found.type), key);
  if (!property) return { is: 'absent' };
  return kindOf(found.checker.getTypeOfSymbol(property), found.checker);
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): SchemaKind | undefined {
  const base = checker.getBaseConstraintOfType(type) ?? type;
  if (base.isUnion()) {
    const present = base.types.filter(each => !isNothing(each));
    const kinds = new Set(present.map(each => kindOf(each, checker)?.is));
    const [only] = kinds;
    if (kinds.size !== 1 || !only) return undefined;
    return { is: only, ...(present.length < base.types.length && { optional: true }) };
  }
  if (isNothing(base)) return { is: 'absent' };
  if (isSchema(base)) return { is: 'schema' };
  return isShape(base, checker) ? { is: 'shape' } : undefined;
}

/** By the marks that every schema library leaves on its schemas. */
function isSchema(type: ts.Type): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return false;
  return (
    type.getProperty('~standard') !== undefined ||
    type.getProperty('_zod') !== undefined ||
    (type.getProperty('_def') !== undefined && type.getProperty('safeParse') !== undefined)
  );
}

function isShape(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
  if (type.getCallSignatures().length > 0) return false;
  const element = type.getStringIndexType();
  const fields = type.getProperties().map(field => checker.getTypeOfSymbol(field));
  if (element) fields.push(element);
  return fields.length > 0 && fields.every(field => isSchemaField(field, checker));
}

function isSchemaField(type: ts.Type, checker: ts.TypeChecker): boolean {
  const base = checker.getBaseConstraintOfType(type) ?? type;
  return base.isUnion() ? base.types.every(each => isNothing(each) || isSchema(each)) : isSchema(base);
}

function isNothing(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) !== 0;
}
