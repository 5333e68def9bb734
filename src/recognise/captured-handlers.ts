import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, methodCall, nameText, unwrap, type FunctionNode } from './syntax.js';

/** Methods of SDK servers and clients that take a handler as their last argument. */
const REGISTER = /^(?:registerTool|registerPrompt|registerResource|tool|prompt|resource|setRequestHandler)$/;

const MENTIONED = new RegExp(`\\b${REGISTER.source.slice(1, -1)}\\b`);

/** `server.registerTool.mock.calls`, also through `vi.mocked(…)` and casts. */
const RECORDED_CALLS =
  /\b(?:registerTool|registerPrompt|registerResource|tool|prompt|resource|setRequestHandler)\b[^;]*?\.mock\b[\s\S]*?\bcalls\b/;

/**
 * Whether an expression is a handler that a stand-in for an SDK server caught when it was registered:
 * `handlers.get('name')` after `registerTool: (name, config, handler) => handlers.set(name, handler)`, or
 * `server.registerTool.mock.calls[0][2]`.
 */
export function isCapturedHandler(project: ProjectModel, node: ts.Expression): boolean {
  return isCaptured(project, node, 0);
}

function isCaptured(project: ProjectModel, node: ts.Expression, depth: number): boolean {
  const value = unwrap(node);
  if (depth > 4) return false;
  if (ts.isAwaitExpression(value)) return isCaptured(project, value.expression, depth + 1);
  if (ts.isIdentifier(value)) return isCapturedName(project, value, depth);
  const call = methodCall(value);
  if (call?.name === 'get') return isFilledWithHandlers(project, call.object);
  if (ts.isElementAccessExpression(value)) {
    return RECORDED_CALLS.test(value.expression.getText()) || isFilledWithHandlers(project, value.expression);
  }
  if (ts.isPropertyAccessExpression(value)) return isFilledWithHandlers(project, value.expression);
  return false;
}

function isCapturedName(project: ProjectModel, name: ts.Identifier, depth: number): boolean {
  const declaration = project.names.declaration(name);
  if (!declaration) return false;
  if (ts.isBindingElement(declaration) && ts.isArrayBindingPattern(declaration.parent)) {
    const source = declaration.parent.parent;
    return ts.isVariableDeclaration(source) && RECORDED_CALLS.test(source.initializer?.getText() ?? '');
  }
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  if (declaration.initializer && isCaptured(project, declaration.initializer, depth + 1)) return true;
  return project.names.references(declaration.name).some(use => {
    const { parent } = use;
    const isAssigned =
      ts.isBinaryExpression(parent) &&
      parent.left === use &&
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return (
      isAssigned &&
      (isHandlerParameter(project, parent.right) || isCaptured(project, parent.right, depth + 1))
    );
  });
}

/** Whether a map or object gets the handlers that a stand-in is given to register. */
function isFilledWithHandlers(project: ProjectModel, container: ts.Expression): boolean {
  const value = unwrap(container);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration) return false;
  const names = holderNames(declaration);
  return names.some(name =>
    project.names.references(name).some(use => {
      const call = methodCall(use.parent.parent);
      if (call?.object === use && call.name === 'set') {
        const last = call.call.arguments.at(-1);
        return last !== undefined && isHandlerParameter(project, last);
      }
      const access = use.parent;
      const isMember = ts.isElementAccessExpression(access) || ts.isPropertyAccessExpression(access);
      if (!isMember || !ts.isBinaryExpression(access.parent)) return false;
      return access.parent.left === access && isHandlerParameter(project, access.parent.right);
    }),
  );
}

/**
 * The variable itself, and for one that is taken out of what a function returns, `const { handlers } =
 * createMockServer()`, the variable of that name in the function.
 */
function holderNames(declaration: ts.Declaration): ts.Identifier[] {
  if (ts.isVariableDeclaration(declaration)) {
    return ts.isIdentifier(declaration.name) ? [declaration.name] : [];
  }
  if (!ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) return [];
  const key = nameText(declaration.propertyName ?? declaration.name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === key)
      found.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}

/** Whether an expression is the last parameter of a function that stands in for a registration method. */
function isHandlerParameter(project: ProjectModel, node: ts.Expression): boolean {
  const value = unwrap(node);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isParameter(declaration) || !isFunctionNode(declaration.parent)) return false;
  const owner = declaration.parent;
  return (
    owner.parameters.at(-1) === declaration && owner.parameters.length > 1 && standsInForRegistration(owner)
  );
}

/** `registerTool: (…) => {}`, `registerTool(…) {}`, `registerTool: vi.fn((…) => {})`, `x.registerTool.mockImplementation(…)`. */
function standsInForRegistration(node: FunctionNode): boolean {
  if (ts.isMethodDeclaration(node)) return REGISTER.test(nameText(node.name) ?? '');
  for (const at of ancestors(node)) {
    if (ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isVariableDeclaration(at)) {
      return REGISTER.test(nameText(at.name) ?? '');
    }
    const call = methodCall(at);
    if (call && /^mockImplementation/.test(call.name) && MENTIONED.test(call.object.getText())) return true;
    if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left))
      return REGISTER.test(at.left.name.text);
    if (ts.isStatement(at)) return false;
  }
  return false;
}
