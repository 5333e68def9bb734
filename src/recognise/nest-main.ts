import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isConst, siblings, unwrapAwaited, walk } from './syntax.js';

/** Where an application of NestJS is made and starts to listen. */
export interface NestMain {
  readonly unit: SourceUnit;
  /** Name of the application. */
  readonly app: string;
  /** `await app.listen(…)`. */
  readonly listen: ts.Statement;
  /** Module that the root module is imported from; undefined where it stands in the same file. */
  readonly from: string | undefined;
}

/**
 * The one place where the application of a root module is made, with the statement by which it listens.
 * @returns undefined where there are several, or where it listens elsewhere
 */
export function appListening(
  project: ProjectModel,
  units: readonly SourceUnit[],
  root: ts.ClassDeclaration,
): NestMain | undefined {
  const found: { unit: SourceUnit; call: ts.CallExpression }[] = [];
  for (const unit of units) {
    if (!unit.text.includes('NestFactory')) continue;
    walk(unit.ast, node => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
      const origin = project.names.origin(node.expression.expression);
      if (origin?.module === '@nestjs/core' && origin.name === 'NestFactory')
        found.push({ unit, call: node });
    });
  }
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  const { unit, call } = only;
  const [module] = call.arguments;
  const isCreated = (call.expression as ts.PropertyAccessExpression).name.text === 'create';
  if (!isCreated || !module || !ts.isIdentifier(module) || project.names.declaration(module) !== root) {
    return undefined;
  }
  const made = call.parent.parent;
  if (!ts.isAwaitExpression(call.parent) || !ts.isVariableDeclaration(made) || !isConst(made))
    return undefined;
  if (!ts.isIdentifier(made.name)) return undefined;
  const listen = listening(project, made.name);
  const isSame = unit.ast === root.getSourceFile();
  const from = isSame ? undefined : importedFrom(unit, module.text);
  if (!listen || (!isSame && from === undefined)) return undefined;
  if (siblings(listen) !== siblings(made.parent.parent)) return undefined;
  return { unit, app: made.name.text, listen, from };
}

/** The statement by which an application listens, if there is one such. */
function listening(project: ProjectModel, app: ts.Identifier): ts.Statement | undefined {
  const calls = project.names.references(app).flatMap(name => {
    const access = name.parent;
    const isListen =
      ts.isPropertyAccessExpression(access) && access.expression === name && access.name.text === 'listen';
    return isListen && ts.isCallExpression(access.parent) ? [access.parent] : [];
  });
  const statement = calls[0]?.parent.parent;
  if (calls.length !== 1 || !statement || !ts.isExpressionStatement(statement)) return undefined;
  return ts.isAwaitExpression(statement.expression) && unwrapAwaited(statement.expression) === calls[0]
    ? statement
    : undefined;
}

function importedFrom(unit: SourceUnit, name: string): string | undefined {
  for (const statement of unit.ast.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    const isHere =
      bindings && ts.isNamedImports(bindings) && bindings.elements.some(each => each.name.text === name);
    if (isHere) return statement.moduleSpecifier.text;
  }
  return undefined;
}
