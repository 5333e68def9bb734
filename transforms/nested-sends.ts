import { noteAt } from '../src/engine/notes.js';
import { removeElements } from '../src/engine/prune-imports.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { isResultSchemaOf, isSpecRequest } from '../src/facts/spec-schemas.js';
import type { ProjectModel } from '../src/project/model.js';
import { isNestedSend, isProtocolRequest } from '../src/recognise/handler-context.js';
import { requestMethod } from '../src/recognise/request-method.js';
import { isUndefined, methodCall, unwrap, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Drops the result schema where SDK v2 finds it by the method: `ctx.mcpReq.send({ method: 'roots/list' },
 * ListRootsResultSchema)` and the same on a client or server. Any other schema says something and stays, as
 * does the schema of a method that is not a literal of the specification.
 */
export const nestedSends: Transform = {
  name: 'nested-sends',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      walk(unit.ast, node => {
        if (!ts.isCallExpression(node) || node.arguments.length === 0) return;
        const edits = isCallTool(project, node) ? callToolEdits(project, unit, node) : undefined;
        if (edits) rewrites.push({ change: CHANGE, edits });
        if (!mayRequest(node)) return;
        if (!isNestedSend(project, node) && !isProtocolRequest(project, node)) return;
        const request = unwrap(node.arguments[0]!);
        const method = requestMethod(project, request);
        if (method.is === 'literal' && isSpecRequest(method.name)) {
          const dropped = sendEdits(project, unit, node, method.name);
          if (dropped) rewrites.push({ change: CHANGE, edits: dropped });
        } else if (method.is !== 'typed' && ts.isObjectLiteralExpression(request) && !hasSchema(node)) {
          left.push(missingSchema(unit, node, method.is === 'literal' ? method.name : undefined));
        }
      });
    }
    return { rewrites, left };
  },
};

/** By its form alone, so that most calls of a file are not looked into. */
function mayRequest(call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  const request = unwrap(call.arguments[0]!);
  if (!ts.isObjectLiteralExpression(request) && call.arguments.length < 2) return false;
  if (ts.isPropertyAccessExpression(callee)) return /^(?:request|send)$/.test(callee.name.text);
  return ts.isIdentifier(callee) && (ts.isIdentifier(request) || ts.isObjectLiteralExpression(request));
}

function sendEdits(
  project: ProjectModel,
  unit: SourceUnit,
  call: ts.CallExpression,
  method: string,
): TextEdit[] | undefined {
  const schema = call.arguments[1];
  if (!schema) return undefined;
  const name = valuesOf(project).sdkExport(unwrap(schema));
  const isOwn = name !== undefined && isResultSchemaOf(name, method);
  if (!isOwn && !(isUndefined(schema) && call.arguments.length > 2)) return undefined;
  return removeElements(unit, call.arguments, new Set([schema]));
}

/** `callTool(params, schema, options)` has no schema in SDK v2, whatever it is. */
function isCallTool(project: ProjectModel, call: ts.CallExpression): boolean {
  const found = methodCall(call);
  return found?.name === 'callTool' && valuesOf(project).sdkName(found.object) === 'Client';
}

function callToolEdits(
  project: ProjectModel,
  unit: SourceUnit,
  call: ts.CallExpression,
): TextEdit[] | undefined {
  const schema = call.arguments[1];
  if (!schema) return undefined;
  const isSchema = /ResultSchema$/.test(valuesOf(project).sdkExport(unwrap(schema)) ?? '');
  if (!isSchema && !(isUndefined(schema) && call.arguments.length > 2)) return undefined;
  return removeElements(unit, call.arguments, new Set([schema]));
}

/** Whether a second argument can be a schema: there is one, and it is no options object. */
function hasSchema(call: ts.CallExpression): boolean {
  const second = call.arguments[1] && unwrap(call.arguments[1]);
  return second !== undefined && !ts.isObjectLiteralExpression(second);
}

function missingSchema(unit: SourceUnit, call: ts.CallExpression, method: string | undefined): Note {
  const what = method === undefined ? 'a method that is not written out' : `\`${method}\``;
  return noteAt(unit, call, CHANGE, {
    severity: 'error',
    message: `SDK v2 throws on a request for ${what} without a result schema, unless the specification has it.`,
    advice:
      'Pass a schema as the second argument; `ResultSchema` of @modelcontextprotocol/core takes any result.',
  });
}
