import { ts } from '../engine/ts.js';
import { boundNames, rootName } from './bindings.js';
import { FORM_HEADER, isConstant, isFormHeader, isInitialize, isJoin, isOrder } from './condition-parts.js';
import type { HttpEntry } from './http-serving.js';
import { requestDataOf } from './request-data.js';
import { leaves } from './route-exits.js';
import { isFunctionNode, methodCall, nameText, returnedExpressions, unwrap, walk } from './syntax.js';
import type { FunctionNode } from './syntax.js';
import { isAssignment } from './turned-away.js';
import { valuesOf } from './values.js';

/** Where a request goes, and whether it is answered yet. */
const PLACE =
  /^(?:method|path|pathname|url|originalUrl|headersSent|writableEnded|destroyed|aborted|finished)$/;
const MESSAGE_PART = /^(?:body|rawBody|parsedBody)$/;
const READING =
  /^(?:json|text|formData|arrayBuffer|clone|parseBody)$|(?:read|parse|get|collect|receive|load)\w*(?:Body|Json|JSON)$|rawBody/;
const LOOKUP = /^(?:has|get|exists|includes|load|find|lookup|test|isValid\w*)$/;
const PURE =
  /^(?:has|get|includes|some|every|find|filter|map|at|slice|split|trim|toString|toLowerCase|startsWith|endsWith|isArray|keys|values|entries|test|safeParse|parse|join)$/;
const GLOBAL = /^(?:Array|Object|JSON|String|Boolean|Number)$/;
const OF_SESSION = /session|transport/i;
const OWN_NAME = /^(?:mcp_?)?session_?id$/i;
const TIME = /\bDate\b|now|time|ttl|expir|idle|\bage\b|max_?age|stale/i;

/**
 * Tells whether conditions go by the session of a request alone: by its id, the tables of sessions, whether the
 * message is `initialize`, and the place and form in which the request comes. A request of 2026-07-28 has nothing to
 * do with these. Goes through variables and functions of the project.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export class SessionOperands {
  readonly #entry: HttpEntry;
  readonly #open = new Set<ts.Node>();

  constructor(entry: HttpEntry) {
    this.#entry = entry;
  }

  /** The first part of a condition that asks for something else: an address, a list, a count, a flag, the time. */
  foreign(condition: ts.Expression): ts.Expression | undefined {
    const value = unwrap(condition);
    if (ts.isPrefixUnaryExpression(value)) return this.foreign(value.operand);
    if (ts.isAwaitExpression(value) || ts.isVoidExpression(value) || ts.isTypeOfExpression(value))
      return this.foreign(value.expression);
    if (ts.isConditionalExpression(value)) {
      return this.foreign(value.condition) ?? this.foreign(value.whenTrue) ?? this.foreign(value.whenFalse);
    }
    if (ts.isBinaryExpression(value) && isJoin(value.operatorToken.kind))
      return this.foreign(value.left) ?? this.foreign(value.right);
    return this.#isPlain(value) ? undefined : value;
  }

  /** What a function of the project decides by, beside the session: conditions that it returns, or leaves by. */
  foreignIn({ body }: FunctionNode): ts.Expression | undefined {
    if (!body) return undefined;
    let found: ts.Expression | undefined;
    walk(body, at => {
      if (found || isFunctionNode(at)) return false;
      if (ts.isIfStatement(at) && leaves(at)) found = this.foreign(at.expression);
      if (ts.isConditionalExpression(at)) found = this.foreign(at.condition);
      return undefined;
    });
    return found;
  }

  #isAll(nodes: readonly ts.Expression[]): boolean {
    return nodes.every(each => this.foreign(each) === undefined);
  }

  #isPlain(value: ts.Expression): boolean {
    if (isConstant(value)) return true;
    if (ts.isIdentifier(value)) return this.#isPlainName(value);
    if (ts.isArrayLiteralExpression(value)) return this.#isAll(value.elements);
    if (ts.isSpreadElement(value)) return this.foreign(value.expression) === undefined;
    if (ts.isPropertyAccessExpression(value)) return this.#isPlainMember(value);
    if (ts.isElementAccessExpression(value)) {
      const { expression, argumentExpression: key } = value;
      if (isFormHeader(key) || this.#isId(key) || this.#role(value)) return true;
      return this.#isAll([expression, key]);
    }
    if (ts.isCallExpression(value)) return this.#isPlainCall(value);
    if (ts.isBinaryExpression(value)) return this.#isPlainComparison(value);
    return this.#role(value) !== undefined;
  }

  #isPlainComparison({ left, right, operatorToken }: ts.BinaryExpression): boolean {
    const { kind } = operatorToken;
    const sides = [left, right];
    if (sides.some(each => isInitialize(each))) return true;
    if (kind === ts.SyntaxKind.InstanceOfKeyword) return this.#isAll([left]);
    if (kind === ts.SyntaxKind.InKeyword) return this.#isId(left) || this.#isAll(sides);
    if (isAssignment(kind)) return false;
    if (isOrder(kind) && !sides.some(each => TIME.test(each.getText()))) {
      // How many sessions there are concerns nobody who has none; how often one calls does.
      return (
        sides.some(each => this.#isStoreSize(each)) ||
        (this.#isAll(sides) && !sides.some(each => this.#isOfSession(each)))
      );
    }
    return sides.some(each => this.#isOfSession(each)) || this.#isAll(sides);
  }

  #isPlainName(name: ts.Identifier): boolean {
    const role = this.#role(name);
    const { declaration, values } = this.#sources(name);
    if (role !== undefined) {
      const chosen = values.map(each => unwrap(each)).filter(ts.isConditionalExpression);
      return this.#once(name, declaration, () => chosen.every(each => !this.foreign(each.condition)));
    }
    if (requestDataOf(this.#entry).isMessage(name)) return true;
    if (!declaration) return false;
    // What is switched on and off is a flag, whatever for.
    if (values.length > 1 && values.some(each => isConstant(unwrap(each)))) return false;
    return this.#once(name, declaration, () => values.length > 0 && this.#isAll(values));
  }

  #once(name: ts.Identifier, declaration: ts.Node | undefined, test: () => boolean): boolean {
    const key = declaration ?? name;
    if (this.#open.has(key)) return true;
    this.#open.add(key);
    const result = test();
    this.#open.delete(key);
    return result;
  }

  /** All that a variable is made of, or a parameter given. */
  #sources(name: ts.Identifier): { declaration?: ts.Node; values: readonly ts.Expression[] } {
    const { names } = this.#entry.project;
    const declaration = names.symbol(name)?.declarations?.[0];
    if (!declaration) return { values: [] };
    if (ts.isParameter(declaration)) return { declaration, values: this.#given(declaration) };
    let at: ts.Node = declaration;
    while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at)) {
      if (ts.isBindingElement(at) && nameText(at.propertyName ?? at.name) === 'params')
        return { declaration, values: [] };
      at = at.parent;
    }
    if (ts.isParameter(at)) return { declaration, values: [] };
    if (!ts.isVariableDeclaration(at)) return { declaration, values: [] };
    const loop = at.parent.parent;
    const first = ts.isForOfStatement(loop) ? loop.expression : at.initializer;
    const later = boundNames(at.name).some(each => each.text === name.text)
      ? names.references(name).flatMap(use => {
          const { parent } = use;
          const isTarget = ts.isBinaryExpression(parent) && parent.left === use;
          return isTarget && isAssignment(parent.operatorToken.kind) ? [parent.right] : [];
        })
      : [];
    return { declaration, values: [...(first ? [first] : []), ...later] };
  }

  #given(parameter: ts.ParameterDeclaration): ts.Expression[] {
    const around = parameter.parent;
    if (!isFunctionNode(around)) return [];
    const index = around.parameters.indexOf(parameter);
    const calls = valuesOf(this.#entry.project).callsOf(around);
    const own = ts.isIdentifier(parameter.name) && OWN_NAME.test(parameter.name.text);
    if (calls.length === 0 && own) return [ts.factory.createTrue()];
    const call = around.parent;
    const method = ts.isCallExpression(call) ? methodCall(call) : undefined;
    // `messages.some(message => …)`
    if (method && PURE.test(method.name) && index === 0) return [method.object];
    const given = calls.map(each => each.arguments?.[index]);
    return given.every(each => each !== undefined) ? given : [];
  }

  #isPlainMember(node: ts.PropertyAccessExpression): boolean {
    const name = node.name.text;
    if (this.#role(node) !== undefined || PLACE.test(name)) return true;
    if (FORM_HEADER.test(name) && /headers$/.test(node.expression.getText())) return true;
    if (MESSAGE_PART.test(name) && this.#isRequest(node.expression)) return true;
    return name !== 'params' && this.foreign(node.expression) === undefined;
  }

  #isPlainCall(node: ts.CallExpression): boolean {
    const { project } = this.#entry;
    const callee = unwrap(node.expression);
    const given = node.arguments;
    const method = methodCall(node);
    const isHeader = given.some(isFormHeader);
    if (isHeader && given.length <= 2) return true;
    const target = valuesOf(project).callee(node);
    if (target) return this.#isPlainFunction(node, target);
    const origin = project.names.origin(callee);
    if (origin && /^@modelcontextprotocol\//.test(origin.module)) return this.#isGivenPlain(node);
    if (!method) {
      const name = callee.getText();
      if (GLOBAL.test(name)) return this.#isGivenPlain(node);
      if (READING.test(name)) return given.every(each => this.#isRequest(each));
      const isOwn = OF_SESSION.test(name) || origin?.module === 'uuid';
      return isOwn && given.length > 0 && given.every(each => this.#isId(each));
    }
    const { object, name } = method;
    if (READING.test(name) && given.length === 0 && this.#isRequest(object)) return true;
    if (LOOKUP.test(name) && given.length > 0 && given.every(each => this.#isId(each))) return true;
    if (
      OF_SESSION.test(`${object.getText()}.${name}`) &&
      given.length > 0 &&
      given.every(each => this.#isId(each))
    )
      return true;
    if (!PURE.test(name) || !this.#isGivenPlain(node)) return false;
    return (
      GLOBAL.test(object.getText()) || /Schema$/.test(object.getText()) || this.foreign(object) === undefined
    );
  }

  #isGivenPlain({ arguments: given }: ts.CallExpression): boolean {
    return given.every(each => {
      const value = unwrap(each);
      if (isFunctionNode(value))
        return this.#once(ts.factory.createIdentifier(''), value, () => this.#isTest(value));
      return this.foreign(value) === undefined || this.#isOfSdk(value);
    });
  }

  #isOfSdk(node: ts.Expression): boolean {
    const origin = this.#entry.project.names.origin(node);
    return origin !== undefined && /^@modelcontextprotocol\//.test(origin.module);
  }

  #isPlainFunction(call: ts.CallExpression, target: FunctionNode): boolean {
    if (this.#open.has(target)) return true;
    this.#open.add(target);
    const result =
      this.#isTest(target) || (this.#role(call) === 'id' && !call.arguments.some(each => this.#isId(each)));
    this.#open.delete(target);
    return result;
  }

  /** Whether a function answers by the session alone. */
  #isTest(node: FunctionNode): boolean {
    const returned = returnedExpressions(node);
    return returned.length > 0 && this.#isAll(returned) && this.foreignIn(node) === undefined;
  }

  /** Whether a value belongs to one session: a member of its record, or what a table has under its id. */
  #isOfSession(node: ts.Expression): boolean {
    const value = unwrap(node);
    const role = this.#role(value);
    if (role !== undefined) return role !== 'id' && role !== 'transport';
    if (ts.isPropertyAccessExpression(value)) return this.#isOfSession(value.expression);
    if (ts.isElementAccessExpression(value))
      return this.#isId(value.argumentExpression) || this.#isOfSession(value.expression);
    if (ts.isCallExpression(value)) {
      const method = methodCall(value);
      if (!method) return false;
      return (
        (method.name === 'get' && value.arguments.some(each => this.#isId(each))) ||
        this.#isOfSession(method.object)
      );
    }
    if (ts.isBinaryExpression(value)) return this.#isOfSession(value.left) || this.#isOfSession(value.right);
    if (!ts.isIdentifier(value)) return false;
    const { declaration, values } = this.#sources(value);
    if (!declaration || this.#open.has(declaration)) return false;
    this.#open.add(declaration);
    const result = values.length > 0 && values.every(each => this.#isOfSession(each));
    this.#open.delete(declaration);
    return result;
  }

  /** `sessions.size`, `Object.keys(sessions).length` */
  #isStoreSize(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (!ts.isPropertyAccessExpression(value) || !/^(?:size|length)$/.test(value.name.text)) return false;
    const held = unwrap(value.expression);
    const [first] = ts.isCallExpression(held) ? held.arguments : [];
    return this.#role(held) === 'store' || (first !== undefined && this.#role(first) === 'store');
  }

  #isId(node: ts.Expression): boolean {
    const value = unwrap(node);
    if (ts.isBinaryExpression(value) && isJoin(value.operatorToken.kind))
      return this.#isId(value.left) && (isConstant(unwrap(value.right)) || this.#isId(value.right));
    if (this.#role(value) === 'id') return ts.isIdentifier(value) ? this.#isPlainName(value) : true;
    if (ts.isIdentifier(value)) {
      const { declaration, values } = this.#sources(value);
      if (!declaration || this.#open.has(declaration)) return false;
      this.#open.add(declaration);
      const isOwn =
        values.length === 0
          ? false
          : values.every(each => (isConstant(unwrap(each)) ? OWN_NAME.test(value.text) : this.#isId(each)));
      this.#open.delete(declaration);
      return isOwn;
    }
    return ts.isElementAccessExpression(value) && this.#isId(value.expression);
  }

  #isRequest(node: ts.Expression): boolean {
    const data = requestDataOf(this.#entry);
    if (data.reads(node)) return true;
    const root = rootName(node);
    if (!root) return false;
    const { declaration, values } = this.#sources(root);
    return this.#once(
      root,
      declaration,
      () => values.length > 0 && values.every(each => this.#isRequest(each)),
    );
  }

  #role(node: ts.Expression) {
    return this.#entry.plumbing.roleOf(node);
  }
}
