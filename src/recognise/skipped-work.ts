import { ts } from '../engine/ts.js';
import { functionOf, rootName } from './bindings.js';
import type { HttpEntry } from './http-serving.js';
import { requestDataOf, type RequestData } from './request-data.js';
import { CHECK, CREDENTIAL } from './route-exits.js';
import { traceServer } from './server-origin.js';
import { endsInRefusal, isAssignment, mayTurnAway, onlyObserves } from './turned-away.js';
import { valuesOf } from './values.js';
import {
  isFunctionNode,
  isWithin,
  methodCall,
  nameText,
  siblings,
  somewhere,
  unwrap,
  walk,
} from './syntax.js';

/** Callbacks of a connection: they follow its fate. */
const LISTENING = /^(?:on|once|addListener|addEventListener|off|removeListener)$/;
/** Reading the message of a request, and putting a request into another form. */
const READING =
  /^(?:json|text|formData|arrayBuffer|blob|bytes|clone|parseBody|getReader)$|(?:read|parse|get|collect|receive|load)\w*(?:Body|Json|JSON)$|rawBody|^to(?:Web|Node|Fetch)?\w*(?:Request|Response|Req|Res)\w*$/;
/** Writing parts of an answer. */
const ANSWERING =
  /^(?:status|code|send|json|end|sendStatus|writeHead|write|type|text|html|body|redirect|header|headers|set|setHeader|removeHeader|getHeader|flushHeaders|setTimeout|hijack)$/;
const HEADING = /^(?:header|setHeader|set|removeHeader)$/;
/** What a server says to the client of its session, and what it knows of it. */
const TELLING = /^(?:send|notif|is[A-Z]|get[A-Z])/;
const KEEPING = /^(?:set|add|push|delete)$/;
const MAKING = /^(?:create|make|build|generate|new)(?:[A-Z]|$)/;
const PLAIN = /^(?:URL|URLSearchParams|Request|Response|Headers|Date|Map|Set|Error|AbortController|Promise)$/;

/** What the code that sessions stay in does with a request, and nobody does for one of 2026-07-28. */
export interface SkippedWork {
  /** The first node that keeps requests out, or may, or changes what one session's server does. */
  readonly barred?: ts.Node;
  /** Work that turns nobody away. */
  readonly missed: readonly ts.Node[];
}

/**
 * Finds what the code that sessions stay in does for its clients and 2026-07-28 may have to have, too: work on the
 * server of one session, and what it asks of a request or does with it. Logging, counting, and keeping sessions are
 * not it.
 * @param gate the statement in front of which requests of 2026-07-28 leave that code
 * @param repeated statements that the factory for 2026-07-28 repeats
 */
export function skippedWork(
  entry: HttpEntry,
  gate: ts.Statement,
  repeated: readonly ts.Statement[],
): SkippedWork {
  const reader = new SkippedReader(entry, repeated);
  const barred = reader.behind(gate);
  return { ...(barred && { barred }), missed: reader.missed };
}

/** What a callback that a transport is made with asks of the request, or does to the server. */
export function askedInCallbacks(entry: HttpEntry): ts.Node[] {
  const found = new SkippedReader(entry, []).inCallbacks();
  return found ? [found] : [];
}

class SkippedReader {
  readonly missed: ts.Node[] = [];
  readonly #entry: HttpEntry;
  readonly #data: RequestData;
  readonly #repeated: readonly ts.Statement[];
  readonly #origin: ts.Expression;
  readonly #calls: readonly ts.CallExpression[];
  #last = Infinity;

  constructor(entry: HttpEntry, repeated: readonly ts.Statement[]) {
    this.#entry = entry;
    this.#data = requestDataOf(entry);
    this.#repeated = repeated;
    this.#origin = traceServer(entry.project, entry.connect.server).root;
    this.#calls = [...entry.dispatches, ...entry.helpers.flatMap(each => each.dispatches)].map(
      each => each.call,
    );
  }

  behind(gate: ts.Statement): ts.Node | undefined {
    const { handler, helpers } = this.#entry;
    const own = this.#calls.filter(call => isWithin(call, handler.node));
    this.#last = Math.max(...own.map(call => call.pos));
    for (let at: ts.Node = gate; at !== handler.node && at.parent; at = at.parent) {
      if (ts.isCatchClause(at)) continue;
      const list = ts.isStatement(at) ? siblings(at) : undefined;
      const from = at === gate ? 0 : 1;
      const found = list && this.#inAll(list.slice(list.indexOf(at as ts.Statement) + from));
      if (found) return found;
    }
    this.#last = Infinity;
    for (const { node } of helpers) {
      const found = node.body && (ts.isBlock(node.body) ? this.#inAll(node.body.statements) : node.body);
      if (found) return found;
    }
    return this.inCallbacks();
  }

  inCallbacks(): ts.Node | undefined {
    for (const value of this.#entry.creation.options.given.values()) {
      const found = this.#inCallback(value);
      if (found) return found;
    }
    return undefined;
  }

  /** A callback that a transport was created with: `onsessioninitialized`. */
  #inCallback(value: ts.Node): ts.Node | undefined {
    const inner = ts.isMethodDeclaration(value) ? value : unwrap(value as ts.Expression);
    const named = ts.isIdentifier(inner)
      ? functionOf(this.#entry.project.names.declaration(inner))
      : undefined;
    const callback = named ?? inner;
    if (!isFunctionNode(callback) || !callback.body) return undefined;
    if (!ts.isBlock(callback.body)) return this.#inExpression(callback.body);
    return this.#inAll(callback.body.statements);
  }

  #inAll(statements: readonly ts.Statement[]): ts.Node | undefined {
    for (const statement of statements) {
      const found = this.#in(statement);
      if (found) return found;
    }
    return undefined;
  }

  #in(statement: ts.Statement | undefined): ts.Node | undefined {
    if (!statement || this.#repeated.includes(statement) || this.#entry.plumbing.isLog(statement))
      return undefined;
    if (endsInRefusal(this.#entry, statement)) return undefined;
    if (ts.isBlock(statement)) return this.#inAll(statement.statements);
    if (ts.isIfStatement(statement)) {
      const asked = this.#isQuiet(statement) ? undefined : this.#asked(statement.expression);
      return (
        asked ??
        this.#inExpression(statement.expression) ??
        this.#in(statement.thenStatement) ??
        this.#in(statement.elseStatement)
      );
    }
    if (ts.isTryStatement(statement)) return this.#in(statement.tryBlock) ?? this.#in(statement.finallyBlock);
    if (ts.isSwitchStatement(statement)) {
      const asked = this.#asked(statement.expression);
      return asked ?? this.#inAll(statement.caseBlock.clauses.flatMap(each => [...each.statements]));
    }
    if (ts.isIterationStatement(statement, false)) return this.#in(statement.statement);
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return undefined;
    return this.#inExpression(statement);
  }

  /** An `if` that only writes to a log, or a header. */
  #isQuiet({ thenStatement, elseStatement }: ts.IfStatement): boolean {
    const isQuiet = (statement: ts.Statement): boolean => {
      if (this.#entry.plumbing.isLog(statement)) return true;
      const call = ts.isExpressionStatement(statement) ? methodCall(statement.expression) : undefined;
      return call !== undefined && HEADING.test(call.name) && this.#isAnswer(call.call);
    };
    return [thenStatement, elseStatement].every(
      each => !each || (ts.isBlock(each) ? each.statements : [each]).every(isQuiet),
    );
  }

  #asked(condition: ts.Expression): ts.Node | undefined {
    return condition.pos < this.#last ? this.#data.asked(condition) : undefined;
  }

  /** What runs in a statement that is not made of statements; functions in it run only where requests go on in them. */
  #inExpression(node: ts.Node): ts.Node | undefined {
    let found: ts.Node | undefined;
    walk(node, at => {
      if (found || this.#isMaking(at)) return false;
      if (isFunctionNode(at)) {
        if (at.body && this.#calls.some(call => isWithin(call, at)))
          found = ts.isBlock(at.body) ? this.#inAll(at.body.statements) : this.#inExpression(at.body);
        return false;
      }
      if (ts.isCallExpression(at)) {
        if (this.#calls.includes(at) || this.#entry.plumbing.isLogExpression(at)) return false;
        if (this.#isNeeded(at)) found = at;
        return !LISTENING.test(methodCall(at)?.name ?? '');
      }
      if (ts.isNewExpression(at) && !PLAIN.test(at.expression.getText()) && this.#isLeft(at)) found = at;
      if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind) && this.#isSet(at)) found = at;
      if (ts.isConditionalExpression(at)) found ??= this.#chosen(at);
      return undefined;
    });
    return found;
  }

  /** Whether a node makes the server or the transport, which the factory does or nobody needs. */
  #isMaking(node: ts.Node): boolean {
    return node === this.#origin || node === this.#entry.creation.node;
  }

  #isNeeded(call: ts.CallExpression): boolean {
    const { plumbing } = this.#entry;
    if (plumbing.isPure(call)) return false;
    const callee = unwrap(call.expression);
    const method = methodCall(call);
    const name = ts.isIdentifier(callee) ? callee.text : (method?.name ?? '');
    if (method && LISTENING.test(name)) return false;
    if (plumbing.isPlumbingExpression(call) && !this.#data.reads(call)) return false;
    if (this.#isOfServer(call, method)) return true;
    if (mayTurnAway(this.#entry, call)) return !MAKING.test(name) && !this.#isBySession(call, name);
    if (isWaitedFor(call) && call.pos < this.#last && !this.#data.reads(call)) {
      const isHarmless = onlyObserves(this.#entry, call) || this.#isBySession(call, name);
      if (isHarmless || this.#isKept(call, method) || MAKING.test(name)) return false;
      const body = valuesOf(this.#entry.project).callee(call)?.body;
      if (!body || somewhere(body, ts.isThrowStatement)) return true;
      this.missed.push(call);
      return false;
    }
    if (!this.#data.reads(call) || call.pos >= this.#last) return false;
    if (READING.test(name) || this.#isAnswer(call) || onlyObserves(this.#entry, call)) return false;
    if (this.#isKept(call, method) || this.#isBySession(call, name)) return false;
    if (valuesOf(this.#entry.project).callee(call) === undefined || CHECK.test(name)) return true;
    this.missed.push(call);
    return false;
  }

  /** Work on the server of one session: not connecting, closing or keeping it, or speaking to its client. */
  #isOfServer(call: ts.CallExpression, method: ReturnType<typeof methodCall>): boolean {
    const { plumbing } = this.#entry;
    const isServer = (node: ts.Expression): boolean => {
      const root = rootName(node);
      return plumbing.roleOf(node) === 'server' || (root !== undefined && plumbing.roleOf(root) === 'server');
    };
    if (method && isServer(method.object)) {
      return !TELLING.test(method.name) && method.name !== 'connect' && method.name !== 'close';
    }
    if (method && (method.name === 'connect' || KEEPING.test(method.name))) return false;
    const given = call.arguments.flatMap(each => membersOf(each));
    return given.some(isServer) && !MAKING.test(method?.name ?? call.expression.getText());
  }

  /** `sessions.set(id, { transport, user: req.user })`: read by session, which is reported where it is read. */
  #isKept(call: ts.CallExpression, method: ReturnType<typeof methodCall>): boolean {
    const { plumbing } = this.#entry;
    if (!method || !KEEPING.test(method.name)) return false;
    return (
      plumbing.roleOf(method.object) === 'store' ||
      call.arguments.some(each => plumbing.roleOf(each) === 'id')
    );
  }

  /** Whether what a call lets through goes by the session alone, as its name says. */
  #isBySession(call: ts.CallExpression, name: string): boolean {
    const { plumbing } = this.#entry;
    const isOfSession = call.arguments.some(each => plumbing.roleOf(each) !== undefined);
    return isOfSession && (/session|transport/i.test(name) || !(CHECK.test(name) || CREDENTIAL.test(name)));
  }

  /** `res.status(400).json(…)`, every step of it. */
  #isAnswer(call: ts.CallExpression): boolean {
    for (let at: ts.Expression = call; ;) {
      const step = methodCall(unwrap(at));
      if (!step || !ANSWERING.test(step.name)) return false;
      at = unwrap(step.object);
      if (ts.isCallExpression(at)) continue;
      const root = rootName(at);
      return root !== undefined && this.#data.reads(root);
    }
  }

  #isLeft(node: ts.NewExpression): boolean {
    const given = (node.arguments ?? []).flatMap(membersOf);
    return given.some(each => this.#entry.plumbing.roleOf(each) === 'server');
  }

  /** Whether something outside the request's own code, or a server, is set by what the request says. */
  #isSet({ left, right }: ts.BinaryExpression): boolean {
    const { plumbing, handler, project } = this.#entry;
    const target = unwrap(left);
    const root = rootName(target);
    const role = root && plumbing.roleOf(root);
    if (role === 'server' && target !== root && ts.isPropertyAccessExpression(target))
      return !/^on[a-z]+$/.test(nameText(target.name) ?? '');
    if (role !== undefined || plumbing.roleOf(target) !== undefined || !this.#data.reads(right)) return false;
    if (ts.isElementAccessExpression(target)) return plumbing.roleOf(target.argumentExpression) !== 'id';
    const declaration = root && project.names.symbol(root)?.declarations?.[0];
    return !declaration || !isWithin(declaration, handler.node);
  }

  /** `allowed(req) ? serve() : refuse()` */
  #chosen(node: ts.ConditionalExpression): ts.Node | undefined {
    const { plumbing } = this.#entry;
    const isPure = plumbing.isPure(node.whenTrue) && plumbing.isPure(node.whenFalse);
    return isPure ? undefined : this.#asked(node.condition);
  }
}

/** `await licences.acquire();`: what it gives is not used, so it is there for what it does, or to throw. */
function isWaitedFor(call: ts.CallExpression): boolean {
  const { parent } = call;
  return ts.isAwaitExpression(parent) && ts.isExpressionStatement(parent.parent);
}

/** An argument, or what an object or list in its place holds. */
function membersOf(node: ts.Expression): ts.Expression[] {
  const value = unwrap(node);
  if (ts.isArrayLiteralExpression(value)) return value.elements.flatMap(each => membersOf(each));
  if (!ts.isObjectLiteralExpression(value)) return [value];
  return value.properties.flatMap(each =>
    ts.isPropertyAssignment(each)
      ? membersOf(each.initializer)
      : ts.isShorthandPropertyAssignment(each)
        ? [each.name]
        : [],
  );
}
