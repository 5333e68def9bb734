import { quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit, TransformContext } from '../engine/types.js';
import { registrationsIn } from '../recognise/http-routes.js';
import type { SseBranch } from '../recognise/sse-branches.js';
import type { SseRoute } from '../recognise/sse-serving.js';
import { returnedExpressions, walk } from '../recognise/syntax.js';
import { insertAbove } from './mcp-handler.js';

/** Where Streamable HTTP is served beside HTTP+SSE. */
export interface SseNeighbour {
  readonly edits: readonly TextEdit[];
  readonly at: ts.Node;
  /** The place in words. */
  readonly shown: string;
}

const PATH = '/mcp';

/** A route of Streamable HTTP above the one of the stream, behind the same middleware. */
export function besideRoute(
  context: TransformContext,
  unit: SourceUnit,
  { app, framework, route, statement }: SseRoute,
  name: string,
  declaration: string,
): SseNeighbour {
  const isTaken = registrationsIn(context.project, unit.ast).some(
    each =>
      each.app?.getText() === app.getText() &&
      each.path !== undefined &&
      ts.isStringLiteralLike(each.path) &&
      each.path.text === PATH,
  );
  const taken = route.path!.getText(unit.ast);
  const place = isTaken ? `.post(${taken}` : `.all(${quoted(PATH, unit.style)}`;
  const middleware = route.middleware.map(each => `${each.getText(unit.ast)}, `).join('');
  const handler =
    framework === 'fastify'
      ? `async (request, reply) => {
  reply.hijack();
  await ${name}(request.raw, reply.raw, request.body);
}`
      : `async (req, res) => {
  await ${name}(req, res, req.body);
}`;
  const snippet = `// Serves Streamable HTTP; the routes below are for clients that speak HTTP+SSE only.
${declaration}
${app.getText(unit.ast)}${place}, ${middleware}${handler});`;
  const shown = isTaken ? `POST of ${taken}` : `\`${PATH}\``;
  return { edits: insertAbove(unit, statement, snippet), at: statement, shown };
}

/** A branch for Streamable HTTP above the one of the stream, behind what is in front of both. */
export function besideBranch(
  unit: SourceUnit,
  { handler, gate, read, path, request, response, statement }: SseBranch,
  name: string,
  declaration: string,
): SseNeighbour {
  const isTaken = mentionsPath(unit);
  const taken = path.getText(unit.ast);
  const test = `${read.getText(unit.ast)} === ${isTaken ? taken : quoted(PATH, unit.style)}`;
  const condition = isTaken ? `${request}.method === ${quoted('POST', unit.style)} && ${test}` : test;
  const call = `${name}(${request}, ${response})`;
  const isAsync = handler.modifiers?.some(each => each.kind === ts.SyntaxKind.AsyncKeyword);
  const served =
    returnedExpressions(handler).length > 0
      ? `return ${isAsync ? 'await ' : ''}${call};`
      : `${isAsync ? 'await' : 'void'} ${call};\n  return;`;
  const branch = `// Serves Streamable HTTP; the paths below are for clients that speak HTTP+SSE only.
if (${condition}) {
  ${served}
}`;
  return {
    edits: [...insertAbove(unit, statement, declaration), ...insertAbove(unit, gate, branch)],
    at: gate,
    shown: isTaken ? `POST of ${taken}` : `\`${PATH}\``,
  };
}

function mentionsPath(unit: SourceUnit): boolean {
  let found = false;
  walk(unit.ast, node => {
    found ||= ts.isStringLiteralLike(node) && node.text.startsWith(PATH);
    return !found;
  });
  return found;
}
