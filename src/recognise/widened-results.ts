import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { resultPart } from './result-parts.js';
import { isFunctionNode, nameText, propertyValue, returnedExpressions, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/** What has a type that TypeScript infers from the literals in it, and could be declared instead. */
export interface Holder {
  readonly node: FunctionNode | ts.VariableDeclaration | ts.PropertyDeclaration;
  /** The part of an answer that it holds or returns. */
  readonly part: string;
}

/** Where a literal stands. */
interface Place {
  readonly part: string;
  /** Whether no type is expected there. */
  readonly widened: boolean;
  /** Absent where no declaration would reach the literal. */
  readonly holder?: Holder | undefined;
}

/** Methods of an array that hand on its elements as they are. */
const KEEPERS = new Set(['filter', 'slice', 'toSorted', 'toReversed', 'concat']);

/**
 * Follows what the handlers of a project answer, to literals whose type TypeScript infers otherwise than SDK v2
 * expects: strings in variables and functions without a declared type, and what is listed side by side.
 */
export class WidenedResults {
  readonly #project: ProjectModel;
  readonly #seen = new Set<ts.Node>();
  /** Strings that are taken for any string, with what holds them. */
  readonly words = new Map<ts.StringLiteralLike, Holder | undefined>();
  /** What stands for tools, or for a schema that stands alone, by what holds it. */
  readonly tools = new Map<Holder, ts.Expression[]>();
  readonly #holders = new Map<ts.Node, Holder>();

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** Follows what a handler of `method` answers. */
  addHandler(handler: ts.Expression, method: string): void {
    if (!resultPart(method)) return;
    const inline = withoutParentheses(handler);
    if (ts.isArrowFunction(inline) || ts.isFunctionExpression(inline)) {
      this.#answers(inline, method, false);
      return;
    }
    const value = valuesOf(this.#project).of(inline);
    if (value?.is === 'function' && isFunctionNode(value.node)) this.#answers(value.node, method, true);
  }

  #follow(expression: ts.Expression, place: Place): void {
    // Assertions stay on: whoever wrote one has settled the type.
    const node = withoutParentheses(ts.isAwaitExpression(expression) ? expression.expression : expression);
    const { part, widened, holder } = place;
    if (ts.isIdentifier(node)) this.#variable(node, part);
    else if (ts.isConditionalExpression(node)) {
      this.#follow(node.whenTrue, place);
      this.#follow(node.whenFalse, place);
    } else if (ts.isCallExpression(node)) this.#call(node, part, widened);
    else if (ts.isArrayLiteralExpression(node)) this.#elements(node.elements, place);
    else if (ts.isObjectLiteralExpression(node)) this.#object(node, place);
    else if (ts.isPropertyAccessExpression(node)) this.#member(node, part);
    else if (ts.isStringLiteralLike(node) && widened && resultPart(part)?.words?.has(node.text)) {
      this.words.set(node, holder);
    }
  }

  #variable(name: ts.Identifier, part: string): void {
    const declaration = this.#project.names.declaration(name);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return;
    const value = initializerOf(declaration);
    if (!value || this.#seen.has(declaration)) return;
    this.#seen.add(declaration);
    this.#follow(value, { part, widened: true, holder: this.#holder(declaration, part) });
    const { element } = resultPart(part) ?? {};
    if (!element) return;
    for (const use of this.#project.names.references(declaration.name)) {
      const access = use.parent;
      if (!ts.isPropertyAccessExpression(access) || access.expression !== use) continue;
      if (access.name.text !== 'push' || !ts.isCallExpression(access.parent)) continue;
      if (access.parent.expression === access) {
        this.#elements(access.parent.arguments, { part, widened: true });
      }
    }
  }

  /** `this.tools`, made in the class. */
  #member(access: ts.PropertyAccessExpression, part: string): void {
    if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
    const owner = valuesOf(this.#project).of(access.expression);
    if (owner?.is !== 'instance') return;
    const found = owner.class.members.find(each => each.name && nameText(each.name) === access.name.text);
    if (!found || !ts.isPropertyDeclaration(found) || found.type || !found.initializer) return;
    if (this.#seen.has(found)) return;
    this.#seen.add(found);
    this.#follow(found.initializer, { part, widened: true, holder: this.#holder(found, part) });
  }

  #call(call: ts.CallExpression, part: string, widened: boolean): void {
    const callee = withoutParentheses(call.expression);
    const { element } = resultPart(part) ?? {};
    if (element && ts.isPropertyAccessExpression(callee)) {
      const [callback] = call.arguments;
      if (KEEPERS.has(callee.name.text)) this.#follow(callee.expression, { part, widened: true });
      const each = callback && withoutParentheses(callback);
      const isMap = callee.name.text === 'map' && each && ts.isArrowFunction(each) && !call.typeArguments;
      if (isMap && widened) this.#answers(each, element, true);
    }
    const called = valuesOf(this.#project).callee(call) ?? this.#static(callee);
    if (called) this.#answers(called, part, true);
    else if (ts.isElementAccessExpression(callee)) this.#table(callee, part);
  }

  /** `Pages.list` of a class. */
  #static(callee: ts.Expression): FunctionNode | undefined {
    if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
    const owner = this.#project.names.declaration(callee.expression);
    if (!owner || !ts.isClassLike(owner)) return undefined;
    const found = owner.members.find(each => each.name && nameText(each.name) === callee.name.text);
    const isStatic =
      found &&
      ts.canHaveModifiers(found) &&
      ts.getModifiers(found)?.some(each => each.kind === ts.SyntaxKind.StaticKeyword);
    return isStatic && isFunctionNode(found) ? found : undefined;
  }

  /** `handlers[name]` of an object without a declared type: any of its functions. */
  #table({ expression }: ts.ElementAccessExpression, part: string): void {
    const name = withoutParentheses(expression);
    const declared = ts.isIdentifier(name) ? this.#project.names.declaration(name) : undefined;
    const literal = declared && ts.isVariableDeclaration(declared) ? initializerOf(declared) : undefined;
    if (!literal || !ts.isObjectLiteralExpression(literal)) return;
    for (const property of literal.properties) {
      const value = ts.isMethodDeclaration(property) ? property : propertyValue(property);
      const called = value && (isFunctionNode(value) ? value : valuesOf(this.#project).of(value));
      if (!called) continue;
      if (!('is' in called)) this.#answers(called, part, true);
      else if (called.is === 'function' && isFunctionNode(called.node))
        this.#answers(called.node, part, true);
    }
  }

  #answers(called: FunctionNode, part: string, widened: boolean): void {
    if (called.type || this.#seen.has(called)) return;
    this.#seen.add(called);
    const holder = this.#holder(called, part);
    for (const answer of returnedExpressions(called)) this.#follow(answer, { part, widened, holder });
  }

  #elements(elements: readonly ts.Expression[], place: Place): void {
    const { element } = resultPart(place.part) ?? {};
    if (!element) {
      // A message may have several contents.
      if (place.part === 'content') for (const each of elements) this.#follow(each, place);
      return;
    }
    for (const each of elements) {
      if (ts.isSpreadElement(each)) this.#follow(each.expression, { ...place, widened: true });
      else {
        if (element === 'tool') this.#listed(each, place.holder);
        this.#follow(each, { ...place, part: element });
      }
    }
  }

  #object(literal: ts.ObjectLiteralExpression, place: Place): void {
    const { part, holder } = place;
    const { members } = resultPart(part) ?? {};
    if (!members) return;
    if ((part === 'tool' || part === 'schema') && holder?.part === part) this.#listed(literal, holder);
    for (const property of literal.properties) {
      if (ts.isSpreadAssignment(property)) {
        this.#follow(property.expression, { part, widened: true });
        continue;
      }
      const name = nameText(property.name);
      const value = propertyValue(property);
      if (!value || name === undefined || !Object.hasOwn(members, name)) continue;
      this.#follow(value, { ...place, part: members[name]! });
    }
  }

  #listed(tool: ts.Expression, holder: Holder | undefined): void {
    if (holder) this.tools.set(holder, [...(this.tools.get(holder) ?? []), tool]);
  }

  #holder(node: Holder['node'], part: string): Holder {
    const holder = this.#holders.get(node) ?? { node, part };
    this.#holders.set(node, holder);
    return holder;
  }
}

/** What a variable without a declared type is made with. */
function initializerOf({ type, initializer }: ts.VariableDeclaration): ts.Expression | undefined {
  return type ? undefined : initializer && withoutParentheses(initializer);
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}
