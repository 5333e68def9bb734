import { replaceNode } from '../src/engine/edits.js';
import { noteAt } from '../src/engine/notes.js';
import { indentAt, quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { errorClasses } from '../src/recognise/error-class.js';
import { errorNameTests, NEW_ERROR_NAMES, type ErrorNameTest } from '../src/recognise/error-names.js';
import { isClientError } from '../src/recognise/error-source.js';
import { narrowedTo } from '../src/recognise/narrowing.js';
import { comparedNumbers, isErrorStatus } from '../src/recognise/numeric-use.js';
import { isSdkUser } from '../src/recognise/sdk-user.js';
import { methodCall, unwrap, walk } from '../src/recognise/syntax.js';
import { standsAlone } from '../src/rewrite/stands-alone.js';
import { localErrorCode, localErrorRewrite } from '../src/rewrite/local-error-codes.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Errors of the SDK that code recognises without naming their class: by an HTTP status or a JSON-RPC number in
 * `.code`, by the class name in `.name`, or by the text of the message. All of these change in SDK v2 without a
 * word from the compiler.
 */
export const duckTypedErrors: Transform = {
  name: 'duck-typed-errors',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      if (!isSdkUser(project, unit)) continue;
      for (const test of errorNameTests(project, unit.ast)) rewrites.push(renamed(unit, test));
      walk(unit.ast, node => {
        if (isPrefixedMessage(node)) left.push(prefixNote(unit, node));
        if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'code') return;
        const result = codeRead(project, unit, node);
        if (result && 'edits' in result) rewrites.push(result);
        else if (result) left.push(result);
      });
    }
    return { rewrites, left };
  },
};

function codeRead(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.PropertyAccessExpression,
): Rewrite | Note | undefined {
  const numbers = comparedNumbers(project, node);
  if (numbers.length === 0) return undefined;
  const local = localErrorCode(numbers);
  if (local) return localErrorRewrite(project, unit, node, local);
  if (!numbers.every(isErrorStatus) || readsStatusToo(node) || isOfClass(project, node.expression))
    return undefined;
  return isClientError(project, node.expression) ? statusOf(unit, node) : undefined;
}

/** Whether the same condition reads `.status` of the error as well. */
function readsStatusToo(node: ts.PropertyAccessExpression): boolean {
  let condition: ts.Node = node;
  while (ts.isExpression(condition.parent) && !ts.isCallExpression(condition.parent))
    condition = condition.parent;
  return condition.getText().includes(`${unwrap(node.expression).getText()}.status`);
}

/** Whether a test says of which class an error is; that it is an `Error` says nothing. */
function isOfClass(project: ProjectModel, subject: ts.Expression): boolean {
  if (errorClasses(project, subject)) return true;
  const narrowed = narrowedTo(project, subject);
  return narrowed !== undefined && narrowed.classes.some(each => each.getText() !== 'Error');
}

/** `e.code === 401`, whatever transport `e` came from, reads the status where it is. */
function statusOf(unit: SourceUnit, node: ts.PropertyAccessExpression): Rewrite | Note {
  const subject = unwrap(node.expression);
  const note: Note = noteAt(unit, node, CHANGE, {
    severity: 'warning',
    message:
      'Streamable HTTP errors carry the HTTP status in `.status` in SDK v2; SSE errors keep it in `.code`.',
    advice: 'Check that this error can come from a transport; if not, read `.code` as before.',
  });
  if (!ts.isIdentifier(subject)) return note;
  const read = `${subject.text} instanceof SdkHttpError ? ${subject.text}.status : ${node.getText(unit.ast)}`;
  const text = standsAlone(node) ? read : `(${read})`;
  return {
    change: CHANGE,
    edits: [replaceNode(unit, node, text)],
    imports: [{ file: unit.path, module: '@modelcontextprotocol/client', name: 'SdkHttpError' }],
    review: note,
  };
}

/** Puts the names of the v2 classes where a test has that of a v1 class. */
function renamed(unit: SourceUnit, { literal, form, subject }: ErrorNameTest): Rewrite {
  const [first, ...more] = NEW_ERROR_NAMES[literal.text]!.map(name => quoted(name, unit.style));
  const start = literal.getStart(unit.ast);
  const { parent } = literal;
  const edits: TextEdit[] = [{ file: unit.path, start, end: literal.end, text: first! }];
  const add = (at: number, text: string) => edits.push({ file: unit.path, start: at, end: at, text });
  for (const name of more) {
    if (form === 'list') add(literal.end, `, ${name}`);
    if (form === 'case') {
      const at = (parent as ts.CaseClause).expression.end + 1;
      add(at, `${unit.style.eol}${indentAt(unit.text, start)}case ${name}:`);
    }
    if (form !== 'equals') continue;
    const test = parent as ts.BinaryExpression;
    const operator = test.operatorToken.getText(unit.ast);
    const joined = operator.startsWith('!') ? '&&' : '||';
    const isAlone = standsAlone(test);
    if (!isAlone) add(test.getStart(unit.ast), '(');
    add(test.end, ` ${joined} ${subject.getText(unit.ast)} ${operator} ${name}${isAlone ? '' : ')'}`);
  }
  const note: Note = {
    change: CHANGE,
    file: unit.path,
    pos: start,
    severity: 'info',
    message: `\`${literal.text}\` is called ${NEW_ERROR_NAMES[literal.text]!.map(name => `\`${name}\``).join(' or ')} in SDK v2.`,
    advice: 'Check which of the classes is meant; they share no base but `Error`.',
  };
  return { change: CHANGE, edits, ...(form === 'expect' && more.length > 0 && { review: note }) };
}

/** A text or pattern with the prefix that SDK v1 put in front of the messages of JSON-RPC errors. */
function isPrefixedMessage(node: ts.Node): boolean {
  const isText = ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node);
  return isText && /^\/?\^?MCP error\b(?!:)(?! +[a-z])/i.test(node.text) && !isLabel(node);
}

/** Whether a text is printed to the console. */
function isLabel(node: ts.Node): boolean {
  const call = ts.isCallExpression(node.parent) ? methodCall(node.parent) : undefined;
  return call !== undefined && ts.isIdentifier(call.object) && call.object.text === 'console';
}

function prefixNote(unit: SourceUnit, node: ts.Node): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'warning',
    message: 'Messages of errors no longer start with `MCP error <code>:` in SDK v2.',
    advice: 'Compare `error.code` instead of the text.',
  });
}
