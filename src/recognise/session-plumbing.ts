import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { isFunctionNode, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';
import { isVariableUse } from './scope.js';
import type { TransportCreation } from './http-transport.js';
import type { SessionRole, SessionValue, SessionValues } from './session-values.js';

const SDK = /^@modelcontextprotocol\/(?:server|client|core|node)(?:\/|$)/;
const LOGGING = /(?:^|\.)(?:console|\w*log(?:ger)?|debug)(?:$|[.?])/i;
const REFUSING = /error|respond|reject|send|fail|bad|invalid|deny|denied|unauthori|forbid|not|missing/i;
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
export class Plumbing {
  readonly #values: SessionValues;
  readonly #names: NameResolver;
  readonly #creations: ReadonlySet<TransportCreation>;
  readonly #open = new Set<ts.Node>();

  /** @param creations the transports in question; others in the file count as any other value */
  constructor(values: SessionValues, names: NameResolver, creations: Iterable<TransportCreation>) {
    this.#values = values;
    this.#names = names;
    this.#creations = new Set(creations);
  }

  /** Whether a node has to do with a transport: names one, its server, or where they are kept. */
  touches(node: ts.Node): boolean {
    return this.#mentions(node, role => role !== 'id');
  }

  /** The same for a node without some of its parts. */
  touchesBeside(node: ts.Node, parts: readonly ts.Node[]): boolean {
    return this.#mentions(node, role => role !== 'id', parts);
  }

  /** Whether a field of a class holds transports. */
  isField(node: ts.PropertyDeclaration): boolean {
    const value = this.#values.ofField(node);
    return value !== undefined && value.role !== 'id' && this.#concerns(value);
  }

  /** What an expression is to the sessions of its file. */
  roleOf(node: ts.Expression): SessionRole | undefined {
    return this.#values.of(node)?.role;
  }

  /** Whether a condition asks which session a request belongs to, or whether it starts one. */
  isSessionCondition(node: ts.Expression): boolean {
    if (this.#mentions(node, () => true)) return true;
    let found = false;
    walk(node, at => {
      if (ts.isExpression(at)) found ||= this.#isInitializeTest(at) || this.#values.of(at)?.role === 'id';
      return !found;
    });
    return found;
  }

  /** Whether a statement does nothing but create, keep, connect or close transports. */
  isPlumbing(statement: ts.Statement): boolean {
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
      return role !== undefined || this.isPure(right);
    }
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.CommaToken) {
      return this.isPlumbingExpression(node.left) && this.isPlumbingExpression(node.right);
    }
    return this.isPure(node);
  }

  /** Whether calling a function has no effect beyond plumbing and logs. */
  isIdleFunction(node: FunctionNode): boolean {
    if (!node.body) return true;
    if (ts.isBlock(node.body)) return this.#isIdle(node.body);
    return this.isPlumbingExpression(node.body) || this.#isLogExpression(node.body);
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

  /** Whether an expression can be left out without missing an effect. */
  isPure(node: ts.Expression): boolean {
    let pure = true;
    walk(node, at => {
      if (isFunctionNode(at) || ts.isClassLike(at)) return false;
      if (ts.isCallExpression(at)) pure &&= this.#isPureCall(at);
      if (ts.isNewExpression(at)) pure &&= this.#values.of(at) !== undefined;
      if (ts.isDeleteExpression(at) || ts.isAwaitExpression(at) || ts.isYieldExpression(at)) pure = false;
      if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) pure = false;
      if (ts.isPostfixUnaryExpression(at)) pure = false;
      if (ts.isPrefixUnaryExpression(at) && isStep(at.operator)) pure = false;
      return pure;
    });
    return pure;
  }

  #isPureCall(node: ts.CallExpression): boolean {
    if (node.arguments.some(each => isFunctionNode(unwrap(each)))) return false;
    if (this.#values.of(node) || this.#isInitializeTest(node)) return true;
    const call = methodCall(node);
    if (!call) {
      const callee = unwrap(node.expression);
      return ts.isIdentifier(callee) && /^(?:String|Number|Boolean|randomUUID)$/.test(callee.text);
    }
    return /^(?:isArray|randomUUID|now|stringify|keys|values|entries|includes|get|has|header|toString|trim|startsWith|toLowerCase)$/.test(
      call.name,
    );
  }

  /** Whether a call tells an initialize request from others. */
  #isInitializeTest(node: ts.Expression): boolean {
    if (ts.isBinaryExpression(node)) {
      return [node.left, node.right].some(
        side =>
          ts.isStringLiteralLike(unwrap(side)) &&
          (unwrap(side) as ts.StringLiteralLike).text === 'initialize',
      );
    }
    if (!ts.isCallExpression(node)) return false;
    const origin = this.#names.origin(unwrap(node.expression));
    if (origin) return origin.name === 'isInitializeRequest' && SDK.test(origin.module);
    const callee = unwrap(node.expression);
    const name = ts.isIdentifier(callee) ? callee : undefined;
    const target = name && functionOf(this.#names.declaration(name));
    if (!target?.body || this.#open.has(target)) return false;
    this.#open.add(target);
    let found = false;
    walk(target.body, at => {
      if (ts.isExpression(at)) found ||= this.#isInitializeTest(at);
      return !found;
    });
    this.#open.delete(target);
    return found && returnsFlag(target);
  }

  /** A statement that writes a log line. */
  isLog(statement: ts.Statement): boolean {
    return ts.isExpressionStatement(statement) && this.#isLogExpression(statement.expression);
  }

  #isLogExpression(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isVoidExpression(value) || ts.isAwaitExpression(value))
      return this.#isLogExpression(value.expression);
    if (!ts.isCallExpression(value)) return false;
    return LOGGING.test(value.expression.getText()) && value.arguments.every(each => this.isPure(each));
  }

  /** A statement that answers a request without serving it: a status and a message, a return, a throw. */
  isRefusal(statement: ts.Statement): boolean {
    if (ts.isThrowStatement(statement)) return true;
    if (ts.isReturnStatement(statement)) return !statement.expression || this.#isAnswer(statement.expression);
    return ts.isExpressionStatement(statement) && this.#isAnswer(statement.expression);
  }

  #isAnswer(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isAwaitExpression(value) || ts.isVoidExpression(value)) return this.#isAnswer(value.expression);
    if (ts.isNewExpression(value)) return /Response$/.test(value.expression.getText());
    if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return this.#isOnParameter(value.left) && this.isPure(value.right);
    }
    if (!ts.isCallExpression(value) || this.touches(value)) return this.isPure(value) && !this.touches(value);
    if (/Response\.(?:json|error|redirect)$/.test(value.expression.getText())) return true;
    if (this.#isOnParameter(value.expression)) return true;
    const name = value.expression.getText().split('.').at(-1)!;
    return REFUSING.test(name) && value.arguments.some(each => this.#isOnParameter(each));
  }

  /** Whether an expression starts at a parameter: `res.status(400).json`, `reply.raw`. */
  #isOnParameter(node: ts.Expression): boolean {
    const root = rootName(node);
    const declaration = root && this.#names.symbol(root)?.declarations?.[0];
    return declaration !== undefined && (ts.isParameter(declaration) || ts.isBindingElement(declaration));
  }

  #concerns(value: SessionValue): boolean {
    return value.from.size === 0 || [...value.from].some(creation => this.#creations.has(creation));
  }

  #mentions(node: ts.Node, test: (role: SessionRole) => boolean, beside: readonly ts.Node[] = []): boolean {
    let found = false;
    walk(node, at => {
      if (found || ts.isTypeNode(at) || beside.includes(at)) return false;
      const isName = ts.isIdentifier(at) && (isVariableUse(at) || isDeclaredHere(at));
      const isMember =
        ts.isPropertyAccessExpression(at) && unwrap(at.expression).kind === ts.SyntaxKind.ThisKeyword;
      if (isName || isMember || ts.isNewExpression(at)) {
        const value = this.#values.of(at as ts.Expression);
        if (value && this.#concerns(value) && test(value.role)) found = true;
      }
      return !found;
    });
    return found;
  }
}

function isDeclaredHere(name: ts.Identifier): boolean {
  const { parent } = name;
  return (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === name;
}

/** The name an access or call chain starts with. */
export function rootName(node: ts.Expression): ts.Identifier | undefined {
  let at = unwrap(node);
  for (;;) {
    if (ts.isIdentifier(at)) return at;
    if (
      ts.isPropertyAccessExpression(at) ||
      ts.isElementAccessExpression(at) ||
      ts.isCallExpression(at) ||
      ts.isAwaitExpression(at)
    )
      at = unwrap(at.expression);
    else return undefined;
  }
}

/** The names a declaration binds, patterns taken apart. */
export function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap(each => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

/** The function a declaration declares. */
export function functionOf(declaration: ts.Node | undefined): FunctionNode | undefined {
  if (!declaration) return undefined;
  if (isFunctionNode(declaration)) return declaration;
  const value = ts.isVariableDeclaration(declaration)
    ? declaration.initializer && unwrap(declaration.initializer)
    : undefined;
  return value && isFunctionNode(value) ? value : undefined;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isStep(kind: ts.PrefixUnaryOperator): boolean {
  return kind === ts.SyntaxKind.PlusPlusToken || kind === ts.SyntaxKind.MinusMinusToken;
}

/** A test is short and answers; a handler that looks for the method on its way is not a test. */
function returnsFlag(node: FunctionNode): boolean {
  if (!node.body || !ts.isBlock(node.body)) return true;
  let lines = 0;
  walk(node.body, at => {
    if (ts.isStatement(at)) lines++;
  });
  return lines <= 12 && node.parameters.length === 1;
}
