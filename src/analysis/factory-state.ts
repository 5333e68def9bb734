import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { handlerOf, type Handler } from '../recognise/handlers.js';
import { branchAround, dispatchesTools, type ToolBranch } from '../recognise/tool-branches.js';
import { isUsableAt } from '../recognise/scope.js';
import { assignedValue, isUndefined, isWithin, unwrap, type FunctionNode } from '../recognise/syntax.js';
import { Effects } from './effects.js';
import { InstanceOwner } from './instance-owner.js';
import { functionIn, isStatefulObject, objectObstacle } from './object-state.js';
import { serverArguments, sessionMakers } from './session-factories.js';
import { classify, type Classified } from './state-kinds.js';
import { FactoryOwner, type OwnFunction, type StateOwner, type StateSlot } from './state-owners.js';
import { startsEmpty, strongest, useOf, type StateUse } from './state-uses.js';

/** A tool that reaches some state, and what it does with it. */
export interface StateTool {
  readonly handler: Handler;
  /** The part of a low-level handler that runs for this tool. */
  readonly branch?: ToolBranch;
  readonly name: string;
  readonly does: StateUse;
  /** Whether it gives a value to a variable that has none at first. */
  readonly starts: boolean;
}

/** A function inside the owner that reaches some state, and is called by tools only. */
export interface StateHelper {
  readonly name: string;
  readonly function: FunctionNode;
  readonly calls: readonly ts.CallExpression[];
}

/** Variables or fields of one owner that belong together: the tools that reach one of them reach the others. */
export interface FactoryState {
  readonly unit: SourceUnit;
  readonly owner: StateOwner;
  readonly slots: readonly StateSlot[];
  readonly tools: readonly StateTool[];
  readonly helpers: readonly StateHelper[];
  readonly classified: Classified;
  /** Why it has to stay, as a clause. */
  readonly obstacle?: string;
}

/** State that lives in the variables of functions, and the fields of classes, which make a server for a session. */
export function factoryStates(project: ProjectModel): FactoryState[] {
  const given = serverArguments(project).map(
    each => new FactoryOwner(project, each.unit, each.function, each.statements),
  );
  const makers = sessionMakers(project).flatMap(maker => {
    const unit = project.unit(maker.getSourceFile().fileName);
    if (!unit) return [];
    const construction = ts.isClassLike(maker) ? maker.members.find(ts.isConstructorDeclaration) : maker;
    return [
      ...(ts.isClassLike(maker) ? [new InstanceOwner(project, unit, maker)] : []),
      ...(construction ? [new FactoryOwner(project, unit, construction)] : []),
    ];
  });
  return [...makers, ...given].flatMap(each => new StateReader(project, each).states());
}

/** The code of a tool, and what it was seen to do. */
interface Reached {
  readonly place: { readonly tool: Handler; readonly branch?: ToolBranch };
  readonly does: StateUse[];
  starts: boolean;
}

/** Where a use of a variable stands: in a tool, in a function of the owner, or at a place that has no handle. */
type Place =
  | { readonly tool: Handler; readonly branch?: ToolBranch }
  | { readonly helper: FunctionNode; readonly own: OwnFunction }
  | { readonly obstacle: string };

class StateReader {
  readonly #project: ProjectModel;
  readonly #owner: StateOwner;

  constructor(project: ProjectModel, owner: StateOwner) {
    this.#project = project;
    this.#owner = owner;
  }

  states(): FactoryState[] {
    const groups: StateSlot[][] = [];
    for (const slot of this.#owner.slots) {
      const reached = this.#reachedFrom(slot);
      const met = groups.filter(group => group.some(each => overlaps(this.#reachedFrom(each), reached)));
      const merged = [...met.flat(), slot];
      for (const group of met) groups.splice(groups.indexOf(group), 1);
      groups.push(merged);
    }
    return groups.map(group => this.#state(group));
  }

  /** The functions whose code reaches a variable: tools, and helpers with what calls them. */
  #reachedFrom(slot: StateSlot): Set<ts.Node> {
    const found = new Set<ts.Node>();
    const visit = (uses: readonly ts.Node[]): void => {
      for (const use of uses) {
        const place = this.#placeOf(use);
        if ('tool' in place) found.add(codeOf(place));
        if (!('helper' in place) || found.has(place.helper)) continue;
        found.add(place.helper);
        visit(place.own.mentions);
      }
    };
    visit(slot.uses);
    return found;
  }

  #placeOf(use: ts.Node): Place {
    const inside = this.#owner.laterAround(use);
    const handler = inside.map(each => handlerOf(this.#project, each)).find(Boolean);
    if (handler) {
      const branch = dispatchesTools(handler) ? branchAround(this.#project, handler, use) : undefined;
      if (dispatchesTools(handler) && !branch)
        return { obstacle: 'the handler of `tools/call` uses it for more than one tool' };
      if (handler.kind !== 'tool' && !branch)
        return {
          obstacle: `a ${handler.kind === 'request' ? 'request handler' : handler.kind} uses it, which takes no handle`,
        };
      if (!handler.inline) return { obstacle: 'a handler that is registered by its name uses it' };
      return { tool: handler, ...(branch && { branch }) };
    }
    const outermost = inside.at(-1);
    if (!outermost) return { obstacle: 'it is used while the server is made' };
    const own = this.#owner.own(outermost);
    if (!own) return { obstacle: 'a function that is no tool uses it' };
    return { helper: outermost, own };
  }

  #state(slots: readonly StateSlot[]): FactoryState {
    const reached = new Map<ts.Node, Reached>();
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
        const key = codeOf(place);
        const tool = reached.get(key) ?? { place, does: [], starts: false };
        reached.set(key, tool);
        tool.does.push(doing);
        tool.starts ||= isStart;
      } else if (!through.includes(place.helper)) {
        const { name, mentions } = place.own;
        const calls = mentions.flatMap(each => callOf(each) ?? []);
        if (calls.length < mentions.length || calls.length === 0)
          obstacle ??= `\`${name}\` uses it and is passed on`;
        helpers.set(place.helper, { name, function: place.helper, calls });
        // What a helper does, those that call it do.
        for (const call of calls) collect(call, doing, [...through, place.helper], isStart);
      }
    };
    for (const slot of slots) {
      for (const use of slot.uses) {
        const given = assignedValue(use);
        const isStart = startsUnset(slot) && given !== undefined && !startsEmpty(unwrap(given));
        collect(use, useOf(this.#project, use), [], isStart);
      }
    }
    const tools = [...reached.values()].map(({ place, does, starts }) => ({
      handler: place.tool,
      ...(place.branch && { branch: place.branch }),
      name: place.branch?.name ?? toolName(place.tool) ?? '',
      does: strongest(does),
      starts,
    }));
    if (tools.some(each => each.name === '')) obstacle ??= 'a tool without a written name uses it';
    obstacle ??= slots.map(each => each.obstacle ?? this.#startObstacle(each)).find(Boolean);
    return {
      unit: this.#owner.unit,
      owner: this.#owner,
      slots,
      tools,
      helpers: [...helpers.values()],
      classified: strongestKind(slots.map(each => this.#classified(each))),
      ...(obstacle !== undefined && { obstacle }),
    };
  }

  #classified({ name, initializer, type, uses }: StateSlot): Classified {
    return classify(this.#project, name, initializer ? [initializer] : [], type ? [type] : [], uses);
  }

  /** Why the value that a variable starts with cannot be made outside of its owner. */
  #startObstacle({ name, initializer, type, isConst }: StateSlot): string | undefined {
    const { node, noun } = this.#owner;
    let outer: ts.Node = node;
    while (!ts.isSourceFile(outer.parent)) outer = outer.parent;
    for (const part of [initializer, type]) {
      if (part && !isUsableAt(this.#project, part, outer))
        return `\`${name}\` starts with what ${noun} is given`;
    }
    if (type && this.#namesLocalType(type)) return `the type of \`${name}\` is declared inside ${noun}`;
    if (!initializer) return isConst || !type ? `\`${name}\` has no first value` : undefined;
    if (isStatefulObject(this.#project, initializer)) return objectObstacle(this.#project, initializer);
    const around = functionIn(node);
    if (!around) return `\`${name}\` has no first value that can be seen`;
    const effects = new Effects(this.#project, around).of(initializer).filter(each => each.kind !== 'chance');
    return effects.length > 0 || hasAwait(initializer)
      ? `\`${name}\` is made by \`${shortened(initializer)}\``
      : undefined;
  }

  #namesLocalType(type: ts.TypeNode): boolean {
    const { node: owner } = this.#owner;
    let isLocal = false;
    const visit = (node: ts.Node): void => {
      const declaration = ts.isIdentifier(node)
        ? this.#project.names.symbol(node)?.declarations?.[0]
        : undefined;
      isLocal ||= declaration !== undefined && isWithin(declaration, owner) && !isWithin(declaration, type);
      ts.forEachChild(node, visit);
    };
    visit(type);
    return isLocal;
  }
}

/** What tells tools apart: a registered function, or a part of a low-level handler. */
function codeOf({ tool, branch }: Reached['place']): ts.Node {
  return branch?.node ?? tool.function;
}

function startsUnset({ initializer }: StateSlot): boolean {
  const value = initializer && unwrap(initializer);
  return !value || value.kind === ts.SyntaxKind.NullKeyword || isUndefined(value);
}

function strongestKind(all: readonly Classified[]): Classified {
  return all.find(each => each.kind !== 'application') ?? all[0]!;
}

function overlaps(first: ReadonlySet<ts.Node>, second: ReadonlySet<ts.Node>): boolean {
  return [...first].some(each => second.has(each));
}

function callOf(use: ts.Expression): ts.CallExpression | undefined {
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
