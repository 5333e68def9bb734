import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerContextsOf } from '../recognise/handler-context.js';
import { handlersAround, type Handler } from '../recognise/handlers.js';
import { projectReferences } from '../recognise/references.js';
import {
  ancestors,
  isConst,
  isFunctionNode,
  isWritten,
  methodCall,
  unwrap,
  walk,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { isLogCall } from './state-kinds.js';
import { functionNamed, startsEmpty, strongest, useOf, type StateUse } from './state-uses.js';

const STORE_METHODS = new Set(['get', 'set', 'has', 'delete']);
const MAX_DEPTH = 4;

/** A collection at the top of a module, `const baskets = new Map()` or `= {}`, in which session ids are keys. */
export type KeyedStore = ts.VariableDeclaration;

/** How one tool uses the session id of its request. */
export interface KeyedTool {
  readonly handler: Handler;
  readonly stores: Set<KeyedStore>;
  readonly does: StateUse[];
  /** Expressions to put the handle in the place of. */
  readonly reads: Set<ts.Expression>;
  /** `const sessionId = ctx.sessionId ?? 'default'`, which has no use any more. */
  readonly aliases: Set<ts.VariableDeclaration>;
  /** `if (!sessionId) …`, which never happens any more. */
  readonly guards: Set<ts.IfStatement>;
  /** Parameters of project functions that get the key. */
  readonly parameters: Set<ts.ParameterDeclaration>;
  /** Accesses to stores and calls of functions in which the key was met. */
  readonly met: Set<ts.Node>;
  /** Whether it may put in an entry that is not there yet. */
  puts: boolean;
  obstacle?: string;
}

/** Follows the session ids that tools read to the collections in which they are keys. */
export function keyedTools(
  project: ProjectModel,
  units: readonly { readonly ast: ts.SourceFile; readonly text: string }[],
): KeyedTool[] {
  const contexts = handlerContextsOf(project);
  const tools = new Map<FunctionNode, KeyedTool>();
  for (const unit of units) {
    if (!unit.text.includes('sessionId')) continue;
    walk(unit.ast, node => {
      const isRead = ts.isPropertyAccessExpression(node) && node.name.text === 'sessionId';
      if (!isRead && !ts.isBindingElement(node)) return;
      const path = isRead ? contexts.path(node) : contexts.boundPath(node as ts.BindingElement);
      if (path?.join('.') !== 'sessionId') return;
      const handler = handlersAround(project, node)[0];
      if (!handler) return;
      const tool = tools.get(handler.function) ?? newTool(handler);
      tools.set(handler.function, tool);
      const tracer = new KeyTracer(project, tool);
      if (isRead) tracer.read(node);
      else tracer.bound(node as ts.BindingElement);
    });
  }
  return [...tools.values()];
}

function newTool(handler: Handler): KeyedTool {
  return {
    handler,
    stores: new Set(),
    does: [],
    reads: new Set(),
    aliases: new Set(),
    guards: new Set(),
    parameters: new Set(),
    met: new Set(),
    puts: false,
  };
}

class KeyTracer {
  readonly #project: ProjectModel;
  readonly #tool: KeyedTool;

  constructor(project: ProjectModel, tool: KeyedTool) {
    this.#project = project;
    this.#tool = tool;
  }

  /** `ctx.sessionId`, with the value that stands for it where there is none. */
  read(node: ts.Expression): void {
    const whole = withFallback(node);
    if (isLogged(whole)) return;
    this.#tool.reads.add(whole);
    this.#follow(whole, 0);
  }

  /** `{ sessionId }` of a context. */
  bound(node: ts.BindingElement): void {
    if (!ts.isIdentifier(node.name) || node.initializer) {
      this.#stop('its session id is taken apart');
      return;
    }
    for (const use of this.#project.names.references(node.name)) this.read(use);
  }

  #stop(why: string): void {
    this.#tool.obstacle ??= why;
  }

  #follow(key: ts.Expression, depth: number): void {
    const { parent } = key;
    const guard = guardAround(key);
    if (depth > MAX_DEPTH) this.#stop('its session id goes a long way');
    else if (ts.isVariableDeclaration(parent) && parent.initializer === key) this.#alias(parent, depth);
    else if (ts.isElementAccessExpression(parent) && parent.argumentExpression === key)
      this.#access(parent, parent.expression);
    else if (ts.isCallExpression(parent) && parent.expression !== key) this.#argument(parent, key, depth);
    else if (guard && depth <= 1) this.#tool.guards.add(guard);
    else if (!isLogged(key)) this.#stop('it uses the session id for more than a key');
  }

  #alias(declaration: ts.VariableDeclaration, depth: number): void {
    const isOnly = (declaration.parent as ts.VariableDeclarationList).declarations.length === 1;
    if (!ts.isIdentifier(declaration.name) || !isConst(declaration) || !isOnly) {
      this.#stop('it keeps the session id in a variable that changes');
      return;
    }
    this.#tool.aliases.add(declaration);
    for (const use of this.#project.names.references(declaration.name)) {
      if (isLogged(use)) {
        this.#tool.reads.add(use);
        continue;
      }
      const whole = withFallback(use);
      this.#tool.reads.add(whole);
      this.#follow(whole, depth + 1);
    }
  }

  #argument(call: ts.CallExpression, key: ts.Expression, depth: number): void {
    const index = call.arguments.indexOf(key);
    const method = methodCall(call);
    if (method && STORE_METHODS.has(method.name) && index === 0) {
      this.#access(call, method.object, method.name);
      return;
    }
    const target = functionNamed(this.#project, call.expression);
    const parameter = target?.parameters[index];
    if (
      !target ||
      !parameter ||
      !ts.isIdentifier(parameter.name) ||
      handlersAround(this.#project, target)[0]
    ) {
      this.#stop(`it hands the session id to \`${call.expression.getText()}\``);
      return;
    }
    this.#tool.met.add(call);
    this.#tool.does.push(useOf(this.#project, call));
    if (this.#tool.parameters.has(parameter)) return;
    this.#tool.parameters.add(parameter);
    for (const use of this.#project.names.references(parameter.name)) this.#follow(wrapped(use), depth + 1);
  }

  /** A use of a collection with the key: what it does shows in the value that is put in, or in what is done to it. */
  #access(node: ts.Expression, object: ts.Expression, method?: string): void {
    const store = storeNamed(this.#project, object);
    if (!store) {
      this.#stop(`it keeps state by session in \`${object.getText()}\``);
      return;
    }
    this.#tool.stores.add(store);
    this.#tool.met.add(node);
    if (method === 'delete') this.#tool.does.push('empties');
    else if (method === 'set') {
      this.#tool.puts = true;
      const value = (node as ts.CallExpression).arguments[1];
      const isStart = isWhereMissing(node, object.getText());
      this.#tool.does.push(isStart ? 'reads' : value ? this.#put(unwrap(value)) : 'fills');
    } else if (method !== 'has') {
      const { parent } = node;
      this.#tool.puts ||= isWritten(node) && !ts.isDeleteExpression(parent);
      const isStart =
        ts.isBinaryExpression(parent) && parent.left === node && startsEmpty(unwrap(parent.right));
      this.#tool.does.push(isStart ? 'reads' : useOf(this.#project, node));
    }
  }

  /** What putting a value in does: something empty only starts, and a name tells by its other uses. */
  #put(value: ts.Expression): StateUse {
    if (startsEmpty(value)) return 'reads';
    const declaration = ts.isIdentifier(value) ? this.#project.names.declaration(value) : undefined;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
      return 'fills';
    const start = declaration.initializer && unwrap(declaration.initializer);
    if (start && !this.#isEmptyOrKept(start)) return 'fills';
    return strongest(this.#project.names.references(declaration.name).map(use => useOf(this.#project, use)));
  }

  /** `baskets.get(id) ?? []` */
  #isEmptyOrKept(value: ts.Expression): boolean {
    const node = unwrap(value);
    if (startsEmpty(node)) return true;
    if (ts.isBinaryExpression(node)) return this.#isEmptyOrKept(node.left) && this.#isEmptyOrKept(node.right);
    const object = ts.isElementAccessExpression(node) ? node.expression : methodCall(node)?.object;
    return object !== undefined && storeNamed(this.#project, object) !== undefined;
  }
}

/** `ctx.sessionId!` and `ctx.sessionId ?? 'default'` as a whole. */
function withFallback(node: ts.Expression): ts.Expression {
  const outer = wrapped(node);
  const { parent } = outer;
  const isChoice =
    ts.isBinaryExpression(parent) &&
    parent.left === outer &&
    (parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      parent.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  return isChoice ? wrapped(parent) : outer;
}

/** `if (!key) …` without another branch. */
function guardAround({ parent }: ts.Expression): ts.IfStatement | undefined {
  const isNegated = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
  const statement = parent.parent;
  const isGuard = isNegated && ts.isIfStatement(statement) && statement.expression === parent;
  return isGuard && !statement.elseStatement ? statement : undefined;
}

/** `if (!baskets.has(key)) baskets.set(key, newBasket());`: what a session starts with is nothing that it was told. */
function isWhereMissing(node: ts.Node, store: string): boolean {
  const block = ts.isExpressionStatement(node.parent) ? node.parent.parent : undefined;
  const guard = block && ts.isBlock(block) && block.statements.length === 1 ? block.parent : block;
  if (!guard || !ts.isIfStatement(guard) || guard.elseStatement) return false;
  const test = guard.expression;
  return ts.isPrefixUnaryExpression(test) && test.operand.getText().startsWith(`${store}.has(`);
}

/** A collection in a constant of a module. */
function storeNamed(project: ProjectModel, object: ts.Expression): KeyedStore | undefined {
  const name = unwrap(object);
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  if (!ts.isIdentifier(declaration.name) || !ts.isSourceFile(declaration.parent.parent.parent))
    return undefined;
  const made = declaration.initializer && unwrap(declaration.initializer);
  if (!made) return undefined;
  const isMap = ts.isNewExpression(made) && made.expression.getText() === 'Map' && !made.arguments?.length;
  const isRecord = ts.isObjectLiteralExpression(made) && made.properties.length === 0;
  return isMap || isRecord ? declaration : undefined;
}

function isLogged(node: ts.Node): boolean {
  for (const at of ancestors(node)) {
    if (ts.isCallExpression(at)) return isLogCall(at);
    if (isFunctionNode(at) || ts.isStatement(at) || ts.isVariableDeclaration(at)) return false;
  }
  return false;
}

/** Every use of a store or a function of the project; undefined when it is passed on unseen. */
export function usesOf(project: ProjectModel, name: ts.Node): ts.Identifier[] | undefined {
  return ts.isIdentifier(name) ? projectReferences(project, name) : undefined;
}
