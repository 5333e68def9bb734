import { ts } from '../engine/ts.js';
import { HEADERS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  methodCall,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { CREDENTIAL, leaves } from '../recognise/route-exits.js';
import { valuesOf } from '../recognise/values.js';
import { DispatchPaths } from './dispatch-paths.js';
import { branchOf, type Dispatcher } from './dispatcher.js';
import { asksForHandshake, isInHandshake } from './handshake-branches.js';
import { readHeader } from './messages.js';
import { conditionAround, isLog, outer, readsOldHeader } from './old-headers.js';
import type { Reception } from './reception.js';
import { codeByMethod, waysOf } from './request-methods.js';
import { isServedNow, type Results } from './results.js';
import { asksForSession, hasStandIn, isCheck, isMixed, keepsSession, letsIn } from './session-conditions.js';

const SESSION = HEADERS.sessionId.toLowerCase();
const VERSION = HEADERS.protocolVersion.toLowerCase();

/**
 * Finds all that is done with the session header, and the revision, where messages come in, and tells what of it
 * requests of 2026-07-28 must not get into.
 */
export class SessionUses {
  /** The `if`s that ask for a session, and those behind their `else`. */
  readonly conditions = new Set<ts.IfStatement>();
  /** What stands behind the last `else` of those. */
  readonly elses = new Set<ts.Statement>();
  readonly statements = new Set<ts.ExpressionStatement>();
  /** Members that send the header. */
  readonly sent = new Set<ts.PropertyAssignment>();
  /** Checks of the revision in front of where the message is read, with the name that holds the revision. */
  readonly passing = new Map<ts.IfStatement, ts.Identifier>();
  /** Uses in code that 2026-07-28 does not come to. */
  readonly legacyOnly = new Set<ts.Expression>();
  readonly parameters = new Set<ts.ParameterDeclaration>();
  readonly variables = new Set<ts.VariableDeclaration>();
  /** Uses by what serves requests of 2026-07-28. */
  readonly needed: ts.Expression[] = [];
  readonly #seen = new Set<ts.Node>();
  readonly #paths: DispatchPaths;
  /** Code that runs for other requests than those which bring messages. */
  readonly #beside: readonly ts.Node[];

  constructor(
    readonly project: ProjectModel,
    readonly reception: Reception,
    readonly results: Results,
    readonly dispatcher: Dispatcher,
  ) {
    this.#paths = new DispatchPaths(project, reception, dispatcher);
    this.#beside = waysOf(project, reception)
      .flatMap(each => codeByMethod(project, each))
      .flatMap(each => each.statements);
  }

  /** False when a method of 2026-07-28 uses the session, or it is used in a way that is not followed. */
  collect(): boolean {
    const owner = enclosingFunction(this.reception.anchor);
    if (!owner?.body) return true;
    const around = ancestors(this.reception.anchor).filter(isFunctionNode).at(-1) ?? owner;
    const reads: ts.Expression[] = [];
    let isOpen = false;
    walk(around, node => {
      if (this.#isSent(node) && !this.#sends(node)) isOpen = true;
      const reader = enclosingFunction(node);
      const isHere = reader !== undefined && isWithin(this.reception.anchor, reader);
      const isRead = ts.isCallExpression(node) || ts.isElementAccessExpression(node);
      if (isHere && isRead && readsOldHeader(this.project, node)) reads.push(node);
    });
    return !isOpen && !this.#checksStart(around) && this.#all(reads);
  }

  /** Whether clients are let in where they begin a session only, as requests of 2026-07-28 do not. */
  #checksStart(around: FunctionNode): boolean {
    const begin = branchOf(this.dispatcher, 'initialize')?.body ?? [];
    let found = begin.some(each => letsIn(each));
    walk(around, node => {
      if (ts.isIfStatement(node) && asksForHandshake(this.project, node.expression))
        found ||= letsIn(node.thenStatement);
      return !found;
    });
    return found;
  }

  /** Whether the session header is a member of an object, and so sent to clients of 2026-07-28, too. */
  #isSent(node: ts.Node): node is ts.PropertyAssignment {
    if (!ts.isPropertyAssignment(node) || nameText(node.name)?.toLowerCase() !== SESSION) return false;
    const isChosen = ancestors(node).some(
      each => ts.isSpreadAssignment(each) || (ts.isIfStatement(each) && isWithin(node, each.thenStatement)),
    );
    return !isChosen && !this.#isBeside(node) && !this.isLegacyOnly(node);
  }

  /** A member that is sent where the era is known can be sent to one of them. */
  #sends(node: ts.PropertyAssignment): boolean {
    const statement = ancestors(node).find(ts.isStatement);
    if (!statement || !this.#isHere(statement) || statement.pos < this.reception.anchor.pos) return false;
    this.sent.add(node);
    return this.#followed(node.initializer);
  }

  /** The names that make a value up: the session may be begun for every request. */
  #followed(value: ts.Expression): boolean {
    const name = unwrap(value);
    if (!ts.isIdentifier(name)) return true;
    const declaration = this.project.names.symbol(name)?.declarations?.[0];
    return !declaration || !ts.isVariableDeclaration(declaration) || this.#variable(declaration);
  }

  /** Whether all of these uses are fine; those that are not are noted where a method of 2026-07-28 has them. */
  #all(uses: readonly ts.Expression[]): boolean {
    let isFine = true;
    for (const use of uses) {
      const known = this.needed.length;
      if (this.#use(use)) continue;
      isFine = false;
      const isServed = [...(this.results.served(use) ?? [])].some(isServedNow);
      if (isServed && this.needed.length === known) this.needed.push(use);
    }
    return isFine;
  }

  #isBeside(node: ts.Node): boolean {
    return this.#beside.some(each => isWithin(node, each));
  }

  /** Whether a use of the session is kept away from modern requests, or does not matter to them. */
  #use(node: ts.Expression): boolean {
    if (this.#seen.has(node)) return true;
    this.#seen.add(node);
    if (this.#isBeside(node)) return true;
    if (this.isLegacyOnly(node)) {
      this.legacyOnly.add(node);
      return true;
    }
    const part = ancestors(node).find(each => ts.isPropertyAssignment(each) || ts.isStatement(each));
    if (part && ts.isPropertyAssignment(part) && this.sent.has(part)) return true;
    if (this.#isInGuarded(node)) return true;
    const condition = conditionAround(node);
    if (condition) return this.#letNewVersionPass(condition, node) || this.#guardIf(condition);
    const { parent } = outer(node);
    if (ts.isCallExpression(parent) && isLog(parent)) return true;
    if (assignedValue(node)) return true;
    if (isMixed(node)) {
      this.needed.push(node);
      return false;
    }
    const isPart = ancestors(node).find(
      each => ts.isStatement(each) || ts.isObjectLiteralExpression(each) || ts.isArrayLiteralExpression(each),
    );
    // What is made of it and other values is not followed.
    if (isPart && !ts.isStatement(isPart)) return false;
    const declaration = ancestors(node).find(each => ts.isVariableDeclaration(each) || isFunctionNode(each));
    const handed = this.#handedTo(node);
    if (handed === 'lost') return false;
    if (handed) return this.#parameter(handed);
    if (declaration && ts.isVariableDeclaration(declaration)) return this.#variable(declaration);
    const statement = ancestors(node).find(ts.isStatement);
    return statement !== undefined && ts.isExpressionStatement(statement) && this.#guardStatement(statement);
  }

  #variable(declaration: ts.VariableDeclaration): boolean {
    if (this.variables.has(declaration)) return true;
    if (!ts.isIdentifier(declaration.name)) return false;
    // Whoever is known by the session would have to be known by something else.
    if (CREDENTIAL.test(`${declaration.name.text} ${declaration.initializer?.getText() ?? ''}`)) return false;
    this.variables.add(declaration);
    return this.#all(this.project.names.references(declaration.name));
  }

  #parameter(parameter: ts.ParameterDeclaration): boolean {
    if (this.parameters.has(parameter)) return true;
    if (!ts.isIdentifier(parameter.name) || parameter.dotDotDotToken) return false;
    this.parameters.add(parameter);
    return this.#all(this.project.names.references(parameter.name));
  }

  /** The parameter of a project function that a session is handed to; `lost` when that function is not in view. */
  #handedTo(node: ts.Expression): ts.ParameterDeclaration | 'lost' | undefined {
    const argument = outer(node);
    const call = argument.parent;
    if (!ts.isCallExpression(call) || call.expression === argument) return undefined;
    const target = valuesOf(this.project).callee(call);
    if (target) return target.parameters[call.arguments.indexOf(argument)] ?? 'lost';
    const method = methodCall(call);
    const isLookUp =
      method !== undefined && /^(?:get|has|delete|setHeader|set|header|append)$/.test(method.name);
    return isLookUp ? undefined : 'lost';
  }

  isLegacyOnly(node: ts.Node): boolean {
    return isInHandshake(this.project, this.results, node);
  }

  /** A check of the revision in front of where the message is read: it lets the new one pass, which is checked then. */
  #letNewVersionPass(statement: ts.IfStatement, node: ts.Expression): boolean {
    const { after } = this.reception;
    const { expression, elseStatement } = statement;
    if (!after || statement.pos >= after.pos || elseStatement || !this.#isHere(statement)) return false;
    if (!ts.isIdentifier(node) || !this.#isVersion(node) || !ts.isBinaryExpression(expression)) return false;
    if (expression.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return false;
    this.passing.set(statement, node);
    return true;
  }

  /** Whether a name holds the revision that a request says, and nothing else. */
  #isVersion(name: ts.Identifier): boolean {
    const declaration = this.project.names.symbol(name)?.declarations?.[0];
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value !== undefined && readHeader(this.project, unwrap(value)) === VERSION;
  }

  /** Takes an `if` with all that is behind its `else`, from the first of them on. */
  #guardIf(statement: ts.IfStatement): boolean {
    let at: ts.Statement | undefined = statement;
    while (ts.isIfStatement(at.parent) && at.parent.elseStatement === at) {
      if (asksForHandshake(this.project, at.parent.expression)) break;
      at = at.parent;
    }
    const head = at;
    if (!this.#isHere(head)) return false;
    const members: ts.Statement[] = [];
    for (; at && ts.isIfStatement(at); at = at.elseStatement) {
      members.push(at);
      if (isCheck(at.expression) || !asksForSession(at.expression, node => this.#isOfSession(node))) {
        this.needed.push(at.expression);
        return false;
      }
      if (this.#paths.leadThrough(at.thenStatement) || !this.#isSpared(at.thenStatement)) return false;
    }
    if (at && (this.#paths.leadThrough(at) || !this.#isSpared(at))) return false;
    for (const each of members) this.conditions.add(each as ts.IfStatement);
    if (at) this.elses.add(at);
    return this.#assigned(head);
  }

  #guardStatement(statement: ts.ExpressionStatement): boolean {
    if (this.statements.has(statement)) return true;
    if (!this.#isHere(statement) || this.#paths.leadThrough(statement)) return false;
    if (hasStandIn(statement.expression) || !this.#isSpared(statement)) return false;
    this.statements.add(statement);
    return this.#assigned(statement);
  }

  /** A name that holds the session or what is kept for it, or a read of its header. */
  #isOfSession(node: ts.Node): boolean {
    if (ts.isCallExpression(node) || ts.isElementAccessExpression(node))
      return readsOldHeader(this.project, node);
    const declaration = ts.isIdentifier(node)
      ? this.project.names.symbol(node)?.declarations?.[0]
      : undefined;
    return (
      this.variables.has(declaration as ts.VariableDeclaration) ||
      this.parameters.has(declaration as ts.ParameterDeclaration)
    );
  }

  /** Whether requests of 2026-07-28 lose nothing without a statement: it refuses, or looks after sessions. */
  #isSpared(statement: ts.Statement): boolean {
    if (leaves(statement) || keepsSession(statement)) return true;
    walk(statement, node => {
      if (ts.isExpressionStatement(node) && !keepsSession(node)) this.needed.push(node.expression);
    });
    return false;
  }

  /** What is set for clients of 2025-11-25 only is followed as the session itself is. */
  #assigned(statement: ts.Statement): boolean {
    let isFollowed = true;
    walk(statement, node => {
      if (!ts.isIdentifier(node) || assignedValue(node) === undefined) return;
      const declaration = this.project.names.symbol(node)?.declarations?.[0];
      if (!declaration || isWithin(declaration, statement)) return;
      if (!ts.isVariableDeclaration(declaration) || !this.#variable(declaration)) isFollowed = false;
    });
    return isFollowed;
  }

  #isInGuarded(node: ts.Node): boolean {
    return ancestors(node).some(
      each =>
        this.conditions.has(each as ts.IfStatement) ||
        this.elses.has(each as ts.Statement) ||
        this.statements.has(each as ts.ExpressionStatement),
    );
  }

  /** Whether a statement runs where the era of the message is known. */
  #isHere(statement: ts.Statement): boolean {
    return enclosingFunction(statement) === enclosingFunction(this.reception.anchor);
  }
}
