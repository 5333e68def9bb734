import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { isConst, isWritten, nameText, unwrap, walk, type FunctionNode } from './syntax.js';

/** Where a low-level handler reads its request: `request.params.name` is `['params', 'name']`. */
export class RequestReads {
  readonly #names: NameResolver;
  readonly #owner: FunctionNode;

  constructor(names: NameResolver, owner: FunctionNode) {
    this.#names = names;
    this.#owner = owner;
  }

  /** The members that lead from the request to what an expression is the value of, defaults and assertions aside. */
  path(node: ts.Expression): readonly string[] | undefined {
    const value = withoutDefault(node);
    if (ts.isPropertyAccessExpression(value)) return joined(this.path(value.expression), value.name.text);
    if (!ts.isIdentifier(value)) return undefined;
    const declaration = this.#names.declaration(value);
    return declaration && this.#declared(declaration);
  }

  /** Whether an expression reads this member of the request. */
  is(node: ts.Expression, member: string): boolean {
    return this.path(node)?.join('.') === member;
  }

  /** Everything in a node that stands for this member of the request. */
  readsIn(node: ts.Node, member: string): ts.Expression[] {
    const found: ts.Expression[] = [];
    walk(node, at => {
      if (ts.isIdentifier(at) ? !isUse(at) : !ts.isPropertyAccessExpression(at)) return undefined;
      if (!this.is(at as ts.Expression, member)) return undefined;
      found.push(at as ts.Expression);
      return false;
    });
    return found;
  }

  /**
   * Text that reads this member of `arguments` at a place in the handler.
   * @param isTaken whether a name means something else at that place
   * @returns undefined where the handler has no name for the request or its arguments
   */
  argumentText(name: string, isTaken: (text: string) => boolean): string | undefined {
    const aliases: [member: string, text: string][] = [
      ['params.arguments', `?.${name}`],
      ['', `.params.arguments?.${name}`],
      ['params', `.arguments?.${name}`],
    ];
    for (const [member, rest] of aliases) {
      const alias = this.#declaredNames().find(
        each => !isTaken(each.text) && this.#declared(this.#names.declaration(each)!)?.join('.') === member,
      );
      if (alias) return alias.text + rest;
    }
    return undefined;
  }

  /** Names for parts of the request that hold all over the handler, without a type of their own. */
  #declaredNames(): ts.Identifier[] {
    const found: ts.Identifier[] = [];
    const [request] = this.#owner.parameters;
    const collect = (name: ts.BindingName): void => {
      if (ts.isIdentifier(name)) found.push(name);
      else for (const each of name.elements) if (ts.isBindingElement(each)) collect(each.name);
    };
    if (request) collect(request.name);
    const { body } = this.#owner;
    for (const statement of body && ts.isBlock(body) ? body.statements : []) {
      if (!ts.isVariableStatement(statement)) continue;
      for (const each of statement.declarationList.declarations) {
        const isPlain = each.initializer && !each.type && unwrap(each.initializer) === each.initializer;
        if (isPlain && withoutDefault(each.initializer) === each.initializer) collect(each.name);
      }
    }
    return found.filter(each => this.#names.declaration(each) !== undefined);
  }

  #declared(declaration: ts.Node): readonly string[] | undefined {
    if (ts.isBindingElement(declaration)) return this.#bound(declaration);
    if (ts.isParameter(declaration))
      return declaration === this.#owner.parameters[0] && this.#isFixed(declaration.name) ? [] : undefined;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    return isConst(declaration) ? this.path(declaration.initializer) : undefined;
  }

  #bound(element: ts.BindingElement): readonly string[] | undefined {
    const key = nameText(element.propertyName ?? element.name);
    const pattern = element.parent;
    if (key === undefined || element.dotDotDotToken || !ts.isObjectBindingPattern(pattern)) return undefined;
    if (!this.#isFixed(element.name)) return undefined;
    const owner = pattern.parent;
    if (ts.isBindingElement(owner)) return joined(this.#bound(owner), key);
    return joined(this.#declared(owner), key);
  }

  /** Whether a name keeps its value. */
  #isFixed(name: ts.BindingName): boolean {
    return !ts.isIdentifier(name) || !this.#names.references(name).some(isWritten);
  }
}

/** `value` of `value ?? {}` and of `value || {}`. */
function withoutDefault(node: ts.Expression): ts.Expression {
  const value = unwrap(node);
  if (!ts.isBinaryExpression(value)) return value;
  const { kind } = value.operatorToken;
  const isChoice = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  const right = unwrap(value.right);
  const isEmpty = ts.isObjectLiteralExpression(right) && right.properties.length === 0;
  return isChoice && isEmpty ? withoutDefault(value.left) : value;
}

function joined(path: readonly string[] | undefined, name: string): readonly string[] | undefined {
  return path && [...path, name];
}

/** Whether an identifier is the value of a variable, and no name of a member or declaration. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent))
    return parent.initializer === node;
  return true;
}
