import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isConst, isFunctionNode, unwrap, type FunctionNode } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { handedOn, nameOf, type HandedState } from './handed-state.js';
import { isStatefulObject } from './object-state.js';
import { useOf } from './state-uses.js';

/** A variable or field that keeps something for a server. */
export interface StateSlot {
  readonly name: string;
  /** What declares it. */
  readonly node: ts.VariableDeclaration | ts.PropertyDeclaration | ts.ExpressionStatement;
  readonly initializer?: ts.Expression;
  readonly type?: ts.TypeNode;
  /** Whether it holds the same value, whatever becomes of that, as long as the server lives. */
  readonly isConst: boolean;
  /** `basket`, `this.basket`: everything that reads or writes it after it has its first value. */
  readonly uses: readonly ts.Expression[];
  /** The functions that it is handed to; what they do with it is among its uses. */
  readonly handed?: readonly HandedState[];
  /** What goes when it moves; undefined when more than this would go. */
  readonly gone?: readonly (ts.Statement | ts.ClassElement)[];
  /** Why it has to stay, as a clause. */
  readonly obstacle?: string;
}

/** A function inside of an owner that reaches some state: its name, and what names it. */
export interface OwnFunction {
  readonly name: string;
  /** `format`, `this.format`. */
  readonly mentions: readonly ts.Expression[];
}

/** What makes one server for a session, and keeps state beside it: a function, or a class. */
export interface StateOwner {
  readonly unit: SourceUnit;
  readonly node: FunctionNode | ts.ClassLikeDeclaration;
  /** What it is called in messages. */
  readonly noun: string;
  readonly slots: readonly StateSlot[];
  /** The functions around a node that run later than the owner is made, innermost first. */
  laterAround(node: ts.Node): readonly FunctionNode[];
  /** How a function is called that lies in the owner and in no other function. */
  own(node: FunctionNode): OwnFunction | undefined;
}

/** The variables of a function that makes servers which functions in it change after it has returned. */
export class FactoryOwner implements StateOwner {
  readonly noun = 'the function that makes the server';
  readonly slots: readonly StateSlot[];
  readonly #project: ProjectModel;
  /** Functions that are called once for every server, and get some of the state. */
  readonly #called = new Set<FunctionNode>();

  /** @param statements those that declare the state, of the function's body where no others are given */
  constructor(
    project: ProjectModel,
    readonly unit: SourceUnit,
    readonly node: FunctionNode,
    statements?: readonly ts.Statement[],
  ) {
    this.#project = project;
    const { body } = node;
    const own = statements ?? (body && ts.isBlock(body) ? body.statements : []);
    this.slots = own.flatMap(each => this.#slotsOf(each));
  }

  laterAround(node: ts.Node): readonly FunctionNode[] {
    const around = ancestors(node);
    const end = around.findIndex(each => each === this.node || this.#called.has(each as FunctionNode));
    return around.slice(0, end).filter(isFunctionNode);
  }

  own(node: FunctionNode): OwnFunction | undefined {
    const name = nameOf(node);
    const statement = ts.isFunctionDeclaration(node) ? node : node.parent.parent?.parent;
    const owners: readonly FunctionNode[] = [this.node, ...this.#called];
    if (!name || !owners.some(each => each.body !== undefined && each.body === statement?.parent))
      return undefined;
    return { name: name.text, mentions: this.#project.names.references(name) };
  }

  #slotsOf(statement: ts.Statement): StateSlot[] {
    if (!ts.isVariableStatement(statement)) return [];
    const { declarations } = statement.declarationList;
    const slots = declarations.flatMap(each => this.#slot(each) ?? []);
    const gone = slots.length === declarations.length ? [statement] : undefined;
    return slots.map(each => ({ ...each, ...(gone && { gone }) }));
  }

  #slot(variable: ts.VariableDeclaration): StateSlot | undefined {
    const { name, initializer, type } = variable;
    if (!ts.isIdentifier(name)) return undefined;
    const made = initializer && unwrap(initializer);
    if (made && (isFunctionNode(made) || valuesOf(this.#project).sdkName(made) !== undefined))
      return undefined;
    const direct = this.#project.names.references(name);
    const { uses, handed } = isConst(variable) ? this.#followed(direct) : { uses: direct, handed: [] };
    const isState = uses.some(use => this.laterAround(use).length > 0 && changes(this.#project, use));
    if (!isState && !(made && isConst(variable) && isStatefulObject(this.#project, made))) return undefined;
    return {
      name: name.text,
      node: variable,
      isConst: isConst(variable),
      uses,
      ...(handed.length > 0 && { handed }),
      ...(initializer && { initializer }),
      ...(type && { type }),
    };
  }

  /** Uses that hand the state to a function stand for what that function does with it. */
  #followed(direct: readonly ts.Expression[]): { uses: ts.Expression[]; handed: HandedState[] } {
    const uses: ts.Expression[] = [];
    const handed: HandedState[] = [];
    for (const use of direct) {
      const next = this.laterAround(use).length === 0 ? handedOn(this.#project, use) : undefined;
      if (!next || handed.some(each => each.function === next.function)) {
        uses.push(use);
        continue;
      }
      this.#called.add(next.function);
      const inner = this.#followed(this.#project.names.references(next.parameter.name));
      uses.push(...inner.uses);
      handed.push(next, ...inner.handed);
    }
    return { uses, handed };
  }
}

/** Whether a use changes what it reaches. */
export function changes(project: ProjectModel, use: ts.Expression): boolean {
  const does = useOf(project, use);
  return does === 'fills' || does === 'changes' || does === 'empties';
}
