import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, walk, type FunctionNode } from './syntax.js';

type Call = ts.CallExpression | ts.NewExpression;

/** Where the functions of a project are called or handed on; indexed on the first question. */
export class CallSites {
  readonly #project: ProjectModel;
  #called: Map<ts.Node, Call[]> | undefined;
  readonly #passed = new Map<ts.Node, ts.CallExpression[]>();

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** Calls of a function by its name, `new` for a constructor, `this.name()` for a method. */
  of(node: FunctionNode): readonly Call[] {
    return this.#index().get(node) ?? [];
  }

  /** Calls that have the function's name among their arguments. */
  passing(node: FunctionNode): readonly ts.CallExpression[] {
    this.#index();
    return this.#passed.get(node) ?? [];
  }

  #index(): Map<ts.Node, Call[]> {
    if (this.#called) return this.#called;
    const called = (this.#called = new Map<ts.Node, Call[]>());
    for (const unit of this.#project.units) {
      walk(unit.ast, node => {
        if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
        const target = this.#target(node.expression);
        if (target) append(called, target, node);
        if (!ts.isCallExpression(node)) return;
        for (const argument of node.arguments) {
          const passed =
            ts.isIdentifier(argument) || isOwnMember(argument) ? this.#target(argument) : undefined;
          if (passed) append(this.#passed, passed, node);
        }
      });
    }
    return called;
  }

  #target(node: ts.Expression): FunctionNode | undefined {
    if (ts.isIdentifier(node)) return asFunction(this.#project.names.declaration(node));
    if (!isOwnMember(node)) return undefined;
    for (let at: ts.Node = node.parent; at; at = at.parent) {
      if (!ts.isClassLike(at)) continue;
      return asFunction(
        at.members.find(each => each.name && ts.isIdentifier(each.name) && each.name.text === node.name.text),
      );
    }
    return undefined;
  }
}

function isOwnMember(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword;
}

function asFunction(declaration: ts.Node | undefined): FunctionNode | undefined {
  if (!declaration) return undefined;
  if (isFunctionNode(declaration)) return declaration;
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) {
    const value = declaration.initializer;
    return value && isFunctionNode(value) ? value : undefined;
  }
  return ts.isClassLike(declaration) ? declaration.members.find(ts.isConstructorDeclaration) : undefined;
}

function append<T>(map: Map<ts.Node, T[]>, key: ts.Node, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
