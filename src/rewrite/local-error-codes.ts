import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Note, Rewrite, SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { errorClasses, type ErrorClass } from '../recognise/error-class.js';
import { isClientError } from '../recognise/error-source.js';
import { unwrap, wrapped } from '../recognise/syntax.js';
import { standsAlone } from './stands-alone.js';

const CHANGE = 'sdk-v2-packages';

/** A code that SDK v1 gave to errors it raised itself, and servers use for whatever they like. */
interface LocalCode {
  readonly number: number;
  /** Member of `SdkErrorCode` that it became. */
  readonly member: string;
  /** Words next to a comparison that show it means the SDK's own error. */
  readonly words: RegExp;
}

const LOCAL_CODES: readonly LocalCode[] = [
  {
    number: -32000,
    member: 'ConnectionClosed',
    words: /(?:connection|transport)[\s_-]*(?:was[\s_-]*)?closed/i,
  },
  { number: -32001, member: 'RequestTimeout', words: /time[\s_-]*d?[\s_-]*out/i },
];

/** The code among numbers that are compared with, when there is one. */
export function localErrorCode(numbers: readonly number[]): LocalCode | undefined {
  return LOCAL_CODES.find(each => numbers.includes(each.number));
}

/**
 * What is done about `error.code === -32001`: where the error can come from the SDK and the words around say that
 * its own error is meant, the comparison takes the new class and code. Codes that servers send stay.
 * @returns undefined when the error has nothing to do with the SDK
 */
export function localErrorRewrite(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.PropertyAccessExpression,
  code: LocalCode,
): Rewrite | Note | undefined {
  const classes = errorClasses(project, node.expression);
  const [only] = classes ?? [];
  const isProtocolError = only?.name === 'ProtocolError' && classes?.length === 1;
  if (!isProtocolError && (classes !== undefined || !isClientError(project, node.expression)))
    return undefined;
  const comparison = equality(node);
  if (!comparison || !code.words.test(neighbourhood(comparison))) return note(unit, node, code);
  return isProtocolError
    ? guarded(project, unit, node, comparison, code, only)
    : unguarded(unit, node, comparison, code);
}

/** `e instanceof ProtocolError && e.code === -32001`. */
function guarded(
  project: ProjectModel,
  unit: SourceUnit,
  node: ts.PropertyAccessExpression,
  comparison: ts.BinaryExpression,
  code: LocalCode,
  { written }: ErrorClass,
): Rewrite | Note {
  const test = written?.parent;
  const origin = written && project.names.origin(written);
  if (!written || !test || !origin || !ts.isBinaryExpression(test) || !inOneConjunction(test, comparison)) {
    return note(unit, node, code);
  }
  const { file, other } = sides(unit, node, comparison);
  return {
    change: CHANGE,
    edits: [
      { file, start: written.getStart(), end: written.end, text: 'SdkError' },
      { file, start: other.getStart(), end: other.end, text: `SdkErrorCode.${code.member}` },
    ],
    imports: ['SdkError', 'SdkErrorCode'].map(name => ({ file, module: origin.module, name })),
    review: note(unit, node, code),
  };
}

function unguarded(
  unit: SourceUnit,
  node: ts.PropertyAccessExpression,
  comparison: ts.BinaryExpression,
  code: LocalCode,
): Rewrite | Note {
  const subject = unwrap(node.expression);
  if (!ts.isIdentifier(subject)) return note(unit, node, code);
  const { file } = sides(unit, node, comparison);
  const test = `${subject.text} instanceof SdkError && ${subject.text}.code === SdkErrorCode.${code.member}`;
  const text = standsAlone(comparison) ? test : `(${test})`;
  return {
    change: CHANGE,
    edits: [{ file, start: comparison.getStart(), end: comparison.end, text }],
    imports: ['SdkError', 'SdkErrorCode'].map(name => ({
      file,
      module: '@modelcontextprotocol/client',
      name,
    })),
    review: note(unit, node, code),
  };
}

function sides(unit: SourceUnit, node: ts.Expression, comparison: ts.BinaryExpression) {
  const other = comparison.left === wrapped(node) ? comparison.right : comparison.left;
  return { file: unit.path, other };
}

function equality(node: ts.Expression): ts.BinaryExpression | undefined {
  const { parent } = wrapped(node);
  if (!ts.isBinaryExpression(parent)) return undefined;
  const { kind } = parent.operatorToken;
  const isEqual = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
  return isEqual ? parent : undefined;
}

/** Whether two tests are joined by `&&` alone, so that one class can be changed for both. */
function inOneConjunction(test: ts.Node, comparison: ts.Node): boolean {
  const above = (node: ts.Node): ts.Node => {
    let at = node;
    while (
      ts.isParenthesizedExpression(at.parent) ||
      (ts.isBinaryExpression(at.parent) &&
        at.parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    ) {
      at = at.parent;
    }
    return at;
  };
  return above(test) === above(comparison);
}

/** The text a comparison stands in: its condition and what is done when it holds. */
function neighbourhood(comparison: ts.Node): string {
  for (let at: ts.Node = comparison; at; at = at.parent) {
    if (ts.isIfStatement(at)) return at.expression.getFullText() + at.thenStatement.getFullText();
    if (ts.isConditionalExpression(at)) return at.condition.getFullText() + at.whenTrue.getFullText();
    if (ts.isStatement(at)) return at.getFullText();
  }
  return '';
}

function note(unit: SourceUnit, node: ts.Node, code: LocalCode): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'warning',
    message: `SDK v2 raises its own ${code.number} as \`SdkError\` with \`SdkErrorCode.${code.member}\`; the number is only what a server sent.`,
    advice: `Compare with \`SdkErrorCode.${code.member}\` on \`SdkError\`, unless the server's code is meant.`,
  });
}
