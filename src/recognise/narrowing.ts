import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, isFunctionNode, isWritten, unwrap } from './syntax.js';

/** A test that a value is of one of some classes, at the place where the outcome of the test is known. */
export interface Narrowing {
  /** The classes as they are named in the test; the value is of one of them. */
  readonly classes: readonly ts.Expression[];
}

/** What a condition says about the class of a subject: one of these, or nothing. */
type Facts = readonly ts.Expression[] | undefined;

/**
 * The classes that `instanceof` tests around an expression leave for it, by syntax: conditions, conjunctions,
 * early exits, and tests kept in constants. Innermost test first; undefined when none speaks about it.
 */
export function narrowedTo(project: ProjectModel, subject: ts.Expression): Narrowing | undefined {
  const source = unwrap(subject).getText();
  if (!/^[\w$.]+$/.test(source)) return undefined;
  const conditions = new Conditions(project, source);
  for (let at: ts.Node = subject; !ts.isSourceFile(at); at = at.parent) {
    const classes = conditions.around(at);
    if (classes) return isReassigned(project, unwrap(subject), classes[0]!.pos) ? undefined : { classes };
  }
  return undefined;
}

class Conditions {
  readonly #project: ProjectModel;
  readonly #source: string;

  constructor(project: ProjectModel, source: string) {
    this.#project = project;
    this.#source = source;
  }

  /** What the parent of a node lets through to it. */
  around(node: ts.Node): Facts {
    const { parent } = node;
    if (ts.isBinaryExpression(parent) && parent.right === node) {
      const { kind } = parent.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return this.#when(parent.left, true);
      if (kind === ts.SyntaxKind.BarBarToken) return this.#when(parent.left, false);
    }
    if (ts.isConditionalExpression(parent) && parent.condition !== node) {
      return this.#when(parent.condition, parent.whenTrue === node);
    }
    if (ts.isIfStatement(parent) && parent.expression !== node) {
      return this.#when(parent.expression, parent.thenStatement === node);
    }
    if (ts.isWhileStatement(parent) && parent.statement === node) return this.#when(parent.expression, true);
    return ts.isStatement(node) ? this.#afterExits(node) : undefined;
  }

  /** `if (!(e instanceof C)) throw e;` in front of a statement. */
  #afterExits(statement: ts.Statement): Facts {
    const { parent } = statement;
    if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseOrDefaultClause(parent))
      return undefined;
    const before = parent.statements.slice(0, parent.statements.indexOf(statement));
    for (const each of before.reverse()) {
      if (!ts.isIfStatement(each) || each.elseStatement || !leaves(each.thenStatement)) continue;
      const classes = this.#when(each.expression, false);
      if (classes) return classes;
    }
    return undefined;
  }

  /** What is known of the subject when a condition turned out one way. */
  #when(condition: ts.Expression, outcome: boolean): Facts {
    const test = unwrap(condition);
    if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken) {
      return this.#when(test.operand, !outcome);
    }
    if (ts.isIdentifier(test)) return this.#whenKept(test, outcome);
    if (ts.isCallExpression(test)) return outcome ? this.#guard(test) : undefined;
    if (!ts.isBinaryExpression(test)) return undefined;
    switch (test.operatorToken.kind) {
      case ts.SyntaxKind.InstanceOfKeyword:
        return outcome && unwrap(test.left).getText() === this.#source ? [unwrap(test.right)] : undefined;
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return outcome ? (this.#when(test.right, true) ?? this.#when(test.left, true)) : undefined;
      case ts.SyntaxKind.BarBarToken:
        return outcome ? this.#either(test) : (this.#when(test.right, false) ?? this.#when(test.left, false));
      default:
        return undefined;
    }
  }

  #either(test: ts.BinaryExpression): Facts {
    const left = this.#when(test.left, true);
    const right = this.#when(test.right, true);
    return left && right ? [...left, ...right] : undefined;
  }

  /** `SdkHttpError.isInstance(e)`. */
  #guard(test: ts.CallExpression): Facts {
    const callee = unwrap(test.expression);
    const [subject] = test.arguments;
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'isInstance' || !subject)
      return undefined;
    return unwrap(subject).getText() === this.#source ? [callee.expression] : undefined;
  }

  /** A test whose outcome was kept: `const isHttp = e instanceof C`. */
  #whenKept(name: ts.Identifier, outcome: boolean): Facts {
    const declaration = this.#project.names.declaration(name);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    return isConst(declaration) ? this.#when(declaration.initializer, outcome) : undefined;
  }
}

function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return (
    last !== undefined &&
    (ts.isReturnStatement(last) ||
      ts.isThrowStatement(last) ||
      ts.isContinueStatement(last) ||
      ts.isBreakStatement(last))
  );
}

/** Whether the variable a subject starts with is assigned between its test, at `from`, and its use. */
function isReassigned(project: ProjectModel, subject: ts.Expression, from: number): boolean {
  let root = subject;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  if (!ts.isIdentifier(root)) return root.kind !== ts.SyntaxKind.ThisKeyword;
  return project.names.references(root).some(use => {
    if (use.pos < from || use.pos > subject.pos) return false;
    return isWritten(use);
  });
}

/** The `try` whose error a name stands for: the variable of its `catch`, or the parameter of `.catch(…)`. */
export function caughtFrom(project: ProjectModel, subject: ts.Expression): ts.Node | undefined {
  const name = unwrap(subject);
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration) return undefined;
  if (ts.isVariableDeclaration(declaration) && ts.isCatchClause(declaration.parent)) {
    return declaration.parent.parent.tryBlock;
  }
  if (!ts.isParameter(declaration) || !isFunctionNode(declaration.parent)) return undefined;
  const call = declaration.parent.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const callee = unwrap(call.expression);
  return ts.isPropertyAccessExpression(callee) && callee.name.text === 'catch'
    ? callee.expression
    : undefined;
}
