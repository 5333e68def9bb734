import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  isFunctionNode,
  methodCall,
  nameText,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';

/** What writes, logs, counts or answers what it is given, and does not send it on. */
const KEEPS =
  /stringify|log|console|debug|trace|warn|info|error|hash|digest|audit|track|record|span|metric|attribut|capture|emit|redact|sanit|mask|hide|json|cache|store|save|assert|expect|check|valid|verify|^res\b|^reply\b|Response|NextResponse/i;

/**
 * Whether the body of a loop over names of headers puts what they hold under them into headers that are sent on:
 * `out[name] = value`, `out.set(name, value)`.
 */
export function copies(project: ProjectModel, body: ts.Node, names: readonly string[]): boolean {
  let found = false;
  walk(body, node => {
    const copied = copiedTo(node);
    const key = copied && spelled(copied.key);
    if (!copied || !key || !ts.isIdentifier(key) || !names.includes(key.text)) return;
    const value = unwrap(copied.value);
    const isHidden = ts.isStringLiteralLike(value) || value.kind === ts.SyntaxKind.TrueKeyword;
    found ||= !isHidden && isSentOn(project, copied.into);
  });
  return found;
}

/** Whether the body of a loop over names leaves with it, as where each header has to be there. */
export function isDemand(body: ts.Node): boolean {
  let leaves = false;
  walk(body, node => {
    leaves ||= ts.isThrowStatement(node) || (ts.isReturnStatement(node) && node.expression !== undefined);
    leaves ||= methodCall(node)?.name === 'status' || methodCall(node)?.name === 'writeHead';
    return !leaves;
  });
  return leaves;
}

/** Whether a list of headers, and what is made of it, is sent: `Object.fromEntries(entries.filter(…))`. */
export function isListSentOn(project: ProjectModel, list: ts.CallExpression): boolean {
  let value: ts.Expression = wrapped(list);
  for (;;) {
    const { parent } = value;
    if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent)) {
      if (!/^(?:map|filter|sort|reduce|concat)$/.test(parent.name.text)) return false;
      value = wrapped(parent.parent);
      continue;
    }
    const isMade =
      (ts.isCallExpression(parent) && parent.expression.getText() === 'Object.fromEntries') ||
      (ts.isNewExpression(parent) && /^(?:Headers|Map)$/.test(parent.expression.getText()));
    if (!isMade) break;
    value = wrapped(parent);
  }
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return isSentOn(project, parent.name);
  return isUseSentOn(value);
}

/** `name` of `name.toLowerCase()`. */
export function withoutCase(node: ts.Expression): ts.Expression {
  const value = unwrap(node);
  const call = methodCall(value);
  return call && /^to(?:Locale)?LowerCase$/.test(call.name) ? unwrap(call.object) : value;
}

/** `name` of `name.toUpperCase()` and `name.replace(/x/, …)`: the same header, spelled another way. */
function spelled(node: ts.Expression): ts.Expression {
  const value = unwrap(node);
  const call = methodCall(value);
  return call && /^(?:to(?:Locale)?(?:Lower|Upper)Case|replace|replaceAll|trim)$/.test(call.name)
    ? spelled(call.object)
    : value;
}

interface Copied {
  readonly into: ts.Expression;
  readonly key: ts.Expression;
  readonly value: ts.Expression;
}

function copiedTo(node: ts.Node): Copied | undefined {
  const call = methodCall(node);
  if (call && /^(?:set|append|setHeader)$/.test(call.name)) {
    const [key, value, more] = call.call.arguments;
    return key && value && !more ? { into: call.object, key, value } : undefined;
  }
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const target = isAssignment ? unwrap(node.left) : undefined;
  return target && ts.isElementAccessExpression(target)
    ? { into: target.expression, key: target.argumentExpression, value: (node as ts.BinaryExpression).right }
    : undefined;
}

/** Whether headers that are collected are those of another request, and not what is logged, or the key of a cache. */
function isSentOn(project: ProjectModel, target: ts.Expression): boolean {
  const kept = unwrap(target);
  const declaration = ts.isIdentifier(kept) ? project.names.declaration(kept) : undefined;
  if (!ts.isIdentifier(kept) || !declaration || ts.isParameter(declaration)) return true;
  return project.names.references(kept).some(isUseSentOn);
}

function isUseSentOn(use: ts.Expression): boolean {
  return isHeadersOf(use) || isReturned(use) || isHandedOn(use);
}

/** `fetch(url, { headers })`, `const upstreamHeaders = { ...headers }`. */
function isHeadersOf(use: ts.Expression): boolean {
  const member = ancestors(use).find(
    each =>
      (ts.isPropertyAssignment(each) ||
        ts.isShorthandPropertyAssignment(each) ||
        (ts.isVariableDeclaration(each) && each.name !== use && ts.isIdentifier(each.name))) &&
      /headers/i.test(nameText(each.name) ?? ''),
  );
  const call = member && ancestors(member).find(at => ts.isCallExpression(at) || ts.isNewExpression(at));
  return member !== undefined && !(call && isWithinArguments(member, call) && KEEPS.test(calleeOf(call)));
}

function isReturned(use: ts.Expression): boolean {
  const { parent } = wrapped(use);
  return ts.isReturnStatement(parent) || (isFunctionNode(parent) && 'body' in parent && parent.body === use);
}

/** `proxy.setHeader(…)`, and what is handed to a function other than one that writes or logs it. */
function isHandedOn(use: ts.Expression): boolean {
  const { parent } = wrapped(use);
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'setHeader';
  if (ts.isNewExpression(parent)) return /^(?:Headers|Request)$/.test(parent.expression.getText());
  return ts.isCallExpression(parent) && parent.arguments.includes(use) && !KEEPS.test(calleeOf(parent));
}

function calleeOf(call: ts.CallExpression | ts.NewExpression): string {
  return call.expression.getText();
}

/** Whether a node is in the arguments of a call, and in no function among them. */
function isWithinArguments(node: ts.Node, call: ts.CallExpression | ts.NewExpression): boolean {
  const around = ancestors(node);
  return !around.slice(0, around.indexOf(call)).some(isFunctionNode);
}
