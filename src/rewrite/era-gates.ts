import { ts } from '../engine/ts.js';
import type { ImportRequest, TextEdit, TransformContext } from '../engine/types.js';
import { freeName } from '../recognise/factory-text.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import { areKnownAt, isKnownAt } from '../recognise/session-gate.js';
import {
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  returnedExpressions,
  unwrap,
} from '../recognise/syntax.js';
import { parameter } from './handler-options.js';
import type { HandlerPlan } from './mcp-handler.js';
import { importOf, local } from './sdk-names.js';

const SERVER = '@modelcontextprotocol/server';
const NODE = '@modelcontextprotocol/node';
const LONG_LINE = 100;

/** What decides whether a request is of 2025-11-25, in front of its sessions. */
export interface Gate {
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
}

/** The gate of a handler of Node requests. */
export function nodeGate(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  handler: HandlerPlan,
): Gate | undefined {
  const { unit, dispatch } = entry;
  const [request, response, given] = dispatch.given.map(each => each.getText(unit.ast));
  if (!request || !response || !areKnownAt(context, entry, gate)) return undefined;
  // What a helper reads of the stream itself would be missing there.
  if (!given && entry.helpers.length > 0) return undefined;
  const body = given ?? freeName(unit, ['body', 'parsedBody', 'requestBody']);
  const convert = local(unit, 'toWebRequest', NODE);
  const test = local(unit, 'isLegacyRequest', SERVER);
  const isCaught = catchesRejections(context, entry, gate);
  const isLegacy = isCaught
    ? `await ${test}(await ${convert}(${request}, ${body}), ${body})`
    : `await ${convert}(${request}, ${body}).then(${test}, () => true)`;
  const edits: TextEdit[] = [];
  const before: string[] = [];
  if (!given) {
    // The stream can be read only once, so both sides get what was read.
    const read = [
      `await ${convert}(${request})`,
      `.then(${parameter(entry, 'request')} => request.json())`,
      '.catch(() => undefined);',
    ];
    const line = `const ${body} = ${read.join('')}`;
    before.push(line.length < LONG_LINE ? line : `const ${body} = ${read.join('\n  ')}`);
    for (const { call } of entry.dispatches) {
      if (call.arguments.length !== 2 || call.pos < gate.pos || !isWithin(call, gate.parent)) continue;
      edits.push({
        file: unit.path,
        start: call.arguments[1]!.end,
        end: call.arguments[1]!.end,
        text: `, ${body}`,
      });
    }
  }
  const serve = `${handler.callee}(${request}, ${response}, ${body})`;
  const around = enclosingFunction(gate)!;
  const answers = returnedExpressions(around).length > 0 && ts.isBlock(around.body!);
  const inTry = isInTry(entry, gate);
  const call = answers ? [`return ${inTry ? 'await ' : ''}${serve};`] : [`await ${serve};`, 'return;'];
  const inner = [...(handler.isInside ? handler.snippet.split('\n') : []), ...call].map(line => `  ${line}`);
  return {
    before,
    lines: [`if (!(${isLegacy})) {`, ...inner, '}'],
    edits,
    imports: [importOf(unit, 'isLegacyRequest', SERVER), importOf(unit, 'toWebRequest', NODE)],
  };
}

/** The gate of a handler of web requests. */
export function webGate(
  context: TransformContext,
  entry: HttpEntry,
  gate: ts.Statement,
  handler: HandlerPlan,
): Gate | undefined {
  const { unit, dispatch } = entry;
  const [request] = dispatch.given;
  if (!request || !isReturned(dispatch.call) || !isKnownAt(context, entry, gate, request)) return undefined;
  // A body that is read further down has not been read yet, so the request still holds it.
  const handed = dispatch.given.filter(each => isKnownAt(context, entry, gate, each));
  const options = handed[1];
  const literal = options && unwrap(options);
  const parsed =
    literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, 'parsedBody') : undefined;
  const args = [request, ...(parsed ? [parsed] : [])].map(each => each.getText(unit.ast));
  const given = handed.map(each => each.getText(unit.ast)).join(', ');
  const test = local(unit, 'isLegacyRequest', SERVER);
  const serve = `return ${handler.callee}(${given});`;
  const inner = [...(handler.isInside ? handler.snippet.split('\n') : []), serve].map(line => `  ${line}`);
  return {
    before: [],
    lines: [`if (!(await ${test}(${args.join(', ')}))) {`, ...inner, '}'],
    edits: [],
    imports: [importOf(unit, 'isLegacyRequest', SERVER)],
  };
}

/** Whether the response goes back as the transport made it. */
function isReturned(call: ts.CallExpression): boolean {
  let { parent } = call as ts.Node;
  while (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  return ts.isReturnStatement(parent) || ts.isArrowFunction(parent);
}

/** Whether a rejected promise in front of the gate is answered, and does not end the process. */
function catchesRejections(context: TransformContext, entry: HttpEntry, gate: ts.Statement): boolean {
  if (isInTry(entry, gate)) return true;
  const { routes } = entry.handler;
  if (routes.length === 0) return false;
  return routes.every(({ framework }) => {
    if (framework === 'fastify' || framework === 'hono' || framework === 'fetch') return true;
    return framework === 'express' && catchesPromises(context, entry);
  });
}

/** Express hands rejections of handlers to its error handling from version 5 on. */
function catchesPromises(context: TransformContext, entry: HttpEntry): boolean {
  const manifest = context.project.packageOf(entry.unit.path)?.manifest;
  const range = manifest?.dependencies?.['express'] ?? manifest?.devDependencies?.['express'];
  return range !== undefined && /^[\^~>=\s]*(?:[5-9]|\d\d)(?:\.|$)/.test(range);
}

function isInTry(entry: HttpEntry, gate: ts.Statement): boolean {
  for (let at: ts.Node = gate; at !== entry.handler.node; at = at.parent) {
    const { parent } = at;
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) return true;
    if (isFunctionNode(at)) return false;
  }
  return false;
}
