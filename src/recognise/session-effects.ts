import { ts } from '../engine/ts.js';
import type { NameResolver } from '../project/names.js';
import { functionOf, rootName } from './bindings.js';
import type { KeepAliveParts } from './keep-alive-parts.js';
import type { TransportCreation } from './http-transport.js';
import { isVariableUse } from './scope.js';
import type { SessionRole, SessionValue } from './session-roles.js';
import type { SessionValues } from './session-values.js';
import { isFunctionNode, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';

const SDK = /^@modelcontextprotocol\/(?:server|client|core|node)(?:\/|$)/;
/** `console.info`, `this.logger.warn`, `request.log.error`, `log`. */
const LOGGING =
  /^(?:(?:[\w$]+\??\.)*(?:console|[lL]ogger|\w+Logger|log)\??\.\w+|(?:this\.)?(?:log|debug|logger))$/;
const REFUSING = /error|respond|reject|send|fail|bad|invalid|deny|denied|unauthori|forbid|not|missing/i;
const PURE_FUNCTIONS = /^(?:String|Number|Boolean|randomUUID)$/;
const PURE_METHODS =
  /^(?:isArray|randomUUID|now|stringify|keys|values|entries|includes|get|has|header|toString|trim|startsWith|toLowerCase)$/;

/** One endpoint of a file. */
export interface SessionScope {
  /** The transports in question; others in the file count as any other value. */
  readonly creations: readonly TransportCreation[];
  /** Names of what requests are answered with: `res`, `reply`, the `c` of Hono. */
  readonly answers: readonly ts.Identifier[];
  /** Timers that ping the clients of sessions, which go with them. */
  readonly keepAlive: KeepAliveParts;
}

/** Tells what a piece of code has to do with the sessions of its file, and what effect it has beyond them. */
export class SessionEffects {
  readonly #values: SessionValues;
  readonly #names: NameResolver;
  readonly #creations: ReadonlySet<TransportCreation>;
  readonly #answers: ReadonlySet<ts.Symbol>;
  readonly #tests = new Set<ts.Node>();

  constructor(values: SessionValues, names: NameResolver, scope: SessionScope) {
    this.#values = values;
    this.#names = names;
    this.#creations = new Set(scope.creations);
    this.#answers = new Set(scope.answers.flatMap(each => names.symbol(each) ?? []));
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
      return ts.isIdentifier(callee) && PURE_FUNCTIONS.test(callee.text);
    }
    return PURE_METHODS.test(call.name);
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
    if (!target?.body || this.#tests.has(target)) return false;
    this.#tests.add(target);
    let found = false;
    walk(target.body, at => {
      if (ts.isExpression(at)) found ||= this.#isInitializeTest(at);
      return !found;
    });
    this.#tests.delete(target);
    return found && returnsFlag(target);
  }

  /** A statement that writes a log line. */
  isLog(statement: ts.Statement): boolean {
    return ts.isExpressionStatement(statement) && this.isLogExpression(statement.expression);
  }

  isLogExpression(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isVoidExpression(value) || ts.isAwaitExpression(value))
      return this.isLogExpression(value.expression);
    if (!ts.isCallExpression(value)) return false;
    return LOGGING.test(value.expression.getText()) && value.arguments.every(each => this.isPure(each));
  }

  /**
   * A statement that answers a request without serving it: a status and a message, a return, a throw.
   * @param ofAny whether any parameter may be what is answered with, for a function that does nothing else
   */
  isRefusal(statement: ts.Statement, ofAny = false): boolean {
    if (ts.isThrowStatement(statement)) return true;
    const isReturn = ts.isReturnStatement(statement);
    if (isReturn && !statement.expression) return true;
    if (!isReturn && !ts.isExpressionStatement(statement)) return false;
    return statement.expression !== undefined && this.#isAnswer(statement.expression, ofAny);
  }

  #isAnswer(node: ts.Expression, ofAny: boolean): boolean {
    const value = unwrap(node);
    if (ts.isAwaitExpression(value) || ts.isVoidExpression(value))
      return this.#isAnswer(value.expression, ofAny);
    if (ts.isNewExpression(value)) return /Response$/.test(value.expression.getText());
    if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return this.#answersWith(value.left, ofAny) && this.isPure(value.right);
    }
    if (!ts.isCallExpression(value) || this.touches(value)) return this.isPure(value) && !this.touches(value);
    const callee = value.expression.getText();
    if (callee === 'next' || /Response\.(?:json|error|redirect)$/.test(callee)) return true;
    if (this.#answersWith(value.expression, ofAny)) return true;
    return (
      REFUSING.test(callee.split('.').at(-1)!) && value.arguments.some(each => this.#answersWith(each, ofAny))
    );
  }

  /** Whether an expression starts at what requests are answered with: `res.status(400).json`, `reply.raw`. */
  #answersWith(node: ts.Expression, ofAny: boolean): boolean {
    const root = rootName(node);
    const symbol = root && this.#names.symbol(root);
    if (!symbol) return false;
    const [declaration] = symbol.declarations ?? [];
    const isGiven = declaration && (ts.isParameter(declaration) || ts.isBindingElement(declaration));
    return this.#answers.has(symbol) || (ofAny && isGiven === true);
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
        const value = this.#values.of(at);
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
