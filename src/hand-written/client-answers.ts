import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { INPUT_METHODS } from '../facts/protocol.js';
import type { ProjectModel } from '../project/model.js';
import {
  enclosingFunction,
  returnedExpressions,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { AnswerSends } from './client-answer-sends.js';
import { classAround, functionCalled, sentMessages, wireSites } from './client-wire.js';
import { messageOf, methodTest, writtenResult } from './messages.js';

/** The function of a client that works out what it answers to a request of the server. */
export interface InputAnswer {
  readonly node: FunctionNode;
  /** The arguments it wants, made of `request`, which is a request of the server. */
  readonly args: readonly string[];
}

/**
 * The function that answered `elicitation/create` and its like: it tests its parameter for the method and returns the
 * result, which its caller sends. At 2026-07-28 the same questions come in an `InputRequiredResult`.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function inputAnswer(
  project: ProjectModel,
  unit: SourceUnit,
  owner: ts.ClassLikeDeclaration | undefined,
): InputAnswer | undefined {
  const found = new Map<FunctionNode, InputAnswer>();
  walk(unit.ast, node => {
    const test = methodTest(project, node);
    if (!test || !INPUT_METHODS.includes(test.method)) return;
    const parts = messageOf(project, test.subject);
    const answerer = enclosingFunction(node);
    if (!parts || !answerer || classAround(answerer) !== owner) return;
    const args = answerer.parameters.map(({ name }) => {
      if (!ts.isIdentifier(name)) return undefined;
      if (parts.whole && name.text === parts.whole.getText()) return 'request';
      for (const [key, local] of parts.members) if (local === name.text) return `request.${key}`;
      return undefined;
    });
    const isCalledSo = args.length > 0 && args.every(each => each !== undefined);
    if (isCalledSo && returnedExpressions(answerer).length > 0) found.set(answerer, { node: answerer, args });
  });
  const [answer] = found.values();
  return answer && found.size === 1 && isSent(project, unit, answer.node) ? answer : undefined;
}

/** The first place of a file that tests a message for a question of the server. */
export function questionTest(project: ProjectModel, unit: SourceUnit): ts.Node | undefined {
  let found: ts.Node | undefined;
  walk(unit.ast, node => {
    const test = found ? undefined : methodTest(project, node);
    if (test && INPUT_METHODS.includes(test.method)) found = node;
    return !found;
  });
  return found;
}

/** Whether what a function returns becomes the result of a response. */
function isSent(project: ProjectModel, unit: SourceUnit, answerer: FunctionNode): boolean {
  const sent = sentMessages(project, unit, wireSites(project, unit));
  const sends = sent && new AnswerSends(project, sent);
  let isFound = false;
  walk(unit.ast, node => {
    const result = ts.isObjectLiteralExpression(node)
      ? writtenResult(project, node)
      : ts.isStatement(node)
        ? sends?.sendOf(node)?.result
        : undefined;
    isFound ||= result !== undefined && calls(project, result) === answerer;
    return !isFound;
  });
  return isFound;
}

/** The function whose result an expression is, directly or through a constant. */
function calls(project: ProjectModel, node: ts.Expression): FunctionNode | undefined {
  const value = unwrapAwaited(node);
  if (ts.isCallExpression(value)) return functionCalled(project, value);
  if (!ts.isIdentifier(value)) return undefined;
  const declaration = project.names.symbol(value)?.declarations?.[0];
  const initializer =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return initializer && ts.isCallExpression(unwrapAwaited(initializer))
    ? functionCalled(project, unwrap(unwrapAwaited(initializer)) as ts.CallExpression)
    : undefined;
}
