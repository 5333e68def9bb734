import path from 'node:path';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { handlersAround } from '../recognise/handlers.js';
import {
  ancestors,
  isFunctionNode,
  isWithin,
  methodCall,
  unwrap,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { Effects } from './effects.js';
import { keyedTools, usesOf, type KeyedStore, type KeyedTool } from './session-keys.js';
import { classify, type Classified } from './state-kinds.js';
import { startsEmpty, strongest, type StateUse } from './state-uses.js';

/** Collections whose keys are session ids, and the tools that reach them by these keys. */
export interface KeyedState {
  readonly unit: SourceUnit;
  readonly stores: readonly KeyedStore[];
  readonly tools: readonly { readonly name: string; readonly does: StateUse; readonly keyed: KeyedTool }[];
  /** Parameters through which project functions get the key. */
  readonly parameters: readonly ts.ParameterDeclaration[];
  /** Statements that take an entry out when its session ends, and functions that do nothing else. */
  readonly cleanup: readonly ts.Statement[];
  /** Calls that put in what a session starts with, `baskets.set(id, [])`, in statements of their own. */
  readonly starts: readonly {
    readonly store: KeyedStore;
    readonly value: ts.Expression;
    readonly statement: ts.ExpressionStatement;
  }[];
  readonly classified: Classified;
  /** Why it has to stay, as a clause. */
  readonly obstacle?: string;
}

/** State in collections of a module under the session id of the request. */
export function keyedStates(project: ProjectModel): KeyedState[] {
  const units = project.units.filter(each => !isTestFile(project, each));
  const groups: KeyedTool[][] = [];
  for (const tool of keyedTools(project, units)) {
    if (tool.stores.size === 0) continue;
    const met = groups.filter(group =>
      group.some(each => [...each.stores].some(store => tool.stores.has(store))),
    );
    for (const group of met) groups.splice(groups.indexOf(group), 1);
    groups.push([...met.flat(), tool]);
  }
  return groups.flatMap(group => new KeyedReader(project, group).read() ?? []);
}

class KeyedReader {
  readonly #project: ProjectModel;
  readonly #tools: readonly KeyedTool[];
  readonly #met: ReadonlySet<ts.Node>;
  readonly #cleanup = new Set<ts.Statement>();
  readonly #starts: { store: KeyedStore; value: ts.Expression; statement: ts.ExpressionStatement }[] = [];
  #obstacle: string | undefined;

  constructor(project: ProjectModel, tools: readonly KeyedTool[]) {
    this.#project = project;
    this.#tools = tools;
    this.#met = new Set(tools.flatMap(each => [...each.met]));
  }

  read(): KeyedState | undefined {
    const stores = [...new Set(this.#tools.flatMap(each => [...each.stores]))];
    const unit = this.#project.unit(stores[0]!.getSourceFile().fileName);
    if (!unit) return undefined;
    const parameters = [...new Set(this.#tools.flatMap(each => [...each.parameters]))];
    for (const tool of this.#tools) this.#checkTool(tool);
    for (const store of stores) this.#checkStore(store);
    for (const parameter of parameters) this.#checkFunction(parameter.parent as FunctionNode);
    if (stores.some(each => each.getSourceFile() !== unit.ast)) this.#stop('it is spread over several files');
    const tools = this.#tools.map(keyed => ({ name: toolName(keyed), does: strongest(keyed.does), keyed }));
    if (tools.some(each => each.name === '')) this.#stop('a tool without a written name uses it');
    return {
      unit,
      stores,
      tools,
      parameters,
      cleanup: [...this.#cleanup],
      starts: this.#starts,
      classified: this.#classified(stores),
      ...(this.#obstacle !== undefined && { obstacle: this.#obstacle }),
    };
  }

  #stop(why: string): void {
    this.#obstacle ??= why;
  }

  #checkTool({ handler, obstacle }: KeyedTool): void {
    if (obstacle !== undefined) this.#stop(obstacle);
    if (handler.kind !== 'tool')
      this.#stop(
        `a ${handler.kind === 'request' ? 'request handler' : handler.kind} uses it, which takes no handle`,
      );
    if (!handler.inline) this.#stop('a handler that is registered by its name uses it');
  }

  #checkStore(store: KeyedStore): void {
    const uses = usesOf(this.#project, store.name);
    if (!uses) this.#stop('it is exported unseen');
    for (const use of uses ?? []) this.#checkUse(store, use);
  }

  #checkUse(store: KeyedStore, use: ts.Identifier): void {
    const outer = wrapped(use);
    const { parent } = outer;
    const isAccess = ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
    const call =
      isAccess && ts.isPropertyAccessExpression(parent) ? methodCall(wrapped(parent).parent) : undefined;
    if (this.#met.has(parent) || (call && this.#met.has(call.call))) return;
    if (isAccess && ts.isPropertyAccessExpression(parent) && parent.name.text === 'size') return;
    const statement = statementOf(call?.call ?? parent);
    if (statement && handlersAround(this.#project, use).length === 0) {
      const removes = call ? call.name === 'delete' : ts.isDeleteExpression(parent.parent);
      if (removes) {
        this.#removeCleanup(statement);
        return;
      }
      const value = call?.name === 'set' ? call.call.arguments[1] : undefined;
      if (value && this.#isPlainStart(value)) {
        this.#starts.push({ store, value, statement });
        return;
      }
    }
    if (!this.#isUncalled(outer)) this.#stop(`\`${use.text}\` is used elsewhere as well`);
  }

  /** Whether a use reads or puts in what its function is given the key of, and nothing calls that or can. */
  #isUncalled(use: ts.Expression): boolean {
    const owner = ancestors(use).filter(isFunctionNode).at(-1);
    const name = owner && nameOf(owner);
    const { parent } = use;
    const call = ts.isPropertyAccessExpression(parent) ? methodCall(parent.parent) : undefined;
    const key = ts.isElementAccessExpression(parent) ? parent.argumentExpression : call?.call.arguments[0];
    const given = key && ts.isIdentifier(key) ? this.#project.names.declaration(key) : undefined;
    if (!given || !ts.isParameter(given) || given.parent !== owner) return false;
    if (!name || usesOf(this.#project, name)?.length !== 0) return false;
    const home = this.#project.packageOf(use.getSourceFile().fileName);
    const { main, module, exports } = (home?.manifest ?? {}) as Record<string, unknown>;
    const { name: file } = path.parse(use.getSourceFile().fileName);
    return !JSON.stringify([main, module, exports]).includes(`/${file}.`);
  }

  /** The statement goes; a function that does nothing else goes with the statements that call it. */
  #removeCleanup(statement: ts.ExpressionStatement): void {
    const owner = enclosing(statement);
    const isWhole =
      owner && ts.isFunctionDeclaration(owner) && owner.name && owner.body?.statements.length === 1
        ? owner.body.statements[0] === statement
        : false;
    const uses = isWhole ? usesOf(this.#project, (owner as ts.FunctionDeclaration).name!) : undefined;
    const calls = uses?.map(use =>
      ts.isCallExpression(use.parent) && handlersAround(this.#project, use).length === 0
        ? statementOf(use.parent)
        : undefined,
    );
    if (!calls || calls.length === 0 || !calls.every(each => each !== undefined)) {
      this.#cleanup.add(statement);
      return;
    }
    this.#cleanup.add(owner as ts.FunctionDeclaration);
    for (const call of calls) this.#cleanup.add(call);
  }

  #isPlainStart(value: ts.Expression): boolean {
    const owner = enclosing(value);
    if (!startsEmpty(unwrap(value)) || !owner) return false;
    return new Effects(this.#project, owner).of(value).every(each => each.kind === 'chance');
  }

  /** A function that gets the key is called by tools, or to clean up. */
  #checkFunction(owner: FunctionNode): void {
    const name = nameOf(owner);
    const uses = name && usesOf(this.#project, name);
    if (!uses) this.#stop('a function that gets the session id is passed on unseen');
    for (const use of uses ?? []) {
      const call = use.parent;
      if (!ts.isCallExpression(call) || call.expression !== use) {
        this.#stop(`\`${use.text}\` gets the session id and is passed on`);
      } else if (!this.#met.has(call)) {
        const statement = statementOf(call);
        const isCleanup =
          statement && handlersAround(this.#project, use).length === 0 && this.#onlyRemoves(owner);
        if (isCleanup) this.#cleanup.add(statement);
        else this.#stop(`\`${use.text}\` is called elsewhere as well`);
      }
    }
  }

  #onlyRemoves(owner: FunctionNode): boolean {
    const inside = [...this.#met].filter(each => isWithin(each, owner));
    return inside.every(each => methodCall(each)?.name === 'delete' || ts.isDeleteExpression(each.parent));
  }

  #classified(stores: readonly KeyedStore[]): Classified {
    const all = stores.map(store => {
      const name = store.name.getText();
      const values = (usesOf(this.#project, store.name) ?? []).flatMap(use => {
        const call = methodCall(use.parent.parent);
        return call?.name === 'set' ? (call.call.arguments[1] ?? []) : [];
      });
      const made = store.initializer;
      const types: ts.TypeNode[] = [
        ...(store.type ? [store.type] : []),
        ...(made && ts.isNewExpression(made) ? (made.typeArguments ?? []) : []),
      ];
      return classify(this.#project, name, values, types, [], usesOf(this.#project, store.name) ?? []);
    });
    return all.find(each => each.kind !== 'application') ?? all[0]!;
  }
}

function toolName({ handler }: KeyedTool): string {
  const first = handler.call.arguments[0] && unwrap(handler.call.arguments[0]);
  return first && ts.isStringLiteralLike(first) ? first.text : '';
}

/** The statement that a call or a `delete` is, or that listens to the end of a connection with nothing but it. */
function statementOf(node: ts.Node): ts.ExpressionStatement | undefined {
  let at = node;
  while (
    ts.isDeleteExpression(at.parent) ||
    ts.isVoidExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent;
  if (ts.isExpressionStatement(at.parent)) return at.parent;
  // `transport.onclose = () => baskets.delete(id);`
  const callback = at.parent;
  if (!ts.isArrowFunction(callback) || callback.body !== at) return undefined;
  const isListener =
    ts.isBinaryExpression(callback.parent) && /\.onclose$/.test(callback.parent.left.getText());
  const { parent } = callback.parent;
  return isListener && ts.isExpressionStatement(parent) ? parent : undefined;
}

function enclosing(node: ts.Node): FunctionNode | undefined {
  for (let at: ts.Node = node; at; at = at.parent) if (isFunctionNode(at)) return at;
  return undefined;
}

/** The name of a function declaration, or of the constant that a function is given. */
function nameOf(node: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}
