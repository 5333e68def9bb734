import { ts } from '../engine/ts.js';
import type { Companion } from '../frameworks/types.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, unwrap } from './syntax.js';

/** Members of a provider that make a model for text. */
const MAKERS = new Set(['chat', 'responses', 'messages', 'languageModel']);

/** Whether a provider, or a function that makes one, is used at a place for nothing but to make models. */
export function makesModel(project: ProjectModel, use: ts.Expression): boolean {
  const { parent } = use;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === use) {
    const call = parent.parent;
    return MAKERS.has(parent.name.text) && ts.isCallExpression(call) && call.expression === parent;
  }
  if (!ts.isCallExpression(parent) || parent.expression !== use) return false;
  // `const openai = createOpenAI({ … })`
  const holder = parent.parent;
  if (!ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name) || !isMaker(project, use))
    return true;
  return isConst(holder) && project.names.references(holder.name).every(each => makesModel(project, each));
}

/** Whether an expression is a model of a companion, or the name of one as text. */
export function isModel(
  project: ProjectModel,
  node: ts.Expression,
  companions: readonly Companion[],
): boolean {
  const value = unwrap(node);
  if (ts.isConditionalExpression(value)) {
    return [value.whenTrue, value.whenFalse].every(each => isModel(project, each, companions));
  }
  if (ts.isIdentifier(value)) {
    const declaration = project.names.declaration(value);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
    return isConst(declaration) && isModel(project, declaration.initializer, companions);
  }
  return ts.isCallExpression(value) && isProvider(project, value.expression, companions);
}

function isProvider(project: ProjectModel, node: ts.Expression, companions: readonly Companion[]): boolean {
  const value = unwrap(node);
  if (ts.isPropertyAccessExpression(value)) return isProvider(project, value.expression, companions);
  if (ts.isCallExpression(value)) return isProvider(project, value.expression, companions);
  const origin = project.names.origin(value);
  if (origin) {
    const companion = companions.find(each => each.package === origin.module);
    return companion !== undefined && companion.exports[origin.name] === 'model';
  }
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return isConst(declaration) && isProvider(project, declaration.initializer, companions);
}

function isMaker(project: ProjectModel, use: ts.Expression): boolean {
  return project.names.origin(use)?.name.startsWith('create') ?? false;
}
