import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  classOfThis,
  isConst,
  isFunctionNode,
  methodCall,
  nameText,
  unwrap,
  unwrapAwaited,
  type FunctionNode,
} from '../recognise/syntax.js';
import { dataMethod, knownCall, makesOnly } from './harmless.js';

/** Tells which expressions of a function are data: strings, arrays, maps, what a client sent. */
export class PlainData {
  readonly #project: ProjectModel;
  readonly #owner: FunctionNode;
  readonly #isHandler: boolean;

  /** @param isHandler whether the first parameter of the function is what a client sent */
  constructor(project: ProjectModel, owner: FunctionNode, isHandler: boolean) {
    this.#project = project;
    this.#owner = owner;
    this.#isHandler = isHandler;
  }

  /** Whether an expression is plain data, whose methods are those of the language. */
  is(expression: ts.Expression, depth = 0): boolean {
    const node = unwrap(expression);
    if (depth > 8) return false;
    const inner = (each: ts.Expression) => this.is(each, depth + 1);
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isNumericLiteral(node))
      return true;
    if (ts.isArrayLiteralExpression(node) || ts.isRegularExpressionLiteral(node)) return true;
    if (ts.isNewExpression(node))
      return node.expression.getText() === 'Date' || makesOnly(this.#project, node.expression);
    if (ts.isCallExpression(node)) {
      if (knownCall(this.#project, node.expression)) return true;
      const method = methodCall(node);
      if (!method || !inner(method.object)) return false;
      return dataMethod(method.name) === 'reads' || this.#isFromClient(method.object);
    }
    if (ts.isBinaryExpression(node)) return inner(node.left) && inner(node.right);
    if (ts.isConditionalExpression(node)) return inner(node.whenTrue) && inner(node.whenFalse);
    if (isEnvironment(node)) return true;
    return this.#isFromClient(node) || this.#isDataName(node, depth) || this.#isDataField(node, depth);
  }

  /** `this.stock` of `private readonly stock = new Map()`: all that it may be has the type of what it starts as. */
  #isDataField(node: ts.Expression, depth: number): boolean {
    if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword)
      return false;
    const members = classOfThis(node)?.members ?? [];
    const [field, ...others] = members.filter(each => nameText(each.name) === node.name.text);
    if (!field || others.length > 0 || !ts.isPropertyDeclaration(field)) return false;
    const { initializer, type } = field;
    if (type) return isDataType(type);
    const isReadonly = field.modifiers?.some(each => each.kind === ts.SyntaxKind.ReadonlyKeyword) ?? false;
    return isReadonly && initializer !== undefined && this.is(initializer, depth + 1);
  }

  #isDataName(node: ts.Expression, depth: number): boolean {
    if (!ts.isIdentifier(node)) return false;
    const declaration = this.#project.names.declaration(node);
    if (!declaration) return false;
    if (ts.isParameter(declaration)) return Boolean(declaration.type && isDataType(declaration.type));
    if (!ts.isVariableDeclaration(declaration)) return false;
    const { initializer, type } = declaration;
    if (type && isDataType(type)) return true;
    return isConst(declaration) && initializer !== undefined && this.is(initializer, depth + 1);
  }

  /** Whether an expression is what the client sent, or part of it: JSON, whose methods are known. */
  #isFromClient(expression: ts.Expression, depth = 0): boolean {
    const node = unwrapAwaited(expression);
    if (depth > 8) return false;
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      return this.#isFromClient(node.expression, depth + 1);
    }
    if (ts.isCallExpression(node)) {
      const method = methodCall(node);
      return (
        method !== undefined &&
        dataMethod(method.name) !== undefined &&
        this.#isFromClient(method.object, depth + 1)
      );
    }
    if (ts.isBinaryExpression(node)) {
      return this.#isFromClient(node.left, depth + 1) && this.is(node.right, depth + 1);
    }
    if (!ts.isIdentifier(node)) return false;
    const declaration = this.#project.names.declaration(node);
    if (!declaration) return false;
    if (ts.isVariableDeclaration(declaration)) {
      if (ts.isForOfStatement(declaration.parent.parent)) {
        return this.#holdsData(declaration.parent.parent.expression, depth + 1);
      }
      return isConst(declaration) && declaration.initializer !== undefined
        ? this.#isFromClient(declaration.initializer, depth + 1)
        : false;
    }
    const holder = [declaration, ...ancestors(declaration)].find(
      at => ts.isParameter(at) || ts.isVariableDeclaration(at),
    );
    if (!holder) return false;
    if (ts.isVariableDeclaration(holder)) {
      return holder.initializer !== undefined && this.#isFromClient(holder.initializer, depth + 1);
    }
    if (!ts.isParameter(holder)) return false;
    if (holder.parent === this.#owner) return this.#isHandler && holder === this.#owner.parameters[0];
    // `names.map(name => name.trim())`
    const callback: ts.Node = holder.parent;
    const call = callback.parent;
    const method = ts.isCallExpression(call) && isFunctionNode(callback) ? methodCall(call) : undefined;
    return method !== undefined && this.#holdsData(method.object, depth + 1);
  }

  /** Whether all elements of an array are data. */
  #holdsData(expression: ts.Expression, depth: number): boolean {
    const node = unwrap(expression);
    const inner = (each: ts.Expression) => this.is(each, depth + 1);
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(inner);
    if (ts.isCallExpression(node)) {
      const method = methodCall(node);
      if (method?.object.getText() === 'Object') return method.name === 'keys';
      if (method?.name === 'split') return inner(method.object);
      return method?.name === 'filter' && this.#holdsData(method.object, depth + 1);
    }
    const declaration = ts.isIdentifier(node) ? this.#project.names.declaration(node) : undefined;
    if (depth < 8 && declaration && ts.isVariableDeclaration(declaration) && isConst(declaration)) {
      const { initializer } = declaration;
      if (initializer && this.#holdsData(initializer, depth + 1)) return true;
    }
    return this.#isFromClient(node, depth + 1);
  }
}

function isDataType(type: ts.TypeNode): boolean {
  if (ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type)) return true;
  if (type.kind === ts.SyntaxKind.StringKeyword || type.kind === ts.SyntaxKind.NumberKeyword) return true;
  if (!ts.isTypeReferenceNode(type)) return false;
  return /^(?:Map|Set|Array|ReadonlyArray|ReadonlyMap|ReadonlySet|Date|RegExp|URL)$/.test(
    nameText(type.typeName) ?? '',
  );
}

/** `process.env.DEBUG` */
function isEnvironment(node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false;
  return /^(?:globalThis\.)?process\.env$/.test(node.expression.getText());
}
