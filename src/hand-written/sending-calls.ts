import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  isFunctionNode,
  memberValue,
  nameText,
  unwrap,
  unwrapAwaited,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';

/** Calls that send a request: of the platform, of libraries, and of functions around them. */
const SENDS = /fetch|request|axios|\bgot\b|proxy|forward/i;

/** Whether headers are given to a call that sends a request: `fetch(url, { headers })`, with its options in a variable or not. */
export function isHeadersSent(project: ProjectModel, use: ts.Expression): boolean {
  const { parent } = wrapped(use);
  const isOption =
    (ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent)) &&
    nameText(parent.name) === 'headers';
  return isOption && isOptionSent(project, parent);
}

/**
 * Whether an option, such as `headers`, is one of a call that sends a request; of one with GET, HEAD or DELETE it is
 * not, which no request of MCP 2026-07-28 uses.
 */
export function isOptionSent(project: ProjectModel, option: ts.ObjectLiteralElementLike): boolean {
  const options = option.parent as ts.ObjectLiteralExpression;
  const method = memberValue(options, 'method');
  const verb = method && unwrap(method);
  if (verb && ts.isStringLiteralLike(verb) && /^(?:get|head|delete|options)$/i.test(verb.text)) return false;
  const value = wrapped(options);
  if (isArgument(value)) return true;
  const { parent } = value;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  return project.names.references(parent.name).some(use => isArgument(wrapped(use)));
}

/** Whether what a function answers with becomes the headers of a request: `fetch(url, { headers: headersFor(req) })`. */
export function isAnswerSent(project: ProjectModel, owner: FunctionNode): boolean {
  const name =
    ts.isFunctionDeclaration(owner) && owner.name
      ? owner.name
      : ts.isVariableDeclaration(owner.parent) && ts.isIdentifier(owner.parent.name)
        ? owner.parent.name
        : undefined;
  if (!name) return false;
  return project.names.references(name).some(use => {
    const call = use.parent;
    if (!ts.isCallExpression(call) || call.expression !== use) return false;
    const awaited = ts.isAwaitExpression(wrapped(call).parent)
      ? (wrapped(call).parent as ts.Expression)
      : call;
    const { parent } = wrapped(awaited);
    if (ts.isPropertyAssignment(parent)) return isHeadersSent(project, awaited);
    return (
      ts.isVariableDeclaration(parent) &&
      ts.isIdentifier(parent.name) &&
      unwrapAwaited(parent.initializer!) === call &&
      project.names.references(parent.name).some(each => isHeadersSent(project, each))
    );
  });
}

/** Whether a value is an argument of a call that sends a request. */
function isArgument(value: ts.Expression): boolean {
  const { parent } = value;
  if (isFunctionNode(parent)) return false;
  const isCall = ts.isCallExpression(parent) || ts.isNewExpression(parent);
  if (!isCall || !parent.arguments?.includes(value)) return false;
  const callee = parent.expression.getText();
  return ts.isNewExpression(parent) ? callee === 'Request' : SENDS.test(callee);
}
