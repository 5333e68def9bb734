import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin, memberValue, returnedExpressions, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

const INSTANCE = /\b(?:Headers|HeadersInit|AxiosHeaders)\b/;

/** Whether the headers among a request's options can be spread into an object without losing any. */
export function hasPlainHeaders(project: ProjectModel, options: ts.ObjectLiteralExpression): boolean {
  const headers = memberValue(options, 'headers');
  // What is spread may bring headers of its own.
  if (!headers) return !options.properties.some(ts.isSpreadAssignment);
  return isPlain(project, headers, 0);
}

function isPlain(project: ProjectModel, value: ts.Expression, depth: number): boolean {
  const node = unwrap(value);
  if (ts.isObjectLiteralExpression(node)) return true;
  if (depth > 4 || ts.isArrayLiteralExpression(node) || ts.isNewExpression(node)) return false;
  if (ts.isCallExpression(node)) {
    const callee = valuesOf(project).callee(node);
    if (!callee || INSTANCE.test(callee.type?.getText() ?? '')) return false;
    const returned = returnedExpressions(callee);
    return returned.length > 0 && returned.every(each => isPlain(project, each, depth + 1));
  }
  if (!ts.isIdentifier(node)) return true;
  const declaration = project.names.symbol(node)?.declarations?.[0];
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer)
    return isPlain(project, declaration.initializer, depth + 1);
  return !(declaration && ts.isParameter(declaration) && INSTANCE.test(declaration.type?.getText() ?? ''));
}

/** Whether a message is made use of beside the body of its request, as for a signature: that has to be of what is sent. */
export function isReadBeside(
  project: ProjectModel,
  options: ts.ObjectLiteralExpression,
  message: ts.Expression,
  body: ts.Node,
): boolean {
  if (!ts.isIdentifier(message)) return false;
  const symbol = project.names.symbol(message);
  let is = false;
  walk(options, node => {
    if (isWithin(node, body)) return false;
    if (!ts.isIdentifier(node) || project.names.symbol(node) !== symbol) return !is;
    const { parent } = node;
    is ||= !(ts.isPropertyAccessExpression(parent) && /^(?:id|method)$/.test(parent.name.text));
    return !is;
  });
  return is;
}
