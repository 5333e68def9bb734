import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { initializer } from '../recognise/registrations.js';
import { isConst, memberValue, methodCall, nameText, unwrap, unwrapAwaited } from '../recognise/syntax.js';
import { globalName } from './harmless.js';

const MAX_DEPTH = 6;
/** Methods whose results are strings or numbers, whatever has them. */
const GIVES_PRIMITIVE =
  /^(?:toString|toUpperCase|toLowerCase|trim|trimStart|trimEnd|padStart|padEnd|toFixed|toISOString|join|replace|replaceAll|startsWith|endsWith|charAt|getTime|localeCompare)$/;
const PRIMITIVE_SCHEMA = /^\w+\.(?:string|number|boolean|enum|literal|int|uuid|email|url)\(/;

/** Whether the value of an expression is a string, a number or the like for certain, which nobody can change. */
export function isPrimitive(
  project: ProjectModel,
  expression: ts.Expression,
  handler: Handler | undefined,
  depth = 0,
): boolean {
  const node = unwrapAwaited(expression);
  const inner = (each: ts.Expression) => isPrimitive(project, each, handler, depth + 1);
  if (depth > MAX_DEPTH) return false;
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isNumericLiteral(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isPrefixUnaryExpression(node) || ts.isTypeOfExpression(node)) return true;
  if (ts.isConditionalExpression(node)) return inner(node.whenTrue) && inner(node.whenFalse);
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'length') return true;
  if (ts.isBinaryExpression(node)) {
    const isChoice = /^(?:&&|\|\||\?\?|=|,)$/.test(node.operatorToken.getText());
    return !isChoice || (inner(node.left) && inner(node.right));
  }
  if (ts.isCallExpression(node)) {
    const method = methodCall(node);
    const name = globalName(project, node.expression);
    if (name !== undefined) return /^(?:String|Number|Boolean|JSON\.stringify|Date\.now)$/.test(name);
    if (method && GIVES_PRIMITIVE.test(method.name)) return true;
    return method !== undefined && /^(?:slice|concat|at)$/.test(method.name) && inner(method.object);
  }
  const name = ts.isPropertyAccessExpression(node) ? node.expression : node;
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration) return false;
  if (handler && isArgument(handler, declaration))
    return isPrimitiveArgument(project, handler, declaration, node);
  if (node !== name || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return false;
  return isConst(declaration) && declaration.initializer !== undefined && inner(declaration.initializer);
}

function isArgument({ function: owner, contextIndex }: Handler, declaration: ts.Node): boolean {
  const [first] = owner.parameters;
  if (contextIndex === 0 || !first) return false;
  return declaration === first || (ts.isBindingElement(declaration) && declaration.parent === first.name);
}

/** Whether the schema of a tool or prompt says that one of its arguments is a string, a number or a boolean. */
function isPrimitiveArgument(
  project: ProjectModel,
  { call }: Handler,
  declaration: ts.Node,
  node: ts.Expression,
): boolean {
  const property =
    ts.isBindingElement(declaration) && ts.isIdentifier(node)
      ? nameText(declaration.propertyName ?? declaration.name)
      : ts.isPropertyAccessExpression(node)
        ? node.name.text
        : undefined;
  const options = call.arguments[1] && initializer(call.arguments[1], project.names);
  if (!property || !options || !ts.isObjectLiteralExpression(options)) return false;
  const schema = memberValue(options, 'inputSchema') ?? memberValue(options, 'argsSchema');
  const written = schema && initializer(schema, project.names);
  const shape =
    written && ts.isCallExpression(written) ? written.arguments[0] && unwrap(written.arguments[0]) : written;
  if (!shape || !ts.isObjectLiteralExpression(shape)) return false;
  const value = memberValue(shape, property);
  const text = value?.getText() ?? '';
  return PRIMITIVE_SCHEMA.test(text) && !/\.(?:transform|pipe|default|preprocess|catch|or|and)\(/.test(text);
}
