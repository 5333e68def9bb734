import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import {
  ancestors,
  isFunctionNode,
  member,
  memberValue,
  methodCall,
  nameText,
  unwrap,
  unwrapAwaited,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import type { Dispatcher } from './dispatcher.js';
import type { Results } from './results.js';

/** What a schema keeps from requests of 2026-07-28, or from what answers them. */
export type Shut = 'methods' | 'members' | 'strict' | 'results';

export interface ShutSchema {
  readonly node: ts.Node;
  readonly shut: Shut;
}

const PARSES =
  /^(?:parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|decode|cast|create|Decode|Parse)$/;
const OBJECTS = /^(?:object|strictObject|interface|Object|type)$/;
const LETS_THROUGH = /^(?:passthrough|loose|catchall|unknown|looseObject|objectWithRest)$/;
const ANYTHING = /^(?:any|unknown|record|looseObject|objectWithRest|custom|json|Any|Unknown|Record)$/;
const LISTS = /^(?:enum|nativeEnum|picklist|union|literal|valid|Enum|Union|Literal)$/;
const REFUSES = /^(?:strict|strictObject|noUnknown)$/;

/**
 * Schemas of the messages of a server that are not open to 2026-07-28: requests have `_meta` in `params` and methods
 * that were not there, results have members that were not there.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#meta
 */
export function shutSchemas(project: ProjectModel, { unit }: Dispatcher, results: Results): ShutSchema[] {
  const finder = new Finder(project, results);
  const home = project.packageOf(unit.path);
  for (const each of project.units) {
    if (project.packageOf(each.path) !== home || isTestFile(project, each)) continue;
    if (!/\b(?:jsonrpc|params)\b/.test(each.text)) continue;
    walk(each.ast, node => {
      if (ts.isObjectLiteralExpression(node)) finder.object(node);
      else if (ts.isCallExpression(node)) finder.call(node);
    });
  }
  return finder.found;
}

class Finder {
  readonly found: ShutSchema[] = [];
  constructor(
    readonly project: ProjectModel,
    readonly results: Results,
  ) {}

  object(node: ts.ObjectLiteralExpression): void {
    const properties = valueOf(node, 'properties');
    if (properties && ts.isObjectLiteralExpression(properties)) this.#jsonSchema(node, properties);
    else if (member(node, 'method') && (member(node, 'jsonrpc') || member(node, 'params'))) this.#shape(node);
  }

  /** `Schema.parse(message.params)` where the schema refuses members that it does not list. */
  call(node: ts.CallExpression): void {
    const found = methodCall(node);
    const given = node.arguments.map(each => unwrapAwaited(each));
    if (!found || !PARSES.test(found.name) || !given.some(isParams)) return;
    const schemas = [found.object, ...given].map(each => this.#resolved(each));
    if (schemas.some(each => chain(each).some(name => REFUSES.test(name)))) this.#add(node, 'strict');
  }

  /** A schema of requests or responses in JSON Schema. */
  #jsonSchema(schema: ts.ObjectLiteralExpression, properties: ts.ObjectLiteralExpression): void {
    if (!member(properties, 'jsonrpc')) return;
    const method = objectIn(properties, 'method');
    if (method && (member(method, 'enum') || member(method, 'const'))) this.#add(method, 'methods');
    const params = objectIn(properties, 'params');
    if (params && valueOf(params, 'additionalProperties')?.kind === ts.SyntaxKind.FalseKeyword)
      this.#add(params, 'strict');
    const isSent = ancestors(schema).some(
      each => ts.isPropertyAssignment(each) && nameText(each.name) === 'response',
    );
    if (!isSent) return;
    for (const name of ['result', 'error']) {
      const part = objectIn(properties, name);
      const isOpen =
        part && valueOf(part, 'additionalProperties')?.kind !== ts.SyntaxKind.FalseKeyword
          ? part.properties.length === 0 || member(part, 'additionalProperties') !== undefined
          : false;
      if (!isOpen) this.#add(part ?? properties, 'results');
    }
  }

  /** The shape of a message in a library as zod: `z.object({ jsonrpc: …, method: …, params: … })`. */
  #shape(shape: ts.ObjectLiteralExpression): void {
    const call = wrapped(shape).parent;
    if (!ts.isCallExpression(call) || !call.arguments.includes(wrapped(shape))) return;
    const names = chain(outermost(call));
    if (!names.some(name => OBJECTS.test(name))) return;
    const uses = this.#uses(outermost(call));
    const method = valueOf(shape, 'method');
    const listed = method !== undefined && chain(this.#resolved(method)).some(name => LISTS.test(name));
    if (listed) {
      const isChosen = uses.some(
        ({ parent }) =>
          ts.isArrayLiteralExpression(parent) ||
          (ts.isPropertyAssignment(parent) && nameText(parent.name) === 'body'),
      );
      if (isChosen || uses.some(each => this.#parsed(each))) this.#add(shape, 'methods');
      return;
    }
    const makers = uses.flatMap(each => this.#parsed(each) ?? []).filter(each => isTaken(this.project, each));
    if (makers.length === 0) return;
    const params = valueOf(shape, 'params');
    const isOpen = params ? this.#isOpen(params) : names.some(name => LETS_THROUGH.test(name));
    if (!isOpen) this.#add(params ?? shape, 'members');
  }

  /** Where a schema is used: where it stands, or by its name. */
  #uses(schema: ts.Expression): ts.Expression[] {
    const declaration = wrapped(schema).parent;
    return ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name)
      ? this.project.names.references(declaration.name)
      : [schema];
  }

  /** The call that reads a message by a schema, in front of where the methods part. */
  #parsed(use: ts.Expression): ts.CallExpression | undefined {
    const { parent } = use;
    const call = ts.isPropertyAccessExpression(parent) ? parent.parent : parent;
    // Middleware, as `zValidator('json', Schema)`.
    if (ts.isCallExpression(call) && /validator$/i.test(call.expression.getText())) return call;
    const found = ts.isCallExpression(call) ? methodCall(call) : undefined;
    if (!found || !PARSES.test(found.name)) return undefined;
    const served = this.results.served(found.call);
    return served === undefined || served.size === 0 || served.has('initialize') ? found.call : undefined;
  }

  /** Whether a schema keeps members that it does not list. */
  #isOpen(schema: ts.Expression, depth = 0): boolean {
    const value = this.#resolved(schema);
    const names = chain(value);
    if (names.some(name => LETS_THROUGH.test(name) || ANYTHING.test(name))) return true;
    const inner = root(value);
    if (!inner || depth > 3) return false;
    const [first] = inner.arguments;
    const name = chain(inner).at(-1) ?? '';
    if (OBJECTS.test(name)) return first === undefined;
    return first !== undefined && this.#isOpen(first, depth + 1);
  }

  /** What a name holds, as far as it is in view. */
  #resolved(node: ts.Expression): ts.Expression {
    const value = unwrap(node);
    const declaration = ts.isIdentifier(value) ? this.project.names.declaration(value) : undefined;
    return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? unwrap(declaration.initializer)
      : value;
  }

  #add(node: ts.Node, shut: Shut): void {
    this.found.push({ node, shut });
  }
}

/** Whether what a call of a schema gives is used, and not only whether it fits. */
function isTaken(project: ProjectModel, call: ts.CallExpression): boolean {
  const outer = wrapped(call);
  const at = ts.isAwaitExpression(outer.parent) ? wrapped(outer.parent) : outer;
  const { parent } = at;
  if (ts.isExpressionStatement(parent)) return false;
  if (ts.isPropertyAccessExpression(parent)) return !/^(?:success|error)$/.test(parent.name.text);
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return true;
  return project.names.references(parent.name).some(use => {
    const access = use.parent;
    if (use === parent.name) return false;
    return !ts.isPropertyAccessExpression(access) || !/^(?:success|error)$/.test(access.name.text);
  });
}

function isParams(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'params';
  return ts.isPropertyAccessExpression(node) && node.name.text === 'params';
}

/** The names of the calls that a schema is made by, from the last to the first. */
function chain(schema: ts.Expression): string[] {
  const names: string[] = [];
  for (let at: ts.Expression = unwrap(schema); ;) {
    if (ts.isCallExpression(at)) at = unwrap(at.expression);
    else if (ts.isPropertyAccessExpression(at)) {
      names.push(at.name.text);
      at = unwrap(at.expression);
    } else {
      if (ts.isIdentifier(at) && ts.isCallExpression(at.parent)) names.push(at.text);
      return names;
    }
  }
}

/** The first call of a chain: `z.object(…)` of `z.object(…).optional()`. */
function root(schema: ts.Expression): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  for (let at: ts.Expression = unwrap(schema); ;) {
    if (ts.isCallExpression(at)) {
      found = at;
      at = unwrap(at.expression);
    } else if (ts.isPropertyAccessExpression(at)) at = unwrap(at.expression);
    else return found;
  }
}

/** The whole chain that a call begins. */
function outermost(call: ts.CallExpression): ts.Expression {
  let at: ts.Expression = call;
  for (;;) {
    const { parent } = at;
    const isChain = ts.isPropertyAccessExpression(parent) && parent.expression === at;
    if (!isChain || !ts.isCallExpression(parent.parent) || isFunctionNode(parent.parent)) return at;
    if (PARSES.test(parent.name.text)) return at;
    at = parent.parent;
  }
}

function valueOf(literal: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const value = memberValue(literal, name);
  return value && unwrap(value);
}

function objectIn(literal: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralExpression | undefined {
  const value = valueOf(literal, name);
  return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}
