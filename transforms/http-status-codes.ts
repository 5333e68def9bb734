import { ts } from '../src/engine/ts.js';
import type { Rewrite, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { errorClasses, type ErrorClass } from '../src/recognise/error-class.js';
import { comparedNumbers, isErrorStatus } from '../src/recognise/numeric-use.js';
import { nameText, unwrap, walk } from '../src/recognise/syntax.js';
import { standsAlone } from '../src/rewrite/stands-alone.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Reads the HTTP status of a transport error from `.status`: `.code` of `SdkHttpError`, which was
 * `StreamableHTTPError`, is a text now. `SseError` keeps its status in `.code`.
 */
export const httpStatusCodes: Transform = {
  name: 'http-status-codes',
  phase: 'typed',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!/StreamableHTTPError|SdkHttpError/.test(unit.text)) continue;
      walk(unit.ast, node => {
        if (ts.isPropertyAccessExpression(node) && node.name.text === 'code') {
          const rewrite = statusRead(project, node);
          if (rewrite) rewrites.push(rewrite);
        } else if (ts.isBindingElement(node)) {
          const rewrite = takenCode(project, node);
          if (rewrite) rewrites.push(rewrite);
        }
      });
    }
    return { rewrites, left: [] };
  },
};

function statusRead(project: ProjectModel, node: ts.PropertyAccessExpression): Rewrite | undefined {
  const classes = errorClasses(project, node.expression);
  if (!classes || !meansStatus(project, node, classes)) return undefined;
  const file = node.getSourceFile().fileName;
  const name = { file, start: node.name.getStart(), end: node.name.end, text: 'status' };
  if (classes.every(isHttpError)) return { change: CHANGE, edits: [name] };
  const http = classes.find(isHttpError);
  if (!http?.written || !classes.every(each => isHttpError(each) || each.name === 'SseError'))
    return undefined;
  const subject = node.expression.getText();
  const read = `${subject} instanceof ${http.written.getText()} ? ${subject}.status : ${node.getText()}`;
  const text = standsAlone(node) ? read : `(${read})`;
  // What stands in that test is no read of its own any more.
  const isDone = ts.isConditionalExpression(node.parent) && node.parent.whenFalse === node;
  return isDone
    ? undefined
    : { change: CHANGE, edits: [{ file, start: node.getStart(), end: node.end, text }] };
}

/** `const { code } = error`. */
function takenCode(project: ProjectModel, element: ts.BindingElement): Rewrite | undefined {
  if (nameText(element.propertyName ?? element.name) !== 'code' || !ts.isIdentifier(element.name))
    return undefined;
  const declaration = element.parent.parent;
  const source = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const classes = source && errorClasses(project, unwrap(source));
  if (!classes?.every(isHttpError) || !classes.every(each => each.v1)) return undefined;
  const key = element.propertyName ?? element.name;
  const text = element.propertyName ? 'status' : `status: ${element.name.text}`;
  const edit = { file: element.getSourceFile().fileName, start: key.getStart(), end: key.end, text };
  return { change: CHANGE, edits: [edit] };
}

/** In code for v1 every `code` was the status; in code for v2 only what is compared with one was meant to be. */
function meansStatus(
  project: ProjectModel,
  node: ts.PropertyAccessExpression,
  classes: readonly ErrorClass[],
): boolean {
  if (!classes.some(isHttpError)) return false;
  return classes.every(each => each.v1) || comparedNumbers(project, node).some(isErrorStatus);
}

function isHttpError({ name }: ErrorClass): boolean {
  return name === 'StreamableHTTPError' || name === 'SdkHttpError';
}
