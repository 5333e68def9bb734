import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Dispatch, HttpEntry } from './http-serving.js';
import { isExportedStatement, isWithin } from './server-syntax.js';
import { boundNames } from './bindings.js';
import { isFunctionNode, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';

/** What happens to the code around an endpoint's transports when they go. */
export interface SessionFlow {
  /** Goes away. */
  readonly removed: readonly (ts.Statement | ts.ClassElement)[];
  /** Stay, and hand the request to the new handler. */
  readonly kept: readonly Dispatch[];
  /** Removed statements in whose place the request has to be handed over. */
  readonly replaced: ReadonlyMap<ts.Statement, Dispatch>;
  /** `finally` blocks of which nothing is left. */
  readonly emptied: readonly ts.TryStatement[];
  /** Removed statements that prepare the server of a transport beyond creating it. */
  readonly setup: readonly ts.Statement[];
  /** Removed statements that closed every transport when the process ends. */
  readonly shutdown: readonly ts.Statement[];
  /** Work that is done once for each session. Empty for the textbook form. */
  readonly work: readonly ts.Node[];
  /** Code in which transports and other things are too entangled to tell apart. */
  readonly tangled: readonly ts.Node[];
}

/** Reads how an endpoint's file deals with its transports. */
export function readSessionFlow(project: ProjectModel, entry: HttpEntry): SessionFlow {
  return new FlowReader(project, entry).read();
}

interface Branch {
  readonly dispatches: readonly Dispatch[];
  readonly touches: boolean;
  readonly leaves: boolean;
}

class FlowReader {
  readonly #project: ProjectModel;
  readonly #entry: HttpEntry;
  readonly #dispatches: ReadonlyMap<ts.Node, Dispatch>;
  readonly #skipped: ReadonlySet<ts.Node>;
  readonly #removed: (ts.Statement | ts.ClassElement)[] = [];
  readonly #kept: Dispatch[] = [];
  readonly #replaced = new Map<ts.Statement, Dispatch>();
  readonly #emptied: ts.TryStatement[] = [];
  readonly #setup: ts.Statement[] = [];
  readonly #shutdown: ts.Statement[] = [];
  readonly #work: ts.Node[] = [];
  readonly #tangled: ts.Node[] = [];

  constructor(project: ProjectModel, entry: HttpEntry) {
    this.#project = project;
    this.#entry = entry;
    this.#dispatches = new Map(entry.dispatches.map(each => [each.call, each]));
    this.#skipped = new Set(entry.others.map(each => each.node));
  }

  read(): SessionFlow {
    for (const other of this.#entry.others) {
      const { body } = other.node;
      if (body && ts.isBlock(body)) for (const statement of body.statements) this.#branch(statement);
      else if (body && !this.#dispatchesIn(body).length) this.#tangled.push(body);
    }
    this.#callbacks();
    this.#list(this.#entry.unit.ast.statements);
    this.#keepCalledFunctions();
    this.#refuseShared();
    return {
      removed: this.#removed,
      kept: this.#kept,
      replaced: this.#replaced,
      emptied: this.#emptied,
      setup: this.#setup,
      shutdown: this.#shutdown,
      work: this.#work,
      tangled: this.#tangled,
    };
  }

  /** A function that is still called elsewhere stays, without its content. */
  #keepCalledFunctions(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const statement of [...this.#removed]) {
        const node = declaredFunction(statement);
        if (
          !node?.body ||
          !ts.isBlock(node.body) ||
          !this.#namesOf(statement).some(name => this.#isUsedBeside(name))
        )
          continue;
        this.#removed.splice(this.#removed.indexOf(statement), 1, ...node.body.statements);
        changed = true;
      }
    }
  }

  /** What other code can reach is not ours to take away. */
  #refuseShared(): void {
    for (const statement of this.#removed) {
      if (!ts.isStatement(statement)) continue;
      const isShared = this.#namesOf(statement).some(name => this.#isUsedBeside(name));
      if (isShared || (isExportedStatement(statement) && this.#namesOf(statement).length > 0))
        this.#tangled.push(statement);
    }
  }

  /** Whether other files may read a field: it is not private, and one has such an access. */
  #isReadElsewhere(member: ts.PropertyDeclaration): boolean {
    const isPrivate =
      ts.isPrivateIdentifier(member.name) ||
      ts.getModifiers(member)?.some(each => each.kind === ts.SyntaxKind.PrivateKeyword);
    if (isPrivate) return false;
    const access = `.${member.name.getText()}`;
    return this.#project.units.some(unit => unit !== this.#entry.unit && unit.text.includes(access));
  }

  #namesOf(statement: ts.Node): ts.Identifier[] {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(each => boundNames(each.name));
    }
    const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    return isNamed && statement.name ? [statement.name] : [];
  }

  /** Whether a name is used in code that stays; what hands a request over is rewritten. */
  #isUsedBeside(name: ts.Identifier): boolean {
    const callees = this.#kept.map(each => each.call.expression);
    const goes: readonly ts.Node[] = [...this.#removed, ...callees, ...this.#skipped];
    return this.#project.names.references(name).some(use => !goes.some(node => isWithin(use, node)));
  }

  /** Callbacks that a transport was created with and that do more than keep it. */
  #callbacks(): void {
    for (const value of this.#entry.creation.options.given.values()) {
      const callback = ts.isMethodDeclaration(value) ? value : unwrap(value);
      if (isFunctionNode(callback) && !this.#entry.plumbing.isIdleFunction(callback))
        this.#work.push(callback);
    }
  }

  #list(statements: readonly ts.Statement[]): void {
    let served: { readonly index: number; readonly dispatches: readonly Dispatch[] } | undefined;
    let handedOver = -1;
    statements.forEach((statement, index) => {
      const branch = ts.isIfStatement(statement) ? this.#sessionBranch(statement) : undefined;
      if (branch) {
        this.#removed.push(statement);
        if (branch.dispatches.length > 0) served = { index, dispatches: branch.dispatches };
        return;
      }
      if (!this.#touches(statement)) return;
      const before = this.#kept.length;
      this.#statement(statement);
      if (this.#kept.length > before) handedOver = index;
    });
    if (!served || handedOver > served.index) return;
    if (handedOver >= 0) {
      this.#tangled.push(statements[served.index]!);
      return;
    }
    // Every branch that serves leaves the function, so what follows is for requests without a session.
    for (const rest of statements.slice(served.index + 1)) {
      if (this.#removed.includes(rest)) continue;
      if (this.#entry.plumbing.isRefusal(rest) || this.#entry.plumbing.isLog(rest)) this.#removed.push(rest);
      else this.#tangled.push(rest);
    }
    const best = served.dispatches.reduce((most, each) =>
      each.call.arguments.length >= most.call.arguments.length ? each : most,
    );
    this.#replaced.set(statements[served.index]!, best);
  }

  #statement(statement: ts.Statement): void {
    const { plumbing } = this.#entry;
    if (plumbing.isPlumbing(statement)) {
      this.#removed.push(statement);
      if (this.#endsAll(statement)) this.#shutdown.push(statement);
      return;
    }
    if (ts.isIfStatement(statement)) {
      this.#nested(statement.thenStatement);
      if (statement.elseStatement) this.#nested(statement.elseStatement);
      return;
    }
    if (ts.isTryStatement(statement)) return this.#try(statement);
    if (ts.isBlock(statement)) return this.#list(statement.statements);
    if (ts.isIterationStatement(statement, false)) return this.#nested(statement.statement);
    if (ts.isSwitchStatement(statement)) {
      for (const clause of statement.caseBlock.clauses) this.#list(clause.statements);
      return;
    }
    if (ts.isFunctionDeclaration(statement)) {
      if (!this.#skipped.has(statement)) this.#function(statement);
      return;
    }
    if (ts.isClassDeclaration(statement)) return this.#class(statement);
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return;
    this.#simple(statement);
  }

  #nested(statement: ts.Statement): void {
    if (ts.isBlock(statement)) this.#list(statement.statements);
    else if (this.#touches(statement)) {
      if (this.#entry.plumbing.isPlumbing(statement)) this.#tangled.push(statement);
      else this.#statement(statement);
    }
  }

  #try(statement: ts.TryStatement): void {
    this.#list(statement.tryBlock.statements);
    if (statement.catchClause) this.#list(statement.catchClause.block.statements);
    const last = statement.finallyBlock?.statements;
    if (!last) return;
    this.#list(last);
    if (last.length > 0 && last.every(each => this.#removed.includes(each))) this.#emptied.push(statement);
  }

  #class(node: ts.ClassLikeDeclaration): void {
    for (const member of node.members) {
      if (isFunctionNode(member)) {
        if (!this.#skipped.has(member)) this.#function(member);
      } else if (ts.isPropertyDeclaration(member)) {
        const value = member.initializer && unwrap(member.initializer);
        if (value && isFunctionNode(value)) this.#function(value);
        else if (this.#entry.plumbing.isField(member)) {
          if (this.#isReadElsewhere(member)) this.#tangled.push(member);
          else this.#removed.push(member);
        } else if (this.#touches(member)) this.#tangled.push(member);
      }
    }
  }

  /** A statement that is not made of statements: a call, a declaration, a return. */
  #simple(statement: ts.Statement): void {
    const functions = this.#functionsIn(statement);
    const direct = this.#dispatchesIn(statement, functions);
    const rest = [...functions, ...direct.map(each => each.call.expression)];
    if (this.#touchesBeside(statement, rest)) {
      if (this.#preparesServer(statement)) {
        this.#setup.push(statement);
        this.#removed.push(statement);
      } else this.#tangled.push(statement);
      return;
    }
    this.#kept.push(...direct);
    const before = this.#removed.length;
    const closing = this.#shutdown.length;
    for (const each of functions) {
      if (!this.#skipped.has(each)) this.#function(each);
    }
    const emptied = functions.find(
      each =>
        each.body &&
        ts.isBlock(each.body) &&
        each.body.statements.length > 0 &&
        each.body.statements.every(inner => this.#removed.includes(inner)),
    );
    if (!emptied || !ts.isExpressionStatement(statement) || functions.length > 1) return;
    if (this.#replacedIn(emptied) || !methodCall(statement.expression)) return;
    this.#shutdown.splice(closing);
    this.#removed.splice(before);
    this.#removed.push(statement);
  }

  #replacedIn(node: FunctionNode): boolean {
    return [...this.#replaced.keys()].some(each => each.parent === node.body);
  }

  #function(node: FunctionNode): void {
    if (!node.body) return;
    if (ts.isBlock(node.body)) return this.#list(node.body.statements);
    const functions = this.#functionsIn(node.body);
    const direct = this.#dispatchesIn(node.body, functions);
    if (this.#touchesBeside(node.body, [...functions, ...direct.map(each => each.call.expression)])) {
      this.#tangled.push(node.body);
      return;
    }
    this.#kept.push(...direct);
    for (const each of functions) this.#function(each);
  }

  /** An `if` that asks for the session and is made only of what goes away with sessions, apart from its work. */
  #sessionBranch(statement: ts.IfStatement): Branch | undefined {
    if (!this.#entry.plumbing.isSessionCondition(statement.expression)) return undefined;
    const work = this.#work.length;
    const setup = this.#setup.length;
    const branch = this.#branch(statement);
    if (
      branch.touches ||
      this.#touches(statement.expression) ||
      (branch.leaves && this.#work.length === work)
    )
      return branch;
    this.#work.length = work;
    this.#setup.length = setup;
    return undefined;
  }

  #branch(node: ts.Statement): Branch {
    const { plumbing } = this.#entry;
    const dispatches: Dispatch[] = [];
    let touches = this.#touches(node);
    let leaves = false;
    const visit = (at: ts.Statement): void => {
      if (ts.isReturnStatement(at) || ts.isThrowStatement(at)) leaves = true;
      const own = ts.isExpressionStatement(at) || ts.isReturnStatement(at) || ts.isVariableStatement(at);
      const found = own ? this.#dispatchesIn(at) : [];
      if (found.length > 0) {
        dispatches.push(...found);
        const parts = found.map(each => each.call);
        if (this.#touchesBeside(at, parts) && !this.#choosesDispatch(at)) this.#tangled.push(at);
      } else if (ts.isBlock(at)) at.statements.forEach(visit);
      else if (ts.isIfStatement(at)) {
        visit(at.thenStatement);
        if (at.elseStatement) visit(at.elseStatement);
      } else if (ts.isTryStatement(at)) {
        visit(at.tryBlock);
        if (at.catchClause) visit(at.catchClause.block);
        if (at.finallyBlock) visit(at.finallyBlock);
      } else if (this.#isIdle(at)) return;
      else if (this.#touches(at) && this.#preparesServer(at)) this.#setup.push(at);
      else this.#work.push(at);
    };
    visit(node);
    touches ||= dispatches.length > 0;
    if (plumbing.touches(node)) touches = true;
    return { dispatches, touches, leaves };
  }

  /** `return transport ? transport.handleRequest(…) : new Response(…)` */
  #choosesDispatch(statement: ts.Statement): boolean {
    const isPlain = (node: ts.Expression): boolean => {
      const value = unwrap(node);
      if (ts.isAwaitExpression(value) || ts.isVoidExpression(value)) return isPlain(value.expression);
      if (this.#dispatches.has(value)) return true;
      if (!ts.isConditionalExpression(value)) return !this.#touches(value);
      return (
        this.#entry.plumbing.isPure(value.condition) && isPlain(value.whenTrue) && isPlain(value.whenFalse)
      );
    };
    const value =
      ts.isReturnStatement(statement) || ts.isExpressionStatement(statement)
        ? statement.expression
        : undefined;
    return value !== undefined && isPlain(value);
  }

  #isIdle(statement: ts.Statement): boolean {
    const { plumbing } = this.#entry;
    if (plumbing.isPlumbing(statement) || plumbing.isLog(statement) || plumbing.isRefusal(statement))
      return true;
    if (ts.isEmptyStatement(statement) || ts.isBreakStatement(statement)) return true;
    if (!ts.isVariableStatement(statement)) return false;
    return statement.declarationList.declarations.every(
      each => !each.initializer || plumbing.isPure(each.initializer),
    );
  }

  /** Whether a statement is about the server of one transport and about no transport. */
  #preparesServer(statement: ts.Statement): boolean {
    if (!ts.isExpressionStatement(statement)) return false;
    let only = true;
    walk(statement, node => {
      const role = ts.isExpression(node) ? this.#entry.plumbing.roleOf(node) : undefined;
      if (role !== undefined && role !== 'server' && role !== 'id') only = false;
      return only;
    });
    return only;
  }

  /** Whether a removed statement closed every transport, away from any request. */
  #endsAll(statement: ts.Statement): boolean {
    if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) return false;
    if (this.#entry.kind === 'request' && !ts.isIterationStatement(statement, false)) return false;
    for (let at: ts.Node = statement; at; at = at.parent) {
      if (at === this.#entry.handler.node || this.#skipped.has(at)) return false;
      if (isFunctionNode(at)) return this.#closes(statement);
    }
    return false;
  }

  #closes(statement: ts.Statement): boolean {
    let closes = false;
    walk(statement, node => {
      closes ||= ts.isPropertyAccessExpression(node) && node.name.text === 'close';
      closes ||= ts.isCallExpression(node) && ts.isIdentifier(node.expression);
      return !closes;
    });
    return closes;
  }

  #touches(node: ts.Node): boolean {
    return this.#entry.plumbing.touches(node);
  }

  #touchesBeside(node: ts.Node, parts: readonly ts.Node[]): boolean {
    return this.#entry.plumbing.touchesBeside(node, parts);
  }

  /** Dispatches in a node, those in the given functions left out. */
  #dispatchesIn(node: ts.Node, functions: readonly FunctionNode[] = []): Dispatch[] {
    const found: Dispatch[] = [];
    walk(node, at => {
      if (functions.includes(at as FunctionNode)) return false;
      const dispatch = this.#dispatches.get(at);
      if (dispatch) found.push(dispatch);
      return undefined;
    });
    return found;
  }

  /** The outermost functions in a node that have to do with transports. */
  #functionsIn(node: ts.Node): FunctionNode[] {
    const found: FunctionNode[] = [];
    walk(node, at => {
      if (at === node || !isFunctionNode(at)) return undefined;
      if (this.#touches(at)) found.push(at);
      return false;
    });
    return found;
  }
}

/** The function that a statement declares and nothing else. */
function declaredFunction(statement: ts.Node): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(statement)) return statement;
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1)
    return undefined;
  const value = statement.declarationList.declarations[0]!.initializer;
  const inner = value && unwrap(value);
  return inner && isFunctionNode(inner) ? inner : undefined;
}
