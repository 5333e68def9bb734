import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from './deployment.js';
import { handlerOf, type Handler } from './handlers.js';
import { projectReferences } from './references.js';
import { registration } from './registrations.js';
import {
  ancestors,
  classOfThis,
  isConst,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  returnedExpressions,
  unwrap,
  unwrapAwaited,
  walk,
} from './syntax.js';

/** Methods of an array that hand on its elements as they are. */
const KEEPERS = new Set(['filter', 'slice', 'toSorted', 'concat']);

/**
 * The object literal by which a low-level server lists a tool that a handler of `tools/call` runs.
 * @returns undefined when it is not certainly the only one, or when something else has a use for it
 */
export function toolDefinition(
  project: ProjectModel,
  handler: Handler,
  name: string,
): ts.ObjectLiteralExpression | undefined {
  const lists = listHandlers(project, handler);
  const [list] = lists;
  if (!list || lists.length > 1) return undefined;
  const reader = new ListReader(project, outermostOwner(list));
  for (const answer of returnedExpressions(list.function)) reader.answer(answer);
  const found = reader.tools.filter(each => toolName(each) === name);
  return found.length === 1 && !reader.isShared ? found[0] : undefined;
}

/** The handlers of `tools/list` on the server that a handler is registered on. */
function listHandlers(project: ProjectModel, handler: Handler): Handler[] {
  const found: Handler[] = [];
  walk(handler.call.getSourceFile(), node => {
    const registered = registration(node, project.names);
    if (registered?.kind !== 'request' || registered.method !== 'tools/list') return undefined;
    const callback = unwrap(registered.callback);
    if (!isSameObject(project, registered.receiver, handler.receiver)) return undefined;
    const list = isFunctionNode(callback) ? handlerOf(project, callback) : undefined;
    // One that is registered by its name counts, and is not followed.
    found.push(list ?? { ...handler, ...registered });
    return undefined;
  });
  return found;
}

function isSameObject(project: ProjectModel, first: ts.Expression, second: ts.Expression): boolean {
  const [a, b] = [unwrap(first), unwrap(second)];
  if (ts.isIdentifier(a) && ts.isIdentifier(b)) {
    const declaration = project.names.declaration(a);
    return declaration !== undefined && declaration === project.names.declaration(b);
  }
  if (!ts.isPropertyAccessExpression(a) || !ts.isPropertyAccessExpression(b)) return false;
  if (a.name.text !== b.name.text) return false;
  const isOwn = a.expression.kind === ts.SyntaxKind.ThisKeyword && classOfThis(a.expression) !== undefined;
  return isOwn && b.expression.kind === ts.SyntaxKind.ThisKeyword
    ? classOfThis(a.expression) === classOfThis(b.expression)
    : isSameObject(project, a.expression, b.expression);
}

/** The outermost function or class around a registration, which is called for every server. */
function outermostOwner({ call }: Handler): ts.Node {
  return (
    ancestors(call)
      .filter(each => isFunctionNode(each) || ts.isClassLike(each))
      .at(-1) ?? call
  );
}

/** Follows what a handler of `tools/list` answers to the literals in it. */
class ListReader {
  readonly #project: ProjectModel;
  readonly #owner: ts.Node;
  readonly #constants = new Set<ts.VariableDeclaration>();
  readonly tools: ts.ObjectLiteralExpression[] = [];

  /** @param owner where uses of what is listed belong to the same server */
  constructor(project: ProjectModel, owner: ts.Node) {
    this.#project = project;
    this.#owner = owner;
  }

  /** Whether code of other servers may read what is listed. */
  get isShared(): boolean {
    return [...this.#constants].some(constant => {
      const uses = projectReferences(this.#project, constant.name as ts.Identifier);
      return !uses?.every(use => this.#isOurs(use));
    });
  }

  answer(node: ts.Expression): void {
    const literal = this.#literalOf(unwrapAwaited(node));
    const tools =
      literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, 'tools') : undefined;
    if (tools) this.#list(tools);
  }

  #list(node: ts.Expression): void {
    const call = methodCall(unwrap(node));
    if (call && KEEPERS.has(call.name)) {
      this.#list(call.object);
      return;
    }
    const list = this.#literalOf(unwrap(node));
    if (!list || !ts.isArrayLiteralExpression(list)) return;
    for (const element of list.elements) {
      if (ts.isSpreadElement(element)) this.#list(element.expression);
      else {
        const tool = this.#literalOf(unwrap(element));
        if (tool && ts.isObjectLiteralExpression(tool)) this.tools.push(tool);
      }
    }
  }

  /** A literal, or the one that a constant is made with. */
  #literalOf(node: ts.Expression): ts.Expression | undefined {
    if (!ts.isIdentifier(node)) return node;
    const declaration = this.#project.names.declaration(node);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
      return undefined;
    if (!isConst(declaration) || !declaration.initializer) return undefined;
    this.#constants.add(declaration);
    return unwrap(declaration.initializer);
  }

  #isOurs(use: ts.Identifier): boolean {
    if (isWithin(use, this.#owner)) return true;
    const unit = this.#project.unit(use.getSourceFile().fileName);
    if (unit && isTestFile(this.#project, unit)) return true;
    // `typeof TOOLS`, and constants that are made of constants.
    return ancestors(use).some(
      each => ts.isTypeNode(each) || this.#constants.has(each as ts.VariableDeclaration),
    );
  }
}

function toolName(definition: ts.ObjectLiteralExpression): string | undefined {
  const value = memberValue(definition, 'name');
  const text = value && unwrap(value);
  if (definition.properties.some(each => ts.isSpreadAssignment(each))) return undefined;
  return text && ts.isStringLiteralLike(text) ? text.text : undefined;
}
