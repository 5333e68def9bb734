import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { member, memberValue, methodCall, nameText, unwrap } from '../recognise/syntax.js';

/** A test of a JSON-RPC message for its method: `message.method === 'ping'`, `case 'ping':`. */
export interface MethodTest {
  readonly node: ts.BinaryExpression | ts.CaseClause;
  /** What is compared: `message.method`, or a variable that holds it. */
  readonly subject: ts.Expression;
  readonly method: string;
}

/** The parts of a message that code looks at, where it looks. */
export interface MessageParts {
  /** `message` of `message.method`, when it has a name of its own there. */
  readonly whole: ts.Expression | undefined;
  /** Names under which single members were taken out of it: `{ id, method: name }` gives `id` and `name`. */
  readonly members: ReadonlyMap<string, string>;
  /** The pattern that took them out, and what out of. */
  readonly pattern: ts.ObjectBindingPattern | undefined;
}

const MAX_DEPTH = 5;
/** What keeps the words of a command line. */
const COMMAND_LINE = /^(?:args|argv|cliArgs|flags|options|opts)$/;
const METHOD_NAME = /^(?:rpc|mcp)?method(?:Name)?$/i;

/** The string that an expression surely is: a literal, or a constant of the project that holds one. */
export function stringOf(project: ProjectModel, node: ts.Expression, depth = 0): string | undefined {
  const value = unwrap(node);
  if (ts.isStringLiteralLike(value)) return value.text;
  const constant = depth < MAX_DEPTH ? constantOf(project, value) : undefined;
  return constant && stringOf(project, constant, depth + 1);
}

/** What the constant, or the member of a constant object or enumeration, that an expression names is written as. */
export function constantOf(project: ProjectModel, node: ts.Expression): ts.Expression | undefined {
  const value = unwrap(node);
  if (ts.isIdentifier(value)) {
    const declaration = project.names.declaration(value);
    const isConst =
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const;
    return isConst ? declaration.initializer : undefined;
  }
  if (!ts.isPropertyAccessExpression(value)) return undefined;
  const owner = ts.isIdentifier(value.expression) ? project.names.declaration(value.expression) : undefined;
  if (owner && ts.isEnumDeclaration(owner)) {
    return owner.members.find(each => nameText(each.name) === value.name.text)?.initializer;
  }
  const object = constantOf(project, value.expression);
  const literal = object && unwrap(object);
  return literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, value.name.text) : undefined;
}

/** Whether an expression is the method of a message, by its name, and no word of a command line. */
export function isMethod(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) {
    const owner = unwrap(inner.expression);
    return inner.name.text === 'method' && !(ts.isIdentifier(owner) && COMMAND_LINE.test(owner.text));
  }
  return ts.isIdentifier(inner) && METHOD_NAME.test(inner.text);
}

/** The method that a comparison or a `case` looks for. */
export function methodTest(project: ProjectModel, node: ts.Node): MethodTest | undefined {
  if (ts.isCaseClause(node)) {
    const subject = node.parent.parent.expression;
    const method = isMethod(subject) ? stringOf(project, node.expression) : undefined;
    return method === undefined ? undefined : { node, subject, method };
  }
  if (!ts.isBinaryExpression(node) || !isEquality(node)) return undefined;
  const [subject, value] = isMethod(node.left) ? [node.left, node.right] : [node.right, node.left];
  const method = isMethod(subject) ? stringOf(project, value) : undefined;
  return method === undefined ? undefined : { node, subject, method };
}

/** Whether a comparison is `===` or `==`, not their opposites. */
export function isEqualTest(node: ts.BinaryExpression): boolean {
  const operator = node.operatorToken.kind;
  return operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
}

function isEquality(node: ts.BinaryExpression): boolean {
  const operator = node.operatorToken.kind;
  return (
    isEqualTest(node) ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsToken
  );
}

/**
 * The message that a method belongs to, by what the method is read from: `message.method`, or
 * `const { id, method, params } = message` and the same as a parameter. Undefined when that is not in view.
 */
export function messageOf(project: ProjectModel, subject: ts.Expression): MessageParts | undefined {
  const node = unwrap(subject);
  if (ts.isPropertyAccessExpression(node)) return named(node.expression);
  if (!ts.isIdentifier(node)) return undefined;
  const declaration = project.names.symbol(node)?.declarations?.[0];
  if (!declaration) return undefined;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const value = unwrap(declaration.initializer);
    return ts.isPropertyAccessExpression(value) && value.name.text === 'method'
      ? named(value.expression)
      : undefined;
  }
  if (ts.isParameter(declaration) && ts.isIdentifier(declaration.name)) return beside(declaration);
  return ts.isBindingElement(declaration) ? taken(declaration) : undefined;
}

function named(expression: ts.Expression): MessageParts {
  return { whole: unwrap(expression), members: new Map(), pattern: undefined };
}

/** `handle(id, method, params)`: the parameters beside that of the method, by their names. */
function beside(parameter: ts.ParameterDeclaration): MessageParts {
  const members = new Map<string, string>([['method', parameter.name.getText()]]);
  for (const { name } of parameter.parent.parameters) {
    if (!ts.isIdentifier(name)) continue;
    if (/^(?:request|message|rpc)?id$/i.test(name.text)) members.set('id', name.text);
    if (/^(?:request|message|rpc)?params$/i.test(name.text)) members.set('params', name.text);
  }
  return { whole: undefined, members, pattern: undefined };
}

function taken(element: ts.BindingElement): MessageParts | undefined {
  const pattern = element.parent;
  if (!ts.isObjectBindingPattern(pattern)) return undefined;
  const members = new Map<string, string>();
  for (const each of pattern.elements) {
    const key = nameText(each.propertyName ?? each.name);
    if (key !== undefined && ts.isIdentifier(each.name)) members.set(key, each.name.text);
  }
  const { parent } = pattern;
  const source =
    ts.isVariableDeclaration(parent) && parent.initializer ? unwrap(parent.initializer) : undefined;
  const whole = source && isName(source) ? source : undefined;
  return { whole, members, pattern };
}

/** Whether reading an expression a second time gives the same and does nothing: `message`, `req.body`, `this.message`. */
export function isName(node: ts.Expression): boolean {
  const inner = unwrap(node);
  if (ts.isPropertyAccessExpression(inner)) return isName(inner.expression);
  return ts.isIdentifier(inner) || inner.kind === ts.SyntaxKind.ThisKeyword;
}

/** Whether an object literal is a whole JSON-RPC message, with `jsonrpc: '2.0'`. */
export function isJsonRpc(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  const value = memberValue(literal, 'jsonrpc');
  if (!value) return false;
  const text = stringOf(project, value);
  return text === undefined || text === '2.0';
}

/** The method of a JSON-RPC request or notification that is written as an object: `{ jsonrpc, id, method: 'ping' }`. */
export function writtenMethod(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
): string | undefined {
  const value = memberValue(literal, 'method');
  return value && isJsonRpc(project, literal) ? stringOf(project, value) : undefined;
}

/** The result that a JSON-RPC response which is written as an object carries: `{ jsonrpc, id, result }`. */
export function writtenResult(
  project: ProjectModel,
  literal: ts.ObjectLiteralExpression,
): ts.Expression | undefined {
  return isJsonRpc(project, literal) ? memberValue(literal, 'result') : undefined;
}

/** `JSON.stringify(value)`; with a replacer, what is sent is not the message. */
export function stringified(node: ts.Expression): ts.CallExpression | undefined {
  const call = methodCall(unwrap(node));
  const isStringify = call?.name === 'stringify' && call.object.getText() === 'JSON';
  return isStringify && call.call.arguments.length === 1 ? call.call : undefined;
}

/** Whether an object literal is a JSON-RPC error response: `{ jsonrpc, id, error }`. */
export function isWrittenError(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  return isJsonRpc(project, literal) && member(literal, 'error') !== undefined;
}

/**
 * The HTTP header that an expression reads, in lower case: `req.headers['mcp-session-id']`, `req.header('…')`,
 * `request.headers.get('…')`, `c.req.header('…')`.
 */
export function readHeader(project: ProjectModel, node: ts.Expression): string | undefined {
  const value = unwrap(node);
  if (ts.isElementAccessExpression(value)) {
    const owner = unwrap(value.expression);
    const isHeaders =
      (ts.isPropertyAccessExpression(owner) && owner.name.text === 'headers') ||
      (ts.isIdentifier(owner) && owner.text === 'headers');
    return isHeaders ? stringOf(project, value.argumentExpression)?.toLowerCase() : undefined;
  }
  const call = methodCall(value);
  const [name] = call?.call.arguments ?? [];
  if (!call || !name || call.call.arguments.length !== 1) return undefined;
  const isReader =
    call.name === 'header' ||
    (call.name === 'get' &&
      /(?:^|\.)(?:headers|req|request)$/.test(call.object.getText().replace(/[?!]/g, '')));
  return isReader ? stringOf(project, name)?.toLowerCase() : undefined;
}
