import { replaceNode } from '../src/engine/edits.js';
import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { SAYS_MISSING } from '../src/facts/error-codes.js';
import { ERROR_CODES, RETIRED_ERROR_CODES } from '../src/facts/protocol.js';
import type { ProjectModel } from '../src/project/model.js';
import { invalidParams, mentionsResourceNotFound } from '../src/recognise/error-codes.js';
import { handlersRunning, type Handler } from '../src/recognise/handlers.js';
import { madeErrors, type MadeError } from '../src/recognise/made-errors.js';
import { ancestors, memberValue, unwrap, walk } from '../src/recognise/syntax.js';

const CHANGE = 'resource-not-found-code';
const OLD = RETIRED_ERROR_CODES.resourceNotFound;

/**
 * Turns -32002 into -32602 where a server says that a resource is missing: in what answers `resources/read`, with
 * a message that says so or the `uri` in its data. Other places where an SDK server throws -32002 are reported,
 * because SDK v2 puts -32602 on the wire for them too; tools are not, because their errors carry no code.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources#error-handling
 */
export const resourceNotFound: Transform = {
  name: 'resource-not-found',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      if (!mentionsResourceNotFound(project, unit)) continue;
      for (const error of errorsOf(project, unit)) {
        const handlers = handlersRunning(project, error.node);
        if (handlers?.every(isRead) && error.rest.some(saysMissing)) {
          rewrites.push({ change: CHANGE, edits: edits(project, unit, error) });
        } else if (error.fromSdk ? !handlers?.every(isTool) : handlers?.some(isRequest)) {
          left.push(note(unit, error));
        } else if (!error.fromSdk && !handlers && isHandWritten(error.node)) {
          left.push(handWritten(unit, error));
        }
      }
    }
    return { rewrites: oncePerConstant(rewrites), left };
  },
};

function errorsOf(project: ProjectModel, unit: SourceUnit): MadeError[] {
  return madeErrors(project, unit).filter(each => each.value.value === OLD);
}

function saysMissing(node: ts.Node): boolean {
  let found = false;
  walk(node, at => {
    if (ts.isStringLiteralLike(at) || ts.isTemplateHead(at) || ts.isTemplateMiddleOrTemplateTail(at)) {
      found ||= SAYS_MISSING.test(at.text);
    }
    if (ts.isObjectLiteralExpression(at)) found ||= memberValue(at, 'uri') !== undefined;
    return !found;
  });
  return found;
}

function isRead(handler: Handler): boolean {
  return handler.method === 'resources/read';
}

function isTool(handler: Handler): boolean {
  return handler.kind === 'tool';
}

function isRequest(handler: Handler): boolean {
  return handler.kind !== 'tool' && handler.kind !== 'notification' && handler.on !== 'Client';
}

/** Whether a node answers `resources/read` in a server that is written without the SDK. */
function isHandWritten(node: ts.Node): boolean {
  const around = ancestors(node);
  const inError = around.some(at => ts.isPropertyAssignment(at) && at.name.getText() === 'error');
  return inError && around.some((at, index) => asksForRead(at, around[index - 1] ?? node));
}

function asksForRead(around: ts.Node, inner: ts.Node): boolean {
  if (ts.isCaseClause(around)) {
    return ts.isStringLiteralLike(around.expression) && around.expression.text === 'resources/read';
  }
  if (!ts.isIfStatement(around) || around.thenStatement !== inner) return false;
  return /===? *(['"])resources\/read\1/.test(around.expression.getText());
}

function edits(project: ProjectModel, unit: SourceUnit, error: MadeError): TextEdit[] {
  const { constant } = error.value;
  if (constant?.initializer && isOnlyForErrors(project, constant)) {
    return [replaceNode(unit, constant.initializer, String(ERROR_CODES.invalidParams))];
  }
  return [replaceNode(unit, error.code, invalidParams(project, unit, error.value))];
}

/** Whether a constant of this file is used for nothing but errors of missing resources. */
function isOnlyForErrors(project: ProjectModel, constant: ts.VariableDeclaration): boolean {
  const statement = constant.parent.parent;
  const unit = project.unit(constant.getSourceFile().fileName);
  if (!unit || !ts.isIdentifier(constant.name) || !ts.isVariableStatement(statement)) return false;
  if (statement.modifiers?.length) return false;
  const uses = project.names.references(constant.name);
  const errors = errorsOf(project, unit).filter(each => handlersRunning(project, each.node)?.every(isRead));
  return uses.every(use => errors.some(each => each.rest.some(saysMissing) && unwrap(each.code) === use));
}

/** Several errors with the same constant want the same edit of it. */
function oncePerConstant(rewrites: readonly Rewrite[]): Rewrite[] {
  const seen = new Set<string>();
  return rewrites.filter(({ edits: [edit] }) => {
    const key = `${edit!.file} ${edit!.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

function note(unit: SourceUnit, error: MadeError): Note {
  return noteAt(unit, error.code, CHANGE, {
    severity: 'warning',
    message: 'Code -32002 is retired; SDK v2 sends -32602 (invalid params) in its place.',
    advice:
      'For a missing resource write -32602 with `{ uri }` as data; for anything else take a code of your own outside -32768 to -32000.',
  });
}

function handWritten(unit: SourceUnit, error: MadeError): Note {
  return noteAt(unit, error.code, CHANGE, {
    severity: 'warning',
    message: 'A missing resource is -32602 (invalid params) in 2026-07-28; -32002 is retired.',
    advice: 'Answer 2026-07-28 requests with -32602 and `{ uri }` as data; keep -32002 for 2025-11-25.',
  });
}
