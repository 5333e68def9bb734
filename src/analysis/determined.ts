import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { projectReferences } from '../recognise/references.js';
import { isVariableUse } from '../recognise/scope.js';
import { isConst, isWithin, methodCall, unwrap, walk, type FunctionNode } from '../recognise/syntax.js';
import { dataMethod, globalName, knownCall, makesOnly } from './harmless.js';
import { isLogCall } from './state-kinds.js';
import { functionNamed, useOf } from './state-uses.js';

const MAX_DEPTH = 5;
/** What gives the body of a `Response`, and changes nothing else. */
const RESPONSE = /^(?:text|json|arrayBuffer)$/;
/** Functions that read the world outside of the program, in which no caller is told from another. */
const OUTSIDE: Readonly<Record<string, RegExp>> = {
  'fs/promises': /^(?:readFile|readdir|stat|lstat|realpath)$/,
  fs: /^(?:readFileSync|readdirSync|statSync|existsSync|realpathSync)$/,
};

/**
 * Proves that code comes out the same for the same values of some names, whoever makes the call and whenever: it reads
 * these names, constants, the environment and what it computes itself, and nothing else.
 */
export class Determined {
  /** Whether the code reads files or pages, which are the same for all callers but not for all time. */
  readsOutside = false;
  readonly #project: ProjectModel;
  /** Declarations of what may be read, and accesses such as `args.url`. */
  readonly #given: ReadonlySet<ts.Node | string>;
  readonly #result: ts.Node;
  readonly #seen = new Set<ts.Node>();
  /** What is known to come out the same. */
  readonly #except: ReadonlySet<ts.Node>;
  /** What is called, and known to be fine. */
  readonly #known = new Set<ts.Node>();
  #obstacle: string | undefined;

  /**
   * @param result the variable that the code puts its result in
   * @param except what is not looked at
   */
  constructor(
    project: ProjectModel,
    given: ReadonlySet<ts.Node | string>,
    result: ts.Node,
    except: ReadonlySet<ts.Node> = new Set(),
  ) {
    this.#except = except;
    this.#project = project;
    this.#given = given;
    this.#result = result;
  }

  /** Why code may come out different, as a clause; undefined when it cannot. */
  obstacle(roots: readonly ts.Node[]): string | undefined {
    for (const root of roots) this.#visit(root, roots, 0);
    return this.#obstacle;
  }

  #stop(node: ts.Node): void {
    const text = node.getText().replaceAll(/\s+/g, ' ');
    this.#obstacle ??= `\`${text.length > 40 ? `${text.slice(0, 37)}…` : text}\` may depend on more than the rest of the key`;
  }

  /** @param scope what runs here, so that names declared in it are its own */
  #visit(root: ts.Node, scope: readonly ts.Node[], depth: number): void {
    walk(root, node => {
      if (this.#obstacle !== undefined || ts.isTypeNode(node) || this.#except.has(node)) return false;
      if (ts.isCallExpression(node) && isLogCall(node)) return false;
      if (ts.isPropertyAccessExpression(node) && this.#given.has(node.getText())) return false;
      if (ts.isPropertyAccessExpression(node) && globalName(this.#project, node.expression) === 'process.env')
        return false;
      if (isForbidden(node)) this.#stop(node);
      else if (ts.isCallExpression(node)) this.#call(node, scope, depth);
      else if (ts.isNewExpression(node)) this.#construction(node);
      else if (ts.isBinaryExpression(node) && isAssignment(node)) this.#write(node.left, scope);
      else if (isUpdate(node)) this.#write(node.operand, scope);
      else if (ts.isIdentifier(node) && isVariableUse(node)) this.#name(node, scope, depth);
      return undefined;
    });
  }

  #call(node: ts.CallExpression, scope: readonly ts.Node[], depth: number): void {
    const { expression } = node;
    const known = knownCall(this.#project, expression);
    if (known) {
      if (known.does === 'chance') this.#stop(node);
      this.#known.add(expression);
      return;
    }
    if (this.#isOutside(expression)) {
      this.readsOutside = true;
      this.#known.add(expression);
      return;
    }
    const method = methodCall(node);
    if (method) {
      if (RESPONSE.test(method.name)) return;
      const does = dataMethod(method.name);
      if (does === 'changes' ? !this.#isOwn(method.object, scope) : !does) this.#stop(node);
      return;
    }
    const target = functionNamed(this.#project, expression);
    if (target) this.#function(target, depth);
    else this.#stop(node);
  }

  #function(target: FunctionNode, depth: number): void {
    if (!target.body || target.asteriskToken || depth >= MAX_DEPTH) this.#stop(target);
    else if (!this.#seen.has(target)) {
      this.#seen.add(target);
      for (const part of [...target.parameters, target.body]) this.#visit(part, [target], depth + 1);
    }
  }

  #isOutside(callee: ts.Expression): boolean {
    if (globalName(this.#project, callee) === 'fetch') return true;
    const node = unwrap(callee);
    const direct = this.#project.names.origin(node);
    const isDirect = direct !== undefined && direct.name !== '*' && direct.name !== 'default';
    const owner =
      !isDirect && ts.isPropertyAccessExpression(node) && this.#project.names.origin(node.expression);
    const module = isDirect ? direct.module : owner ? owner.module : undefined;
    const name = isDirect ? direct.name : ts.isPropertyAccessExpression(node) ? node.name.text : '';
    return module !== undefined && (OUTSIDE[module.replace(/^node:/, '')]?.test(name) ?? false);
  }

  #construction(node: ts.NewExpression): void {
    const isDate = globalName(this.#project, node.expression) === 'Date' && node.arguments?.length;
    if (isDate || makesOnly(this.#project, node.expression)) this.#known.add(node.expression);
    else this.#stop(node);
  }

  /** Only what the code has made itself is changed by it. */
  #write(target: ts.Expression, scope: readonly ts.Node[]): void {
    const place = unwrap(target);
    if (ts.isIdentifier(place)) {
      const declaration = this.#project.names.declaration(place);
      const isOwn = declaration && scope.some(each => isWithin(declaration, each));
      if (!isOwn && declaration !== this.#result) this.#stop(target);
      return;
    }
    const isAccess = ts.isPropertyAccessExpression(place) || ts.isElementAccessExpression(place);
    if (!isAccess || !this.#isOwn(place.expression, scope)) this.#stop(target);
  }

  #isOwn(object: ts.Expression, scope: readonly ts.Node[]): boolean {
    const name = unwrap(object);
    const declaration = ts.isIdentifier(name) ? this.#project.names.declaration(name) : undefined;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
    const made = unwrap(declaration.initializer);
    const isFresh =
      ts.isArrayLiteralExpression(made) || ts.isObjectLiteralExpression(made) || ts.isNewExpression(made);
    return isFresh && isConst(declaration) && scope.some(each => isWithin(declaration, each));
  }

  #name(node: ts.Identifier, scope: readonly ts.Node[], depth: number): void {
    const declaration = this.#project.names.declaration(node);
    if (declaration && declaration === this.#result) return;
    if (declaration && (this.#given.has(declaration) || scope.some(each => isWithin(declaration, each))))
      return;
    if ([...this.#known].some(each => isWithin(node, each))) return;
    if (!declaration) {
      if (!/^(?:undefined|NaN|Infinity)$/.test(node.text)) this.#stop(node);
      return;
    }
    const target = functionNamed(this.#project, node);
    if (target) {
      this.#function(target, depth);
      return;
    }
    const isConstant = ts.isVariableDeclaration(declaration) && isConst(declaration);
    if (!isConstant || !declaration.initializer || !ts.isIdentifier(declaration.name)) {
      this.#stop(node);
      return;
    }
    if (this.#seen.has(declaration)) return;
    this.#seen.add(declaration);
    // What is no object stays as it is.
    if (isPrimitive(unwrap(declaration.initializer))) return;
    const uses = projectReferences(this.#project, declaration.name);
    const isKept = uses?.every(each => useOf(this.#project, each) === 'reads');
    if (!isKept || depth >= MAX_DEPTH) this.#stop(node);
    else this.#visit(declaration.initializer, [declaration.initializer], depth + 1);
  }
}

function isPrimitive(value: ts.Expression): boolean {
  return (
    ts.isNumericLiteral(value) ||
    ts.isStringLiteralLike(value) ||
    value.kind === ts.SyntaxKind.TrueKeyword ||
    value.kind === ts.SyntaxKind.FalseKeyword
  );
}

function isForbidden(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.ThisKeyword ||
    node.kind === ts.SyntaxKind.SuperKeyword ||
    ts.isYieldExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isClassLike(node) ||
    ts.isDeleteExpression(node) ||
    ts.isMetaProperty(node) ||
    (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
  );
}

function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isUpdate(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  return (
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  );
}
