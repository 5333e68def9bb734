import { quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { NEW_REVISION } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  assignedValue,
  enclosingFunction,
  isWithin,
  isWritten,
  mentions,
  walk,
} from '../recognise/syntax.js';
import { isTypeScript } from '../rewrite/languages.js';
import { outer } from './old-headers.js';
import type { SessionUses } from './session-uses.js';

/** What keeps the sessions of 2025-11-25 away from requests of 2026-07-28. */
export interface SessionGuards {
  readonly edits: readonly TextEdit[];
  /** The statements that ask for the era, so that it has to be known in front of them. */
  readonly guarded: readonly ts.Statement[];
}

/**
 * Puts what reads, requires or sends the session header of a place where messages come in behind a test for
 * `modern`. Undefined when that cannot be written.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
 */
export function sessionGuards(project: ProjectModel, uses: SessionUses): SessionGuards | undefined {
  const guards = new Guards(project, uses);
  return guards.write() ? { edits: guards.edits, guarded: [...guards.guarded] } : undefined;
}

class Guards {
  readonly edits: TextEdit[] = [];
  readonly guarded = new Set<ts.Statement>();

  constructor(
    readonly project: ProjectModel,
    readonly uses: SessionUses,
  ) {}

  write(): boolean {
    const { uses } = this;
    for (const each of uses.conditions) this.#condition(each);
    for (const each of uses.elses) this.#statement(each, uses);
    for (const each of uses.statements) this.#statement(each, uses);
    for (const each of uses.sent) this.#sent(each);
    for (const [statement, name] of uses.passing) this.#letNewVersionPass(statement, name);
    for (const each of uses.parameters) this.#optional(each);
    for (const each of uses.variables) if (!each.initializer) this.#optional(each);
    return [...uses.legacyOnly].every(each => this.#soften(each));
  }

  #condition(statement: ts.IfStatement): void {
    if (this.#isInside(statement)) return;
    const unit = this.#unitOf(statement);
    const { expression } = statement;
    const operator = ts.isBinaryExpression(expression) ? expression.operatorToken.getText() : '';
    const open = /\|\||\?\?/.test(operator) ? '(' : '';
    this.guarded.add(statement);
    this.#insert(unit, expression.getStart(unit.ast), `!modern && ${open}`);
    if (open) this.#insert(unit, expression.end, ')');
  }

  #statement(statement: ts.Statement, uses: SessionUses): void {
    if (this.#isInside(statement)) return;
    const unit = this.#unitOf(statement);
    this.guarded.add(statement);
    const known = isTypeScript(unit)
      ? this.#narrowedIn(statement, uses)
          .map(each => ` && ${each}`)
          .join('')
      : '';
    this.#insert(unit, statement.getStart(unit.ast), `if (!modern${known}) `);
  }

  /** `...(modern ? {} : { 'Mcp-Session-Id': sessionId })` */
  #sent(property: ts.PropertyAssignment): void {
    const unit = this.#unitOf(property);
    this.guarded.add(ancestors(property).find(ts.isStatement)!);
    this.#insert(unit, property.getStart(unit.ast), '...(modern ? {} : { ');
    this.#insert(unit, property.end, ' })');
  }

  #letNewVersionPass(statement: ts.IfStatement, name: ts.Identifier): void {
    const unit = this.#unitOf(statement);
    const text = ` && ${name.text} !== ${quoted(NEW_REVISION, unit.style)}`;
    this.#insert(unit, statement.expression.end, text);
  }

  /** In TypeScript, what only clients of 2025-11-25 have may be undefined. */
  #optional(declaration: ts.ParameterDeclaration | ts.VariableDeclaration): void {
    const unit = this.#unitOf(declaration);
    const { type } = declaration;
    const isOptional = ts.isParameter(declaration) && declaration.questionToken !== undefined;
    if (!type || isOptional || !isTypeScript(unit) || /\b(?:undefined|any|unknown)\b/.test(type.getText()))
      return;
    this.#insert(unit, type.end, ' | undefined');
  }

  #soften(node: ts.Expression): boolean {
    const unit = this.#unitOf(node);
    const access = outer(node).parent;
    if (!isTypeScript(unit) || !ts.isPropertyAccessExpression(access)) return true;
    if (access.questionDotToken || access.expression !== outer(node) || !ts.isIdentifier(node)) return true;
    if (!this.#isNarrowed(node) || this.#isMadeAround(node)) return true;
    const statement = ancestors(access).find(ts.isStatement)!;
    if (isWritten(access)) {
      if (!ts.isExpressionStatement(statement)) return false;
      this.#insert(unit, statement.getStart(unit.ast), `if (${node.text}) `);
      return true;
    }
    this.#insert(unit, access.expression.end, '?');
    return true;
  }

  /** Names in a statement whose members it reads, and which the guarded tests in front of it no longer narrow. */
  #narrowedIn(statement: ts.Statement, uses: SessionUses): string[] {
    const names = new Set<string>();
    walk(statement, node => {
      const access =
        ts.isPropertyAccessExpression(node) && !node.questionDotToken ? node.expression : undefined;
      if (!access || !ts.isIdentifier(access) || !this.#isNarrowed(access)) return;
      const declaration = this.project.names.symbol(access)?.declarations?.[0];
      const isFollowed = uses.variables.has(declaration as ts.VariableDeclaration);
      const isTested = [...uses.conditions].some(
        each => each.pos < statement.pos && mentions(each.expression, access.text),
      );
      if (isFollowed && isTested) names.add(access.text);
    });
    return [...names];
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

  /** Whether something around a statement asks for the era already; an `else` is not inside of its `if`. */
  #isInside(statement: ts.Statement): boolean {
    let inner: ts.Node = statement;
    for (const at of ancestors(statement)) {
      const isElse = ts.isIfStatement(at) && at.elseStatement === inner;
      const { conditions, elses, statements } = this.uses;
      if (!isElse && conditions.has(at as ts.IfStatement)) return true;
      if (elses.has(at as ts.Statement) || statements.has(at as ts.ExpressionStatement)) return true;
      inner = at;
    }
    return false;
  }

  #unitOf(node: ts.Node): SourceUnit {
    return this.project.unit(node.getSourceFile().fileName)!;
  }

  #insert({ path: file }: SourceUnit, at: number, text: string): void {
    const isKnown = this.edits.some(each => each.file === file && each.start === at && each.text === text);
    if (!isKnown) this.edits.push({ file, start: at, end: at, text });
  }
}
