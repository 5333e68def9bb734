import { ts } from '../engine/ts.js';
import { isV2Specifier } from '../facts/index.js';
import type { ProjectModel } from '../project/model.js';
import type { NameResolver } from '../project/names.js';
import { CallSites } from './call-sites.js';
import { ParameterValues } from './parameter-values.js';
import {
  isFunctionNode,
  methodCall,
  nameText,
  returnedExpressions,
  unwrap,
  type FunctionNode,
} from './syntax.js';
import { elementOf, firstOf, heritage, memberOf, valueOfType } from './value-members.js';

/** What is known of a value from declarations alone; a promise counts as what it resolves to. */
export type Value =
  /** Of the class or type that SDK v2 exports under this name. */
  | { readonly is: 'sdk'; readonly name: string }
  | { readonly is: 'instance'; readonly class: ts.ClassLikeDeclaration }
  | { readonly is: 'object'; readonly literal: ts.ObjectLiteralExpression }
  | { readonly is: 'shape'; readonly members: readonly ts.TypeElement[] }
  | { readonly is: 'function'; readonly node: FunctionNode | ts.FunctionTypeNode }
  /** A map, set or array; `element` is what it holds. */
  | { readonly is: 'collection'; readonly element: Value | undefined };

export const COLLECTIONS = new Set([
  ...['Map', 'WeakMap', 'ReadonlyMap', 'Set', 'ReadonlySet', 'Array', 'ReadonlyArray', 'Record'],
]);

/** SDK functions whose result is an SDK type. */
const RESULTS: Readonly<Record<string, string>> = {
  createMcpHandler: 'McpHttpHandler',
  serveStdio: 'StdioServerHandle',
};

/**
 * Tells what an expression is by where it was made: constructors, declared types, returned values, parameters by
 * what callers pass. Knows no types beyond that and needs no installed packages; what it cannot follow is undefined.
 */
export class Values {
  readonly #names: NameResolver;
  readonly #calls: CallSites;
  readonly #parameters: ParameterValues;
  readonly #known = new Map<ts.Node, Value | undefined>();
  readonly #open = new Set<ts.Node>();

  constructor(project: ProjectModel) {
    this.#names = project.names;
    this.#calls = new CallSites(project);
    this.#parameters = new ParameterValues(this, project.names);
  }

  /** The value of an expression. */
  of(node: ts.Expression): Value | undefined {
    return this.#once(node, () => this.#expression(unwrap(node)));
  }

  /** The value a declared type describes. */
  ofType(node: ts.TypeNode | undefined): Value | undefined {
    return node && this.#once(node, () => valueOfType(this, node));
  }

  /** The value that a declaration of a variable, parameter, function or member gives to its name. */
  ofDeclaration(node: ts.Node | undefined): Value | undefined {
    return node && this.#once(node, () => this.#declaration(node));
  }

  /** An instance of the project class that an expression names. */
  instanceOf(node: ts.Expression): Value | undefined {
    const declaration = ts.isIdentifier(node) ? this.#names.declaration(node) : undefined;
    return declaration && ts.isClassLike(declaration) ? { is: 'instance', class: declaration } : undefined;
  }

  /** The SDK v2 class or type an expression is a value of, through subclasses. */
  sdkName(node: ts.Expression): string | undefined {
    return this.#sdkNameOf(this.of(node));
  }

  /** The SDK class a class extends, through project classes. */
  sdkBase(node: ts.ClassLikeDeclaration): string | undefined {
    return this.#sdkNameOf({ is: 'instance', class: node });
  }

  /** The name under which SDK v2 exports what an identifier or access refers to. */
  sdkExport(node: ts.Node): string | undefined {
    const origin = this.#names.origin(node);
    return origin && isV2Specifier(origin.module) ? origin.name : undefined;
  }

  isSdk(specifier: string): boolean {
    return isV2Specifier(specifier);
  }

  declaration(node: ts.Identifier): ts.Declaration | undefined {
    return this.#names.declaration(node);
  }

  /** The project function that a call runs: declared, assigned to a constant, or a member that is followed. */
  callee(call: ts.CallExpression): FunctionNode | undefined {
    const value = this.of(call.expression);
    return value?.is === 'function' && isFunctionNode(value.node) ? value.node : undefined;
  }

  /** Calls and `new` expressions of a project function. */
  callsOf(node: FunctionNode): readonly (ts.CallExpression | ts.NewExpression)[] {
    return this.#calls.of(node);
  }

  /** Calls that pass a project function on by its name. */
  passedTo(node: FunctionNode): readonly ts.CallExpression[] {
    return this.#calls.passing(node);
  }

  #once(node: ts.Node, compute: () => Value | undefined): Value | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    if (this.#open.has(node)) return undefined;
    this.#open.add(node);
    const value = compute();
    this.#open.delete(node);
    this.#known.set(node, value);
    return value;
  }

  #sdkNameOf(value: Value | undefined): string | undefined {
    if (value?.is === 'sdk') return value.name;
    const base = value?.is === 'instance' ? heritage(value.class) : undefined;
    return base && (this.sdkExport(base) ?? this.#sdkNameOf(this.instanceOf(base)));
  }

  #expression(node: ts.Expression): Value | undefined {
    if (ts.isAwaitExpression(node)) return this.of(node.expression);
    if (ts.isNewExpression(node)) return this.#constructed(node);
    if (ts.isObjectLiteralExpression(node)) return { is: 'object', literal: node };
    if (isFunctionNode(node)) return { is: 'function', node };
    if (node.kind === ts.SyntaxKind.ThisKeyword) return thisValue(node);
    if (ts.isIdentifier(node)) return this.ofDeclaration(this.#names.declaration(node));
    if (ts.isPropertyAccessExpression(node)) return memberOf(this, this.of(node.expression), node.name.text);
    if (ts.isElementAccessExpression(node)) return elementOf(this.of(node.expression));
    if (ts.isCallExpression(node)) return this.#called(node);
    if (ts.isConditionalExpression(node)) return this.of(node.whenTrue) ?? this.of(node.whenFalse);
    if (!ts.isBinaryExpression(node)) return undefined;
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.EqualsToken:
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return this.of(node.right);
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.QuestionQuestionEqualsToken:
      case ts.SyntaxKind.BarBarToken:
        return this.of(node.left) ?? this.of(node.right);
      default:
        return undefined;
    }
  }

  #constructed(node: ts.NewExpression): Value | undefined {
    const name = this.sdkExport(node.expression);
    if (name) return { is: 'sdk', name };
    if (!ts.isIdentifier(node.expression) || !COLLECTIONS.has(node.expression.text)) {
      return this.instanceOf(node.expression);
    }
    const last = node.typeArguments?.at(-1);
    return { is: 'collection', element: last ? this.ofType(last) : this.#filledWith(node) };
  }

  /** What a collection without declared type is filled with in its file: `sessions.set(id, server)`. */
  #filledWith(node: ts.NewExpression): Value | undefined {
    const { parent } = node;
    if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
    return firstOf(this.#names.references(parent.name), use => {
      const call = methodCall(use.parent.parent);
      if (call?.object !== use || !['set', 'add', 'push'].includes(call.name)) return undefined;
      const value = call.call.arguments.at(-1);
      return value && this.of(value);
    });
  }

  #called(node: ts.CallExpression): Value | undefined {
    const callee = unwrap(node.expression);
    const sdk = this.sdkExport(callee);
    if (sdk) return RESULTS[sdk] ? { is: 'sdk', name: RESULTS[sdk] } : undefined;
    if (ts.isPropertyAccessExpression(callee)) {
      const isOfObject = callee.getText() === 'Object.values' && node.arguments[0];
      const owner = this.of(isOfObject || callee.expression);
      if (owner?.is === 'collection' && callee.name.text === 'values') return owner;
      if (owner?.is === 'collection' && ['get', 'at', 'find', 'shift', 'pop'].includes(callee.name.text))
        return owner.element;
    }
    const target = this.of(callee);
    if (target?.is !== 'function') return undefined;
    return isFunctionNode(target.node) ? this.#returned(target.node) : this.ofType(target.node.type);
  }

  #returned(node: FunctionNode): Value | undefined {
    const declared = this.ofType(node.type ?? ts.getJSDocReturnType(node));
    return declared ?? firstOf(returnedExpressions(node), each => this.of(each));
  }

  #declaration(node: ts.Node): Value | undefined {
    if (ts.isVariableDeclaration(node)) {
      return (
        this.ofType(node.type ?? ts.getJSDocType(node)) ??
        (node.initializer && this.of(node.initializer)) ??
        this.#iterated(node) ??
        this.#assigned(node.name)
      );
    }
    if (ts.isParameter(node)) return this.#parameters.of(node);
    if (ts.isBindingElement(node)) return this.#bound(node);
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return { is: 'function', node };
    if (ts.isGetAccessorDeclaration(node)) return this.#returned(node);
    if (ts.isPropertyDeclaration(node)) {
      return (
        this.ofType(node.type ?? ts.getJSDocType(node)) ?? (node.initializer && this.of(node.initializer))
      );
    }
    if (ts.isPropertyAssignment(node)) return this.of(node.initializer);
    if (ts.isExportAssignment(node)) return this.of(node.expression);
    if (ts.isShorthandPropertyAssignment(node)) return this.of(node.name);
    return ts.isPropertySignature(node) ? this.ofType(node.type) : undefined;
  }

  #iterated(node: ts.VariableDeclaration): Value | undefined {
    const loop = node.parent.parent;
    return ts.isForOfStatement(loop) ? elementOf(this.of(loop.expression)) : undefined;
  }

  /** The value given later to a variable that was declared without one. */
  #assigned(name: ts.BindingName): Value | undefined {
    if (!ts.isIdentifier(name)) return undefined;
    return firstOf(this.#names.references(name), use => {
      const { parent } = use;
      const isTarget = ts.isBinaryExpression(parent) && parent.left === use;
      return isTarget && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
        ? this.of(parent.right)
        : undefined;
    });
  }

  #bound(node: ts.BindingElement): Value | undefined {
    if (!ts.isObjectBindingPattern(node.parent)) return undefined;
    const owner = node.parent.parent;
    const key = nameText(node.propertyName ?? node.name);
    return key === undefined ? undefined : memberOf(this, this.ofDeclaration(owner), key);
  }
}

function thisValue(node: ts.Node): Value | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return undefined;
    if (ts.isClassLike(at)) return { is: 'instance', class: at };
    if (ts.isMethodDeclaration(at) && ts.isObjectLiteralExpression(at.parent)) {
      return { is: 'object', literal: at.parent };
    }
  }
  return undefined;
}

const snapshots = new WeakMap<ProjectModel, Values>();

/** The values of a project snapshot, computed as they are asked for and kept with it. */
export function valuesOf(project: ProjectModel): Values {
  let values = snapshots.get(project);
  if (!values) snapshots.set(project, (values = new Values(project)));
  return values;
}
