import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isMcpServer } from './mcp-server.js';
import { projectReferences } from './references.js';
import { registration } from './registrations.js';
import { isConst, member, methodCall, nameText, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** Written as `key: value`, or as `value` alone in a shorthand, which nobody else reads. */
export interface WrittenSchema {
  readonly form: 'value' | 'shorthand';
  readonly key: string;
  readonly value: ts.Expression;
}

/** Part of an object that is registered whole, and read elsewhere or not seen. */
export interface MemberSchema {
  readonly form: 'member';
  readonly key: string;
  /** The object; an expression that can be written twice. */
  readonly owner: ts.Expression;
  /** The literal that spreads the object, when it is not registered by itself. */
  readonly literal?: ts.ObjectLiteralExpression;
  /** The member as the object was written with it, when that is found. */
  readonly value?: ts.Expression;
}

/** A member of a registration that SDK v2 takes as a schema object. */
export type SchemaArgument = WrittenSchema | MemberSchema;

const KEYS: Readonly<Record<string, readonly string[]>> = {
  tool: ['inputSchema', 'outputSchema'],
  prompt: ['argsSchema'],
};

/** Members of `registered.update({ … })` that take schemas; shapes are not wrapped there even by SDK v2. */
const UPDATE_KEYS = ['paramsSchema', 'outputSchema', 'argsSchema'];

/** Everything in a project that is registered as a schema with an SDK v2 server. */
export function schemaArguments(project: ProjectModel): SchemaArgument[] {
  const values = valuesOf(project);
  const found: SchemaArgument[] = [];
  for (const unit of project.units) {
    walk(unit.ast, node => {
      const registered = registration(node, project.names);
      const keys = registered && KEYS[registered.kind];
      if (registered && keys) {
        const config = registered.given[1];
        const isRegistration = registered.given.length === 3 && config;
        if (isRegistration && isMcpServer(project, registered.receiver)) {
          found.push(...configArguments(project, config, keys));
        }
        return;
      }
      const call = methodCall(node);
      if (call?.name !== 'update' || call.call.arguments.length !== 1) return;
      const handle = values.of(call.object);
      if (
        handle?.is === 'sdk'
          ? /^Registered(?:Tool|Prompt)$/.test(handle.name)
          : isHandle(project, call.object)
      ) {
        found.push(...configArguments(project, call.call.arguments[0]!, UPDATE_KEYS));
      }
    });
  }
  return found;
}

/** Whether an expression names what a registration returned: `const tool = server.registerTool(…)`. */
function isHandle(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? registration(unwrap(declaration.initializer), project.names)
      : undefined;
  return made !== undefined && KEYS[made.kind] !== undefined && isMcpServer(project, made.receiver);
}

function configArguments(
  project: ProjectModel,
  config: ts.Expression,
  keys: readonly string[],
): SchemaArgument[] {
  const given = unwrap(config);
  if (ts.isObjectLiteralExpression(given)) {
    return keys.flatMap(key => literalArgument(project, given, key));
  }
  const written = objectBehind(project, given);
  const own = written && readOnlyByRegistrations(project, given, keys);
  if (own) return keys.flatMap(key => literalArgument(project, written, key));
  if (!isChain(given)) return [];
  return keys.flatMap(key => memberArgument(given, key, written));
}

function literalArgument(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
  key: string,
): SchemaArgument[] {
  const property = member(literal, key);
  if (property && ts.isPropertyAssignment(property))
    return [{ form: 'value', key, value: property.initializer }];
  if (property && ts.isShorthandPropertyAssignment(property)) {
    return [{ form: 'shorthand', key, value: property.name }];
  }
  if (property) return [];
  const spread = literal.properties.findLast(ts.isSpreadAssignment);
  const owner = spread && unwrap(spread.expression);
  if (!owner || !isChain(owner)) return [];
  return memberArgument(owner, key, objectBehind(project, owner)).map(each => ({
    ...each,
    literal,
  }));
}

function memberArgument(
  owner: ts.Expression,
  key: string,
  written: ts.ObjectLiteralExpression | undefined,
): MemberSchema[] {
  const property = written && member(written, key);
  if (written && !property && !written.properties.some(ts.isSpreadAssignment)) return [];
  const value =
    property && ts.isPropertyAssignment(property)
      ? property.initializer
      : property && ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
  return [{ form: 'member', key, owner, ...(value && { value }) }];
}

function objectBehind(project: ProjectModel, node: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = valuesOf(project).of(node);
  return value?.is === 'object' ? value.literal : undefined;
}

/** Whether the schemas of a configuration are wrapped where it is written, and not where it is registered. */
export function isWrappedInPlace(project: ProjectModel, config: ts.Identifier): boolean {
  const declaration = project.names.declaration(config);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return false;
  const uses = projectReferences(project, declaration.name) ?? [];
  return (
    uses.some(use => isRegistered(project, use)) &&
    readOnlyByRegistrations(project, config, Object.values(KEYS).flat())
  );
}

/** Whether a configuration is a constant that is only registered, or read for something other than its schemas. */
function readOnlyByRegistrations(
  project: ProjectModel,
  config: ts.Expression,
  keys: readonly string[],
): boolean {
  const declaration = ts.isIdentifier(config) ? project.names.declaration(config) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return false;
  if (declaration.type || !isConst(declaration)) return false;
  const uses = projectReferences(project, declaration.name);
  return uses !== undefined && uses.every(use => isHarmless(project, use, keys));
}

function isHarmless(project: ProjectModel, use: ts.Identifier, keys: readonly string[]): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) {
    return !keys.includes(parent.name.text);
  }
  // `ToolCallback<typeof config.inputSchema>` wants the schema.
  if (ts.isQualifiedName(parent) && parent.left === use) return isCallbackArgument(project, parent);
  return isRegistered(project, use);
}

/** Whether a name is the configuration of a registration. */
function isRegistered(project: ProjectModel, use: ts.Identifier): boolean {
  const { parent } = use;
  if (!ts.isCallExpression(parent)) return false;
  const registered = registration(parent, project.names);
  return (
    registered?.given[1] === use &&
    KEYS[registered.kind] !== undefined &&
    isMcpServer(project, registered.receiver)
  );
}

function isCallbackArgument(project: ProjectModel, name: ts.QualifiedName): boolean {
  const query = name.parent;
  const reference = ts.isTypeQueryNode(query) ? query.parent : undefined;
  if (!reference || !ts.isTypeReferenceNode(reference)) return false;
  return /^(?:Tool|Prompt)Callback$/.test(valuesOf(project).sdkExport(reference.typeName) ?? '');
}

/** Whether an expression can be written twice: names and members only. */
export function isChain(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node))
    return nameText(node.name) !== undefined && isChain(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
