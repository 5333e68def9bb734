import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { fullness, type Dispatch } from './dispatches.js';
import type { HttpEntry } from './http-serving.js';
import { isReadElsewhere, RemovedNames } from './removed-names.js';
import { mixedIn } from './mixed-conditions.js';
import { checkedPartialId } from './partial-ids.js';
import { requestDataOf } from './request-data.js';
import { checkInHelper } from './route-exits.js';
import { askedInCallbacks } from './skipped-work.js';
import { closes, SessionBranches, type SessionBranch } from './session-branch.js';
import { isFunctionNode, methodCall, outerFunctions, unwrap, type FunctionNode } from './syntax.js';
import { declarationOf } from './bindings.js';

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

/**
 * Reads how an endpoint's file deals with its transports.
 * @param carried statements whose work the new handler does; they go away
 */
export function readSessionFlow(
  project: ProjectModel,
  entry: HttpEntry,
  carried: readonly ts.Statement[] = [],
): SessionFlow {
  return new FlowReader(project, entry, carried).read();
}

class FlowReader {
  readonly #project: ProjectModel;
  readonly #entry: HttpEntry;
  readonly #branches: SessionBranches;
  readonly #skipped: ReadonlySet<ts.Node>;
  readonly #removed: (ts.Statement | ts.ClassElement)[] = [];
  readonly #kept: Dispatch[] = [];
  readonly #replaced = new Map<ts.Statement, Dispatch>();
  readonly #emptied: ts.TryStatement[] = [];
  readonly #setup: ts.Statement[] = [];
  readonly #shutdown: ts.Statement[] = [];
  readonly #work: ts.Node[] = [];
  readonly #tangled: ts.Node[] = [];
  readonly #carried: readonly ts.Statement[];

  constructor(project: ProjectModel, entry: HttpEntry, carried: readonly ts.Statement[]) {
    this.#project = project;
    this.#entry = entry;
    this.#carried = carried;
    this.#branches = new SessionBranches(entry);
    this.#skipped = new Set([...entry.others, ...entry.helpers].map(each => each.node));
  }

  read(): SessionFlow {
    for (const other of this.#entry.others) {
      const { body } = other.node;
      if (body && ts.isBlock(body))
        for (const statement of body.statements) this.#merge(this.#branches.of(statement));
      else if (body && this.#branches.dispatchesIn(body).length === 0) this.#tangled.push(body);
    }
    for (const helper of this.#entry.helpers) {
      const check = checkInHelper(this.#entry, helper);
      if (check) this.#work.push(check);
      this.#helper(helper.node);
    }
    const partial = checkedPartialId(this.#entry);
    if (partial) this.#work.push(partial);
    this.#callbacks();
    this.#list(this.#entry.unit.ast.statements);
    const callees = this.#kept.map(each => each.call.expression);
    const names = new RemovedNames(this.#project, this.#removed, [...callees, ...this.#skipped]);
    names.keepCalledFunctions();
    this.#tangled.push(...names.shared());
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

  /** A function that only serves sessions goes with them. */
  #helper(node: FunctionNode): void {
    const isOwn = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
    const owner = isOwn ? node : declarationOf(node.parent);
    const isOut =
      owner && ts.isClassElement(owner) && isReadElsewhere(this.#project, this.#entry.unit, owner);
    if (!owner || isOut || !node.body || !ts.isBlock(node.body)) {
      this.#tangled.push(node);
      return;
    }
    for (const statement of node.body.statements) this.#merge(this.#branches.of(statement));
    this.#removed.push(owner);
  }

  /** Callbacks that a transport was created with and that do more than keep it. */
  #callbacks(): void {
    for (const value of this.#entry.creation.options.given.values()) {
      const callback = ts.isMethodDeclaration(value) ? value : unwrap(value);
      if (isFunctionNode(callback) && !this.#entry.plumbing.isIdleFunction(callback))
        this.#work.push(callback);
    }
    this.#work.push(...askedInCallbacks(this.#entry));
  }

  #merge(branch: SessionBranch): void {
    this.#work.push(...branch.work);
    this.#setup.push(...branch.setup);
    this.#tangled.push(...branch.tangled);
  }

  #list(statements: readonly ts.Statement[]): void {
    let served: { readonly index: number; readonly dispatches: readonly Dispatch[] } | undefined;
    let handedOver = -1;
    statements.forEach((statement, index) => {
      const branch = ts.isIfStatement(statement) ? this.#branches.ofSession(statement) : undefined;
      if (branch) {
        this.#merge(branch);
        this.#removed.push(statement);
        if (branch.dispatches.length > 0) served = { index, dispatches: branch.dispatches };
        return;
      }
      // It stays, and by it nobody would be served any more, or everybody.
      const mixed = ts.isIfStatement(statement) ? this.#branches.mixedWithSession(statement) : undefined;
      if (mixed) this.#work.push(mixed);
      if (!this.#entry.plumbing.touches(statement)) return;
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
    const best = served.dispatches.reduce((most, each) => (fullness(each) >= fullness(most) ? each : most));
    if (best.given.length === 0) this.#tangled.push(best.call);
    this.#replaced.set(statements[served.index]!, best);
  }

  #statement(statement: ts.Statement): void {
    const { plumbing } = this.#entry;
    if (this.#carried.includes(statement) || plumbing.isPlumbing(statement)) {
      const mixed = mixedIn(this.#entry, statement);
      if (mixed) this.#work.push(mixed);
      this.#removed.push(statement);
      if (this.#endsAll(statement)) this.#shutdown.push(statement);
      return;
    }
    if (ts.isIfStatement(statement)) return this.#condition(statement);
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

  #condition(statement: ts.IfStatement): void {
    const before = this.#removed.length;
    this.#nested(statement.thenStatement);
    if (statement.elseStatement) this.#nested(statement.elseStatement);
    // What only some requests have done to their transport is about them.
    const asked = requestDataOf(this.#entry).asked(statement.expression);
    const isRouting = this.#removed.length === before || this.#branches.dispatchesIn(statement).length > 0;
    if (asked && !isRouting) this.#work.push(asked);
  }

  #nested(statement: ts.Statement): void {
    if (ts.isBlock(statement)) this.#list(statement.statements);
    else if (this.#entry.plumbing.touches(statement)) {
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
          if (isReadElsewhere(this.#project, this.#entry.unit, member)) this.#tangled.push(member);
          else this.#removed.push(member);
        } else if (this.#entry.plumbing.touches(member)) this.#tangled.push(member);
      }
    }
  }

  /** A statement that is not made of statements: a call, a declaration, a return. */
  #simple(statement: ts.Statement): void {
    const functions = this.#functionsIn(statement);
    const direct = this.#branches.dispatchesIn(statement, functions);
    const rest = [...functions, ...direct.map(each => each.call.expression)];
    if (this.#entry.plumbing.touchesBeside(statement, rest)) {
      if (this.#branches.preparesServer(statement)) {
        this.#setup.push(statement);
        this.#removed.push(statement);
      } else this.#tangled.push(statement);
      return;
    }
    this.#keep(direct);
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
    const direct = this.#branches.dispatchesIn(node.body, functions);
    if (
      this.#entry.plumbing.touchesBeside(node.body, [
        ...functions,
        ...direct.map(each => each.call.expression),
      ])
    ) {
      this.#tangled.push(node.body);
      return;
    }
    this.#keep(direct);
    for (const each of functions) this.#function(each);
  }

  #keep(dispatches: readonly Dispatch[]): void {
    this.#kept.push(...dispatches.filter(each => !each.helper));
    this.#tangled.push(...dispatches.filter(each => each.helper).map(each => each.call));
  }

  /** Whether a removed statement closed every transport, away from any request. */
  #endsAll(statement: ts.Statement): boolean {
    if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) return false;
    if (this.#entry.kind === 'request' && !ts.isIterationStatement(statement, false)) return false;
    for (let at: ts.Node = statement; at; at = at.parent) {
      if (at === this.#entry.handler.node || this.#skipped.has(at)) return false;
      if (isFunctionNode(at)) return closes(statement);
    }
    return false;
  }

  #functionsIn(node: ts.Node): FunctionNode[] {
    return outerFunctions(node, at => this.#entry.plumbing.touches(at));
  }
}
