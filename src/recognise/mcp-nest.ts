import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from './deployment.js';
import { usedMember } from './framework-hold.js';
import type { FoundStart } from './framework-starts.js';
import { appListening, type NestMain } from './nest-main.js';
import { unwrap, walk } from './syntax.js';

const NEST = '@rekog/mcp-nest';
const HANDLERS = new Set(['Tool', 'Resource', 'ResourceTemplate', 'Prompt']);
/** What works otherwise for requests that do not come through a controller of Nest, or is done already. */
const OTHERWISE = new Set([
  ...['setGlobalPrefix', 'enableVersioning', 'MiddlewareConsumer', 'NestModule'],
  ...['useGlobalGuards', 'useGlobalInterceptors', 'useGlobalFilters', 'connectMicroservice'],
  ...['APP_GUARD', 'APP_PIPE', 'APP_INTERCEPTOR', 'APP_FILTER', 'McpError', 'ProtocolError'],
]);

/** A class whose methods are tools, resources or prompts. */
export interface NestHandlers {
  readonly unit: SourceUnit;
  readonly node: ts.ClassDeclaration & { readonly name: ts.Identifier };
  /** Its `@Injectable()`. */
  readonly injectable: ts.Decorator;
  readonly methods: readonly ts.MethodDeclaration[];
}

/** An application of NestJS that serves MCP with `McpModule.forRoot`, in all its parts. */
export interface NestServer {
  readonly unit: SourceUnit;
  readonly module: ts.ClassDeclaration & { readonly name: ts.Identifier };
  /** What `@Module` gets. */
  readonly parts: ts.ObjectLiteralExpression;
  readonly root: ts.CallExpression;
  readonly options: ts.ObjectLiteralExpression;
  readonly handlers: readonly NestHandlers[];
  readonly main: NestMain;
}

/**
 * The application around a call of `McpModule.forRoot`.
 * @returns undefined where one of its parts is not in view, or is more than it has to be
 */
export function nestServer(
  project: ProjectModel,
  unit: SourceUnit,
  start: FoundStart,
): NestServer | undefined {
  const root = start.node;
  const owner = project.packageOf(unit.path);
  if (!ts.isCallExpression(root) || !isNamed(root.expression, 'forRoot') || !owner) return undefined;
  const units = project.units.filter(each => project.packageOf(each.path) === owner);
  const shipped = units.filter(each => !isTestFile(project, each));
  if (units.some(each => usedMember(each, OTHERWISE) !== undefined)) return undefined;
  const uses = units.flatMap(each => usesOf(project, each, 'McpModule'));
  const options = root.arguments[0] && unwrap(root.arguments[0]);
  const parts = moduleAround(project, root);
  const module = parts?.parent.parent.parent;
  if (uses.length !== 1 || root.arguments.length !== 1 || !parts || !module || !isNamedClass(module)) {
    return undefined;
  }
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  const handlers = handlersIn(project, shipped);
  if (!handlers || handlers.length === 0) return undefined;
  const provided = elementsOf(parts, 'providers');
  const isKnown = ({ node }: NestHandlers) =>
    provided?.some(each => declarationOf(project, each) === node) &&
    shipped.every(each => isReferredTo(project, each, node, provided));
  const main = appListening(project, shipped, module);
  if (!handlers.every(isKnown) || !main) return undefined;
  return { unit, module, parts, root, options, handlers, main };
}

/** The elements of an array among the parts of a module; undefined where it is no plain array. */
export function elementsOf(
  parts: ts.ObjectLiteralExpression,
  name: string,
): ts.NodeArray<ts.Expression> | undefined {
  const property = partOf(parts, name);
  const value = property && ts.isPropertyAssignment(property) ? unwrap(property.initializer) : undefined;
  if (!value || !ts.isArrayLiteralExpression(value)) return undefined;
  return value.elements.some(ts.isSpreadElement) ? undefined : value.elements;
}

export function partOf(
  parts: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | undefined {
  return parts.properties.find(each => each.name && ts.isIdentifier(each.name) && each.name.text === name);
}

/** The class that an expression names. */
export function declarationOf(project: ProjectModel, node: ts.Expression): ts.Declaration | undefined {
  const value = unwrap(node);
  return ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
}

/** `@Module({ imports: [McpModule.forRoot(…)] })`. */
function moduleAround(
  project: ProjectModel,
  root: ts.CallExpression,
): (ts.ObjectLiteralExpression & { parent: ts.CallExpression & { parent: ts.Decorator } }) | undefined {
  const parts = root.parent.parent?.parent;
  if (!parts || !ts.isObjectLiteralExpression(parts) || parts.properties.some(ts.isSpreadAssignment)) {
    return undefined;
  }
  const call = parts.parent;
  if (!elementsOf(parts, 'imports')?.includes(root) || !ts.isCallExpression(call)) return undefined;
  const origin = project.names.origin(call.expression);
  if (origin?.module !== '@nestjs/common' || origin.name !== 'Module') return undefined;
  return ts.isDecorator(call.parent) ? (parts as ReturnType<typeof moduleAround>) : undefined;
}

function isNamedClass(node: ts.Node): node is NestServer['module'] {
  return ts.isClassDeclaration(node) && node.name !== undefined;
}

/** Every class with handlers; undefined where one is more than a plain provider, or a handler more than that. */
function handlersIn(project: ProjectModel, units: readonly SourceUnit[]): NestHandlers[] | undefined {
  const found = new Map<ts.ClassLikeDeclaration, ts.MethodDeclaration[]>();
  const unitOf = new Map<ts.Node, SourceUnit>();
  let isPlain = true;
  for (const unit of units) {
    if (!unit.text.includes(NEST)) continue;
    walk(unit.ast, node => {
      if (!ts.isDecorator(node) || decoratorOrigin(project, node)?.module !== NEST) return;
      const method = node.parent;
      const isHandler = HANDLERS.has(decoratorOrigin(project, node)!.name);
      if (!isHandler || !ts.isMethodDeclaration(method) || !ts.isClassDeclaration(method.parent)) {
        isPlain = false;
        return;
      }
      found.set(method.parent, [...(found.get(method.parent) ?? []), method]);
      unitOf.set(method.parent, unit);
    });
  }
  const all = [...found].map(([node, methods]) => {
    const [injectable, ...others] = ts.getDecorators(node) ?? [];
    if (!injectable) return undefined;
    const origin = decoratorOrigin(project, injectable);
    const isPlainClass =
      others.length === 0 &&
      origin?.module === '@nestjs/common' &&
      origin.name === 'Injectable' &&
      ts.isCallExpression(injectable.expression) &&
      injectable.expression.arguments.length === 0 &&
      isNamedClass(node) &&
      !node.heritageClauses?.length;
    if (!isPlainClass || !methods.every(isPlainHandler)) return undefined;
    return { unit: unitOf.get(node)!, node, injectable, methods: [...new Set(methods)] };
  });
  return isPlain && all.every(each => each !== undefined) ? all : undefined;
}

/** A method that takes its arguments, the context and the request, and nothing from elsewhere. */
function isPlainHandler(method: ts.MethodDeclaration): boolean {
  const { parameters } = method;
  return (
    ts.getDecorators(method)?.length === 1 &&
    ts.isIdentifier(method.name) &&
    parameters.length <= 3 &&
    parameters.every(each => !each.dotDotDotToken && !ts.getDecorators(each)?.length)
  );
}

function decoratorOrigin(project: ProjectModel, { expression }: ts.Decorator) {
  return ts.isCallExpression(expression) ? project.names.origin(expression.expression) : undefined;
}

/** Whether a file refers to a class only where it is imported, provided, or in itself. */
function isReferredTo(
  project: ProjectModel,
  unit: SourceUnit,
  node: NestHandlers['node'],
  provided: readonly ts.Node[],
): boolean {
  let isOnly = true;
  walk(unit.ast, each => {
    // Inside itself, a class may say its name.
    if (each === node || !isOnly) return false;
    if (!ts.isIdentifier(each) || provided.includes(each)) return true;
    if (ts.isImportSpecifier(each.parent) || ts.isExportSpecifier(each.parent)) return true;
    isOnly &&= project.names.declaration(each) !== node;
    return isOnly;
  });
  return isOnly;
}

function usesOf(project: ProjectModel, unit: SourceUnit, name: string): ts.Node[] {
  const found: ts.Node[] = [];
  if (!unit.text.includes(name)) return found;
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || ts.isImportSpecifier(node.parent)) return;
    const origin = project.names.origin(node);
    if (origin?.module === NEST && origin.name === name) found.push(node);
  });
  return found;
}

function isNamed(node: ts.Expression, name: string): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.name.text === name;
}
