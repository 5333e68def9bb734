import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { isFunctionNode, nameText, propertyValue, returnedExpressions } from './syntax.js';
import { valuesOf } from './values.js';

/** What an expression stands for on its way into the answer to `tools/list`. */
type Part = 'answer' | 'list' | 'tool' | 'schema';

const SCHEMAS = new Set(['inputSchema', 'outputSchema']);
/** Methods of an array that hand on its elements as they are. */
const KEEPERS = new Set(['filter', 'slice', 'toSorted', 'toReversed', 'concat']);

/**
 * The texts `'object'` that say the `type` of a tool's schema in what a `tools/list` handler answers, and that
 * TypeScript takes for any string, since they stand in a variable or a function without a declared type.
 */
export class WidenedSchemas {
  readonly #project: ProjectModel;
  readonly #seen = new Set<ts.Node>();
  readonly found = new Set<ts.StringLiteralLike>();

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** Follows what a handler of `tools/list` answers. */
  addHandler(handler: ts.Expression): void {
    const inline = withoutParentheses(handler);
    if (ts.isArrowFunction(inline) || ts.isFunctionExpression(inline)) {
      if (inline.type) return;
      for (const answer of returnedExpressions(inline)) this.#follow(answer, 'answer', false);
    } else if (ts.isIdentifier(inline)) {
      const declared = this.#project.names.declaration(inline);
      const value = declared && ts.isVariableDeclaration(declared) ? initializerOf(declared) : declared;
      if (value && isFunctionNode(value)) this.#answers(value, 'answer');
    }
  }

  /** @param widened whether no type is expected where the expression stands */
  #follow(expression: ts.Expression, part: Part, widened: boolean): void {
    // Assertions stay on: whoever wrote one has settled the type.
    const node = withoutParentheses(ts.isAwaitExpression(expression) ? expression.expression : expression);
    if (ts.isIdentifier(node)) this.#variable(node, part);
    else if (ts.isConditionalExpression(node)) {
      this.#follow(node.whenTrue, part, widened);
      this.#follow(node.whenFalse, part, widened);
    } else if (ts.isCallExpression(node)) this.#call(node, part, widened);
    else if (ts.isArrayLiteralExpression(node) && part === 'list') this.#elements(node.elements, widened);
    else if (ts.isObjectLiteralExpression(node)) this.#object(node, part, widened);
  }

  #variable(name: ts.Identifier, part: Part): void {
    const declaration = this.#project.names.declaration(name);
    if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return;
    const value = initializerOf(declaration);
    if (!value || this.#seen.has(declaration)) return;
    this.#seen.add(declaration);
    this.#follow(value, part, true);
    if (part !== 'list') return;
    for (const use of this.#project.names.references(declaration.name)) {
      const access = use.parent;
      if (!ts.isPropertyAccessExpression(access) || access.expression !== use) continue;
      if (access.name.text !== 'push' || !ts.isCallExpression(access.parent)) continue;
      if (access.parent.expression === access) this.#elements(access.parent.arguments, true);
    }
  }

  #call(call: ts.CallExpression, part: Part, widened: boolean): void {
    const callee = withoutParentheses(call.expression);
    if (part === 'list' && ts.isPropertyAccessExpression(callee)) {
      const [callback] = call.arguments;
      if (KEEPERS.has(callee.name.text)) this.#follow(callee.expression, part, true);
      const each = callback && withoutParentheses(callback);
      const isMap = callee.name.text === 'map' && each && ts.isArrowFunction(each) && !call.typeArguments;
      if (isMap && widened) this.#answers(each, 'tool');
    }
    const called = valuesOf(this.#project).callee(call);
    if (called) this.#answers(called, part);
  }

  #answers(called: ts.SignatureDeclaration, part: Part): void {
    if (called.type || !isFunctionNode(called) || this.#seen.has(called)) return;
    this.#seen.add(called);
    for (const answer of returnedExpressions(called)) this.#follow(answer, part, true);
  }

  #elements(elements: readonly ts.Expression[], widened: boolean): void {
    for (const element of elements) {
      if (ts.isSpreadElement(element)) this.#follow(element.expression, 'list', true);
      else this.#follow(element, 'tool', widened);
    }
  }

  #object(literal: ts.ObjectLiteralExpression, part: Part, widened: boolean): void {
    for (const property of literal.properties) {
      if (ts.isSpreadAssignment(property)) {
        if (part !== 'list') this.#follow(property.expression, part, true);
        continue;
      }
      const name = nameText(property.name) ?? '';
      const value = propertyValue(property);
      if (!value) continue;
      if (part === 'answer' && name === 'tools') this.#follow(value, 'list', widened);
      else if (part === 'tool' && SCHEMAS.has(name)) this.#follow(value, 'schema', widened);
      else if (part === 'schema' && name === 'type' && widened) {
        const text = withoutParentheses(value);
        if (ts.isStringLiteralLike(text) && text.text === 'object') this.found.add(text);
      }
    }
  }
}

/** What a variable without a declared type is made with. */
function initializerOf({ type, initializer }: ts.VariableDeclaration): ts.Expression | undefined {
  return type ? undefined : initializer && withoutParentheses(initializer);
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}
