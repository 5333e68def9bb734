import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { CHANGE_EVENTS } from '../facts/change-events.js';
import type { ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  methodCall,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';
import { branchOf, type Dispatcher } from './dispatcher.js';
import { isJsonRpc, writtenMethod } from './messages.js';
import type { Reception } from './reception.js';
import { stdioReply } from './stdio-reply.js';

/** How a server on standard output tells of changes only to those who asked. */
export interface Subscriptions {
  readonly edits: readonly TextEdit[];
  /** What each file takes from the added module. */
  readonly names: ReadonlyMap<SourceUnit, ReadonlySet<string>>;
  /** The kinds of changes it tells of, as clients ask for them. */
  readonly kinds: readonly string[];
  /** What writes a message where messages come in. */
  readonly send: string;
}

/** What clients ask for to be told by these notifications. */
export const KINDS: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
  'notifications/resources/updated': 'resourceSubscriptions',
};
const METHODS = CHANGE_EVENTS.map(each => each.method);
const UPDATED = 'notifications/resources/updated';
export const OLD_METHODS = [
  'initialize',
  'notifications/initialized',
  'resources/subscribe',
  'resources/unsubscribe',
];

/**
 * Finds where a server on standard output tells of changes: by one function that writes messages, which is handed each
 * notification as an object. Undefined when it tells of none, or in another way.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export function subscriptionsOf(
  project: ProjectModel,
  dispatcher: Dispatcher,
  receptions: readonly Reception[],
  keepsLegacy: boolean,
): Subscriptions | undefined {
  const [reception, ...others] = receptions;
  if (!reception || others.length > 0 || reception.reply.headers !== undefined) return undefined;
  const writer = /^((?:this\.)?[\w$]+)\(refused\.body\);$/.exec(reception.reply.statements)?.[1];
  if (!writer) return undefined;
  const finder = new Finder(project, dispatcher, keepsLegacy);
  if (!finder.find() || finder.kinds.size === 0) return undefined;
  const send = writer.startsWith('this.') ? `each => ${writer}(each)` : writer;
  return { edits: finder.edits, names: finder.names, kinds: [...finder.kinds].sort(), send };
}

class Finder {
  readonly edits: TextEdit[] = [];
  readonly names = new Map<SourceUnit, Set<string>>();
  readonly kinds = new Set<string>();
  readonly #told = new Set<ts.CallExpression>();

  constructor(
    readonly project: ProjectModel,
    readonly dispatcher: Dispatcher,
    readonly keepsLegacy: boolean,
  ) {}

  find(): boolean {
    const { project } = this;
    const home = project.packageOf(this.dispatcher.unit.path);
    return project.units.every(unit => {
      if (project.packageOf(unit.path) !== home || isTestFile(project, unit)) return true;
      if (!METHODS.some(each => unit.text.includes(each))) return true;
      let isFine = true;
      walk(unit.ast, node => {
        if (!isFine || !ts.isStringLiteralLike(node) || !METHODS.includes(node.text)) return isFine;
        isFine = isCompared(node) || this.#place(unit, node);
        return isFine;
      });
      return isFine;
    });
  }

  /** `send({ jsonrpc: '2.0', method: '…' })`, or `notify('…')` of a function that does that. */
  #place(unit: SourceUnit, name: ts.StringLiteralLike): boolean {
    const { parent } = name;
    // What 2026-07-28 has no method for would never be told there.
    if (OLD_METHODS.some(each => branchOf(this.dispatcher, each)?.body.some(at => isWithin(name, at))))
      return false;
    const kind = KINDS[name.text]!;
    if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent)) {
      const literal = parent.parent;
      if (writtenMethod(this.project, literal) !== name.text) return false;
      const call = literal.parent;
      if (!ts.isCallExpression(call) || !this.#tell(call, literal)) return false;
      this.kinds.add(kind);
      return name.text !== UPDATED || this.#asked(unit, call, uriOf(literal));
    }
    const call = ts.isCallExpression(parent) && parent.arguments[0] === name ? parent : undefined;
    const owner = call && valuesOf(this.project).callee(call);
    const sent = owner && this.#sentBy(owner);
    if (!call || !sent || !this.#tell(sent.call, sent.literal)) return false;
    this.kinds.add(kind);
    const params = call.arguments[1] && unwrap(call.arguments[1]);
    const uri = params && ts.isObjectLiteralExpression(params) ? memberValue(params, 'uri') : undefined;
    return name.text !== UPDATED || this.#asked(unit, call, uri);
  }

  /** The one call of a function `(method, params) => …` that writes them as a message. */
  #sentBy(owner: FunctionNode): { call: ts.CallExpression; literal: ts.ObjectLiteralExpression } | undefined {
    const [first] = owner.parameters;
    if (!first || !owner.body || !ts.isIdentifier(first.name)) return undefined;
    const found: { call: ts.CallExpression; literal: ts.ObjectLiteralExpression }[] = [];
    const name = first.name.text;
    walk(owner.body, node => {
      if (!ts.isObjectLiteralExpression(node) || !isJsonRpc(this.project, node)) return;
      const method = memberValue(node, 'method');
      if (method?.getText() === name && ts.isCallExpression(node.parent))
        found.push({ call: node.parent, literal: node });
    });
    const uses = this.project.names.references(first.name);
    return found.length === 1 && uses.length === 1 ? found[0] : undefined;
  }

  /** Has a call of the function that writes go through `tell`. */
  #tell(call: ts.CallExpression, literal: ts.ObjectLiteralExpression): boolean {
    if (this.#told.has(call)) return true;
    const unit = this.project.unit(call.getSourceFile().fileName);
    const target = valuesOf(this.project).callee(call);
    if (!unit || call.arguments.length !== 1 || call.arguments[0] !== literal) return false;
    if (!target || !isWriter(this.project, target)) return false;
    const isPlain = ts.isExpressionStatement(call.parent) || ts.isArrowFunction(call.parent);
    if (!isPlain || !this.#isFree(unit, 'tell')) return false;
    const written = call.expression.getText(unit.ast);
    const send = ts.isIdentifier(call.expression) ? written : `each => ${written}(each)`;
    if (!/^(?:this\.)?[\w$]+$/.test(written)) return false;
    this.#told.add(call);
    this.#use(unit, 'tell');
    const { path: file, ast } = unit;
    this.edits.push(
      { file, start: call.expression.getStart(ast), end: call.expression.end, text: 'tell' },
      { file, start: literal.end, end: literal.end, text: `, ${render(send, unit.style)}` },
    );
    return true;
  }

  /** Lets a test for who subscribed pass for those who listen. */
  #asked(unit: SourceUnit, call: ts.CallExpression, uri: ts.Expression | undefined): boolean {
    const subscribe = branchOf(this.dispatcher, 'resources/subscribe');
    const kept = subscribe ? this.#keptBy(subscribe.body) : [];
    const around = ancestors(call).slice(0, ancestors(call).findIndex(isFunctionNode));
    const tests = around.filter(ts.isIfStatement);
    const owner = enclosingFunction(call);
    if (!subscribe) return true;
    const loops = around.some(each => ts.isForOfStatement(each) || ts.isForInStatement(each));
    const isEarly = owner !== undefined && leavesEarly(owner, call, kept);
    const asking = tests.filter(each => kept.some(name => mentionsName(each.expression, name)));
    if (loops || isEarly || asking.length > 1 || this.#startsMore(subscribe.body)) return false;
    const [test] = asking;
    // Nobody is told who did not subscribe, or everybody is.
    if (!test) return kept.length === 0 && subscribe.body.every(isReply);
    const asked = methodCall(unwrap(test.expression));
    const isPlain = asked && /^(?:has|includes)$/.test(asked.name) && asked.call.arguments.length === 1;
    const given = asked?.call.arguments[0];
    if (!isPlain || !given || !uri || given.getText() !== uri.getText() || test.elseStatement) return false;
    if (!this.#isFree(unit, 'isListenedTo')) return false;
    this.#use(unit, 'isListenedTo');
    const { path: file, ast } = unit;
    const also = `isListenedTo(${given.getText()})`;
    const { expression } = test;
    this.edits.push(
      this.keepsLegacy
        ? { file, start: expression.end, end: expression.end, text: ` || ${also}` }
        : { file, start: expression.getStart(ast), end: expression.end, text: also },
    );
    return true;
  }

  /** Whether a branch calls more than what keeps the subscription and answers: that would not be done for listeners. */
  #startsMore(body: readonly ts.Node[]): boolean {
    let does = false;
    const visit = (node: ts.Node): boolean => {
      if (!ts.isCallExpression(node)) return !does;
      const isStore = /^(?:add|set|push|delete|has|get|String)$/.test(
        node.expression.getText().split('.').at(-1)!,
      );
      const isAnswer = node.arguments.some(each => /\bid\b/.test(each.getText()));
      const callee = valuesOf(this.project).callee(node);
      const keeps = callee?.body !== undefined && this.#keptBy([callee.body]).length > 0;
      does ||= !isStore && !isAnswer && !keeps;
      return !does;
    };
    for (const each of body) walk(each, visit);
    return does;
  }

  /** What a branch adds something to: `subscriptions` of `subscriptions.add(uri)`. */
  #keptBy(body: readonly ts.Node[]): string[] {
    const found: string[] = [];
    for (const root of body) {
      walk(root, node => {
        const call = methodCall(node);
        if (call && /^(?:add|set|push)$/.test(call.name)) found.push(call.object.getText());
        const callee = ts.isCallExpression(node) ? valuesOf(this.project).callee(node) : undefined;
        if (callee?.body && callersOf(this.project, callee).length === 1) {
          walk(callee.body, at => {
            const inner = methodCall(at);
            if (inner && /^(?:add|set|push)$/.test(inner.name)) found.push(inner.object.getText());
          });
        }
      });
    }
    return found;
  }

  #isFree({ ast }: SourceUnit, name: string): boolean {
    let is = true;
    walk(ast, node => {
      if (ts.isIdentifier(node) && node.text === name && !ts.isPropertyAccessExpression(node.parent))
        is = false;
    });
    return is;
  }

  #use(unit: SourceUnit, name: string): void {
    this.names.set(unit, (this.names.get(unit) ?? new Set()).add(name));
  }
}

/** Whether a notification is only looked for, as by code that is a client. */
export function isCompared({ parent }: ts.Node): boolean {
  return ts.isCaseClause(parent) || ts.isLiteralTypeNode(parent);
}

/** Whether a function does nothing but write its one parameter to standard output. */
function isWriter(project: ProjectModel, target: FunctionNode): boolean {
  const [only] = target.parameters;
  const unit = project.unit(target.getSourceFile().fileName);
  if (!unit || !only || target.parameters.length > 1 || !target.body) return false;
  const written = stdioReply(project, unit, target)?.statements;
  const name = ts.isVariableDeclaration(target.parent) ? target.parent.name : target.name;
  const called = name?.getText() ?? '';
  return written === `${called}(refused.body);` || written === `this.${called}(refused.body);`;
}

function uriOf(literal: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const params = memberValue(literal, 'params');
  const object = params && unwrap(params);
  return object && ts.isObjectLiteralExpression(object) ? memberValue(object, 'uri') : undefined;
}

function mentionsName(node: ts.Node, text: string): boolean {
  let is = false;
  walk(node, at => {
    if (at.getText() === text) is = true;
    return !is;
  });
  return is;
}

/** Whether a function is left in front of a call because of who subscribed. */
function leavesEarly(owner: FunctionNode, call: ts.Node, kept: readonly string[]): boolean {
  let is = false;
  walk(owner, node => {
    if (!ts.isIfStatement(node) || node.pos > call.pos || isWithin(call, node)) return;
    if (kept.some(name => mentionsName(node.expression, name))) is = true;
  });
  return is;
}

/** Whether a part of a branch does nothing but answer: what else it does would not be done for those who listen. */
function isReply(node: ts.Node): boolean {
  if (ts.isBlock(node)) return node.statements.every(isReply);
  return ts.isReturnStatement(node) || ts.isBreakStatement(node) || ts.isObjectLiteralExpression(node);
}
