import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { ownMethod } from '../analysis/own-methods.js';
import { functionNamed } from '../analysis/state-uses.js';
import type { ProjectModel } from '../project/model.js';
import { brokenObject } from './broken-lines.js';
import { linesWithin } from './lines.js';
import {
  isFunctionNode,
  isWithin,
  nameText,
  returnedExpressions,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

/**
 * Edits that put statements in front of everything a handler does, and wrap what it returns.
 * @param prologue lines as `render` wants them
 * @param gone statements of the handler that are taken out
 * @param wrap name of the function that every result goes through; results stay as they are without it
 * @returns undefined when a result may be something else than that of a tool, or cannot be told
 */
export function handleBodyEdits(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  prologue: string,
  wrap: string | undefined,
  gone: readonly ts.Node[] = [],
): TextEdit[] | undefined {
  const { body } = owner;
  if (!body || owner.asteriskToken || !returnsToolResult(owner)) return undefined;
  if (!ts.isBlock(body)) return expressionBody(project, unit, owner, body, prologue, wrap);
  const edits = wrappedReturns(project, unit, owner, body, wrap, gone);
  return edits && [...edits, ...startEdits(unit, body, prologue)];
}

/**
 * Edits that wrap what a part of a handler returns.
 * @returns undefined when it returns nothing, or something else than the result of a tool
 */
export function wrappedReturns(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  part: ts.Node,
  wrap: string | undefined,
  gone: readonly ts.Node[] = [],
): TextEdit[] | undefined {
  const returns = returnsOf(part).filter(each => !gone.some(node => isWithin(each, node)));
  const wrapped = wrap === undefined ? [] : returns.map(each => wrapReturn(project, unit, owner, each, wrap));
  if (returns.length === 0 || wrapped.some(each => each === undefined)) return undefined;
  const edits = wrapped.flatMap(each => each!);
  const asynchronous = edits.some(each => each.text.endsWith('(await ')) ? asyncEdits(unit, owner) : [];
  return [...asynchronous, ...edits];
}

/** Makes a function asynchronous that is not, for one that awaits what it returns. */
function asyncEdits(unit: SourceUnit, owner: FunctionNode): TextEdit[] {
  if (isAsync(owner)) return [];
  const start = owner.getStart(unit.ast);
  return [{ file: unit.path, start, end: start, text: 'async ' }];
}

function isAsync({ modifiers }: FunctionNode): boolean {
  return modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

/** Edits that put statements in front of those of a block. */
export function startEdits(unit: SourceUnit, body: ts.Block, prologue: string): TextEdit[] {
  const { path: file, text, ast, style } = unit;
  const first = body.statements[0]!;
  const start = first.getStart(ast);
  const indent = indentAt(text, start);
  const isOwnLine = text.slice(body.getStart(ast), start).includes('\n');
  if (isOwnLine) {
    const rendered = render(prologue, style, indent);
    // Comments that head the first statement stay with it.
    const after = body.getStart(ast) + 1;
    return [{ file, start: after, end: after, text: `${style.eol}${indent}${rendered}` }];
  }
  return [{ file, start, end: start, text: `${render(prologue, style).replaceAll(style.eol, ' ')} ` }];
}

function expressionBody(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  body: ts.Expression,
  prologue: string,
  wrap: string | undefined,
): TextEdit[] | undefined {
  const { path: file, text, ast, style } = unit;
  const inner = unwrap(body);
  const wrapping = wrap === undefined ? undefined : resultWrapping(project, owner, inner, wrap);
  if (wrap !== undefined && !wrapping) return undefined;
  const base = indentAt(text, owner.getStart(ast));
  const indent = base + style.indent;
  const [open, close] = wrapping ?? ['', ''];
  const semicolon = style.semicolons ? ';' : '';
  const lines = render(prologue, style, indent);
  return [
    ...(open.endsWith('(await ') ? asyncEdits(unit, owner) : []),
    {
      file,
      start: body.getStart(ast),
      end: inner.getStart(ast),
      text: `{${style.eol}${indent}${lines}${style.eol}${indent}return ${open}`,
    },
    ...linesWithin(unit, inner.getStart(ast), inner.end).map(at => ({
      file,
      start: at,
      end: at,
      text: style.indent,
    })),
    { file, start: inner.end, end: body.end, text: `${close}${semicolon}${style.eol}${base}}` },
  ];
}

function wrapReturn(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  { expression }: ts.ReturnStatement,
  wrap: string,
): TextEdit[] | undefined {
  const wrapping = expression && resultWrapping(project, owner, unwrap(expression), wrap);
  if (!wrapping) return undefined;
  const { path: file, ast } = unit;
  const start = expression.getStart(ast);
  const literal = unwrap(expression);
  const broken = ts.isObjectLiteralExpression(literal)
    ? brokenObject(unit, literal, wrapping.join('').length)
    : undefined;
  return [
    ...(broken ?? []),
    { file, start, end: start, text: wrapping[0] },
    { file, start: expression.end, end: expression.end, text: wrapping[1] },
  ];
}

/** What goes around a result: a promise is awaited first. */
function resultWrapping(
  project: ProjectModel,
  owner: FunctionNode,
  value: ts.Expression,
  wrap: string,
): [string, string] | undefined {
  if (asksForInput(project, value)) return undefined;
  if (isPlainResult(value) || givesResult(project, value)) return [`${wrap}(`, ')'];
  // Methods have modifiers in front of `async`, and a function with a plain result type cannot become asynchronous.
  const isFree = ts.isArrowFunction(owner) || ts.isFunctionExpression(owner);
  if (!isAsync(owner) && !(isFree && isPromised(owner))) return undefined;
  return ts.isAwaitExpression(value) ? [`${wrap}(`, ')'] : [`${wrap}(await `, ')'];
}

function isPlainResult(node: ts.Expression): boolean {
  const value = unwrap(node);
  if (ts.isConditionalExpression(value))
    return isPlainResult(value.whenTrue) && isPlainResult(value.whenFalse);
  return ts.isObjectLiteralExpression(value);
}

/** Whether a function may return a promise, as far as its type says. */
function isPromised({ type }: FunctionNode): boolean {
  return !type || (ts.isTypeReferenceNode(type) && nameText(type.typeName) === 'Promise');
}

/** A call of a function that gives its result at once. */
function givesResult(project: ProjectModel, value: ts.Expression): boolean {
  const call = ts.isCallExpression(value) ? value : undefined;
  const target = call && (functionNamed(project, call.expression) ?? ownMethodOf(project, call.expression));
  if (!target || target.asteriskToken) return false;
  if (target.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword)) return false;
  if (target.type) return /^CallToolResult$/.test(target.type.getText());
  const results = returnedExpressions(target);
  return results.length > 0 && results.every(isPlainResult);
}

function ownMethodOf(project: ProjectModel, callee: ts.Expression): FunctionNode | undefined {
  return ts.isPropertyAccessExpression(callee) ? ownMethod(project, callee) : undefined;
}

/** `inputRequired(…)` is no result of a tool yet. */
function asksForInput(project: ProjectModel, node: ts.Expression): boolean {
  let found = false;
  walk(node, at => {
    found ||=
      ts.isCallExpression(at) &&
      /^inputRequired/.test(valuesOf(project).sdkExport(unwrap(at.expression)) ?? '');
    return !found;
  });
  return found;
}

/** A handler whose declared result could not be what is returned for an unknown handle. */
export function returnsToolResult({ type }: FunctionNode): boolean {
  if (!type) return true;
  const isPromise = ts.isTypeReferenceNode(type) && nameText(type.typeName) === 'Promise';
  const result = isPromise ? type.typeArguments?.[0] : type;
  if (!result) return false;
  if (result.kind === ts.SyntaxKind.AnyKeyword || result.kind === ts.SyntaxKind.UnknownKeyword) return true;
  return /^CallToolResult\b/.test(result.getText());
}

function returnsOf(body: ts.Node): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  walk(body, node => {
    if (isFunctionNode(node)) return false;
    if (ts.isReturnStatement(node)) found.push(node);
    return undefined;
  });
  return found;
}
