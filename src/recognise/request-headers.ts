import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerContextsOf } from './handler-context.js';
import { isConst, isFunctionNode, isWritten, methodCall, nameText, unwrap } from './syntax.js';
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
    if (ts.isParameter(declaration)) return this.isParameter(declaration);
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
    if (ts.isParameter(parent)) return this.isParameter(parent);
    const given = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
    return given !== undefined && (this.is(given) || this.withFallback(given) !== undefined);
  }

  /** Whether a parameter receives such headers, and nothing else. */
  isParameter(node: ts.ParameterDeclaration): boolean {
    const known = this.#parameters.get(node);
    if (known !== undefined) return known;
    this.#parameters.set(node, false);
    const found = this.#parameter(node);
    this.#parameters.set(node, found);
    return found;
  }

  /** The part of a parameter's type that describes headers as a plain object. */
  recordType(node: ts.ParameterDeclaration): ts.TypeNode | undefined {
    return node.type && recordPart(node.type);
  }

  #parameter(node: ts.ParameterDeclaration): boolean {
    const { type } = node;
    if (!type || type.kind === ts.SyntaxKind.AnyKeyword) return this.#allPassHeaders(node);
    if (this.#isHeadersType(type)) return true;
    return recordPart(type) !== undefined && this.#allPassHeaders(node) && this.#isOnlyRead(node);
  }

  /** Whether all a function does with its parameter can be done with `Headers` as well. */
  #isOnlyRead(node: ts.ParameterDeclaration): boolean {
    if (!ts.isIdentifier(node.name)) return false;
    return this.#project.names.references(node.name).every(use => {
      const { parent } = use;
      if (ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent)) {
        return parent.expression === use && !isWritten(parent);
      }
      if (ts.isPrefixUnaryExpression(parent) || ts.isIfStatement(parent)) return true;
      if (!ts.isBinaryExpression(parent)) return false;
      const { kind } = parent.operatorToken;
      return kind === ts.SyntaxKind.InKeyword || kind === ts.SyntaxKind.AmpersandAmpersandToken;
    });
  }

  /** The global `Headers`, which stands where SDK v1 had `IsomorphicHeaders`. */
  #isHeadersType(type: ts.TypeNode): boolean {
    if (ts.isUnionTypeNode(type)) {
      const parts = type.types.filter(each => !isNothing(each));
      return parts.length > 0 && parts.every(each => this.#isHeadersType(each));
    }
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

/** `Record<string, …>`, `{ [name: string]: … }` or the headers of `node:http`, alone or in a union. */
export function recordPart(type: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isParenthesizedTypeNode(type)) return recordPart(type.type);
  if (ts.isUnionTypeNode(type)) return type.types.map(recordPart).find(part => part !== undefined);
  if (ts.isTypeLiteralNode(type))
    return type.members.every(ts.isIndexSignatureDeclaration) ? type : undefined;
  const isRecord =
    ts.isTypeReferenceNode(type) && /^(?:Record|IncomingHttpHeaders)$/.test(nameText(type.typeName) ?? '');
  return isRecord ? type : undefined;
}

function isNothing(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.UndefinedKeyword || type.getText() === 'null';
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
