import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  isFunctionNode,
  memberValue,
  methodCall,
  nameText,
  unwrap,
  walk,
  wrapped,
  type FunctionNode,
} from './syntax.js';
import { functionOf, rootName } from './bindings.js';

export type Framework = 'express' | 'fastify' | 'hono' | 'node' | 'fetch' | 'unknown';

/** One place where a function is made to answer HTTP requests. */
export interface Route {
  readonly framework: Framework;
  /** HTTP methods in upper case; undefined when the function answers all of them. */
  readonly methods: readonly string[] | undefined;
  /** The registering call: `app.post('/mcp', handler)`. */
  readonly call?: ts.CallExpression;
  /** What names the method in it: `post`. */
  readonly method?: ts.Identifier;
  /** What is registered on: `app`, or `app.route('/mcp')` in a chain. */
  readonly app?: ts.Expression;
  readonly path?: ts.Expression;
  /** Arguments between path and handler: authentication, rate limits. */
  readonly middleware: readonly ts.Expression[];
  /** The argument or declaration that stands for the function. */
  readonly handler: ts.Node;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);
const FACTORIES: Readonly<Record<string, Framework>> = {
  express: 'express',
  '@modelcontextprotocol/express': 'express',
  fastify: 'fastify',
  '@modelcontextprotocol/fastify': 'fastify',
  hono: 'hono',
  '@hono/zod-openapi': 'hono',
  '@modelcontextprotocol/hono': 'hono',
};
const NODE_SERVERS = new Set(['node:http', 'http', 'node:https', 'https', 'node:http2', 'http2']);

/** Every place where a function is registered for requests; calls from a function that is registered count. */
export function routesOf(project: ProjectModel, handler: FunctionNode): Route[] {
  return new RouteFinder(project).of(handler, 0);
}

/** Every `app.get(…)`-like registration in a file, whatever it registers. */
export function registrationsIn(project: ProjectModel, file: ts.SourceFile): Route[] {
  const finder = new RouteFinder(project);
  const found: Route[] = [];
  walk(file, node => {
    const last = ts.isCallExpression(node) ? node.arguments.at(-1) : undefined;
    const route = last && finder.registration(node as ts.CallExpression, last);
    if (route?.path) found.push(route);
  });
  return found;
}

class RouteFinder {
  constructor(readonly project: ProjectModel) {}

  of(handler: FunctionNode, depth: number): Route[] {
    if (depth > 3) return [];
    return this.#uses(handler).flatMap(use => this.#route(use, depth));
  }

  /** The function itself where it is written in place, else every use of its name. */
  #uses(handler: FunctionNode): ts.Node[] {
    const name = declaredName(handler);
    if (!name) return [handler];
    const uses: ts.Node[] = [handler];
    if (ts.isMethodDeclaration(handler) || ts.isPropertyDeclaration(name.parent)) {
      const owner = name.parent.parent;
      walk(owner, node => {
        if (!ts.isPropertyAccessExpression(node) || node.name.text !== name.text) return;
        if (node.expression.kind === ts.SyntaxKind.ThisKeyword) uses.push(node);
      });
      return uses;
    }
    uses.push(...this.project.names.references(name));
    const declaration = this.project.names.symbol(name)?.declarations?.[0];
    for (const unit of this.project.units) {
      if (unit.ast === name.getSourceFile() || !unit.text.includes(name.text)) continue;
      walk(unit.ast, node => {
        if (!ts.isIdentifier(node) || node.text !== name.text || ts.isImportSpecifier(node.parent)) return;
        if (declaration && this.project.names.declaration(node) === declaration) uses.push(node);
      });
    }
    return uses;
  }

  #route(use: ts.Node, depth: number): Route[] {
    const exported = this.#export(use);
    if (exported) return [exported];
    const node = ts.isExpression(use) ? wrapped(use) : use;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'bind') {
      return ts.isCallExpression(parent.parent) ? this.#route(parent.parent, depth) : [];
    }
    if (ts.isCallExpression(parent) && parent.expression !== node) {
      const route = this.registration(parent, node as ts.Expression);
      return route ? [route] : this.#route(parent, depth + 1);
    }
    if (ts.isCallExpression(parent) || ts.isAwaitExpression(parent)) return this.#called(node, depth);
    if (
      ts.isPropertyAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isMethodDeclaration(node)
    ) {
      return this.#property(ts.isMethodDeclaration(node) ? node : parent);
    }
    return [];
  }

  /** `(req, res) => handle(req, res)`: the function that calls it is the one that is registered. */
  #called(node: ts.Node, depth: number): Route[] {
    for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
      if (isFunctionNode(at)) return this.of(at, depth + 1);
    }
    return [];
  }

  /** `handler` of `app.route({ … })`, `fetch` of a module's default export or of `serve({ … })`. */
  #property(node: ts.Node): Route[] {
    const name = nameText((node as ts.PropertyAssignment).name);
    const literal = node.parent;
    if (!ts.isObjectLiteralExpression(literal)) return [];
    const owner = wrapped(literal).parent;
    if (name === 'fetch') return [{ framework: 'fetch', methods: undefined, middleware: [], handler: node }];
    const call = ts.isCallExpression(owner) ? methodCall(owner) : undefined;
    if (name !== 'handler' || call?.name !== 'route') return [];
    const path = memberValue(literal, 'url') ?? memberValue(literal, 'path');
    const methods = literals(memberValue(literal, 'method'));
    return [
      {
        framework: this.#framework(call.object),
        methods: methods?.map(each => each.toUpperCase()),
        call: call.call,
        app: call.object,
        ...(path && { path }),
        middleware: [],
        handler: node,
      },
    ];
  }

  /** `export function POST`, `export const GET = handler`, `export { handler as DELETE }`. */
  #export(use: ts.Node): Route | undefined {
    const declaration = isFunctionNode(use) && declaredName(use) ? declaredName(use)!.parent : use.parent;
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(each => each.kind === ts.SyntaxKind.ExportKeyword);
    const name = ts.isExportSpecifier(declaration)
      ? declaration.name
      : isExported && 'name' in declaration
        ? (declaration.name as ts.Node)
        : undefined;
    if (
      !name ||
      !ts.isIdentifier(name) ||
      !METHODS.has(name.text.toLowerCase()) ||
      name.text !== name.text.toUpperCase()
    )
      return undefined;
    return { framework: 'fetch', methods: [name.text], middleware: [], handler: declaration };
  }

  registration(call: ts.CallExpression, handler: ts.Expression): Route | undefined {
    const callee = unwrap(call.expression);
    const origin = this.project.names.origin(callee);
    if (origin && NODE_SERVERS.has(origin.module) && /^create(?:Secure)?Server$/.test(origin.name)) {
      return { framework: 'node', methods: undefined, call, middleware: [], handler };
    }
    if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.name)) return undefined;
    if (callee.getText() === 'Deno.serve' || callee.getText() === 'Bun.serve') {
      return { framework: 'fetch', methods: undefined, call, middleware: [], handler };
    }
    const name = callee.name.text;
    if (!METHODS.has(name) && name !== 'all' && name !== 'use') return undefined;
    const index = call.arguments.indexOf(handler);
    const chained = chainedPath(callee.expression);
    const [first] = call.arguments;
    const path = chained ?? (first !== handler ? first : undefined);
    if (!path && name !== 'use') return undefined;
    if (!path && index < 0) return undefined;
    return {
      framework: this.#framework(callee.expression),
      methods: METHODS.has(name) ? [name.toUpperCase()] : undefined,
      call,
      method: callee.name,
      app: callee.expression,
      ...(path && { path }),
      middleware: call.arguments.slice(chained ? 0 : 1, Math.max(index, 0)),
      handler,
    };
  }

  #framework(app: ts.Expression): Framework {
    const root = rootName(app);
    const declaration = root && this.project.names.symbol(root)?.declarations?.[0];
    if (!declaration) return 'unknown';
    const isTyped =
      ts.isVariableDeclaration(declaration) ||
      ts.isParameter(declaration) ||
      ts.isPropertyDeclaration(declaration);
    const made = isTyped && declaration.initializer ? this.#made(declaration.initializer) : undefined;
    if (made) return made;
    const type = isTyped ? declaration.type : undefined;
    if (type && ts.isTypeReferenceNode(type)) {
      const origin = this.project.names.origin(type.typeName);
      if (origin) return FACTORIES[origin.module] ?? 'unknown';
      if (ts.isQualifiedName(type.typeName) && ts.isIdentifier(type.typeName.left)) {
        const namespace = this.project.names.origin(type.typeName.left);
        if (namespace) return FACTORIES[namespace.module] ?? 'unknown';
      }
    }
    return 'unknown';
  }

  #made(value: ts.Expression): Framework | undefined {
    const inner = unwrap(value);
    if (ts.isAwaitExpression(inner)) return this.#made(inner.expression);
    if (!ts.isCallExpression(inner) && !ts.isNewExpression(inner)) return undefined;
    const callee = unwrap(inner.expression);
    const origin =
      this.project.names.origin(callee) ?? (rootName(callee) && this.project.names.origin(rootName(callee)!));
    if (origin && FACTORIES[origin.module]) return FACTORIES[origin.module];
    return ts.isPropertyAccessExpression(callee) ? this.#made(callee.expression) : undefined;
  }
}

/** The name a function can be referred to by. */
export function declaredName(node: FunctionNode): ts.Identifier | undefined {
  if (node.name && ts.isIdentifier(node.name) && !ts.isFunctionExpression(node)) return node.name;
  const holder = ts.isExpression(node) ? wrapped(node).parent : undefined;
  if (holder && (ts.isVariableDeclaration(holder) || ts.isPropertyDeclaration(holder))) {
    return ts.isIdentifier(holder.name) ? holder.name : undefined;
  }
  return undefined;
}

/** The function a registered expression stands for, when it is written in place or declared in the project. */
export function handlerFunction(project: ProjectModel, handler: ts.Node): FunctionNode | undefined {
  if (isFunctionNode(handler)) return handler;
  if (ts.isIdentifier(handler)) return functionOf(project.names.declaration(handler));
  return undefined;
}

/** `'/mcp'` of `app.route('/mcp').get(…).post(…)`. */
function chainedPath(app: ts.Expression): ts.Expression | undefined {
  const call = methodCall(unwrap(app));
  if (!call) return undefined;
  if (call.name === 'route') return call.call.arguments[0];
  return METHODS.has(call.name) || call.name === 'all' ? chainedPath(call.object) : undefined;
}

function literals(node: ts.Expression | undefined): string[] | undefined {
  if (!node) return undefined;
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value)) return [value.text];
  if (!ts.isArrayLiteralExpression(value)) return undefined;
  const texts = value.elements.map(each => (ts.isStringLiteralLike(each) ? each.text : undefined));
  return texts.every(each => each !== undefined) ? texts : undefined;
}
