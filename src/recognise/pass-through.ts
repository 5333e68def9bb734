import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isServer } from './mcp-objects.js';
import { methodCall, nameText, returnedExpressions, unwrapAwaited, type FunctionNode } from './syntax.js';
import { valuesOf } from './values.js';

/**
 * The server behind `wrapper.connect(transport)`, when the wrapper is an object of the project whose method does
 * nothing but connect the server it holds.
 * @returns how to read that server from outside: `wrapper.server`, `wrapper.getServer()`; undefined when the method
 * does more, or the server cannot be reached
 */
export function serverBehind(project: ProjectModel, connect: ts.CallExpression): string | undefined {
  const method = methodCall(connect);
  const receiver = method && unwrapAwaited(method.object);
  if (!receiver || !(ts.isIdentifier(receiver) || ts.isPropertyAccessExpression(receiver))) return undefined;
  const callee = valuesOf(project).callee(connect);
  const owner = valuesOf(project).of(receiver);
  if (!callee || owner?.is !== 'instance') return undefined;
  const held = connectedMember(project, callee);
  const access = held && waysIn(owner.class, held);
  return access && `${receiver.getText()}.${access}`;
}

/** The `name` of a method whose only statement is `await this.name.connect(parameter)`. */
function connectedMember(project: ProjectModel, callee: FunctionNode): string | undefined {
  if (!callee.body || !ts.isBlock(callee.body) || callee.body.statements.length !== 1) return undefined;
  const [parameter] = callee.parameters;
  const [statement] = callee.body.statements;
  const expression =
    statement && (ts.isExpressionStatement(statement) || ts.isReturnStatement(statement))
      ? statement.expression
      : undefined;
  const method = expression && methodCall(unwrapAwaited(expression));
  const argument = method?.call.arguments[0];
  if (method?.name !== 'connect' || !parameter || !argument || !ts.isIdentifier(argument)) return undefined;
  if (!ts.isIdentifier(parameter.name) || parameter.name.text !== argument.text) return undefined;
  return isServer(project, method.object) ? ownMember(method.object) : undefined;
}

/** A public member, getter or method through which the class hands out one of its members. */
function waysIn(owner: ts.ClassLikeDeclaration, held: string): string | undefined {
  const parameters = owner.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
  const candidates = [...owner.members, ...parameters.filter(parameter => parameter.modifiers?.length)];
  const direct = candidates.find(member => nameText(member.name) === held && isOpen(member));
  if (direct) return held;
  for (const member of owner.members) {
    if (!isOpen(member) || !(ts.isMethodDeclaration(member) || ts.isGetAccessorDeclaration(member))) continue;
    const name = nameText(member.name);
    const returned = returnedExpressions(member).map(ownMember);
    if (!name || returned.length !== 1 || returned[0] !== held || member.parameters.length > 0) continue;
    return ts.isMethodDeclaration(member) ? `${name}()` : name;
  }
  return undefined;
}

/** Whether a member can be reached from outside its class. */
function isOpen(member: ts.ClassElement | ts.ParameterDeclaration): boolean {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some(
    modifier =>
      modifier.kind === ts.SyntaxKind.PrivateKeyword || modifier.kind === ts.SyntaxKind.ProtectedKeyword,
  );
}

/** The `name` of `this.name`. */
function ownMember(node: ts.Expression): string | undefined {
  const inner = unwrapAwaited(node);
  return ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword
    ? inner.name.text
    : undefined;
}
