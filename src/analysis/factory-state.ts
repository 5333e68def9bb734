import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlerOf, type Handler } from '../recognise/handlers.js';
import { isUsableAt } from '../recognise/scope.js';
import {
  ancestors,
  assignedValue,
  isConst,
  isFunctionNode,
  isUndefined,
  isWithin,
  unwrap,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { Effects } from './effects.js';
import { sessionFactories } from './session-factories.js';
import { classify, type Classified } from './state-kinds.js';
import { startsEmpty, strongest, useOf, type StateUse } from './state-uses.js';

/** A tool that reaches some state, and what it does with it. */
export interface StateTool {
  readonly handler: Handler;
  readonly name: string;
  readonly does: StateUse;
  /** Whether it gives a value to a variable that has none at first. */
  readonly starts: boolean;
}

/** A function inside the factory that reaches some state, and is called by tools only. */
export interface StateHelper {
  readonly name: ts.Identifier;
  readonly function: FunctionNode;
  readonly calls: readonly ts.CallExpression[];
}

/** Variables of one factory that belong together: the tools that reach one of them reach the others. */
export interface FactoryState {
  readonly unit: SourceUnit;
  readonly factory: FunctionNode;
  readonly variables: readonly ts.VariableDeclaration[];
  readonly uses: readonly ts.Identifier[];
  readonly tools: readonly StateTool[];
  readonly helpers: readonly StateHelper[];
  readonly classified: Classified;
  /** Why it has to stay, as a clause. */
  readonly obstacle?: string;
}

/** State that lives in the variables of functions which make a server for a session. */
export function factoryStates(project: ProjectModel): FactoryState[] {
  return sessionFactories(project).flatMap(factory => {
    const unit = project.unit(factory.getSourceFile().fileName);
    if (!unit || !factory.body || !ts.isBlock(factory.body)) return [];
    return new FactoryReader(project, unit, factory).states();
  });
}

/** Where a use of a variable stands: in a tool, in a function of the factory, or at a place that has no handle. */
type Place = { readonly tool: Handler } | { readonly helper: FunctionNode } | { readonly obstacle: string };

class FactoryReader {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #factory: FunctionNode;

  constructor(project: ProjectModel, unit: SourceUnit, factory: FunctionNode) {
    this.#project = project;
    this.#unit = unit;
    this.#factory = factory;
  }

  states(): FactoryState[] {
    const groups: ts.VariableDeclaration[][] = [];
    for (const variable of this.#variables()) {
      const reached = this.#reachedFrom(variable);
      const met = groups.filter(group => group.some(each => overlaps(this.#reachedFrom(each), reached)));
      const merged = [...met.flat(), variable];
      for (const group of met) groups.splice(groups.indexOf(group), 1);
      groups.push(merged);
    }
    return groups.map(group => this.#state(group));
  }

  /** Variables of the factory that functions in it change after it has returned. */
  #variables(): ts.VariableDeclaration[] {
    const { body } = this.#factory as { body: ts.Block };
    return body.statements.flatMap(statement => {
      if (!ts.isVariableStatement(statement)) return [];
      return statement.declarationList.declarations.filter(each => this.#isState(each));
    });
  }

  #isState(variable: ts.VariableDeclaration): boolean {
    if (!ts.isIdentifier(variable.name)) return false;
    const made = variable.initializer && unwrap(variable.initializer);
    if (made && (isFunctionNode(made) || valuesOf(this.#project).sdkName(made) !== undefined)) return false;
    return this.#project.names
      .references(variable.name)
      .some(use => this.#isLater(use) && ['fills', 'empties'].includes(useOf(this.#project, use)));
  }

  #isLater(use: ts.Node): boolean {
    const around = ancestors(use);
    return around.slice(0, around.indexOf(this.#factory)).some(isFunctionNode);
  }

  #usesOf(variable: ts.VariableDeclaration): ts.Identifier[] {
    return this.#project.names.references(variable.name as ts.Identifier);
  }

  /** The functions whose code reaches a variable: tools, and helpers with what calls them. */
  #reachedFrom(variable: ts.VariableDeclaration): Set<ts.Node> {
    const found = new Set<ts.Node>();
    const visit = (uses: readonly ts.Node[]): void => {
      for (const use of uses) {
        const place = this.#placeOf(use);
        if ('tool' in place) found.add(place.tool.function);
        if (!('helper' in place) || found.has(place.helper)) continue;
        found.add(place.helper);
        visit(this.#project.names.references(nameOf(place.helper)!));
      }
    };
    visit(this.#usesOf(variable));
    return found;
  }

  #placeOf(use: ts.Node): Place {
    const around = ancestors(use);
    const inside = around.slice(0, around.indexOf(this.#factory)).filter(isFunctionNode);
    const handler = inside.map(each => handlerOf(this.#project, each)).find(Boolean);
    if (handler) {
      if (handler.kind !== 'tool')
        return {
          obstacle: `a ${handler.kind === 'request' ? 'request handler' : handler.kind} uses it, which takes no handle`,
        };
      if (!handler.inline) return { obstacle: 'a handler that is registered by its name uses it' };
      return { tool: handler };
    }
    const outermost = inside.at(-1);
    if (!outermost) return { obstacle: 'it is used while the server is made' };
    const name = nameOf(outermost);
    if (!name || !isDirect(outermost, this.#factory))
      return { obstacle: 'a function that is no tool uses it' };
    return { helper: outermost };
  }

  #state(variables: readonly ts.VariableDeclaration[]): FactoryState {
    const { names } = this.#project;
    const uses = variables.flatMap(each => this.#usesOf(each));
    const does = new Map<Handler, StateUse[]>();
    const starting = new Set<Handler>();
    const unset = new Set(variables.filter(each => startsUnset(each)).map(each => each.name.getText()));
    const helpers = new Map<FunctionNode, StateHelper>();
    let obstacle: string | undefined;
    const collect = (
      use: ts.Node,
      doing: StateUse,
      through: readonly FunctionNode[],
      isStart: boolean,
    ): void => {
      const place = this.#placeOf(use);
      if ('obstacle' in place) obstacle ??= place.obstacle;
      else if ('tool' in place) {
        const key = [...does.keys()].find(each => each.function === place.tool.function) ?? place.tool;
        does.set(key, [...(does.get(key) ?? []), doing]);
        if (isStart) starting.add(key);
      } else if (!through.includes(place.helper)) {
        const name = nameOf(place.helper)!;
        const mentions = names.references(name);
        const calls = mentions.flatMap(each => callOf(each) ?? []);
        if (calls.length < mentions.length || calls.length === 0)
          obstacle ??= `\`${name.text}\` uses it and is passed on`;
        helpers.set(place.helper, { name, function: place.helper, calls });
        // What a helper does, those that call it do.
        for (const call of calls) collect(call, doing, [...through, place.helper], isStart);
      }
    };
    for (const use of uses) {
      const given = assignedValue(use);
      const isStart = unset.has(use.text) && given !== undefined && !startsEmpty(unwrap(given));
      collect(use, useOf(this.#project, use), [], isStart);
    }
    const tools = [...does].map(([handler, all]) => ({
      handler,
      name: toolName(handler) ?? '',
      does: strongest(all),
      starts: starting.has(handler),
    }));
    if (tools.some(each => each.name === '')) obstacle ??= 'a tool without a written name uses it';
    obstacle ??= variables.map(each => this.#startObstacle(each)).find(Boolean);
    const classified = strongestKind(variables.map(each => this.#classified(each)));
    return {
      unit: this.#unit,
      factory: this.#factory,
      variables,
      uses,
      tools,
      helpers: [...helpers.values()],
      classified,
      ...(obstacle !== undefined && { obstacle }),
    };
  }

  #classified(variable: ts.VariableDeclaration): Classified {
    const { name, initializer, type } = variable;
    const values = initializer ? [initializer] : [];
    return classify(this.#project, name.getText(), values, type ? [type] : [], this.#usesOf(variable));
  }

  /** Why the value that a variable starts with cannot be made outside of the factory. */
  #startObstacle(variable: ts.VariableDeclaration): string | undefined {
    const { initializer, type } = variable;
    const name = variable.name.getText();
    let outer: ts.Node = this.#factory;
    while (!ts.isSourceFile(outer.parent)) outer = outer.parent;
    for (const part of [initializer, type]) {
      if (part && !isUsableAt(this.#project, part, outer))
        return `\`${name}\` starts with what the function that makes the server is given`;
    }
    if (type && this.#namesLocalType(type))
      return `the type of \`${name}\` is declared inside the function that makes the server`;
    if (!initializer) return isConst(variable) || !type ? `\`${name}\` has no first value` : undefined;
    const effects = new Effects(this.#project, this.#factory)
      .of(initializer)
      .filter(each => each.kind !== 'chance');
    return effects.length > 0 || hasAwait(initializer)
      ? `\`${name}\` is made by \`${shortened(initializer)}\``
      : undefined;
  }

  #namesLocalType(type: ts.TypeNode): boolean {
    let isLocal = false;
    const visit = (node: ts.Node): void => {
      const declaration = ts.isIdentifier(node)
        ? this.#project.names.symbol(node)?.declarations?.[0]
        : undefined;
      isLocal ||=
        declaration !== undefined && isWithin(declaration, this.#factory) && !isWithin(declaration, type);
      ts.forEachChild(node, visit);
    };
    visit(type);
    return isLocal;
  }
}

function startsUnset({ initializer }: ts.VariableDeclaration): boolean {
  const value = initializer && unwrap(initializer);
  return !value || value.kind === ts.SyntaxKind.NullKeyword || isUndefined(value);
}

function strongestKind(all: readonly Classified[]): Classified {
  return all.find(each => each.kind !== 'application') ?? all[0]!;
}

function overlaps(first: ReadonlySet<ts.Node>, second: ReadonlySet<ts.Node>): boolean {
  return [...first].some(each => second.has(each));
}

/** The name of a function declaration, or of the constant that a function is given. */
function nameOf(node: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || !isConst(parent) || !ts.isIdentifier(parent.name))
    return undefined;
  return parent.name;
}

/** Whether a function is declared by a statement of the factory itself. */
function isDirect(node: FunctionNode, factory: FunctionNode): boolean {
  const statement = ts.isFunctionDeclaration(node) ? node : node.parent.parent?.parent;
  return statement?.parent === factory.body;
}

function callOf(use: ts.Identifier): ts.CallExpression | undefined {
  const { parent } = use;
  return ts.isCallExpression(parent) && parent.expression === use ? parent : undefined;
}

function toolName({ call }: Handler): string | undefined {
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  return first && ts.isStringLiteralLike(first) ? first.text : undefined;
}

function hasAwait(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, hasAwait) ?? false);
}

function shortened(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
