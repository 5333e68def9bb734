import { quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { HEADERS, NEW_REVISION } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  isWritten,
  methodCall,
  nameText,
  unwrap,
  walk,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { isTypeScript } from '../rewrite/languages.js';
import { isEqualTest, methodTest, readHeader } from './messages.js';
import { conditionAround, isLog, outer, readsOldHeader } from './old-headers.js';
import type { Reception } from './reception.js';
import { isServedNow, type Results } from './results.js';

const SESSION = HEADERS.sessionId.toLowerCase();
const VERSION = HEADERS.protocolVersion.toLowerCase();

/** What keeps the sessions of 2025-11-25 away from requests of 2026-07-28. */
export interface SessionGuards {
  readonly edits: readonly TextEdit[];
  /** The statements that ask for the era, so that it has to be known in front of them. */
  readonly guarded: readonly ts.Statement[];
}

/**
 * Puts what reads, requires or sends the session header of a place where messages come in behind a test for
 * `modern`. Undefined when a method of 2026-07-28 uses the session, or it is used in a way that is not followed.
 */
export function sessionGuards(
  project: ProjectModel,
  reception: Reception,
  results: Results,
): SessionGuards | undefined {
  const guards = new Guards(project, reception, results);
  return guards.collect() ? { edits: guards.edits, guarded: [...guards.guarded] } : undefined;
}

class Guards {
  readonly edits: TextEdit[] = [];
  readonly guarded = new Set<ts.Statement>();
  readonly #seen = new Set<ts.Node>();
  readonly #unit: SourceUnit;

  constructor(
    readonly project: ProjectModel,
    readonly reception: Reception,
    readonly results: Results,
  ) {
    this.#unit = reception.unit;
  }

  collect(): boolean {
    const owner = enclosingFunction(this.reception.anchor);
    if (!owner?.body) return true;
    const around = ancestors(this.reception.anchor).filter(isFunctionNode).at(-1) ?? owner;
    const reads: ts.Expression[] = [];
    let isWritten = false;
    walk(around, node => {
      isWritten ||= this.#isSent(node);
      const reader = enclosingFunction(node);
      const isHere = reader !== undefined && isWithin(this.reception.anchor, reader);
      const isRead = ts.isCallExpression(node) || ts.isElementAccessExpression(node);
      if (isHere && isRead && readsOldHeader(this.project, node)) reads.push(node);
    });
    return !isWritten && reads.every(each => this.#use(each));
  }

  /** Whether the session header is a member of an object, and so sent to clients of 2026-07-28, too. */
  #isSent(node: ts.Node): boolean {
    if (!ts.isPropertyAssignment(node) || nameText(node.name)?.toLowerCase() !== SESSION) return false;
    const isChosen = ancestors(node).some(
      each => ts.isSpreadAssignment(each) || (ts.isIfStatement(each) && isWithin(node, each.thenStatement)),
    );
    return !isChosen && !this.#isLegacyOnly(node);
  }

  /** Whether a use of the session is kept away from modern requests, or does not matter to them. */
  #use(node: ts.Expression): boolean {
    if (this.#seen.has(node)) return true;
    this.#seen.add(node);
    if (this.#isLegacyOnly(node)) return this.#soften(node);
    const condition = conditionAround(node);
    if (condition) return this.#letNewVersionPass(condition, node) || this.#guardIf(condition);
    const { parent } = outer(node);
    if (ts.isCallExpression(parent) && isLog(parent)) return true;
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
    if (this.#seen.has(declaration)) return true;
    this.#seen.add(declaration);
    if (!ts.isIdentifier(declaration.name)) return false;
    return this.project.names.references(declaration.name).every(use => this.#use(use));
  }

  #parameter(parameter: ts.ParameterDeclaration): boolean {
    if (this.#seen.has(parameter)) return true;
    this.#seen.add(parameter);
    if (!ts.isIdentifier(parameter.name) || parameter.dotDotDotToken) return false;
    const uses = this.project.names.references(parameter.name);
    const unit = this.project.unit(parameter.getSourceFile().fileName);
    const type = parameter.questionToken ? undefined : parameter.type;
    if (unit && type && isTypeScript(unit) && !/\b(?:undefined|any|unknown)\b/.test(type.getText())) {
      this.edits.push({ file: unit.path, start: type.end, end: type.end, text: ' | undefined' });
    }
    return uses.every(use => this.#use(use));
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

  /** Whether a node only runs for methods that 2026-07-28 does not have, by the branch it is in. */
  #isLegacyOnly(node: ts.Node): boolean {
    const methods = this.results.served(node);
    if (methods && methods.size > 0) return [...methods].every(each => !isServedNow(each));
    let inner: ts.Node = node;
    for (const at of ancestors(node)) {
      if (ts.isIfStatement(at) && inner === at.thenStatement && this.#asksForHandshake(at.expression))
        return true;
      if (isFunctionNode(at)) return false;
      inner = at;
    }
    return false;
  }

  #asksForHandshake(condition: ts.Expression): boolean {
    const node = unwrap(condition);
    if (!ts.isBinaryExpression(node)) return false;
    if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      return this.#asksForHandshake(node.left) || this.#asksForHandshake(node.right);
    }
    const method = isEqualTest(node) ? methodTest(this.project, node)?.method : undefined;
    return method !== undefined && !isServedNow(method);
  }

  /** In TypeScript, a session that only clients of 2025-11-25 have may be undefined. */
  #soften(node: ts.Expression): boolean {
    const unit = this.project.unit(node.getSourceFile().fileName);
    const access = outer(node).parent;
    if (!unit || !isTypeScript(unit) || !ts.isPropertyAccessExpression(access)) return true;
    if (access.questionDotToken || access.expression !== outer(node) || !ts.isIdentifier(node)) return true;
    if (!this.#isNarrowed(node) || this.#isMadeAround(node)) return true;
    const statement = ancestors(access).find(ts.isStatement)!;
    if (isWritten(access)) {
      if (!ts.isExpressionStatement(statement)) return false;
      const start = statement.getStart(unit.ast);
      this.#edit(unit, { file: unit.path, start, end: start, text: `if (${node.text}) ` });
      return true;
    }
    const at = access.expression.end;
    this.#edit(unit, { file: unit.path, start: at, end: at, text: '?' });
    return true;
  }

  /** Whether a name loses what a test in front of the dispatcher said about it, for it is not made here. */
  #isNarrowed(name: ts.Identifier): boolean {
    const declaration = this.project.names.symbol(name)?.declarations?.[0];
    const owner = declaration && enclosingFunction(declaration);
    return owner !== undefined && owner === enclosingFunction(name);
  }

  /** Whether the branch that a name stands in sets it, as where a session begins. */
  #isMadeAround(name: ts.Identifier): boolean {
    const block = ancestors(name).find(each => ts.isBlock(each) || ts.isCaseClause(each));
    return this.project.names
      .references(name)
      .some(use => assignedValue(use) !== undefined && block !== undefined && isWithin(use, block));
  }

  /** A check of the revision in front of where the message is read: it lets the new one pass, which is checked then. */
  #letNewVersionPass(statement: ts.IfStatement, node: ts.Expression): boolean {
    const { after } = this.reception;
    const { expression, elseStatement } = statement;
    if (!after || statement.pos >= after.pos || elseStatement || !this.#isHere(statement)) return false;
    if (!ts.isIdentifier(node) || !this.#isVersion(node) || !ts.isBinaryExpression(expression)) return false;
    if (expression.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) return false;
    const { style, path: file } = this.#unit;
    const text = ` && ${node.text} !== ${quoted(NEW_REVISION, style)}`;
    this.#edit(this.#unit, { file, start: expression.end, end: expression.end, text });
    return true;
  }

  /** Whether a name holds the revision that a request says, and nothing else. */
  #isVersion(name: ts.Identifier): boolean {
    const declaration = this.project.names.symbol(name)?.declarations?.[0];
    const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return value !== undefined && readHeader(this.project, unwrap(value)) === VERSION;
  }

  #guardIf(statement: ts.IfStatement): boolean {
    if (this.guarded.has(statement)) return true;
    if (statement.elseStatement || !this.#isHere(statement)) return false;
    const { expression } = statement;
    const isChoice =
      ts.isBinaryExpression(expression) &&
      expression.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken;
    const start = expression.getStart(this.#unit.ast);
    const open = isChoice && /\|\||\?\?/.test(expression.operatorToken.getText()) ? '(' : '';
    this.guarded.add(statement);
    this.#edit(this.#unit, { file: this.#unit.path, start, end: start, text: `!modern && ${open}` });
    if (open) {
      this.#edit(this.#unit, {
        file: this.#unit.path,
        start: expression.end,
        end: expression.end,
        text: ')',
      });
    }
    return true;
  }

  #guardStatement(statement: ts.ExpressionStatement): boolean {
    if (this.guarded.has(statement)) return true;
    if (!this.#isHere(statement)) return false;
    this.guarded.add(statement);
    const start = statement.getStart(this.#unit.ast);
    this.#edit(this.#unit, { file: this.#unit.path, start, end: start, text: 'if (!modern) ' });
    return true;
  }

  /** Whether a statement runs where the era of the message is known. */
  #isHere(statement: ts.Statement): boolean {
    return enclosingFunction(statement) === enclosingFunction(this.reception.anchor);
  }

  #edit(unit: SourceUnit, edit: TextEdit): void {
    const isKnown = this.edits.some(
      each => each.file === unit.path && each.start === edit.start && each.text === edit.text,
    );
    if (!isKnown) this.edits.push(edit);
  }
}
