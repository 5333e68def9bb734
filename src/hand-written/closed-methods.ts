import { removeElements } from '../engine/prune-imports.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { declaredName, handlerFunction, registrationsIn, routesOf } from '../recognise/http-routes.js';
import {
  ancestors,
  isExportedStatement,
  isFunctionNode,
  methodCall,
  somewhere,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import type { Reception } from './reception.js';
import { membersUsed } from './reply.js';
import { CLOSED, codeByMethod, ending, endsSession, isOfSessions, waysOf } from './request-methods.js';

/** GET and DELETE of the endpoint, answered with 405. */
export interface ClosedMethods {
  readonly edits: readonly TextEdit[];
  /** What answered them before. */
  readonly bodies: readonly ts.Node[];
}

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
        if (isBeside && handler && CLOSED.test(method)) this.#function(handler, method);
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
      if (CLOSED.test(name)) this.#function(statement, name);
    }
  }

  /** `if (req.method === 'DELETE') …` and `case 'DELETE':` around or in front of where messages come in. */
  conditions(): void {
    for (const way of waysOf(this.project, this.reception)) {
      const closed: string[] = [];
      for (const code of codeByMethod(this.project, way)) {
        const isClosed =
          isOfSessions(this.project, code) &&
          (code.body ? this.#body(code.body, way.owner) : this.#clause(code.statements, way.owner));
        if (isClosed) closed.push(...code.methods);
      }
      if (closed.length > 0) this.#allow(way.owner, closed);
    }
  }

  #function(node: FunctionNode, method: string): void {
    const { body } = node;
    if (!body || !ts.isBlock(body) || this.bodies.includes(body)) return;
    if (/\b405\b/.test(body.getText())) this.#allow(body, ['GET', 'DELETE']);
    else if (endsSession(this.project, body, method) && this.#body(body, node)) this.#plain(node);
  }

  #body(body: ts.Statement, owner: FunctionNode): boolean {
    const unit = this.#unitOf(body);
    const refusal = this.#refusal(owner);
    if (!refusal) return false;
    const left = body === owner.body || !somewhere(body, ts.isReturnStatement) ? '' : leavingBy(owner, body);
    if (left === undefined) return false;
    const isLeft = left !== '' && !/^return /.test(refusal);
    const indent = indentAt(unit.text, body.getStart(unit.ast));
    const statements = [refusal, ...(isLeft ? [left] : [])].map(each => `  ${each}\n`).join('');
    const text = render(`{\n${statements}}`, unit.style, indent);
    this.edits.push({ file: unit.path, start: body.getStart(unit.ast), end: body.end, text });
    this.bodies.push(body);
    return true;
  }

  /** What a clause does; it leaves the `switch` as before. */
  #clause(statements: readonly ts.Statement[], owner: FunctionNode): boolean {
    const [first] = statements;
    const refusal = this.#refusal(owner);
    if (!first || !refusal || statements.some(each => this.bodies.includes(each))) return false;
    const unit = this.#unitOf(first);
    const last = ending(statements.at(-1));
    const left = last && ts.isBreakStatement(last) ? last.getText() : leavingBy(owner, last);
    if (left === undefined) return false;
    const start = first.getStart(unit.ast);
    const lines = /^return /.test(refusal) ? refusal : `${refusal}\n${left}`;
    const isBlock = ts.isBlock(first);
    const snippet = isBlock ? `{\n${lines.replace(/^/gm, '  ')}\n}` : lines;
    const text = render(snippet, unit.style, indentAt(unit.text, start));
    this.edits.push({ file: unit.path, start, end: statements.at(-1)!.end, text });
    this.bodies.push(...statements);
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
        return `${response.text}.status(405).${this.#isExpress() ? 'set' : 'setHeader'}('Allow', 'POST').end();`;
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

  #isExpress(): boolean {
    const { path: file, text } = this.reception.unit;
    const manifest = this.project.packageOf(file)?.manifest;
    return /['"]express['"]/.test(text) || manifest?.dependencies?.['express'] !== undefined;
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
  #allow(body: ts.Node, closed: readonly string[]): void {
    const unit = this.#unitOf(body);
    walk(body, node => {
      if (ts.isArrayLiteralExpression(node) && isAllowHeader(node)) {
        const gone = node.elements.filter(each => ts.isStringLiteralLike(each) && closed.includes(each.text));
        const isNamed = node.elements.some(each => ts.isStringLiteralLike(each) && each.text === 'POST');
        if (isNamed) this.edits.push(...removeElements(unit, node.elements, new Set<ts.Node>(gone)));
      }
      if (!ts.isStringLiteralLike(node) || !/^(?:[A-Z]+,\s*)+[A-Z]+$/.test(node.text)) return;
      const names = node.text.split(/,\s*/);
      const kept = names.filter(each => !closed.includes(each));
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
function isAllowHeader(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return /^['"]?allow['"]?$/i.test(parent.name.getText());
  const call = methodCall(parent);
  return call?.call.arguments[1] === node && /^['"]allow['"]$/i.test(call.call.arguments[0]!.getText());
}

/** What leaves a function as a statement did; undefined where what it gave back is not known. */
function leavingBy(owner: FunctionNode, statement: ts.Statement | undefined): string | undefined {
  const last = ending(statement);
  const given = last && ts.isReturnStatement(last) ? last.expression : undefined;
  if (!given) return 'return;';
  if (/^(?:true|false|null|undefined|void 0)$/.test(given.getText())) return `return ${given.getText()};`;
  const type = owner.type?.getText();
  return !type || /\b(?:void|any|unknown|Response|undefined)\b/.test(type) ? 'return;' : undefined;
}
