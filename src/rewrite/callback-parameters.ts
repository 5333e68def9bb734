import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { identifiersIn } from '../project/names.js';
import { codeRead, type CodeRead } from '../recognise/authorization-codes.js';
import {
  classOfThis,
  isConst,
  isFunctionNode,
  methodCall,
  returnedExpressions,
  unwrap,
  wrapped,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { FreeNames } from './free-names.js';
import { removalEdits } from './remove.js';

const CODE_PROMISE = /^Promise<\s*string(?:\s*\|\s*undefined)?\s*>$/;

/**
 * Edits that let a function which waits for a callback hand on all of its parameters instead of the code alone:
 * `resolve(code)` becomes `resolve(url.searchParams)`, and what awaits it passes them to `finishAuth`.
 * @param code the argument of `finishAuth`
 * @returns undefined when the function has other callers, or gets the code in a way that is not followed
 */
export function callbackParameterEdits(project: ProjectModel, code: ts.Expression): TextEdit[] | undefined {
  const kept = keptResult(project, code);
  const call = kept ? kept.call : awaitedCall(project, unwrap(code));
  const source = call && valuesOf(project).callee(call);
  if (!call || !source || !isCalledOnlyBy(project, source, call)) return undefined;
  const given = resolvedReads(project, source);
  const consumer = project.unit(call.getSourceFile().fileName);
  const producer = project.unit(source.getSourceFile().fileName);
  const typed = given && producer && promiseTypes(source, given.promises);
  if (!typed || !consumer) return undefined;
  const renamed = kept ? renameEdits(project, consumer, kept.declaration, code) : [];
  if (!renamed) return undefined;
  return [
    ...renamed,
    ...given.reads.map(({ argument, read }) => edit(producer, argument, read.owner.getText())),
    ...unusedCodes(project, producer, given.reads),
    ...typed.map(node => edit(producer, node, 'URLSearchParams')),
  ];
}

interface KeptResult {
  readonly declaration: ts.VariableDeclaration;
  readonly call: ts.CallExpression;
}

/** `const code = await waitForCallback()`, with the promise in a constant of its own or not. */
function keptResult(project: ProjectModel, code: ts.Expression): KeptResult | undefined {
  const value = unwrap(code);
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  const call = declaration.initializer && awaitedCall(project, unwrap(declaration.initializer));
  return call && !declaration.type ? { declaration, call } : undefined;
}

function awaitedCall(project: ProjectModel, node: ts.Expression): ts.CallExpression | undefined {
  if (!ts.isAwaitExpression(node)) return undefined;
  const promise = unwrap(node.expression);
  if (ts.isCallExpression(promise)) return promise;
  const declaration = ts.isIdentifier(promise) ? project.names.declaration(promise) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration) || declaration.type)
    return undefined;
  if (!ts.isIdentifier(declaration.name) || project.names.references(declaration.name).length !== 1)
    return undefined;
  const made = declaration.initializer && unwrap(declaration.initializer);
  return made && ts.isCallExpression(made) ? made : undefined;
}

/** Whether nothing in the project but one call uses a function, told by its name. */
function isCalledOnlyBy(project: ProjectModel, source: FunctionNode, call: ts.CallExpression): boolean {
  const name = nameOf(source);
  const callee = unwrap(call.expression);
  const called = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!name) return false;
  return project.units
    .flatMap(unit => identifiersIn(unit.ast, name.text))
    .every(use => use === name || use === called || isUnrelated(project, use, name));
}

/** Whether a name of the same text stands for something else, or only passes the function from file to file. */
function isUnrelated(project: ProjectModel, use: ts.Identifier, name: ts.Identifier): boolean {
  const { parent } = use;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return true;
  if ('name' in parent && parent.name === use && !ts.isPropertyAccessExpression(parent)) return true;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== use) {
    return project.names.declaration(use) !== project.names.declaration(name);
  }
  const isOwn = parent.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOwn && classOfThis(parent) !== classOfThis(name);
}

function nameOf(node: FunctionNode): ts.Identifier | undefined {
  const named =
    ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent) ? node.parent : node;
  const name = 'name' in named ? named.name : undefined;
  return name && ts.isIdentifier(name) ? name : undefined;
}

interface ResolvedRead {
  readonly argument: ts.Expression;
  readonly read: CodeRead;
}

/** Where the promises that a function returns get their code, when each of them gets it from search parameters. */
function resolvedReads(
  project: ProjectModel,
  source: FunctionNode,
): { readonly reads: ResolvedRead[]; readonly promises: ts.NewExpression[] } | undefined {
  const reads: ResolvedRead[] = [];
  const promises: ts.NewExpression[] = [];
  for (const returned of returnedExpressions(source)) {
    const promise = unwrap(returned);
    if (!ts.isNewExpression(promise) || promise.expression.getText() !== 'Promise') return undefined;
    const [executor] = promise.arguments ?? [];
    const resolve = executor && isFunctionNode(executor) ? executor.parameters[0]?.name : undefined;
    if (!resolve || !ts.isIdentifier(resolve)) return undefined;
    promises.push(promise);
    for (const use of project.names.references(resolve)) {
      const { parent } = use;
      const [argument] = ts.isCallExpression(parent) && parent.expression === use ? parent.arguments : [];
      const read = argument && codeRead(project, argument, argument);
      if (!argument || !read?.isSearchParams) return undefined;
      reads.push({ argument, read });
    }
  }
  return reads.length > 0 ? { reads, promises } : undefined;
}

/** The types of the code that a function and its promises name; undefined when one is written in another way. */
function promiseTypes(
  source: FunctionNode,
  promises: readonly ts.NewExpression[],
): ts.TypeNode[] | undefined {
  const found: ts.TypeNode[] = [];
  if (source.type) {
    if (!CODE_PROMISE.test(source.type.getText()) || !ts.isTypeReferenceNode(source.type)) return undefined;
    found.push(...(source.type.typeArguments ?? []));
  }
  for (const promise of promises) {
    const [type] = promise.typeArguments ?? [];
    if (type && !CODE_PROMISE.test(`Promise<${type.getText()}>`)) return undefined;
    if (type) found.push(type);
  }
  return found;
}

/**
 * Edits that give the constant a name that fits, and let what looks at the code read it from the parameters.
 * @returns undefined when the code is used for more than `finishAuth`, logging and tests
 */
function renameEdits(
  project: ProjectModel,
  unit: SourceUnit,
  declaration: ts.VariableDeclaration,
  code: ts.Expression,
): TextEdit[] | undefined {
  if (!ts.isIdentifier(declaration.name)) return undefined;
  const name = new FreeNames(unit).take('callbackParams', 'authorizationParams');
  const edits = [edit(unit, declaration.name, name), edit(unit, code, name)];
  for (const use of project.names.references(declaration.name)) {
    if (use === unwrap(code)) continue;
    const { whole, isChain } = chainFrom(use);
    if (!isOnlyLookedAt(whole)) return undefined;
    edits.push(edit(unit, use, `${name}.get('code')${isChain ? '?' : ''}`));
  }
  return edits;
}

/** The members and calls that start at a name: all of `code.slice(0, 4)`. */
function chainFrom(use: ts.Identifier): { readonly whole: ts.Expression; readonly isChain: boolean } {
  let whole: ts.Expression = use;
  for (;;) {
    const { parent } = whole;
    const isMember = ts.isPropertyAccessExpression(parent) && !parent.questionDotToken;
    if (!isMember && !(ts.isCallExpression(parent) && parent.expression === whole && whole !== use)) break;
    whole = parent;
  }
  return { whole, isChain: whole !== use };
}

function isOnlyLookedAt(use: ts.Expression): boolean {
  const { parent } = wrapped(use);
  if (ts.isTemplateSpan(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent)) return true;
  const call = methodCall(parent);
  return call?.object.getText() === 'console' && call.call.arguments.includes(wrapped(use));
}

/** Edits that remove constants which kept the code for nothing but handing it on. */
function unusedCodes(project: ProjectModel, unit: SourceUnit, reads: readonly ResolvedRead[]): TextEdit[] {
  const handedOn = new Set<ts.Node>(reads.map(({ argument }) => unwrap(argument)));
  const statements = reads.flatMap(({ read: { declaration } }) => {
    if (!declaration || !ts.isIdentifier(declaration.name)) return [];
    const list = declaration.parent;
    const statement = list.parent;
    const isAlone =
      ts.isVariableDeclarationList(list) &&
      list.declarations.length === 1 &&
      ts.isVariableStatement(statement);
    const uses = project.names.references(declaration.name);
    return isAlone && uses.every(use => handedOn.has(use)) ? [statement] : [];
  });
  return removalEdits(unit, [...new Set(statements)]);
}

function edit(unit: SourceUnit, node: ts.Node, text: string): TextEdit {
  return { file: unit.path, start: node.getStart(unit.ast), end: node.end, text };
}
