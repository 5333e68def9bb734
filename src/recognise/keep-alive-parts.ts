import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isGlobal, keepAlive, timerExpression, timerHolder } from './keep-alive.js';
import { enclosingFunction, isUndefined, methodCall, unwrap, walk } from './syntax.js';

/** The statements of a file that set, keep and stop timers which only ping a client. */
export class KeepAliveParts {
  readonly #project: ProjectModel;
  /** `setInterval(…)` with `.unref()`, where it has one. */
  readonly #timers = new Set<ts.Node>();
  /** Variables that hold such a timer and nothing else. */
  readonly #holders = new Set<ts.Node>();

  constructor(project: ProjectModel, file: ts.SourceFile) {
    this.#project = project;
    if (!file.text.includes('setInterval')) return;
    walk(file, node => {
      const alive = keepAlive(project, node);
      if (!alive?.isDispensable) return;
      const holder = timerHolder(alive.timer);
      const declared = holder && ts.isIdentifier(holder) ? project.names.declaration(holder) : undefined;
      // What holds it outside of the function that sets it may be stopped by code that stays.
      if (holder && (!declared || enclosingFunction(declared) !== enclosingFunction(node))) return;
      this.#timers.add(timerExpression(alive.timer));
      if (declared && ts.isVariableDeclaration(declared)) this.#holders.add(declared);
    });
  }

  /** Whether a statement does nothing but set such a timer, declare what holds it, or stop it. */
  has(statement: ts.Statement): boolean {
    if (this.#timers.size === 0) return false;
    if (ts.isVariableStatement(statement)) {
      const [only, ...more] = statement.declarationList.declarations;
      return only !== undefined && more.length === 0 && this.#holders.has(only) && this.#startsIt(only);
    }
    if (ts.isIfStatement(statement)) {
      if (statement.elseStatement || !this.#isHolder(statement.expression)) return false;
      const { thenStatement: inner } = statement;
      return ts.isBlock(inner) ? inner.statements.every(each => this.has(each)) : this.has(inner);
    }
    return ts.isExpressionStatement(statement) && this.#isStep(unwrap(statement.expression));
  }

  #startsIt({ initializer }: ts.VariableDeclaration): boolean {
    return !initializer || isUndefined(unwrap(initializer)) || this.#timers.has(initializer);
  }

  #isStep(node: ts.Expression): boolean {
    if (this.#timers.has(node)) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const value = unwrap(node.right);
      const isTimer = this.#timers.has(node.right) || isUndefined(value);
      return this.#isHolder(node.left) && (isTimer || value.kind === ts.SyntaxKind.NullKeyword);
    }
    if (!ts.isCallExpression(node)) return false;
    if (isGlobal(this.#project, node, ['clearInterval', 'clearTimeout'])) {
      return node.arguments.every(each => this.#isHolder(each));
    }
    const method = methodCall(node);
    return method?.name === 'unref' && this.#isHolder(method.object);
  }

  #isHolder(node: ts.Expression): boolean {
    const name = unwrap(node);
    const declared = ts.isIdentifier(name) ? this.#project.names.declaration(name) : undefined;
    return declared !== undefined && this.#holders.has(declared);
  }
}
