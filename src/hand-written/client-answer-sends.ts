import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  isFunctionNode,
  memberValue,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { ownStatement } from './client-calls.js';
import { functionCalled, variableOf, type SentMessage } from './client-wire.js';

/** A statement that does nothing but send a result to the server, and what the result is. */
export interface AnswerSend {
  readonly statement: ts.ExpressionStatement | ts.ReturnStatement;
  readonly result: ts.Expression;
  /** The id that says what is answered. */
  readonly id: ts.Expression;
}

/** How the responses of a file are sent. */
export class AnswerSends {
  readonly #project: ProjectModel;
  readonly #sent: readonly SentMessage[];
  readonly #responses: readonly SentMessage[];

  constructor(project: ProjectModel, sent: readonly SentMessage[]) {
    this.#project = project;
    this.#sent = sent;
    this.#responses = sent.filter(each => !each.methodValue);
  }

  /** The sending of a result that a statement is: of a message written out, or by a function that makes one. */
  sendOf(statement: ts.Statement): AnswerSend | undefined {
    const isReturn = ts.isReturnStatement(statement);
    if (!isReturn && !ts.isExpressionStatement(statement)) return undefined;
    const call = statement.expression && callOf(statement.expression);
    if (!call || (!isReturn && ownStatement(call) !== statement)) return undefined;
    const written = this.#responses.find(each => each.call === call && !variableOf(each.literal));
    const parts = written ? partsOf(written.literal) : this.#handed(call);
    return parts && { statement, ...parts };
  }

  /** Whether a node sends a message that is written out, or a response of what it is handed. */
  sends(node: ts.Node): boolean {
    return somewhere(
      node,
      at =>
        this.#sent.some(each => each.literal === at || each.call === at) ||
        (ts.isCallExpression(at) && this.#responder(at) !== undefined),
    );
  }

  #handed(call: ts.CallExpression): Omit<AnswerSend, 'statement'> | undefined {
    const responder = this.#responder(call);
    const parts = responder && partsOf(responder.literal);
    const id = parts && call.arguments[parameterOf(this.#project, parts.id, responder.node)];
    const result = parts && call.arguments[parameterOf(this.#project, parts.result, responder.node)];
    return id && result && { id, result };
  }

  /** The function that a call runs, when it makes a response of what it is handed. */
  #responder(
    call: ts.CallExpression,
  ): { node: FunctionNode; literal: ts.ObjectLiteralExpression } | undefined {
    const node = functionCalled(this.#project, call);
    const response =
      node &&
      this.#responses.find(each => {
        const id = memberValue(each.literal, 'id');
        return id !== undefined && parameterOf(this.#project, id, node) >= 0;
      });
    return response && { node, literal: response.literal };
  }
}

function callOf(node: ts.Expression): ts.CallExpression | undefined {
  let value = unwrap(node);
  while (ts.isAwaitExpression(value) || ts.isVoidExpression(value)) value = unwrap(value.expression);
  // `send(…).catch(…)`
  while (
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    /^(?:catch|finally)$/.test(value.expression.name.text)
  )
    value = unwrap(value.expression.expression);
  return ts.isCallExpression(value) ? value : undefined;
}

function partsOf(literal: ts.ObjectLiteralExpression): Omit<AnswerSend, 'statement'> | undefined {
  const id = memberValue(literal, 'id');
  const result = memberValue(literal, 'result');
  return id && result && literal.properties.length === 3 ? { id, result } : undefined;
}

/** The place of the parameter that an expression names among those of a function; -1 when it names none. */
function parameterOf(project: ProjectModel, node: ts.Expression, owner: FunctionNode): number {
  const name = unwrap(node);
  const declaration = ts.isIdentifier(name) ? project.names.symbol(name)?.declarations?.[0] : undefined;
  return declaration && ts.isParameter(declaration) ? owner.parameters.indexOf(declaration) : -1;
}

/**
 * The sendings that a run of statements ends with, whichever way it takes; undefined when one way ends without, or
 * goes on with something else.
 * @param exit how such a way may leave in the middle: in the way that all of them leave at the end
 */
export function endingSends(
  sends: AnswerSends,
  statements: readonly ts.Statement[],
  exit: ts.SyntaxKind | undefined,
): AnswerSend[] | undefined {
  const found: AnswerSend[] = [];
  const own = withoutJump(statements);
  if (own !== statements && statements.at(-1)!.kind !== exit) return undefined;
  for (const [index, statement] of own.entries()) {
    const isLast = index === own.length - 1;
    const send = isLast ? sends.sendOf(statement) : undefined;
    if (send) {
      found.push(send);
    } else if (ts.isIfStatement(statement) && sends.sends(statement)) {
      const { thenStatement, elseStatement } = statement;
      if (!isLast && (elseStatement || !leavesAtEnd(sends, listOf(thenStatement), exit))) return undefined;
      if (isLast && !elseStatement) return undefined;
      const parts = [thenStatement, ...(elseStatement ? [elseStatement] : [])];
      for (const part of parts) {
        const inner = endingSends(sends, listOf(part), exit);
        if (!inner) return undefined;
        found.push(...inner);
      }
      if (sends.sends(statement.expression)) return undefined;
    } else if (isLast && ts.isTryStatement(statement) && statement.catchClause && !statement.finallyBlock) {
      for (const block of [statement.tryBlock, statement.catchClause.block]) {
        const inner = endingSends(sends, block.statements, exit);
        if (!inner) return undefined;
        found.push(...inner);
      }
    } else if (isLast || sends.sends(statement) || leaves(statement)) {
      return undefined;
    }
  }
  return own.length > 0 ? found : undefined;
}

/** The statements of a branch, which may be a single one. */
export function listOf(statement: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(statement) ? statement.statements : [statement];
}

/** Statements without the `return;` or `continue;` at their end. */
export function withoutJump(statements: readonly ts.Statement[]): readonly ts.Statement[] {
  return endsInJump(statements) ? statements.slice(0, -1) : statements;
}

/** Whether statements end in leaving the way that is taken at the end, or by handing on what sending gives. */
function leavesAtEnd(
  sends: AnswerSends,
  statements: readonly ts.Statement[],
  exit: ts.SyntaxKind | undefined,
) {
  const last = statements.at(-1);
  if (!last) return false;
  const isHandedOn = ts.isReturnStatement(last) && sends.sendOf(last) !== undefined;
  return isHandedOn ? exit === ts.SyntaxKind.ReturnStatement : isJump(last);
}

function endsInJump(statements: readonly ts.Statement[]): boolean {
  const last = statements.at(-1);
  return last !== undefined && isJump(last);
}

function isJump(node: ts.Node): node is ts.Statement {
  if (ts.isReturnStatement(node)) return node.expression === undefined;
  return (ts.isContinueStatement(node) || ts.isBreakStatement(node)) && node.label === undefined;
}

/** Whether a statement may go to where it is not written: out of the function, or of a loop around it. */
function leaves(statement: ts.Statement): boolean {
  let found = false;
  walk(statement, node => {
    if (isFunctionNode(node)) return false;
    if (ts.isReturnStatement(node) || ts.isYieldExpression(node)) found = true;
    // Inside a loop of its own it may stay; that is not looked into.
    if (ts.isContinueStatement(node) || ts.isBreakStatement(node)) found = true;
    return !found;
  });
  return found;
}
