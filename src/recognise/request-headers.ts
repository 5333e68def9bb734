import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerContextsOf } from './handler-context.js';
import { isConst, isFunctionNode, methodCall, nameText, unwrap } from './syntax.js';
import { valuesOf } from './values.js';

/** Finds the headers of the request behind a handler: a plain object in SDK v1, web-standard `Headers` in v2. */
export class RequestHeaders {
  readonly #project: ProjectModel;
  readonly #parameters = new Map<ts.ParameterDeclaration, boolean>();

  constructor(project: ProjectModel) {
    this.#project = project;
  }

  /** Whether an expression is such headers, or `undefined`. */
  is(node: ts.Expression): boolean {
    const value = unwrap(node);
    const isAccess = ts.isPropertyAccessExpression(value) && value.name.text === 'headers';
    if (!isAccess && !ts.isIdentifier(value)) return false;
    if (handlerContextsOf(this.#project).path(value)?.join('.') === 'http.req.headers') return true;
    if (!ts.isIdentifier(value)) return false;
    const declaration = this.#project.names.declaration(value);
    if (!declaration) return false;
    if (ts.isParameter(declaration)) return this.#isParameter(declaration);
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer || !isConst(declaration))
      return false;
    return this.withFallback(declaration.initializer) !== undefined && !declaration.type;
  }

  /** `headers ?? fallback` taken apart, as it is written for requests that have none. */
  withFallback(node: ts.Expression): { readonly fallback: ts.Expression } | undefined {
    const value = unwrap(node);
    if (!ts.isBinaryExpression(value)) return undefined;
    const { kind } = value.operatorToken;
    const isFallback = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
    return isFallback && this.is(value.left) ? { fallback: value.right } : undefined;
  }

  /** Whether an expression is the value of one header: read here, or kept in a constant. */
  isValue(node: ts.Expression): boolean {
    const value = withoutUndefined(node);
    if (ts.isElementAccessExpression(value)) return this.is(value.expression);
    const call = methodCall(value);
    if (call?.name === 'get') return this.is(call.object);
    if (!ts.isIdentifier(value)) return false;
    const declaration = this.#project.names.declaration(value);
    if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
    return (
      isConst(declaration) && declaration.initializer !== undefined && this.isValue(declaration.initializer)
    );
  }

  /** Whether a pattern takes such headers apart. */
  isPattern(pattern: ts.ObjectBindingPattern): boolean {
    const path = handlerContextsOf(this.#project).patternPath(pattern);
    if (path?.join('.') === 'http.req.headers') return true;
    const { parent } = pattern;
    if (ts.isParameter(parent)) return this.#isParameter(parent);
    const given = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
    return given !== undefined && (this.is(given) || this.withFallback(given) !== undefined);
  }

  #isParameter(node: ts.ParameterDeclaration): boolean {
    const known = this.#parameters.get(node);
    if (known !== undefined) return known;
    this.#parameters.set(node, false);
    const found = node.type ? this.#isHeadersType(node.type) : this.#allPassHeaders(node);
    this.#parameters.set(node, found);
    return found;
  }

  /** The global `Headers`, which stands where SDK v1 had `IsomorphicHeaders`. */
  #isHeadersType(type: ts.TypeNode): boolean {
    if (ts.isUnionTypeNode(type)) return type.types.some(each => this.#isHeadersType(each));
    if (!ts.isTypeReferenceNode(type) || nameText(type.typeName) !== 'Headers') return false;
    const { names } = this.#project;
    const name = type.typeName as ts.Identifier;
    return !names.declaration(name) && !names.origin(name);
  }

  #allPassHeaders(node: ts.ParameterDeclaration): boolean {
    const owner = node.parent;
    if (!isFunctionNode(owner)) return false;
    const index = owner.parameters.indexOf(node);
    const calls = valuesOf(this.#project).callsOf(owner);
    return (
      calls.length > 0 &&
      calls.every(call => {
        const argument = call.arguments?.[index];
        return argument !== undefined && this.is(argument);
      })
    );
  }
}

const snapshots = new WeakMap<ProjectModel, RequestHeaders>();

/** The request headers of a project snapshot, kept with it. */
export function requestHeadersOf(project: ProjectModel): RequestHeaders {
  let headers = snapshots.get(project);
  if (!headers) snapshots.set(project, (headers = new RequestHeaders(project)));
  return headers;
}

/** The left side of `value ?? undefined`, or the expression itself. */
function withoutUndefined(node: ts.Expression): ts.Expression {
  const value = unwrap(node);
  const isPlain =
    ts.isBinaryExpression(value) &&
    value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken &&
    ts.isIdentifier(value.right) &&
    value.right.text === 'undefined';
  return isPlain ? unwrap(value.left) : value;
}
