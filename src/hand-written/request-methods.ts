import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { readsSessionHeader } from '../recognise/session-header.js';
import {
  ancestors,
  isConst,
  isFunctionNode,
  isWithin,
  somewhere,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';
import { isEqualTest } from './messages.js';
import type { Reception } from './reception.js';
import { httpReply } from './replies.js';

/** Methods that only servers of earlier revisions answer at their endpoint. */
export const CLOSED = /^(?:GET|DELETE)$/;
const PATH = /\b(?:url|path|pathname)\b/i;

/** A function on the way of a request to where its message is read. */
export interface Way {
  readonly owner: FunctionNode;
  /** The request as it is called there: `req`, `c.req`. */
  readonly request: string;
  /** Where the way goes on in it: the message that comes in, or the call of the next function. */
  readonly place: ts.Node;
}

/** Code that runs for some methods of HTTP requests: what an `if` or the labels of a `switch` lead to. */
export interface MethodCode {
  readonly node: ts.IfStatement | ts.CaseOrDefaultClause;
  readonly methods: readonly string[];
  readonly way: Way;
  /** What runs. */
  readonly statements: readonly ts.Statement[];
  /** The block of an `if`; undefined for clauses. */
  readonly body: ts.Statement | undefined;
  /** What else a condition says: `path === '/mcp'`. */
  readonly more: readonly ts.Expression[];
}

/** The functions that a message comes in by, from those which read it to those which call them. */
export function waysOf(project: ProjectModel, { anchor, reply }: Reception): Way[] {
  const found: Way[] = [];
  const add = (place: ts.Node, headers: string | undefined, depth: number): void => {
    const request = headers?.replace(/\.(?:raw\.)?headers$/, '');
    if (!request) return;
    for (const owner of ancestors(place).filter(isFunctionNode)) {
      if (found.some(each => each.owner === owner)) continue;
      found.push({ owner, request, place });
      if (depth > 2) continue;
      for (const call of callersOf(project, owner)) {
        const unit = project.unit(call.getSourceFile().fileName);
        add(call, unit && httpReply(project, unit, call)?.headers, depth + 1);
      }
    }
  };
  add(anchor, reply.headers, 0);
  return found;
}

/** Code of a function on the way of messages that runs for GET or DELETE alone, and not for them. */
export function codeByMethod(project: ProjectModel, way: Way): MethodCode[] {
  const found: MethodCode[] = [];
  walk(way.owner, node => {
    if (node !== way.owner && isFunctionNode(node)) return isWithin(way.place, node);
    if (ts.isIfStatement(node)) {
      const asked = askedFor(project, node.expression, way);
      const { thenStatement: body } = node;
      const statements = ts.isBlock(body) ? [...body.statements] : [body];
      if (asked && !isWithin(way.place, body)) found.push({ ...asked, node, way, statements, body });
    }
    if (ts.isSwitchStatement(node) && isMethodOf(project, node.expression, way)) {
      found.push(...clauses(node).map(each => ({ ...each, way, body: undefined, more: [] })));
    }
    return undefined;
  });
  return found.filter(each => !each.statements.some(statement => isWithin(way.place, statement)));
}

/** The clauses of a `switch` whose labels are all of GET or DELETE, and which nothing falls into or out of. */
function clauses(node: ts.SwitchStatement): Pick<MethodCode, 'node' | 'methods' | 'statements'>[] {
  const found: Pick<MethodCode, 'node' | 'methods' | 'statements'>[] = [];
  let methods: (string | undefined)[] = [];
  let isEntered = false;
  for (const clause of node.caseBlock.clauses) {
    const label = ts.isCaseClause(clause) ? unwrap(clause.expression) : undefined;
    methods.push(label && ts.isStringLiteralLike(label) && CLOSED.test(label.text) ? label.text : undefined);
    if (clause.statements.length === 0) continue;
    const isLast = clause === node.caseBlock.clauses.at(-1);
    const isLeft = isLast || leaves(clause.statements.at(-1)!);
    const known = methods.filter(each => each !== undefined);
    if (!isEntered && isLeft && known.length === methods.length) {
      found.push({ node: clause, methods: known, statements: [...clause.statements] });
    }
    isEntered = !isLeft;
    methods = [];
  }
  return found;
}

/** The statement that ends a list, the one of a block around it. */
export function ending(statement: ts.Statement | undefined): ts.Statement | undefined {
  return statement && ts.isBlock(statement) ? ending(statement.statements.at(-1)) : statement;
}

function leaves(statement: ts.Statement): boolean {
  const last = ending(statement);
  return (
    last !== undefined &&
    (ts.isBreakStatement(last) || ts.isReturnStatement(last) || ts.isThrowStatement(last))
  );
}

/** Whether an expression is the method of the request on a way: `req.method`, or a constant that holds it. */
function isMethodOf(project: ProjectModel, expression: ts.Expression, { request }: Way): boolean {
  const node = unwrap(expression);
  const subject = `${request}.method`;
  if (node.getText() === subject) return true;
  if (!ts.isIdentifier(node)) return false;
  const declaration = project.names.symbol(node)?.declarations?.[0];
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) {
    return isConst(declaration) && unwrapped(declaration.initializer)?.getText() === subject;
  }
  if (!ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) return false;
  const { parent } = declaration.parent;
  const isMember = (declaration.propertyName ?? declaration.name).getText() === 'method';
  return (
    isMember &&
    ts.isVariableDeclaration(parent) &&
    isConst(parent) &&
    parent.initializer?.getText() === request
  );
}

function unwrapped(node: ts.Expression | undefined): ts.Expression | undefined {
  return node && unwrap(node);
}

/** GET and DELETE where a condition asks for nothing but them, and what it asks for besides. */
function askedFor(
  project: ProjectModel,
  condition: ts.Expression,
  way: Way,
): Pick<MethodCode, 'methods' | 'more'> | undefined {
  const node = unwrap(condition);
  if (!ts.isBinaryExpression(node)) return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    const parts = [askedFor(project, node.left, way), askedFor(project, node.right, way)];
    return parts.every(each => each !== undefined)
      ? { methods: parts.flatMap(each => each.methods), more: parts.flatMap(each => each.more) }
      : undefined;
  }
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    const left = askedFor(project, node.left, way);
    const asked = left ?? askedFor(project, node.right, way);
    return asked && { ...asked, more: [...asked.more, ...parts(left ? node.right : node.left)] };
  }
  const value = unwrap(node.right);
  const isAsked = isEqualTest(node) && isMethodOf(project, node.left, way) && ts.isStringLiteralLike(value);
  return isAsked && CLOSED.test(value.text) ? { methods: [value.text], more: [] } : undefined;
}

/** What `&&` joins. */
function parts(expression: ts.Expression): ts.Expression[] {
  const node = unwrap(expression);
  const isBoth =
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  return isBoth ? [...parts(node.left), ...parts(node.right)] : [node];
}

/**
 * Whether code that runs for GET or DELETE is about sessions: it reads the session header, by itself or in a function
 * that it calls, or it stands where nothing but the method tells its requests from messages, and opens a stream, ends
 * something of sessions, or only answers.
 */
export function isOfSessions(project: ProjectModel, code: MethodCode): boolean {
  const { methods, statements, more } = code;
  const all = statements.flatMap(each => withCalled(project, each, 0));
  if (says405(all) || servesMore(all)) return false;
  if ([...all, ...more].some(each => readsSession(project, each))) return true;
  if (!isAtEndpoint(code)) return false;
  const ends = /session/i.test(textOf(all)) || onlyAnswers(statements);
  return methods.every(each => (each === 'GET' ? streams(all) : ends));
}

/** Whether what answers GET or DELETE of the endpoint, and nothing else, ends a session or opens a stream. */
export function endsSession(project: ProjectModel, body: ts.Node, method: string): boolean {
  const all = withCalled(project, body, 0);
  if (says405([body]) || servesMore(all)) return false;
  return method === 'DELETE' || streams(all) || all.some(each => readsSession(project, each));
}

function textOf(nodes: readonly ts.Node[]): string {
  return nodes.map(each => each.getText()).join('\n');
}

/** What GET and DELETE are asked for besides the streams and the ends of sessions: pages, health, files. */
const MORE =
  /\b(?:url|path|pathname)\b|\baccepts?\b|text\/html|text\/plain|\b200\b(?![^\n]*(?:event-stream|\)\.end\(\)))|sendFile|send_file|readFile|createReadStream|unlink|\brm\(|\.render\(|health|metrics|well-known/i;

/** Whether code may answer something that has nothing to do with sessions, and so has to stay. */
function servesMore(nodes: readonly ts.Node[]): boolean {
  // The type of a stream may stand on another line than its status.
  return MORE.test(textOf(nodes).replace(/writeHead\(\s*200\s*,\s*\{[^}]*event-stream[^}]*\}/g, ''));
}

const says405 = (nodes: readonly ts.Node[]) => /\b405\b/.test(textOf(nodes));
const streams = (nodes: readonly ts.Node[]) => /text\/event-stream/.test(textOf(nodes));

/** A node and the project functions that it calls. */
function withCalled(project: ProjectModel, node: ts.Node, depth: number): ts.Node[] {
  const found = [node];
  if (depth > 2) return found;
  walk(node, at => {
    const body = ts.isCallExpression(at) ? valuesOf(project).callee(at)?.body : undefined;
    if (body) found.push(...withCalled(project, body, depth + 1));
  });
  return found;
}

function readsSession(project: ProjectModel, node: ts.Node): boolean {
  return somewhere(node, at => {
    if (ts.isIdentifier(at)) {
      const declaration = project.names.symbol(at)?.declarations?.[0];
      const value =
        declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
          ? unwrap(declaration.initializer)
          : undefined;
      return value !== undefined && isHeaderRead(project, value);
    }
    return isHeaderRead(project, at);
  });
}

function isHeaderRead(project: ProjectModel, node: ts.Node): boolean {
  const isRead = ts.isCallExpression(node) || ts.isElementAccessExpression(node);
  return isRead && readsSessionHeader(node, project.names);
}

/** Whether all that leads to code also leads to where messages are read. */
function isAtEndpoint({ way, node, more }: MethodCode): boolean {
  const said = ancestors(way.place)
    .filter(ts.isIfStatement)
    .filter(each => isWithin(way.place, each.thenStatement))
    .flatMap(each => parts(each.expression))
    .map(each => each.getText());
  const isSaid = (each: ts.Expression) => said.includes(each.getText());
  if (!more.every(isSaid) || asksForPath(way, node)) return false;
  const around = ancestors(node).slice(0, ancestors(node).indexOf(way.owner));
  return around.every(each => {
    if (ts.isCaseOrDefaultClause(each)) return isWithin(way.place, each);
    if (!ts.isIfStatement(each) || !isWithin(node, each.thenStatement)) return true;
    return isWithin(way.place, each.thenStatement) || parts(each.expression).every(isSaid);
  });
}

/** Whether requests for other paths come to code as well: what tells them apart is behind it. */
function asksForPath({ owner, place }: Way, node: ts.Node): boolean {
  return somewhere(owner, at => {
    const isBetween = ts.isIfStatement(at) && at.pos >= node.end && at.pos <= place.pos;
    return isBetween && PATH.test(at.expression.getText());
  });
}

/** Whether statements do nothing but answer: each call is one of the response. */
function onlyAnswers(statements: readonly ts.Statement[]): boolean {
  return !statements.some(statement =>
    somewhere(
      statement,
      node =>
        ts.isCallExpression(node) &&
        !/^(?:_?(?:res|response|reply|rep)|c|JSON)\./.test(node.expression.getText()),
    ),
  );
}
