import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  classOfThis,
  isFunctionNode,
  isWritten,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { isStatefulObject } from './object-state.js';
import { isExtended } from './own-methods.js';
import { changes, type OwnFunction, type StateOwner, type StateSlot } from './state-owners.js';

/** The fields of a class that makes a server for each of its instances, which its methods change later. */
export class InstanceOwner implements StateOwner {
  readonly noun = 'the class that makes the server';
  readonly slots: readonly StateSlot[];
  readonly #project: ProjectModel;
  /** `this.basket` by `basket`. */
  readonly #accesses = new Map<string, ts.PropertyAccessExpression[]>();
  readonly #obstacle: string | undefined;

  constructor(
    project: ProjectModel,
    readonly unit: SourceUnit,
    readonly node: ts.ClassLikeDeclaration,
  ) {
    this.#project = project;
    this.#obstacle = this.#read() ?? inheritance(project, node);
    const names = new Set([...this.#fields().keys(), ...this.#assigned().keys()]);
    this.slots = [...names].flatMap(each => this.#slot(each) ?? []);
  }

  laterAround(node: ts.Node): readonly FunctionNode[] {
    const around = ancestors(node);
    const functions = around.slice(0, around.indexOf(this.node)).filter(isFunctionNode);
    return functions.filter(each => !(ts.isConstructorDeclaration(each) && each.parent === this.node));
  }

  own(node: FunctionNode): OwnFunction | undefined {
    const name = ts.isMethodDeclaration(node) && node.parent === this.node ? nameText(node.name) : undefined;
    if (name === undefined) return undefined;
    const isAlone = this.node.members.filter(each => nameText(each.name) === name).length === 1;
    // What others call cannot hand over any state.
    if (!isAlone || this.#isReachedFromOutside(name, node as ts.MethodDeclaration)) return undefined;
    return { name, mentions: this.#accesses.get(name) ?? [] };
  }

  /** Collects what is read from `this`; answers why that is not all that can be reached. */
  #read(): string | undefined {
    let obstacle: string | undefined;
    walk(this.node, at => {
      if (at.kind !== ts.SyntaxKind.ThisKeyword || classOfThis(at) !== this.node) return;
      const { parent } = at;
      if (ts.isPropertyAccessExpression(parent)) {
        const { text } = parent.name;
        this.#accesses.set(text, [...(this.#accesses.get(text) ?? []), parent]);
      } else if (!isBound(at)) obstacle ??= 'its object is handed on as a whole';
    });
    return obstacle;
  }

  #fields(): Map<string, ts.PropertyDeclaration> {
    const fields = this.node.members.filter(ts.isPropertyDeclaration).filter(each => !isStatic(each));
    return new Map(fields.map(each => [nameText(each.name) ?? '', each] as const));
  }

  /** Statements of the constructor that give fields their first values. */
  #assigned(): Map<
    string,
    { statement: ts.ExpressionStatement; access: ts.Expression; value: ts.Expression }
  > {
    const body = this.node.members.find(ts.isConstructorDeclaration)?.body;
    const found = new Map<
      string,
      { statement: ts.ExpressionStatement; access: ts.Expression; value: ts.Expression }
    >();
    for (const statement of body?.statements ?? []) {
      if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
      const access = statement.expression.left;
      const value = assignedValue(access);
      if (!value || !ts.isPropertyAccessExpression(access)) continue;
      if (access.expression.kind !== ts.SyntaxKind.ThisKeyword || found.has(access.name.text)) continue;
      found.set(access.name.text, { statement, access, value });
    }
    return found;
  }

  #slot(name: string): StateSlot | undefined {
    const field = this.#fields().get(name);
    const assigned = this.#assigned().get(name);
    const initializer = field?.initializer ?? assigned?.value;
    const made = initializer && unwrap(initializer);
    if (made && (isFunctionNode(made) || valuesOf(this.#project).sdkName(made) !== undefined))
      return undefined;
    const isSecond = field?.initializer !== undefined;
    const uses = (this.#accesses.get(name) ?? []).filter(each => isSecond || each !== assigned?.access);
    const isState = uses.some(use => this.laterAround(use).length > 0 && changes(this.#project, use));
    if (!isState && !(made && isStatefulObject(this.#project, made))) return undefined;
    const gone = [...(field ? [field] : []), ...(assigned && !isSecond ? [assigned.statement] : [])];
    const obstacle = this.#obstacle ?? this.#slotObstacle(name, field, made);
    return {
      name: name.replace('#', ''),
      node: field ?? assigned!.statement,
      isConst: uses.every(each => !isWritten(each)) && initializer !== undefined,
      uses,
      gone,
      ...(initializer && { initializer }),
      ...(field?.type && { type: field.type }),
      ...(obstacle !== undefined && { obstacle }),
    };
  }

  #slotObstacle(
    name: string,
    field: ts.PropertyDeclaration | undefined,
    made: ts.Expression | undefined,
  ): string | undefined {
    if (field && this.#isReachedFromOutside(name, field))
      return `\`${name}\` may be used outside of its class`;
    if (!field && this.#isUsedByName(name)) return `\`${name}\` may be used outside of its class`;
    if (made && hasThis(made)) return `\`${name}\` starts with what its object holds`;
    return undefined;
  }

  #isReachedFromOutside(name: string, member: ts.PropertyDeclaration | ts.MethodDeclaration): boolean {
    if (ts.isPrivateIdentifier(member.name)) return false;
    const isPrivate = member.modifiers?.some(each =>
      [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(each.kind),
    );
    return isPrivate ? false : this.#isUsedByName(name);
  }

  /** Whether something in the project reads a member of this name from anything but the objects themselves. */
  #isUsedByName(name: string): boolean {
    return this.#project.units.some(unit => {
      if (!unit.text.includes(name)) return false;
      let isUsed = false;
      walk(unit.ast, at => {
        if (ts.isPropertyAccessExpression(at) && at.name.text === name)
          isUsed ||= !this.#accesses.get(name)?.includes(at) && this.#maybeOurs(at.expression);
        return !isUsed;
      });
      return isUsed;
    });
  }

  /** Whether an expression may be an instance of the class. */
  #maybeOurs(node: ts.Expression): boolean {
    if (node.kind === ts.SyntaxKind.ThisKeyword) {
      const owner = classOfThis(node);
      return owner === undefined || owner === this.node;
    }
    const value = valuesOf(this.#project).of(node);
    return value === undefined || (value.is === 'instance' && value.class === this.node);
  }
}

function inheritance(project: ProjectModel, owner: ts.ClassLikeDeclaration): string | undefined {
  const extended = owner.heritageClauses?.some(each => each.token === ts.SyntaxKind.ExtendsKeyword);
  if (extended && valuesOf(project).sdkBase(owner) === undefined) return 'its class extends another one';
  return isExtended(project, owner) ? 'its class may be extended by another one' : undefined;
}

/** `this.add.bind(this)` */
function isBound(node: ts.Node): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== node || call.arguments.length !== 1) return false;
  const bind = call.expression;
  return (
    ts.isPropertyAccessExpression(bind) &&
    bind.name.text === 'bind' &&
    ts.isPropertyAccessExpression(bind.expression) &&
    bind.expression.expression.kind === ts.SyntaxKind.ThisKeyword
  );
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return node.modifiers?.some(each => each.kind === ts.SyntaxKind.StaticKeyword) ?? false;
}

function hasThis(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.ThisKeyword || (ts.forEachChild(node, hasThis) ?? false);
}
