import { ts } from '../engine/ts.js';
import { boundNames, rootName } from './bindings.js';
import type { HttpEntry } from './http-serving.js';
import { isVariableUse } from './scope.js';
import { namesSession } from './session-starts.js';
import { isFunctionNode, memberValue, unwrap, walk } from './syntax.js';

/** Which message it is, and in what form it comes: for the protocol to tell, and no matter of who asks. */
const FORM =
  /accept|content-(?:type|length)|mcp-protocol-version|last-event-id|headersSent|writableEnded|destroyed|aborted/i;
/** Where a request goes: `req.method === 'POST'`, `url.pathname === '/mcp'`. */
const ROUTE =
  /\bmethod\b|\b(?:path|pathname|url|originalUrl)\s*[!=]==?\s*['"`\w]|\b(?:path|pathname|url)\??\.(?:startsWith|endsWith)\(\s*['"`]\//;
/** Of a login, and not of MCP. */
const OWN_SESSION = /\.session\b/;
const PART = new Set(['body', 'rawBody', 'parsedBody']);

const known = new WeakMap<HttpEntry, RequestData>();

/** What an endpoint's code has of the request it serves. */
export function requestDataOf(entry: HttpEntry): RequestData {
  const data = known.get(entry) ?? new RequestData(entry);
  known.set(entry, data);
  return data;
}

/** Follows the request, and what it is answered with, through the variables of an endpoint's functions. */
export class RequestData {
  readonly #entry: HttpEntry;
  readonly #symbols = new Set<ts.Symbol>();
  /** The message that the request carries. */
  readonly #message = new Set<ts.Symbol>();

  constructor(entry: HttpEntry) {
    this.#entry = entry;
    const functions = [entry.handler.node, ...entry.helpers.map(each => each.node)];
    for (const { parameters } of functions) {
      for (const name of parameters.flatMap(each => boundNames(each.name))) this.#add(name, this.#symbols);
    }
    for (const { given } of entry.dispatches) this.#learnMessage(given[2] ?? parsedBody(given[1]));
    let size: number;
    do {
      size = this.#symbols.size;
      for (const each of functions) walk(each, node => this.#learn(node));
    } while (this.#symbols.size > size);
  }

  /** Whether evaluating a node reads the request; functions in it do not run. */
  reads(node: ts.Node): boolean {
    return this.#uses(node).length > 0;
  }

  /** Whether a name stands for the message of the request. */
  isMessage(name: ts.Identifier): boolean {
    const symbol = this.#entry.project.names.symbol(name);
    return symbol !== undefined && this.#message.has(symbol);
  }

  /**
   * The part of a condition that lets requests through by something they say: not by their session, their place,
   * their form, or the kind of their message.
   */
  asked(condition: ts.Expression): ts.Expression | undefined {
    return operands(condition).find(each => this.#isAsked(each));
  }

  #isAsked(node: ts.Expression): boolean {
    const text = node.getText();
    if (this.#entry.plumbing.isSessionCondition(node)) return false;
    if (namesSession(node) && !OWN_SESSION.test(text)) return false;
    const uses = this.#uses(node);
    if (uses.length === 0 || FORM.test(text) || ROUTE.test(text)) return false;
    return /\bparams\b/.test(text) || uses.some(each => !this.#isOfMessage(each));
  }

  #isOfMessage(use: ts.Identifier): boolean {
    const { parent } = use;
    return (
      this.isMessage(use) ||
      (ts.isPropertyAccessExpression(parent) && parent.expression === use && PART.has(parent.name.text))
    );
  }

  #uses(node: ts.Node): ts.Identifier[] {
    const found: ts.Identifier[] = [];
    walk(node, at => {
      if ((isFunctionNode(at) && at !== node) || ts.isTypeNode(at)) return false;
      if (!ts.isIdentifier(at) || !isVariableUse(at)) return undefined;
      const symbol = this.#entry.project.names.symbol(at);
      if (symbol && this.#symbols.has(symbol)) found.push(at);
      return undefined;
    });
    return found;
  }

  #learn(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && node.initializer && this.reads(node.initializer)) {
      for (const name of boundNames(node.name)) this.#add(name, this.#symbols);
    }
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
    if (ts.isIdentifier(node.left) && this.reads(node.right)) this.#add(node.left, this.#symbols);
  }

  #learnMessage(value: ts.Expression | undefined): void {
    const name = value && rootName(value);
    if (name && ts.isIdentifier(unwrap(value))) this.#add(name, this.#message);
  }

  #add(name: ts.Identifier, to: Set<ts.Symbol>): void {
    // What belongs to a session is told apart by its role.
    if (this.#entry.plumbing.roleOf(name) !== undefined) return;
    const symbol = this.#entry.project.names.symbol(name);
    if (symbol) to.add(symbol);
  }
}

/** The parts of a condition joined by `&&`, `||` and `!`. */
export function operands(node: ts.Expression): ts.Expression[] {
  const value = unwrap(node);
  if (ts.isPrefixUnaryExpression(value)) return operands(value.operand);
  if (!ts.isBinaryExpression(value)) return [value];
  const { kind } = value.operatorToken;
  const isJoined = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  return isJoined ? [...operands(value.left), ...operands(value.right)] : [value];
}

function parsedBody(options: ts.Expression | undefined): ts.Expression | undefined {
  const literal = options && unwrap(options);
  return literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, 'parsedBody') : undefined;
}
