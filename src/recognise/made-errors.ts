import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { errorCode, type ErrorCode } from './error-codes.js';
import { methodCall, unwrap, walk } from './syntax.js';
import { valuesOf } from './values.js';

/** An error with a code that is being made. */
export interface MadeError {
  readonly node: ts.Node;
  readonly code: ts.Expression;
  readonly value: ErrorCode;
  /** Made with the SDK's error class, so certainly an MCP error. */
  readonly fromSdk: boolean;
  /** What else is known about the error: further arguments, or the other members. */
  readonly rest: readonly ts.Node[];
}

/**
 * The errors that a file makes: `new ProtocolError(code, …)` and subclasses, `ProtocolError.fromError(code, …)`, the
 * `super` call of a subclass, `{ code, … }`, `error.code = …`.
 */
export function madeErrors(project: ProjectModel, unit: SourceUnit): MadeError[] {
  const found: MadeError[] = [];
  walk(unit.ast, node => {
    const args = sdkErrorArguments(project, node);
    if (args) return add(node, args[0], args.slice(1), true);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') {
      return add(node, node.initializer, siblings(node), false);
    }
    const assigned = assignedCode(node);
    return assigned && add(node, assigned, [], false);
  });
  return found;

  function add(
    node: ts.Node,
    code: ts.Expression | undefined,
    rest: readonly ts.Node[],
    fromSdk: boolean,
  ): void {
    const value = code && errorCode(project, code);
    if (code && value) found.push({ node, code, value, fromSdk, rest });
  }
}

/** Whether an error is the `error` of a response: `{ error: { code, … } }`. */
export function isResponseError({ node }: MadeError): boolean {
  const owner = ts.isPropertyAssignment(node) ? node.parent.parent : undefined;
  return owner !== undefined && ts.isPropertyAssignment(owner) && owner.name.getText() === 'error';
}

/** The message of an error, as far as it is written out: an argument or the member `message`. */
export function messageText({ rest, fromSdk }: MadeError): string | undefined {
  const named = rest
    .filter(ts.isPropertyAssignment)
    .find(each => each.name.getText() === 'message')?.initializer;
  const message = fromSdk ? rest[0] : named;
  if (!message) return undefined;
  if (ts.isStringLiteralLike(message)) return message.text;
  if (!ts.isTemplateExpression(message)) return undefined;
  return [message.head.text, ...message.templateSpans.map(each => each.literal.text)].join(' ');
}

function sdkErrorArguments(project: ProjectModel, node: ts.Node): readonly ts.Expression[] | undefined {
  const values = valuesOf(project);
  if (ts.isNewExpression(node)) {
    return values.sdkName(node) === 'ProtocolError' ? (node.arguments ?? []) : undefined;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    const extended = superClass(node);
    return extended && values.sdkExport(extended) === 'ProtocolError' ? node.arguments : undefined;
  }
  const call = methodCall(node);
  if (call?.name !== 'fromError' || values.sdkExport(call.object) !== 'ProtocolError') return undefined;
  return call.call.arguments;
}

function superClass(node: ts.Node): ts.Expression | undefined {
  let at: ts.Node | undefined = node;
  while (at && !ts.isClassLike(at)) at = at.parent;
  const clause = at?.heritageClauses?.find(each => each.token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

/** What stands around `code: …`: the other members, and the message of `Object.assign(new Error(…), …)`. */
function siblings(node: ts.PropertyAssignment): ts.Node[] {
  const literal = node.parent;
  const others: ts.Node[] = literal.properties.filter(each => each !== node);
  const around = literal.parent;
  return ts.isCallExpression(around)
    ? [...others, ...around.arguments.filter(each => each !== literal)]
    : others;
}

function assignedCode(node: ts.Node): ts.Expression | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const target = unwrap(node.left);
  return ts.isPropertyAccessExpression(target) && target.name.text === 'code' ? node.right : undefined;
}
