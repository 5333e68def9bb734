import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { declaredName, handlerFunction, registrationsIn, routesOf } from '../recognise/http-routes.js';
import { readsSessionHeader } from '../recognise/session-header.js';
import {
  ancestors,
  isExportedStatement,
  isFunctionNode,
  methodCall,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { isEqualTest } from './messages.js';
import type { Reception } from './reception.js';
import { membersUsed } from './reply.js';

/** GET and DELETE of the endpoint, answered with 405. */
export interface ClosedMethods {
  readonly edits: readonly TextEdit[];
  /** What answered them before. */
  readonly bodies: readonly ts.Node[];
}

const METHOD = /^(?:GET|DELETE)$/;
const FETCH = "return new Response(null, { status: 405, headers: { Allow: 'POST' } });";

/**
 * Answers GET and DELETE with 405 where they ended a session or opened its stream: a server that is not one of earlier
 * revisions has neither.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#earlier-streamable-http-revisions
 */
export function closedMethods(project: ProjectModel, reception: Reception): ClosedMethods {
  const closing = new Closing(project, reception);
  closing.routes();
  closing.exports();
  closing.conditions();
  return closing;
}

class Closing implements ClosedMethods {
  readonly edits: TextEdit[] = [];
  readonly bodies: ts.Node[] = [];
  readonly #around: FunctionNode[];

  constructor(
    readonly project: ProjectModel,
    readonly reception: Reception,
  ) {
    this.#around = ancestors(reception.anchor).filter(isFunctionNode);
  }

  /** `app.delete('/mcp', …)` beside `app.post('/mcp', …)`. */
  routes(): void {
    const posts = this.#around
      .flatMap(each => routesOf(this.project, each))
      .filter(each => each.path && each.methods?.includes('POST'));
    for (const post of posts) {
      for (const other of registrationsIn(this.project, post.path!.getSourceFile())) {
        const isBeside =
          other.call !== post.call &&
          other.path?.getText() === post.path!.getText() &&
          other.app?.getText() === post.app?.getText();
        const handler = handlerFunction(this.project, other.handler);
        const method = other.methods?.length === 1 ? other.methods[0]! : '';
        if (isBeside && handler && METHOD.test(method)) this.#function(handler, method);
      }
    }
  }

  /** `export async function DELETE(request)` beside `POST`. */
  exports(): void {
    const { ast } = this.reception.unit;
    const names = this.#around.map(each => declaredName(each)?.text);
    if (!names.includes('POST')) return;
    for (const statement of ast.statements) {
      if (!isExportedStatement(statement) || !ts.isFunctionDeclaration(statement)) continue;
      const name = statement.name?.text ?? '';
      if (METHOD.test(name)) this.#function(statement, name);
    }
  }

  /** `if (req.method === 'DELETE') …` around or in front of where messages come in. */
  conditions(): void {
    const request = this.reception.reply.headers?.replace(/\.(?:raw\.)?headers$/, '');
    const outermost = this.#around.at(-1);
    if (!request || !outermost) return;
    walk(outermost, node => {
      if (!ts.isIfStatement(node)) return;
      const methods = methodsOf(node.expression, `${request}.method`);
      const isHere = ancestors(node).find(isFunctionNode);
      if (!methods || !isHere || !this.#around.includes(isHere)) return;
      if (
        node.thenStatement.pos <= this.reception.anchor.pos &&
        this.reception.anchor.end <= node.thenStatement.end
      )
        return;
      if (methods.every(each => this.#isOfSessions(node.thenStatement, each))) {
        this.#body(node.thenStatement, isHere);
      }
    });
  }

  #function(node: FunctionNode, method: string): void {
    const { body } = node;
    if (!body || !ts.isBlock(body) || this.bodies.includes(body)) return;
    if (/\b405\b/.test(body.getText())) this.#allow(body);
    else if (this.#isOfSessions(body, method) && this.#body(body, node)) this.#plain(node);
  }

  /** Whether code ends a session, or opens a stream of events. */
  #isOfSessions(body: ts.Node, method: string): boolean {
    if (/\b405\b/.test(body.getText())) return false;
    if (method === 'DELETE') return true;
    return (
      /text\/event-stream/.test(body.getText()) ||
      somewhere(
        body,
        at =>
          (ts.isCallExpression(at) || ts.isElementAccessExpression(at)) &&
          readsSessionHeader(at, this.project.names),
      )
    );
  }

  #body(body: ts.Statement, owner: FunctionNode): boolean {
    const unit = this.#unitOf(body);
    const refusal = this.#refusal(owner);
    if (!refusal) return false;
    const last = ts.isBlock(body) ? body.statements.at(-1) : body;
    const isLeft = last && ts.isReturnStatement(last) && body !== owner.body && !/^return /.test(refusal);
    const indent = indentAt(unit.text, body.getStart(unit.ast));
    const statements = [refusal, ...(isLeft ? ['return;'] : [])].map(each => `  ${each}\n`).join('');
    const text = render(`{\n${statements}}`, unit.style, indent);
    this.edits.push({ file: unit.path, start: body.getStart(unit.ast), end: body.end, text });
    this.bodies.push(body);
    return true;
  }

  /** What says 405, by how the function answers otherwise. */
  #refusal(owner: FunctionNode): string | undefined {
    const names = owner.parameters.map(each => each.name).filter(ts.isIdentifier);
    const response = names.find(each => /^_?(?:res|response|reply|rep)$/i.test(each.text));
    if (response) {
      const used = membersUsed(this.project, response, 0);
      if (used.has('code')) return `${response.text}.code(405).header('Allow', 'POST').send();`;
      if (used.has('status') || used.has('json') || used.has('sendStatus'))
        return `${response.text}.status(405).set('Allow', 'POST').end();`;
      return used.has('writeHead') || used.has('end')
        ? `${response.text}.writeHead(405, { Allow: 'POST' }).end();`
        : undefined;
    }
    const [first] = names;
    if (first && /\.req\.raw\.headers$/.test(this.reception.reply.headers ?? '')) {
      return `return ${first.text}.body(null, 405, { Allow: 'POST' });`;
    }
    return /return new Response|^return \w+\.json/.test(this.reception.reply.statements) ? FETCH : undefined;
  }

  /** A handler that does not wait, of a request that it does not read. */
  #plain(node: FunctionNode): void {
    const unit = this.#unitOf(node);
    const { path: file, ast, text } = unit;
    const isAsync = ts.canHaveModifiers(node)
      ? ts.getModifiers(node)?.find(each => each.kind === ts.SyntaxKind.AsyncKeyword)
      : undefined;
    if (isAsync && !node.type) {
      const space = /^\s*/.exec(text.slice(isAsync.end))![0].length;
      this.edits.push({ file, start: isAsync.getStart(ast), end: isAsync.end + space, text: '' });
    }
    const [request] = node.parameters;
    const isSpare = request && node.parameters.length > 1 && ts.isIdentifier(request.name);
    if (isSpare && !request.name.text.startsWith('_')) {
      const start = request.name.getStart(ast);
      this.edits.push({ file, start, end: request.name.end, text: `_${request.name.text}` });
    }
  }

  /** `Allow: POST, DELETE` of a 405 names methods that are not allowed any more. */
  #allow(body: ts.Block): void {
    const unit = this.#unitOf(body);
    walk(body, node => {
      if (!ts.isStringLiteralLike(node) || !/^(?:[A-Z]+,\s*)+[A-Z]+$/.test(node.text)) return;
      const names = node.text.split(/,\s*/);
      const kept = names.filter(each => !METHOD.test(each));
      if (!names.includes('POST') || kept.length === names.length || !isAllowHeader(node)) return;
      const start = node.getStart(unit.ast) + 1;
      this.edits.push({ file: unit.path, start, end: node.end - 1, text: kept.join(', ') });
    });
  }

  #unitOf(node: ts.Node): SourceUnit {
    return this.project.unit(node.getSourceFile().fileName)!;
  }
}

/** Whether a text is the value of the header `Allow`. */
function isAllowHeader(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return /^['"]?allow['"]?$/i.test(parent.name.getText());
  const call = methodCall(parent);
  return call?.call.arguments[1] === node && /^['"]allow['"]$/i.test(call.call.arguments[0]!.getText());
}

/** GET and DELETE where a condition asks for nothing but them. */
function methodsOf(condition: ts.Expression, subject: string): string[] | undefined {
  const node = unwrap(condition);
  if (!ts.isBinaryExpression(node)) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    const parts = [methodsOf(node.left, subject), methodsOf(node.right, subject)];
    return parts.every(each => each !== undefined) ? parts.flat() : undefined;
  }
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    return methodsOf(node.left, subject) ?? methodsOf(node.right, subject);
  }
  const value = unwrap(node.right);
  const isAsked = isEqualTest(node) && node.left.getText() === subject && ts.isStringLiteralLike(value);
  return isAsked && METHOD.test(value.text) ? [value.text] : undefined;
}
