import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { projectReferences } from '../recognise/references.js';
import { isWritten, mentions, type FunctionNode } from '../recognise/syntax.js';
import { functionNamed } from './state-uses.js';

/** State that goes to a function which is called once for every server, such as one that registers its tools. */
export interface HandedState {
  readonly argument: ts.Expression;
  readonly parameter: ts.ParameterDeclaration & { readonly name: ts.Identifier };
  readonly function: FunctionNode;
}

/** Where a use of some state hands it to a function of the project that nothing else calls. */
export function handedOn(project: ProjectModel, use: ts.Expression): HandedState | undefined {
  const call = use.parent;
  if (!ts.isCallExpression(call) || call.expression === use || call.arguments.some(ts.isSpreadElement))
    return undefined;
  const target = functionNamed(project, call.expression);
  const parameter = target?.parameters[call.arguments.indexOf(use)];
  if (!target?.body || !parameter || !isPlain(parameter) || target.asteriskToken) return undefined;
  if (mentions(target, 'arguments') || ts.getJSDocParameterTags(parameter).length > 0) return undefined;
  const name = nameOf(target);
  const calls = name && projectReferences(project, name);
  if (calls?.length !== 1 || calls[0] !== call.expression) return undefined;
  if (project.names.references(parameter.name).some(isWritten)) return undefined;
  return { argument: use, parameter, function: target };
}

function isPlain(parameter: ts.ParameterDeclaration): parameter is HandedState['parameter'] {
  const { name, initializer, questionToken, dotDotDotToken, modifiers } = parameter;
  return ts.isIdentifier(name) && !initializer && !questionToken && !dotDotDotToken && !modifiers;
}

/** The name of a function declaration, or of the constant that a function is given. */
export function nameOf(node: FunctionNode): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name;
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  return (ts.getCombinedNodeFlags(parent) & ts.NodeFlags.Const) !== 0 ? parent.name : undefined;
}
