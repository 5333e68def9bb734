import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { isV2Specifier, packageNameOf } from '../facts/index.js';
import { moduleUses } from '../manifests/usage.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { isMcpServer } from './mcp-server.js';
import { initializer } from './registrations.js';
import { isUndefined, nameText, propertyValue, unwrap, walk } from './syntax.js';
import { isZodModule } from './zod.js';

const CORE = '@modelcontextprotocol/core';
const REGISTRATIONS = new Set(['registerTool', 'registerPrompt', 'registerToolTask']);
const SCHEMAS = new Set(['inputSchema', 'outputSchema', 'argsSchema']);
const PARSERS = new Set(['parse', 'safeParse', 'parseAsync', 'safeParseAsync']);
const TAKERS = new Set(['request', 'callTool', 'setRequestHandler', 'setNotificationHandler']);

const known = new WeakMap<ProjectModel, ReadonlySet<PackageInfo>>();

/**
 * The packages whose zod has to be what SDK v2 reads: those that register tools or prompts with zod schemas, pass
 * schemas to requests of a client, or build schemas out of those of the core package. A server whose handlers
 * answer with JSON Schema needs none, whichever class it is made of. Reads SDK v2 text.
 */
export function packagesGivingZod(project: ProjectModel): ReadonlySet<PackageInfo> {
  const found = known.get(project) ?? new Set(project.packages.filter(info => givesZod(project, info)));
  known.set(project, found);
  return found;
}

function givesZod(project: ProjectModel, info: PackageInfo): boolean {
  const files = project.units
    .filter(unit => project.packageOf(unit.path) === info)
    .map(unit => ({ unit, uses: moduleUses(unit.ast) }));
  const hasServer = files.some(({ uses }) =>
    uses.some(
      ({ specifier, names }) =>
        isV2Specifier(specifier) && (names.includes('McpServer') || names.includes('*')),
    ),
  );
  const importsZod = (each: (typeof files)[number]) =>
    each.uses.some(({ specifier }) => isZodModule(specifier));
  const hasZod = files.some(importsZod);
  return files.some(file => {
    const { unit } = file;
    if (registersSchemas(project, unit, hasServer)) return true;
    const packages = new Set(file.uses.map(({ specifier }) => packageNameOf(specifier)));
    if (hasZod && packages.has(CORE) && buildsOnCore(project, unit)) return true;
    return packages.has('@modelcontextprotocol/client') && importsZod(file) && requestsWithSchemas(unit);
  });
}

/** Whether a file gives a server's registrations schemas that may be zod's, itself or through another package. */
function registersSchemas(project: ProjectModel, unit: SourceUnit, hasServer: boolean): boolean {
  let found = false;
  walk(unit.ast, node => {
    if (ts.isCallExpression(node)) found ||= hasServer && givesServerAway(project, node);
    const name = accessedName(node);
    if (name === undefined || found) return !found;
    if (!REGISTRATIONS.has(name) && name !== 'tool' && name !== 'prompt') return !found;
    const call = node.parent;
    const isCalled = ts.isCallExpression(call) && call.expression === node;
    const receiver = isAccess(node) ? node.expression : undefined;
    if (!hasServer && !(receiver && isMcpServer(project, receiver))) return true;
    if (REGISTRATIONS.has(name)) found ||= !isCalled || mayHaveZod(project, call);
    // The forms that SDK v2 does not have: with three arguments, one may be a schema.
    else found ||= isCalled && call.arguments.length > 2;
    return !found;
  });
  if (found || !unit.text.includes('completable')) return found;
  walk(unit.ast, node => {
    const origin = ts.isIdentifier(node) ? project.names.origin(node) : undefined;
    found ||= origin?.name === 'completable' && isV2Specifier(origin.module);
    return !found;
  });
  return found;
}

function mayHaveZod(project: ProjectModel, call: ts.CallExpression): boolean {
  const config = call.arguments[1] && initializer(call.arguments[1], project.names);
  if (!config || !ts.isObjectLiteralExpression(config)) return true;
  return config.properties.some(property => {
    const key = nameText(property.name);
    if (key === undefined) return true;
    if (!SCHEMAS.has(key)) return false;
    const given = propertyValue(property);
    if (given && isUndefined(given)) return false;
    const value = given && initializer(given, project.names);
    if (!value || !ts.isCallExpression(value)) return true;
    const origin = project.names.origin(unwrap(value.expression));
    return !(origin?.name === 'fromJsonSchema' && isV2Specifier(origin.module));
  });
}

/** Whether a call hands a server to a function of another package, which may register what it likes. */
function givesServerAway(project: ProjectModel, call: ts.CallExpression): boolean {
  let callee = unwrap(call.expression);
  while (isAccess(callee) && !project.names.origin(callee)) callee = unwrap(callee.expression);
  const module = project.names.origin(callee)?.module;
  if (module === undefined || isV2Specifier(module) || packageNameOf(module) === undefined) return false;
  return call.arguments.some(argument => {
    const value = unwrap(argument);
    if (!ts.isObjectLiteralExpression(value)) return isMcpServer(project, value);
    return value.properties.some(property => {
      const member = propertyValue(property);
      return member !== undefined && isMcpServer(project, member);
    });
  });
}

/** Whether a file does more with schemas of the core package than to parse with them or pass them to the SDK. */
function buildsOnCore(project: ProjectModel, unit: SourceUnit): boolean {
  let found = false;
  walk(unit.ast, node => {
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found ||= packageNameOf(node.moduleSpecifier.text) === CORE;
    }
    if (!ts.isIdentifier(node) || isImported(node)) return !found;
    const origin = project.names.origin(node);
    if (!origin || packageNameOf(origin.module) !== CORE) return !found;
    if (origin.name !== '*' && !origin.name.endsWith('Schema')) return !found;
    found ||= !isParsedOrPassed(node);
    return !found;
  });
  return found;
}

function isParsedOrPassed(schema: ts.Identifier): boolean {
  const at: ts.Node =
    isAccess(schema.parent) && accessedName(schema.parent) === schema.text ? schema.parent : schema;
  const { parent } = at;
  if (isAccess(parent) && parent.expression === at) {
    const call = parent.parent;
    const name = accessedName(parent);
    if (ts.isCallExpression(call) && call.expression === parent) return PARSERS.has(name ?? '');
    // `types.ToolSchema`: its member is looked at by itself.
    return name?.endsWith('Schema') === true;
  }
  return ts.isCallExpression(parent) && parent.expression !== at && TAKERS.has(calledMethod(parent) ?? '');
}

/** Whether a file passes schemas to a client's requests, or to handlers for methods of its own. */
function requestsWithSchemas(unit: SourceUnit): boolean {
  let found = false;
  walk(unit.ast, node => {
    const name = ts.isCallExpression(node) ? calledMethod(node) : undefined;
    if (!ts.isCallExpression(node) || name === undefined || !TAKERS.has(name)) return !found;
    found ||= node.arguments.length > (name.startsWith('set') ? 2 : 1);
    return !found;
  });
  return found;
}

function calledMethod(call: ts.CallExpression): string | undefined {
  const callee = unwrap(call.expression);
  return isAccess(callee) ? accessedName(callee) : undefined;
}

function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

/** The member that an access or a destructuring takes, when it is written out. */
function accessedName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isBindingElement(node)) return nameText(node.propertyName ?? node.name);
  if (!ts.isElementAccessExpression(node)) return undefined;
  const { argumentExpression: key } = node;
  return ts.isStringLiteralLike(key) ? key.text : undefined;
}

function isImported(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    (ts.isBindingElement(parent) && parent.initializer !== node) ||
    (ts.isVariableDeclaration(parent) && parent.name === node)
  );
}
