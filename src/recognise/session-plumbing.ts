import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import type { KeepAliveParts } from './keep-alive-parts.js';
import { isFunctionNode, methodCall, unwrap, type FunctionNode } from './syntax.js';
import { SessionEffects, type SessionScope } from './session-effects.js';
import type { SessionValues } from './session-values.js';
import { boundNames, functionOf } from './bindings.js';

/** Methods that register a callback for the end of a connection, a signal or a timer. */
const LISTENING = new Set([
  'on',
  'once',
  'addListener',
  'addEventListener',
  'addHook',
  'then',
  'catch',
  'finally',
]);
const TIMERS = new Set(['setInterval', 'setTimeout', 'queueMicrotask']);
const TRANSPORT_METHODS = new Set(['close', 'start', 'closeStandaloneSSEStream', 'unref']);
const STORE_METHODS = new Set(['set', 'delete', 'clear', 'add', 'push', 'get', 'has', 'forEach']);

/** Tells the code that only carries sessions around from the code that does something. */
export class Plumbing extends SessionEffects {
  readonly #values: SessionValues;
  readonly #names: NameResolver;
  readonly #keepAlive: KeepAliveParts;
  readonly #open = new Set<ts.Node>();

  constructor(values: SessionValues, names: NameResolver, scope: SessionScope) {
    super(values, names, scope);
    this.#values = values;
    this.#names = names;
    this.#keepAlive = scope.keepAlive;
  }

  /** Whether a statement does nothing but create, keep, connect, ping or close transports. */
  isPlumbing(statement: ts.Statement): boolean {
    if (this.#keepAlive.has(statement)) return true;
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.every(each => this.#isPlumbingVariable(each));
    }
    if (ts.isExpressionStatement(statement)) {
      return this.touches(statement) && this.isPlumbingExpression(statement.expression);
    }
    if (ts.isFunctionDeclaration(statement)) return this.#isPlumbingFunction(statement);
    if (ts.isIfStatement(statement)) {
      return (
        this.touches(statement) &&
        this.isSessionCondition(statement.expression) &&
        this.#isIdle(statement.thenStatement) &&
        (!statement.elseStatement || this.#isIdle(statement.elseStatement))
      );
    }
    if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) {
      return this.touches(statement.expression) && this.#isIdle(statement.statement);
    }
    if (ts.isBlock(statement)) return this.touches(statement) && this.#isIdle(statement);
    if (ts.isTryStatement(statement)) {
      return (
        this.touches(statement.tryBlock) &&
        this.#isIdle(statement.tryBlock) &&
        (!statement.catchClause || this.#isIdle(statement.catchClause.block)) &&
        (!statement.finallyBlock || this.#isIdle(statement.finallyBlock))
      );
    }
    return false;
  }

  /** Plumbing, or a statement without effect on anything but logs. */
  #isIdle(statement: ts.Statement): boolean {
    if (ts.isBlock(statement)) return statement.statements.every(each => this.#isIdle(each));
    if (ts.isEmptyStatement(statement) || ts.isContinueStatement(statement) || ts.isBreakStatement(statement))
      return true;
    if (ts.isReturnStatement(statement)) return !statement.expression || this.isPure(statement.expression);
    if (ts.isIfStatement(statement)) {
      return (
        this.isPure(statement.expression) &&
        this.#isIdle(statement.thenStatement) &&
        (!statement.elseStatement || this.#isIdle(statement.elseStatement))
      );
    }
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.every(
        each => this.#isPlumbingVariable(each) || !each.initializer || this.isPure(each.initializer),
      );
    }
    return this.isPlumbing(statement) || this.isLog(statement);
  }

  #isPlumbingVariable(node: ts.VariableDeclaration): boolean {
    const names = boundNames(node.name);
    const roles = names.map(name => this.#values.ofName(name)?.role);
    if (
      roles.some(role => role === 'transport' || role === 'store' || role === 'record' || role === 'server')
    )
      return true;
    const value = node.initializer && unwrap(node.initializer);
    return value !== undefined && isFunctionNode(value) && this.#isPlumbingFunction(value);
  }

  /** A function that only closes or forgets transports. */
  #isPlumbingFunction(node: FunctionNode): boolean {
    if (!node.body || this.#open.has(node) || !this.touches(node.body)) return false;
    this.#open.add(node);
    const result = ts.isBlock(node.body) ? this.#isIdle(node.body) : this.isPlumbingExpression(node.body);
    this.#open.delete(node);
    return result;
  }

  /** Whether evaluating an expression does nothing but create, keep, connect or close transports. */
  isPlumbingExpression(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isAwaitExpression(value) || ts.isVoidExpression(value))
      return this.isPlumbingExpression(value.expression);
    if (ts.isDeleteExpression(value)) return this.touches(value.expression);
    if (isFunctionNode(value)) return this.#isPlumbingFunction(value);
    if (ts.isConditionalExpression(value)) {
      return this.isPlumbingExpression(value.whenTrue) && this.isPlumbingExpression(value.whenFalse);
    }
    if (ts.isBinaryExpression(value)) return this.#isPlumbingBinary(value);
    if (ts.isCallExpression(value)) return this.#isPlumbingCall(value) || this.isPure(value);
    if (ts.isArrayLiteralExpression(value)) {
      return value.elements.length > 0 && value.elements.every(each => this.isPlumbingExpression(each));
    }
    return this.isPure(value);
  }

  #isPlumbingBinary(node: ts.BinaryExpression): boolean {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.EqualsToken) {
      if (!this.touches(node.left)) return false;
      const role = this.#values.of(node.right)?.role;
      const right = unwrap(node.right);
      if (isFunctionNode(right)) return this.isIdleFunction(right);
      if (this.#isPartOfServer(node.left)) return false;
      return role !== undefined || this.isPure(right);
    }
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.CommaToken) {
      return this.isPlumbingExpression(node.left) && this.isPlumbingExpression(node.right);
    }
    return this.isPure(node);
  }

  /** `server.locked`: what it is set to may be asked for further on. */
  #isPartOfServer(node: ts.Expression): boolean {
    const target = unwrap(node);
    const owner = ts.isPropertyAccessExpression(target) ? this.#values.of(target.expression) : undefined;
    return owner?.role === 'server';
  }

  /** Whether calling a function has no effect beyond plumbing and logs. */
  isIdleFunction(node: FunctionNode): boolean {
    if (!node.body) return true;
    if (ts.isBlock(node.body)) return this.#isIdle(node.body);
    return this.isPlumbingExpression(node.body) || this.isLogExpression(node.body);
  }

  #isPlumbingCall(node: ts.CallExpression): boolean {
    const callee = unwrap(node.expression);
    if (ts.isIdentifier(callee)) {
      if (TIMERS.has(callee.text)) return this.#isListener(node);
      return this.#isPlumbingHelper(callee);
    }
    const call = methodCall(node);
    if (!call) return false;
    const owner = this.#values.of(call.object);
    if (call.name === 'connect')
      return node.arguments.some(each => this.#values.of(each)?.role === 'transport');
    if (owner?.role === 'store') {
      return STORE_METHODS.has(call.name) && node.arguments.every(each => this.isPlumbingExpression(each));
    }
    if (owner && owner.role !== 'id') return TRANSPORT_METHODS.has(call.name);
    if (LISTENING.has(call.name)) {
      if (this.isPlumbingExpression(call.object) && this.touches(call.object)) {
        return node.arguments.every(
          each => isFunctionNode(unwrap(each)) && this.isIdleFunction(unwrap(each) as FunctionNode),
        );
      }
      return this.#isListener(node);
    }
    if (call.name === 'unref') return this.touches(call.object) && this.isPlumbingExpression(call.object);
    if (call.name === 'waitUntil') return node.arguments.every(each => this.isPlumbingExpression(each));
    if (/^(?:all|allSettled)$/.test(call.name))
      return this.touches(node) && node.arguments.every(each => this.#isClosingAll(each));
    return false;
  }

  /** `[...transports.values()].map(t => t.close())`, `Array.from(…, t => t.close())`, `[t.close(), s.close()]`. */
  #isClosingAll(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isArrayLiteralExpression(value))
      return value.elements.every(each => this.isPlumbingExpression(each));
    if (!ts.isCallExpression(value)) return false;
    return value.arguments.some(each => {
      const callback = unwrap(each);
      return isFunctionNode(callback) && this.#isPlumbingFunction(callback);
    });
  }

  /** A call that registers a callback which only closes or forgets transports. */
  #isListener(node: ts.CallExpression): boolean {
    const callbacks = node.arguments
      .map(unwrap)
      .filter(each => isFunctionNode(each) || ts.isIdentifier(each));
    return (
      callbacks.length > 0 &&
      callbacks.every(each =>
        isFunctionNode(each)
          ? this.#isPlumbingFunction(each) && !this.#logsItself(each)
          : ts.isIdentifier(each) && this.#isPlumbingHelper(each),
      )
    );
  }

  /** A log line about the event itself is worth keeping. */
  #logsItself(node: FunctionNode): boolean {
    if (!node.body || !ts.isBlock(node.body)) return false;
    return node.body.statements.some(each => this.isLog(each) && !this.touches(each));
  }

  #isPlumbingHelper(name: ts.Identifier): boolean {
    const target = functionOf(this.#names.declaration(name));
    return (
      target !== undefined &&
      target.getSourceFile() === name.getSourceFile() &&
      this.#isPlumbingFunction(target)
    );
  }
}
