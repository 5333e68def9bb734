import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { projectReferences } from './references.js';
import { enclosingFunction, isFunctionNode, nameText, walk, type FunctionNode } from './syntax.js';
import {
  isAssignment,
  isLeftSide,
  isMention,
  isSpent,
  literalText,
  memberName,
  rootOf,
  type ValueUse,
} from './value-uses.js';
import { valuesOf } from './values.js';

/** Methods of an array that hand on its elements as they are. */
const KEEPERS = new Set([
  ...['filter', 'find', 'findLast', 'slice', 'concat', 'sort', 'reverse', 'toSorted', 'toReversed', 'at'],
  ...['pop', 'shift', 'flat', 'values', 'with'],
]);
/** Methods that run a callback for each element, which is its first parameter. */
const EACH = new Set([
  ...['map', 'flatMap', 'forEach', 'filter', 'find', 'findLast', 'findIndex', 'some', 'every', 'then'],
]);
/** Methods that hand on what the callback returns. */
const MAPPERS = new Set(['map', 'flatMap', 'then']);
const ADDERS = new Set(['push', 'unshift']);
/** Functions that take values of any type and keep no part of them. */
const PRINTERS = /^(?:console\.\w+|JSON\.stringify|String|Boolean|Object\.keys|Array\.isArray)$/;
/** Functions that hand on what they are given, in a promise or a list. */
const CARRIERS =
  /^(?:Promise\.(?:resolve|all)|Object\.(?:values|entries|freeze)|Array\.from|structuredClone)$/;
const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);
const CHOICES = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
]);

/** Follows values by names and declarations alone, to what is done with them in the whole project. */
export class ValueFlow {
  readonly #project: ProjectModel;
  readonly #isFollowed: (member: string) => boolean;
  readonly #seen = new Set<ts.Node>();
  readonly uses: ValueUse[] = [];

  /** @param isFollowed whether the value of a member is followed as well */
  constructor(project: ProjectModel, isFollowed: (member: string) => boolean) {
    this.#project = project;
    this.#isFollowed = isFollowed;
  }

  /** Follows what a variable or property holds, or what a function returns. */
  declared(node: FunctionNode | ts.VariableDeclaration | ts.PropertyDeclaration): void {
    if (isFunctionNode(node)) this.#returned(node);
    else if (ts.isPropertyDeclaration(node)) this.#property(node);
    else this.#bound(node.name);
  }

  /** Follows the value of an expression to where it goes from there. */
  expression(node: ts.Expression): void {
    if (this.#seen.has(node)) return;
    this.#seen.add(node);
    const { parent } = node;
    if (
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isSatisfiesExpression(parent)
    ) {
      this.expression(parent);
    } else if (ts.isAsExpression(parent)) {
      if (ts.isConstTypeReference(parent.type)) this.expression(parent);
      else this.#use({ is: 'typed', node: parent.type });
    } else if (ts.isConditionalExpression(parent)) {
      if (parent.condition !== node) this.expression(parent);
    } else if (ts.isBinaryExpression(parent)) this.#operand(node, parent);
    else if (ts.isPropertyAccessExpression(parent)) this.#access(parent, parent.name.text);
    else if (ts.isElementAccessExpression(parent)) {
      if (parent.expression === node) this.#access(parent, literalText(parent.argumentExpression));
    } else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      if (parent.expression !== node) this.#argument(parent, node);
    } else if (ts.isSpreadElement(parent)) this.expression(parent);
    else if (ts.isArrayLiteralExpression(parent)) this.expression(parent);
    else if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      this.expression(parent.parent);
    } else if (ts.isSpreadAssignment(parent)) this.expression(parent.parent);
    else if (ts.isReturnStatement(parent)) {
      const owner = enclosingFunction(parent);
      if (owner) this.#returned(owner);
    } else if (ts.isArrowFunction(parent)) this.#returned(parent);
    else if (ts.isVariableDeclaration(parent)) this.#variable(parent);
    else if (ts.isPropertyDeclaration(parent)) this.#property(parent);
    else if (ts.isForOfStatement(parent)) {
      if (ts.isVariableDeclarationList(parent.initializer)) {
        for (const each of parent.initializer.declarations) this.#bound(each.name);
      } else this.#use({ is: 'lost', node });
    } else if (ts.isSwitchStatement(parent)) {
      for (const clause of parent.caseBlock.clauses) {
        if (ts.isCaseClause(clause)) this.#use({ is: 'compared', node, other: clause.expression });
      }
    } else if (!isSpent(parent)) this.#use({ is: 'lost', node });
  }

  #use(use: ValueUse): void {
    this.uses.push(use);
  }

  #operand(node: ts.Expression, parent: ts.BinaryExpression): void {
    const operator = parent.operatorToken.kind;
    const isLeft = parent.left === node;
    if (CHOICES.has(operator)) this.expression(parent);
    else if (COMPARISONS.has(operator)) {
      this.#use({ is: 'compared', node, other: isLeft ? parent.right : parent.left });
    } else if (isAssignment(operator)) {
      if (isLeft) this.#use({ is: 'written', node, value: parent.right });
      else this.#assigned(parent.left);
    }
  }

  #assigned(left: ts.Expression): void {
    const root = rootOf(left);
    const declaration = ts.isIdentifier(root) ? this.#project.names.declaration(root) : undefined;
    if (declaration && ts.isVariableDeclaration(declaration)) this.#variable(declaration);
    else this.#use({ is: 'lost', node: left });
  }

  #access(access: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string | undefined): void {
    const { parent } = access;
    if (name !== undefined && ts.isCallExpression(parent) && parent.expression === access) {
      this.#method(parent, name);
      return;
    }
    if (name !== undefined) this.#use({ is: 'read', name, node: access });
    if (name === undefined || this.#isFollowed(name)) this.expression(access);
    else if (isLeftSide(access)) this.#operand(access, access.parent as ts.BinaryExpression);
  }

  #method(call: ts.CallExpression, name: string): void {
    const [first] = call.arguments;
    if (ADDERS.has(name)) {
      this.#use({ is: 'added', node: call.expression, elements: call.arguments });
      return;
    }
    if (name === 'concat') this.#use({ is: 'added', node: call.expression, elements: call.arguments });
    const isFollowed = KEEPERS.has(name) || EACH.has(name);
    if (!isFollowed && name !== 'join' && name !== 'entries') this.#use({ is: 'lost', node: call });
    if (EACH.has(name) && first) this.#callback(first, 0);
    if (KEEPERS.has(name)) this.expression(call);
  }

  #callback(node: ts.Expression, index: number): void {
    const value = valuesOf(this.#project).of(node);
    const called = value?.is === 'function' && isFunctionNode(value.node) ? value.node : undefined;
    if (called) this.#parameter(called, index);
    else this.#use({ is: 'lost', node });
  }

  #parameter(called: FunctionNode, index: number): void {
    const parameter = called.parameters[index];
    if (!parameter) return;
    if (parameter.type) this.#use({ is: 'typed', node: parameter });
    else if (parameter.dotDotDotToken) this.#use({ is: 'lost', node: parameter });
    else this.#bound(parameter.name);
  }

  #argument(call: ts.CallExpression | ts.NewExpression, node: ts.Expression): void {
    const callee = call.expression;
    const text = callee.getText();
    if (PRINTERS.test(text)) return;
    if (ts.isCallExpression(call) && CARRIERS.test(text)) {
      this.expression(call);
      return;
    }
    if (ts.isCallExpression(call) && ts.isPropertyAccessExpression(callee)) {
      const { name } = callee;
      if (ADDERS.has(name.text)) this.#assigned(callee.expression);
      if (name.text === 'concat') this.expression(call);
      if (['includes', 'indexOf', 'concat', ...ADDERS, 'setRequestHandler'].includes(name.text)) return;
    }
    const called = ts.isCallExpression(call) ? valuesOf(this.#project).callee(call) : undefined;
    const index = call.arguments?.indexOf(node) ?? -1;
    if (called && !ts.isSpreadElement(node)) this.#parameter(called, index);
    else this.#use({ is: 'lost', node });
  }

  #returned(called: FunctionNode): void {
    if (this.#seen.has(called)) return;
    this.#seen.add(called);
    if (called.type) {
      this.#use({ is: 'typed', node: called.type });
      return;
    }
    const { parent } = called;
    const method = ts.isCallExpression(parent) ? memberName(parent.expression) : undefined;
    if (method === 'setRequestHandler') return;
    if (method !== undefined && ts.isCallExpression(parent) && EACH.has(method)) {
      if (MAPPERS.has(method)) this.expression(parent);
      return;
    }
    if (ts.isGetAccessor(called)) this.#use({ is: 'lost', node: called });
    const calls = valuesOf(this.#project).callsOf(called);
    for (const call of calls) this.expression(call);
    if (ts.isMethodDeclaration(called)) this.#members(called);
    const passed = valuesOf(this.#project).passedTo(called);
    const others = passed.filter(each => memberName(each.expression) !== 'setRequestHandler');
    for (const each of others) this.#use({ is: 'lost', node: each });
    // What is exported or public may be called in ways that are not in view, but for tests there is no telling.
    if (calls.length === 0 && passed.length === 0) this.#use({ is: 'lost', node: called });
    for (const each of this.#typeQueries(called)) this.#use({ is: 'typed', node: each });
  }

  /** `typeof name` of a function, as in `ReturnType<typeof name>`. */
  #typeQueries(called: FunctionNode): ts.Node[] {
    const { parent } = called;
    const name = ts.isVariableDeclaration(parent) ? parent.name : called.name;
    if (!name || !ts.isIdentifier(name)) return [];
    return (projectReferences(this.#project, name) ?? []).filter(each => ts.isTypeQueryNode(each.parent));
  }

  #variable(declaration: ts.VariableDeclaration): void {
    if (declaration.type) this.#use({ is: 'typed', node: declaration.type });
    else this.#bound(declaration.name);
  }

  #bound(name: ts.BindingName): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    if (!ts.isIdentifier(name)) {
      for (const element of name.elements) if (ts.isBindingElement(element)) this.#element(element);
      return;
    }
    const references = projectReferences(this.#project, name);
    if (!references) this.#use({ is: 'lost', node: name });
    for (const reference of references ?? this.#project.names.references(name)) {
      if (ts.isTypeQueryNode(reference.parent)) this.#asked(reference.parent);
      else if (ts.isQualifiedName(reference.parent)) this.#use({ is: 'typed', node: reference.parent });
      else if (!isMention(reference)) this.expression(reference);
    }
  }

  /** `typeof name`, or the type of a member of it: `(typeof name)[number]['member']`. */
  #asked(query: ts.TypeNode): void {
    const { parent } = query;
    if (ts.isParenthesizedTypeNode(parent)) this.#asked(parent);
    else if (ts.isIndexedAccessTypeNode(parent) && parent.objectType === query) {
      const { indexType } = parent;
      const isText = ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal);
      const name = isText ? indexType.literal.text : undefined;
      if (name !== undefined) this.#use({ is: 'read', name, node: parent });
      if (name === undefined || this.#isFollowed(name)) this.#asked(parent);
    } else this.#use({ is: 'typed', node: query });
  }

  #element(element: ts.BindingElement): void {
    const isNamed = ts.isObjectBindingPattern(element.parent) && !element.dotDotDotToken;
    const name = isNamed ? nameText(element.propertyName ?? element.name) : undefined;
    if (name !== undefined) this.#use({ is: 'read', name, node: element });
    if (name === undefined || this.#isFollowed(name)) this.#bound(element.name);
  }

  #property(property: ts.PropertyDeclaration): void {
    if (this.#seen.has(property)) return;
    this.#seen.add(property);
    if (property.type) this.#use({ is: 'typed', node: property.type });
    else this.#members(property);
  }

  /** What reads or calls a member of a class: anything of its name, in its own file alone if it is private. */
  #members(member: ts.PropertyDeclaration | ts.MethodDeclaration): void {
    const name = nameText(member.name);
    if (name === undefined) this.#use({ is: 'lost', node: member });
    const isPrivate =
      ts.isPrivateIdentifier(member.name) ||
      ts.getModifiers(member)?.some(each => each.kind === ts.SyntaxKind.PrivateKeyword);
    for (const unit of this.#project.units) {
      if (isPrivate && unit.ast !== member.getSourceFile()) continue;
      if (name === undefined || !unit.text.includes(name)) continue;
      walk(unit.ast, node => {
        if (!ts.isPropertyAccessExpression(node) || node.name.text !== name) return;
        const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
        if (isCall === ts.isMethodDeclaration(member)) {
          this.expression(isCall ? node.parent : node);
        }
      });
    }
  }
}
