import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isServer } from './mcp-objects.js';
import { isConst, isWritten, returnedExpressions, unwrap, unwrapAwaited } from './syntax.js';
import { valuesOf } from './values.js';

/** Where a server expression comes from, followed through variables, members and accessors of one file. */
export interface ServerOrigin {
  /** The expression that makes it: a call, a `new`, or the `this`, parameter or import where the trail ends. */
  readonly root: ts.Expression;
  /**
   * - `sdk`: `new McpServer(…)` or `new Server(…)`
   * - `made`: a call or `new` that returns something holding a complete server
   * - `this`: a member of the object the code runs in
   * - `given`: a parameter, an import, a variable assigned elsewhere
   */
  readonly kind: 'sdk' | 'made' | 'this' | 'given';
  /** What is read from the root, as written behind it: ``, `.server`, `.getServer()`. */
  readonly path: string;
  /** Whether the root is awaited. */
  readonly isAsync: boolean;
  /** The variable that holds the root's value, if one does. */
  readonly holder?: ts.VariableDeclaration;
}

/** Follows a server expression back to what makes it. */
export function traceServer(project: ProjectModel, server: ts.Expression): ServerOrigin {
  return new Tracer(project).trace(server);
}

class Tracer {
  readonly #project: ProjectModel;

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  trace(expression: ts.Expression): ServerOrigin {
    const node = unwrapAwaited(expression);
    const isAsync = isAwaited(expression);
    if (ts.isIdentifier(node)) return this.#identifier(node);
    if (ts.isNewExpression(node)) {
      const kind = valuesOf(this.#project).sdkExport(node.expression) ? 'sdk' : 'made';
      return { root: node, kind, path: '', isAsync };
    }
    if (ts.isCallExpression(node)) {
      const access = unwrapAwaited(node.expression);
      if (ts.isPropertyAccessExpression(access) && node.arguments.length === 0 && this.#isAccessor(node))
        return this.#member(access, '()');
      return { root: node, kind: 'made', path: '', isAsync };
    }
    if (ts.isPropertyAccessExpression(node)) return this.#member(node, '');
    return {
      root: node,
      kind: node.kind === ts.SyntaxKind.ThisKeyword ? 'this' : 'given',
      path: '',
      isAsync,
    };
  }

  #member(access: ts.PropertyAccessExpression, suffix: string): ServerOrigin {
    const from = this.trace(access.expression);
    // `mcpServer.server` is the same server; the entry points take either.
    if (suffix === '' && isServer(this.#project, access.expression)) return from;
    const holder = from.kind === 'given' ? undefined : from.holder;
    return {
      root: from.root,
      kind: from.kind,
      path: `${from.path}.${access.name.text}${suffix}`,
      isAsync: from.isAsync,
      ...(holder && { holder }),
    };
  }

  #identifier(node: ts.Identifier): ServerOrigin {
    const given: ServerOrigin = { root: node, kind: 'given', path: '', isAsync: false };
    const declaration = this.#project.names.symbol(node)?.declarations?.[0];
    if (!declaration) return given;
    if (ts.isVariableDeclaration(declaration)) {
      if (!declaration.initializer || !isConstant(this.#project, declaration)) return given;
      const from = this.trace(declaration.initializer);
      return from.kind === 'given' || from.holder ? from : { ...from, holder: declaration };
    }
    if (ts.isBindingElement(declaration) && ts.isObjectBindingPattern(declaration.parent)) {
      const variable = declaration.parent.parent;
      const key = declaration.propertyName ?? declaration.name;
      if (!ts.isVariableDeclaration(variable) || !variable.initializer || !ts.isIdentifier(key)) return given;
      const from = this.trace(variable.initializer);
      if (from.kind === 'given' || from.holder) return given;
      return { ...from, path: `${from.path}.${key.text}`, holder: variable };
    }
    return given;
  }

  /** A method that only hands out a member of its object, so that a fresh object means a fresh server. */
  #isAccessor(call: ts.CallExpression): boolean {
    const callee = valuesOf(this.#project).callee(call);
    const values = callee ? returnedExpressions(callee) : [];
    return (
      values.length > 0 &&
      values.every(value => {
        const inner = unwrapAwaited(value);
        return ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword;
      })
    );
  }
}

function isAwaited(expression: ts.Expression): boolean {
  return ts.isAwaitExpression(unwrap(expression));
}

/** Declared `const`, or never assigned again. */
export function isConstant(project: ProjectModel, declaration: ts.VariableDeclaration): boolean {
  if (isConst(declaration)) return true;
  if (!ts.isIdentifier(declaration.name)) return false;
  return project.names.references(declaration.name).every(reference => !isWritten(reference));
}
