import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import type { SessionFlow } from '../recognise/session-flow.js';
import { enclosingFunction, isWithin, siblings } from '../recognise/syntax.js';
import type { Guards } from './guards.js';
import { anchorOf, insertAbove, statementIn, type HandlerPlan } from './mcp-handler.js';
import { removalEdits, type Removable } from './remove.js';

/**
 * Edits of the code around an endpoint's transports: the new handler, what calls and closes it, and what goes.
 * @returns undefined when a check has no place in front of a call
 */
export function statelessEdits(
  entry: HttpEntry,
  flow: SessionFlow,
  handler: HandlerPlan,
  guards: Guards,
  gone: readonly Removable[],
): TextEdit[] | undefined {
  const { unit } = entry;
  const file = unit.path;
  const edits: TextEdit[] = [];
  const replacements = new Map<ts.Node, string>();
  const put = (statement: ts.Node, snippet: string): void => {
    const text = render(snippet, unit.style);
    if (gone.includes(statement as Removable)) {
      replacements.set(statement, [replacements.get(statement), text].filter(Boolean).join(unit.style.eol));
      return;
    }
    const at = statement.getStart(unit.ast);
    const indent = indentAt(unit.text, at);
    const own = render(snippet, unit.style, indent);
    edits.push({ file, start: at, end: at, text: `${own}${unit.style.eol}${indent}` });
  };
  const outer = anchorOf(entry);
  const outside = [...guards.declarations, ...(handler.isInside ? [] : [handler.snippet])]
    .filter(Boolean)
    .join('\n');
  if (outside && gone.includes(outer)) put(outer, outside);
  else edits.push(...insertAbove(unit, outer, outside));
  if (handler.isInside) put(handler.anchor, handler.snippet);

  for (const { call } of flow.kept) {
    edits.push({
      file,
      start: call.expression.getStart(unit.ast),
      end: call.expression.end,
      text: handler.callee,
    });
    if (guards.statements.length === 0) continue;
    const statement = statementIn(call);
    if (!canReturnIn(entry, call) || !isWithin(statement, entry.handler.node)) return undefined;
    put(statement, guards.statements.join('\n'));
  }
  for (const [statement, { call, given }] of flow.replaced) {
    const args = given.map(each => each.getText(unit.ast)).join(', ');
    const serve = `${handler.callee}(${args});`;
    const returns = entry.creation.kind === 'web' || isReturned(call);
    const hand = returns
      ? [`return ${serve}`]
      : [`await ${serve}`, ...(hasCodeBehind(statement, gone) ? ['return;'] : [])];
    put(statement, [...guards.statements, ...hand].join('\n'));
  }
  const closing = new Set<ts.Node>();
  for (const statement of flow.shutdown) {
    if (!handler.closable || !isVisibleFrom(handler.anchor, statement) || closing.has(statement.parent))
      continue;
    closing.add(statement.parent);
    const around = enclosingFunction(statement);
    const isAsync = around?.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword);
    put(statement, `${isAsync ? 'await' : 'void'} ${handler.closable}.close();`);
  }
  const emptied = flow.emptied.flatMap(each => finallyEdits(entry, each, gone));
  const elsewhere = gone.filter(node => !flow.emptied.some(each => isWithin(node, each.finallyBlock!)));
  edits.push(...removalEdits(unit, elsewhere, replacements), ...emptied);
  return edits;
}

/** Takes off a `finally` that is empty now, and the `try` with it when nothing is caught. */
function finallyEdits(entry: HttpEntry, statement: ts.TryStatement, gone: readonly Removable[]): TextEdit[] {
  const { unit } = entry;
  const file = unit.path;
  const last = statement.finallyBlock!;
  if (statement.catchClause) return [{ file, start: statement.catchClause.end, end: last.end, text: '' }];
  const kept = statement.tryBlock.statements.filter(each => !gone.includes(each));
  const [first] = kept;
  const { text } = unit;
  const open = text.indexOf('\n', statement.tryBlock.getStart(unit.ast)) + 1;
  const close = text.lastIndexOf('\n', statement.tryBlock.end - 1) + 1;
  if (!first || open === 0 || close <= open || open > first.getStart(unit.ast)) {
    const [start, end] = first
      ? [first.getStart(unit.ast), kept.at(-1)!.end]
      : [statement.end, statement.end];
    return [
      { file, start: statement.getStart(unit.ast), end: start, text: '' },
      { file, start: end, end: statement.end, text: '' },
    ];
  }
  const start = statement.getStart(unit.ast);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const edits: TextEdit[] = [{ file, start: lineStart, end: open, text: '' }];
  for (let at = open; at < close; at = text.indexOf('\n', at) + 1) {
    const isRemoved = gone.some(
      node => isWithin(node, statement.tryBlock) && node.pos <= at && at < node.end,
    );
    if (!isRemoved && text.startsWith(unit.style.indent, at))
      edits.push({ file, start: at, end: at + unit.style.indent.length, text: '' });
  }
  const rest = /^[ \t]*\r?\n/.exec(text.slice(last.end));
  edits.push({ file, start: close, end: last.end + (rest?.[0].length ?? 0), text: '' });
  return edits;
}

/** Whether a `return` in front of a call leaves the request handler without serving. */
function canReturnIn(entry: HttpEntry, call: ts.CallExpression): boolean {
  const around = enclosingFunction(call);
  if (!around?.body || !ts.isBlock(around.body)) return false;
  return entry.creation.kind === 'node' || around === entry.handler.node;
}

/** Whether a declaration in front of `anchor` can be seen at a node. */
export function isVisibleFrom(anchor: ts.Statement, node: ts.Node): boolean {
  return isWithin(node, anchor.parent);
}

/** Whether the function goes on behind a statement. */
function hasCodeBehind(statement: ts.Statement, gone: readonly ts.Node[]): boolean {
  for (let at: ts.Node = statement; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const list = ts.isStatement(at) ? siblings(at) : undefined;
    if (list?.slice(list.indexOf(at as ts.Statement) + 1).some(each => !gone.includes(each))) return true;
  }
  return false;
}

/** `return transport.handleRequest(…)`, awaited or not. */
function isReturned(call: ts.CallExpression): boolean {
  let { parent } = call as ts.Node;
  while (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  return ts.isReturnStatement(parent);
}
