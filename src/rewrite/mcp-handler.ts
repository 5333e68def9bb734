import { indentAt, render } from '../engine/style.js';
import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Note, SourceUnit, TextEdit, TransformContext } from '../engine/types.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { sessionInput } from '../recognise/driven-sessions.js';
import { traceServer } from '../recognise/server-origin.js';
import { planFactory, type FactoryPlan } from '../recognise/server-factory.js';
import { isUsableAt } from '../recognise/scope.js';
import { isWithin, siblings, unwrap, walk } from '../recognise/syntax.js';
import { flat, spread, type Call } from './call-text.js';
import { headStart } from './remove.js';
import { importOf, local } from './sdk-names.js';

const SERVER = '@modelcontextprotocol/server';
const NODE = '@modelcontextprotocol/node';
const NAMES = ['mcpHandler', 'mcpHttpHandler', 'mcpRequestHandler', 'mcpEndpointHandler'];

/** An option of `createMcpHandler`: its name, and its value as text. */
export type HandlerOption = readonly [name: string, value: string];

export interface HandlerWish {
  readonly options: readonly HandlerOption[];
  /** Where the handler goes when what the factory needs is known only with the request. */
  readonly inside: ts.Statement;
  /** Whether `close()` has to be called on it. */
  readonly closed: boolean;
  /** One line about the handler, for a comment. */
  readonly comment?: string;
}

export interface HandlerPlan {
  /** What to call with the request: `mcpHandler`, `mcpHandler.fetch`. */
  readonly callee: string;
  /** What `close()` is called on, where it was wished for. */
  readonly closable?: string;
  /** The declaration, as a snippet; empty where an equal one is in reach. */
  readonly snippet: string;
  /** Whether the declaration goes into the request handler, in front of the call. */
  readonly isInside: boolean;
  /** Statement the declaration stands in front of. */
  readonly anchor: ts.Statement;
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
  readonly obsolete?: ts.Statement;
  /** What to connect in the place of the server, where its declaration became a function. */
  readonly replacesServer?: string;
  /** Statements that the factory repeats. */
  readonly repeated: readonly ts.Statement[];
  readonly review?: FactoryPlan['review'];
  readonly warnings: readonly Note[];
}

/**
 * Declares the handler that serves 2026-07-28 in the place of an endpoint's transports: outside the function that
 * takes the requests where the factory's inputs are known there, else inside.
 */
export function planHandler(
  context: TransformContext,
  entry: HttpEntry,
  wish: HandlerWish,
): HandlerPlan | { readonly refused: Note } {
  const outer = anchorOf(entry);
  const outside = factoryAt(context, entry, outer);
  if (!('refused' in outside)) {
    return sessionInputOf(context, entry, outside, outer) ?? declareOutside(entry, wish, outside, outer);
  }
  if (entry.kind === 'shared') return outside;
  const inside = factoryAt(context, entry, wish.inside);
  if ('refused' in inside) return outside;
  return sessionInputOf(context, entry, inside, wish.inside) ?? declareInside(entry, wish, inside);
}

/** The factory for a handler that is declared at `site`; where a helper connects the server, it was made there. */
function factoryAt(
  context: TransformContext,
  entry: HttpEntry,
  site: ts.Statement,
): FactoryPlan | { readonly refused: Note } {
  const { unit, connect } = entry;
  const { project } = context;
  const plan = planFactory(context, unit, connect.server, site, 'per-request');
  const helper = entry.helpers.find(each => isWithin(connect.call, each.node))?.node;
  if (!helper || isWithin(helper, site)) return plan;
  if (!('refused' in plan) && plan.edits.length === 0)
    return { expression: plan.expression, edits: [], warnings: plan.warnings };
  const there = statementIn(helper);
  const beside = planFactory(context, unit, connect.server, there, 'per-request');
  if ('refused' in beside) return beside;
  const isKnown =
    beside.edits.length > 0 || isUsableAt(project, traceServer(project, connect.server).root, site);
  if (isKnown && isWithin(site, there.parent)) {
    // A declaration in the helper goes with it, or stays with it.
    const { expression, edits, warnings, repeated = [], review } = beside;
    return { expression, edits, warnings, repeated, ...(review && { review }) };
  }
  return {
    refused: noteAt(unit, site, 'stateless-handshake', {
      severity: 'warning',
      message: 'The server is made where this code cannot reach.',
      advice: 'Move the construction into a function that returns a new server, and pass that function.',
    }),
  };
}

/** A refusal when the factory would need what only a session has. */
function sessionInputOf(
  { project }: TransformContext,
  entry: HttpEntry,
  plan: FactoryPlan,
  site: ts.Statement,
): { readonly refused: Note } | undefined {
  const { root, kind } = traceServer(project, entry.connect.server);
  if (kind === 'given' || kind === 'this') return undefined;
  const input = sessionInput(project, entry, [root, ...(plan.repeated ?? [])], site);
  if (!input) return undefined;
  return {
    refused: noteAt(entry.unit, input, 'sessions', {
      severity: 'warning',
      message: `The server is made with \`${input.text}\`, which belongs to one session, and 2026-07-28 has no sessions.`,
      advice: 'Make the server without it, then run the migration again.',
    }),
  };
}

/** The statement in front of which names are known to all of an endpoint's code, and its factory is wanted. */
export function anchorOf(entry: HttpEntry): ts.Statement {
  const around = statementIn(entry.handler.node);
  if (entry.kind !== 'shared') return around;
  const connect = statementIn(entry.connect.call);
  const list = siblings(connect);
  for (let at: ts.Node = around; at.parent; at = at.parent) {
    if (list?.includes(at as ts.Statement)) return at.pos < connect.pos ? (at as ts.Statement) : connect;
  }
  return around;
}

/** The statement of a list that a node lies in. */
export function statementIn(node: ts.Node): ts.Statement {
  let at = node;
  while (!ts.isStatement(at) || !siblings(at)) at = at.parent;
  return at;
}

function declareOutside(
  entry: HttpEntry,
  wish: HandlerWish,
  plan: FactoryPlan,
  anchor: ts.Statement,
): HandlerPlan {
  const { unit } = entry;
  const expression = callableAt(entry, plan.expression, anchor);
  const made = creation(entry, expression, wish);
  const known = wish.closed ? undefined : declaredAlready(unit, made.value, anchor);
  const name = known ?? freshName(unit);
  const comment = wish.comment ? [`// ${wish.comment}`] : [];
  const lines = known ? [] : [...comment, ...declarations(entry, name, expression, wish)];
  const becameFunction = plan.edits.length > 0 && (plan.repeated ?? []).length === 0;
  return {
    ...callees(entry, name, wish),
    ...(becameFunction && { replacesServer: calledFactory(plan) }),
    snippet: lines.join('\n'),
    isInside: false,
    anchor,
    edits: plan.edits,
    imports: handlerImports(entry),
    ...(plan.obsolete && { obsolete: plan.obsolete }),
    repeated: plan.repeated ?? [],
    ...(plan.review && { review: plan.review }),
    warnings: plan.warnings,
  };
}

function declareInside(entry: HttpEntry, wish: HandlerWish, plan: FactoryPlan): HandlerPlan {
  const name = freshName(entry.unit);
  const open = { ...wish, closed: false };
  return {
    callee: entry.creation.kind === 'web' ? `${name}.fetch` : name,
    snippet: declarations(entry, name, plan.expression, open).join('\n'),
    isInside: true,
    anchor: wish.inside,
    edits: plan.edits,
    imports: handlerImports(entry),
    ...(plan.obsolete && { obsolete: plan.obsolete }),
    repeated: plan.repeated ?? [],
    ...(plan.review && { review: plan.review }),
    warnings: plan.warnings,
  };
}

/** `createServer()`, awaited where it has to be. */
function calledFactory(plan: FactoryPlan): string {
  const isAsync = plan.edits.some(edit => /\basync function\b/.test(edit.text));
  return isAsync ? `(await ${plan.expression}())` : `${plan.expression}()`;
}

function callees(entry: HttpEntry, name: string, wish: HandlerWish): { callee: string; closable?: string } {
  if (entry.creation.kind === 'web')
    return { callee: `${name}.fetch`, ...(wish.closed && { closable: name }) };
  return wish.closed ? { callee: nodeName(name), closable: name } : { callee: name };
}

function nodeName(name: string): string {
  return name.replace(/Handler$/, 'NodeHandler');
}

function declarations(entry: HttpEntry, name: string, expression: string, wish: HandlerWish): string[] {
  const { value, parts } = creation(entry, expression, wish);
  if (entry.creation.kind === 'web') return [spread(entry.unit, `const ${name} = `, value, parts)];
  const limit = wish.options.find(([option]) => option === 'maxRequestBodySize');
  const adapted = limit ? [`{ ${limit[0]}: ${limit[1]} }`] : [];
  if (wish.closed) {
    const inner: Call = { callee: local(entry.unit, 'toNodeHandler', NODE), args: [name, ...adapted] };
    return [
      spread(entry.unit, `const ${name} = `, value, parts),
      `const ${nodeName(name)} = ${flat(inner)};`,
    ];
  }
  const outer: Call = { callee: local(entry.unit, 'toNodeHandler', NODE), args: [parts, ...adapted] };
  return [spread(entry.unit, `const ${name} = `, value, outer)];
}

function creation(entry: HttpEntry, expression: string, wish: HandlerWish): { value: string; parts: Call } {
  const callee = local(entry.unit, 'createMcpHandler', SERVER);
  const parts: Call = { callee, args: wish.options.length > 0 ? [expression, wish.options] : [expression] };
  const inner = flat(parts);
  const limit = wish.options.find(([option]) => option === 'maxRequestBodySize');
  const isBare = entry.creation.kind === 'web' || wish.closed;
  if (isBare) return { value: inner, parts };
  const adapted = limit ? `, { ${limit[0]}: ${limit[1]} }` : '';
  return { value: `${local(entry.unit, 'toNodeHandler', NODE)}(${inner}${adapted})`, parts };
}

function handlerImports(entry: HttpEntry): ImportRequest[] {
  const { unit } = entry;
  const names: [string, string][] = [['createMcpHandler', SERVER]];
  if (entry.creation.kind === 'node') names.push(['toNodeHandler', NODE]);
  return names.map(([name, module]) => importOf(unit, name, module));
}

/** A factory that is declared further down as a constant is called later, not read now. */
function callableAt(entry: HttpEntry, expression: string, anchor: ts.Statement): string {
  if (!/^[\w$]+$/.test(expression)) return expression;
  let later = false;
  walk(entry.unit.ast, node => {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.name.text !== expression)
      return;
    later ||= node.pos > anchor.pos && siblings(node.parent.parent) === siblings(anchor);
  });
  return later ? `() => ${expression}()` : expression;
}

function declaredAlready(unit: SourceUnit, value: string, anchor: ts.Statement): string | undefined {
  const wanted = compact(value);
  for (let at: ts.Node = anchor; at.parent; at = at.parent) {
    const list = ts.isStatement(at) ? siblings(at) : undefined;
    for (const statement of list ?? []) {
      if (!ts.isVariableStatement(statement) || statement.pos >= anchor.pos) continue;
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name) && initializer && compact(unwrap(initializer).getText(unit.ast)) === wanted)
          return name.text;
      }
    }
  }
  return undefined;
}

function compact(text: string): string {
  return text.replaceAll('"', "'").replaceAll(/\s|,(?=\s*[)}])/g, '');
}

function freshName(unit: SourceUnit): string {
  const used = new Set<string>();
  walk(unit.ast, node => {
    if (ts.isIdentifier(node)) used.add(node.text);
  });
  return NAMES.find(name => !used.has(name) && !used.has(nodeName(name))) ?? `${NAMES[0]}2026`;
}

/** Lines in front of a statement and its comments, set off by a blank line. */
export function insertAbove(unit: SourceUnit, statement: ts.Statement, snippet: string): TextEdit[] {
  if (snippet === '') return [];
  const start = headStart(unit, statement);
  const indent = indentAt(unit.text, statement.getStart(unit.ast));
  const { eol } = unit.style;
  const text = `${indent}${render(snippet, unit.style, indent)}${eol}${eol}`;
  return [{ file: unit.path, start, end: start, text }];
}
