import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isUsableAt, isVariableUse } from './scope.js';
import { isConst, methodCall, nameText, unwrap, walk } from './syntax.js';

/** How the parameters of a callback give their values: `params.get('code')`, `c.req.query('code')`, `query.code`. */
type Access = 'get' | 'query' | 'member';

/** An expression that reads the authorization code out of the parameters of its callback. */
export interface CodeRead {
  /** What holds the parameters. */
  readonly owner: ts.Expression;
  /** The owner certainly is an `URLSearchParams`. */
  readonly isSearchParams: boolean;
  /** Text of the expression that reads `iss` from the same parameters: a string or undefined. */
  readonly iss: string;
  /** The constant that keeps the code, when it is not read on the spot. */
  readonly declaration?: ts.VariableDeclaration;
}

/**
 * How an expression got its authorization code, when another parameter of the same callback can be read at `site`
 * in the same way.
 */
export function codeRead(project: ProjectModel, node: ts.Expression, site: ts.Node): CodeRead | undefined {
  const value = unwrap(node);
  const direct = readOnTheSpot(project, value);
  if (direct) return isRepeatable(project, direct.owner, site) ? direct : undefined;
  if (!ts.isIdentifier(value)) return undefined;
  const declaration = project.names.declaration(value);
  const read = declaration && keptRead(project, declaration);
  return read && isRepeatable(project, read.owner, site) ? read : undefined;
}

function keptRead(project: ProjectModel, declaration: ts.Declaration): CodeRead | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const value = isConst(declaration) ? declaration.initializer : undefined;
    const read = value && readOnTheSpot(project, unwrap(value));
    return read && ts.isIdentifier(declaration.name) ? { ...read, declaration } : undefined;
  }
  if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken) return undefined;
  const list = declaration.parent.parent;
  if (nameText(declaration.propertyName ?? declaration.name) !== 'code') return undefined;
  if (!ts.isVariableDeclaration(list) || !isConst(list) || !list.initializer) return undefined;
  const owner = unwrap(list.initializer);
  return isQuery(owner) ? read(project, owner, 'member', `${owner.getText()}.iss`) : undefined;
}

function readOnTheSpot(project: ProjectModel, value: ts.Expression): CodeRead | undefined {
  if (ts.isBinaryExpression(value)) {
    const isDefault =
      value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      value.operatorToken.kind === ts.SyntaxKind.BarBarToken;
    const isPlain = ts.isStringLiteralLike(value.right) || value.right.getText() === 'undefined';
    return isDefault && isPlain ? readOnTheSpot(project, unwrap(value.left)) : undefined;
  }
  const call = methodCall(value);
  if (call && (call.name === 'get' || call.name === 'query')) {
    const [key] = call.call.arguments;
    if (call.call.arguments.length !== 1 || !key || !ts.isStringLiteralLike(key) || key.text !== 'code')
      return undefined;
    return read(project, call.object, call.name, replaced(value, key, "'iss'"));
  }
  if (ts.isPropertyAccessExpression(value) && value.name.text === 'code' && isQuery(value.expression)) {
    return read(project, value.expression, 'member', replaced(value, value.name, 'iss'));
  }
  return undefined;
}

function read(project: ProjectModel, owner: ts.Expression, access: Access, text: string): CodeRead {
  const iss =
    access === 'get'
      ? `${text} ?? undefined`
      : access === 'member'
        ? `typeof ${text} === 'string' ? ${text} : undefined`
        : text;
  return { owner: unwrap(owner), isSearchParams: access === 'get' && isSearchParams(project, owner), iss };
}

/** The parsed query of a request: `req.query`. */
function isQuery(node: ts.Expression): boolean {
  const owner = unwrap(node);
  return ts.isPropertyAccessExpression(owner) && owner.name.text === 'query';
}

function isSearchParams(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isPropertyAccessExpression(value))
    return value.name.text === 'searchParams' && !value.questionDotToken;
  if (ts.isNewExpression(value)) return value.expression.getText() === 'URLSearchParams';
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return declaration.type?.getText() === 'URLSearchParams';
  if (ts.isBindingElement(declaration)) {
    const list = declaration.parent.parent;
    const isMember = nameText(declaration.propertyName ?? declaration.name) === 'searchParams';
    const source = ts.isVariableDeclaration(list) && list.initializer ? unwrap(list.initializer) : undefined;
    return isMember && source !== undefined && ts.isNewExpression(source);
  }
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return isSearchParams(project, declaration.initializer);
}

/** Whether an expression can be evaluated once more at `site` and gives the same. */
function isRepeatable(project: ProjectModel, node: ts.Expression, site: ts.Node): boolean {
  let isPlain = true;
  walk(node, at => {
    const isMade = ts.isNewExpression(at) && /^URL(?:SearchParams)?$/.test(at.expression.getText());
    if (ts.isCallExpression(at) || ts.isAwaitExpression(at) || (ts.isNewExpression(at) && !isMade))
      isPlain = false;
    if (ts.isIdentifier(at) && isVariableUse(at) && !isSteady(project, at)) isPlain = false;
    return isPlain;
  });
  return isPlain && isUsableAt(project, node, site);
}

/** Whether a name is never assigned after its declaration. */
function isSteady(project: ProjectModel, name: ts.Identifier): boolean {
  const declaration = project.names.declaration(name);
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return true;
  if (ts.isVariableDeclaration(declaration) && isConst(declaration)) return true;
  if (!ts.isIdentifier(declaration.name)) return false;
  return project.names
    .references(declaration.name)
    .every(
      use => !(ts.isBinaryExpression(use.parent) && use.parent.left === use && isAssignment(use.parent)),
    );
}

function isAssignment(node: ts.BinaryExpression): boolean {
  const operator = node.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}

/** The text of a node with a part of it replaced. */
function replaced(node: ts.Node, part: ts.Node, text: string): string {
  const start = node.getStart();
  const whole = node.getText();
  return whole.slice(0, part.getStart() - start) + text + whole.slice(part.end - start);
}
