import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, methodCall, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { isEqualTest, methodTest } from './messages.js';

/** One message on a line. */
const LINE =
  /^(?:JSON\.stringify\(\w+(?:\(\))?\)\s*\+\s*(['"`])\\n\1|`\$\{JSON\.stringify\(\w+(?:\(\))?\)\}\\n`)$/;
const LOG = /^(?:this\.)?(?:console|\w*[lL]og(?:ger)?)\b/;
const HANDSHAKE = /^(?:initialize|notifications\/initialized)$/;

/**
 * Whether messages go through code as they are: nothing looks at what a client asks for, the handshake aside, or
 * changes what it is answered. A filter would be lost on requests that go another way.
 * @param receive what takes the messages of clients
 * @param sent what is sent to clients
 */
export function isPassedOn(
  project: ProjectModel,
  receive: ts.Expression,
  sent: readonly ts.Expression[],
): boolean {
  if (!isFunctionNode(receive)) return false;
  const [parameter] = receive.parameters;
  if (!parameter || !ts.isIdentifier(parameter.name)) return false;
  return (
    isUntouched(project, parameter.name) &&
    isWrittenWhole(receive) &&
    sent.every(each => isParsed(project, unwrap(each)))
  );
}

function isUntouched(project: ProjectModel, name: ts.Identifier, depth = 0): boolean {
  return project.names.references(name).every(use => isHarmless(project, use, depth));
}

/** Whether all that a function writes somewhere is one message on a line. */
function isWrittenWhole(receive: ts.Node): boolean {
  let isWhole = true;
  walk(receive, node => {
    const call = methodCall(node);
    if (call?.name === 'write') isWhole &&= LINE.test(call.call.arguments[0]?.getText() ?? '');
  });
  return isWhole;
}

/** `const message = JSON.parse(line)`, of which nothing but the id is read. */
function isParsed(project: ProjectModel, sent: ts.Expression): boolean {
  const declaration = ts.isIdentifier(sent) ? project.names.declaration(sent) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return false;
  const value = declaration.initializer && unwrap(declaration.initializer);
  if (!value || !ts.isCallExpression(value) || !isJson(value, 'parse')) return false;
  const [text] = value.arguments;
  const line = text && ts.isIdentifier(text) ? project.names.declaration(text) : undefined;
  const isLine = line && ts.isParameter(line) && ts.isIdentifier(line.name);
  return isLine && isUntouched(project, line.name) ? isUntouched(project, declaration.name) : false;
}

function isHarmless(project: ProjectModel, use: ts.Identifier, depth: number): boolean {
  const node = wrapped(use);
  const { parent } = node;
  if (isLogged(node)) return true;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isBinaryExpression(parent)) {
    if (parent.operatorToken.kind === ts.SyntaxKind.InKeyword)
      return /^["'](?:id|method)["']$/.test(parent.left.getText());
    if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    return parent.left === node || isKeptUntouched(project, parent.left, depth);
  }
  if (ts.isPropertyAccessExpression(parent)) return isReadOfNothing(project, parent);
  if (!ts.isCallExpression(parent) || parent.expression === node) return false;
  if (isJson(parent, 'stringify') || isJson(parent, 'parse')) return true;
  if (methodCall(parent)?.name === 'send') return true;
  return project.names.origin(parent.expression)?.name === 'isInitializeRequest';
}

/** A variable that a message is kept in until it is sent. */
function isKeptUntouched(project: ProjectModel, kept: ts.Expression, depth: number): boolean {
  const declaration = ts.isIdentifier(kept) && depth < 2 ? project.names.declaration(kept) : undefined;
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    ts.isIdentifier(declaration.name) &&
    isUntouched(project, declaration.name, depth + 1)
  );
}

/** `message.id`, or whether a message belongs to the handshake. */
function isReadOfNothing(project: ProjectModel, access: ts.PropertyAccessExpression): boolean {
  const { parent } = wrapped(access);
  const isWritten =
    ts.isBinaryExpression(parent) &&
    parent.left === wrapped(access) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (access.name.text === 'id') return !isWritten;
  if (access.name.text === 'trim') return ts.isCallExpression(parent);
  if (access.name.text !== 'method' || !ts.isBinaryExpression(parent) || !isEqualTest(parent)) return false;
  return HANDSHAKE.test(methodTest(project, parent)?.method ?? '');
}

function isJson(node: ts.Expression, name: 'parse' | 'stringify'): boolean {
  const call = methodCall(node);
  return call?.name === name && call.object.getText() === 'JSON';
}

/** Whether something only becomes part of a line of a log. */
function isLogged(node: ts.Node): boolean {
  for (let at = node; ts.isExpression(at) || ts.isTemplateSpan(at); at = at.parent) {
    const isLog = ts.isCallExpression(at) && LOG.test(at.expression.getText());
    if (isLog) return at !== node;
  }
  return false;
}
