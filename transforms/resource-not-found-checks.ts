import { noteAt } from '../src/engine/notes.js';
import { indentAt } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { NAMES_MISSING } from '../src/facts/error-codes.js';
import { ERROR_CODES, RETIRED_ERROR_CODES } from '../src/facts/protocol.js';
import type { ProjectModel } from '../src/project/model.js';
import { errorSource } from '../src/recognise/caught-errors.js';
import {
  errorCode,
  invalidParams,
  mentionsResourceNotFound,
  type ErrorCode,
} from '../src/recognise/error-codes.js';
import { ancestors, isFunctionNode, nameText, unwrap, walk } from '../src/recognise/syntax.js';

const CHANGE = 'resource-not-found-code';
const OLD = RETIRED_ERROR_CODES.resourceNotFound;
const NEW = ERROR_CODES.invalidParams;

/**
 * Lets checks of a client for a missing resource accept -32602 beside -32002, which older servers go on sending.
 * Only errors that come from SDK clients count; where such an error need not be about a resource, the check is
 * reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources#error-handling
 */
export const resourceNotFoundChecks: Transform = {
  name: 'resource-not-found-checks',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      if (!mentionsResourceNotFound(project, unit)) continue;
      for (const check of checksOf(project, unit)) {
        const source = errorSource(project, check.subject);
        const isNamed = check.code.sdkEnum !== undefined || (source !== undefined && saysMissing(check));
        if (source !== 'resource' && !isNamed) {
          if (source === 'mcp') left.push(note(unit, check, 'other'));
          continue;
        }
        const edits = check.isTaken ? [] : acceptBoth(project, unit, check);
        if (edits.length > 0) rewrites.push({ change: CHANGE, edits, review: review(unit, check) });
        else left.push(note(unit, check, 'taken'));
      }
    }
    return { rewrites, left };
  },
};

/** A place that tests an error's code for -32002 and not for -32602 as well. */
interface Check {
  readonly node: ts.BinaryExpression | ts.CaseClause;
  /** The expression that is tested: `error.code`. */
  readonly subject: ts.Expression;
  readonly code: ErrorCode;
  /** The other code already means something else here. */
  readonly isTaken: boolean;
}

function checksOf(project: ProjectModel, unit: SourceUnit): Check[] {
  const found: Check[] = [];
  walk(unit.ast, node => {
    if (ts.isCaseClause(node)) {
      const code = errorCode(project, node.expression);
      if (code?.value !== OLD) return;
      const others = node.parent.clauses.filter(ts.isCaseClause).filter(each => each !== node);
      const taking = others.find(each => errorCode(project, each.expression)?.value === NEW);
      if (taking && fallInto(taking, node)) return;
      found.push({ node, subject: node.parent.parent.expression, code, isTaken: taking !== undefined });
    }
    if (!ts.isBinaryExpression(node) || !isEquality(node)) return;
    const right = errorCode(project, node.right);
    const [subject, code] = right ? [node.left, right] : [node.right, errorCode(project, node.left)];
    if (code?.value !== OLD || errorCode(project, subject)) return;
    if (testsNew(project, conditionAround(node), subject)) return;
    const scope = ancestors(node).find(at => isFunctionNode(at) || ts.isSourceFile(at))!;
    found.push({ node, subject, code, isTaken: testsNew(project, scope, subject) });
  });
  return found;
}

/** Whether two clauses share their statements. */
function fallInto(a: ts.CaseClause, b: ts.CaseClause): boolean {
  const { clauses } = a.parent;
  const [from, to] = [clauses.indexOf(a), clauses.indexOf(b)].sort((x, y) => x - y) as [number, number];
  return clauses.slice(from, to).every(clause => clause.statements.length === 0);
}

/** The whole condition that a comparison is a part of. */
function conditionAround(node: ts.Expression): ts.Node {
  const operators: ts.SyntaxKind[] = [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken];
  let top: ts.Node = node;
  for (const at of ancestors(node)) {
    const goesOn =
      ts.isParenthesizedExpression(at) ||
      (ts.isBinaryExpression(at) && operators.includes(at.operatorToken.kind));
    if (!goesOn) break;
    top = at;
  }
  return top;
}

/** Whether an expression is compared with -32602 somewhere below a node. */
function testsNew(project: ProjectModel, root: ts.Node, subject: ts.Expression): boolean {
  let found = false;
  walk(root, at => {
    if (!ts.isBinaryExpression(at) || !isEquality(at)) return;
    const texts = [at.left.getText(), at.right.getText()];
    const codes = [at.left, at.right].map(each => errorCode(project, each)?.value);
    found ||= texts.includes(subject.getText()) && codes.includes(NEW);
  });
  return found;
}

/** Whether the name of the code or of the function around says that a resource is missing. */
function saysMissing({ node, code }: Check): boolean {
  if (code.name && NAMES_MISSING.test(code.name)) return true;
  const owner = ancestors(node).find(isFunctionNode);
  const name =
    owner?.name ?? (owner && ts.isVariableDeclaration(owner.parent) ? owner.parent.name : undefined);
  return NAMES_MISSING.test(nameText(name) ?? '');
}

function acceptBoth(project: ProjectModel, unit: SourceUnit, { node, subject, code }: Check): TextEdit[] {
  const added = invalidParams(project, unit, code);
  const start = node.getStart(unit.ast);
  if (ts.isCaseClause(node)) {
    const line = `case ${added}:${unit.style.eol}${indentAt(unit.text, start)}`;
    return [{ file: unit.path, start, end: start, text: line }];
  }
  if (!isPlain(subject)) return [];
  const operator = node.operatorToken.getText();
  const joined = isNegative(node) ? '&&' : '||';
  const [open, close] = needsParentheses(node, joined) ? ['(', ')'] : ['', ''];
  return [
    {
      file: unit.path,
      start,
      end: start,
      text: `${open}${subject.getText()} ${operator} ${added} ${joined} `,
    },
    { file: unit.path, start: node.end, end: node.end, text: close },
  ].filter(edit => edit.text !== '');
}

/** Whether an expression may be evaluated twice. */
function isPlain(node: ts.Expression): boolean {
  const inner = unwrap(node);
  return ts.isIdentifier(inner) || (ts.isPropertyAccessExpression(inner) && isPlain(inner.expression));
}

function needsParentheses(node: ts.Expression, operator: string): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.getText() !== operator;
  return ts.isPrefixUnaryExpression(parent) || ts.isConditionalExpression(parent);
}

function isEquality(node: ts.BinaryExpression): boolean {
  return ['===', '==', '!==', '!='].includes(node.operatorToken.getText());
}

function isNegative(node: ts.BinaryExpression): boolean {
  return node.operatorToken.getText().startsWith('!');
}

function review(unit: SourceUnit, { node }: Check): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'info',
    message: 'A missing resource is -32602 now, which servers use for other invalid parameters too.',
    advice: 'Where the difference matters, test that `error.data` is `{ uri }`.',
  });
}

function note(unit: SourceUnit, { node }: Check, why: 'other' | 'taken'): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'warning',
    message:
      why === 'taken'
        ? 'A missing resource is -32602 in 2026-07-28, and this code treats -32602 as something else.'
        : 'Code -32002 is retired; servers of 2026-07-28 no longer send it.',
    advice:
      why === 'taken'
        ? 'Tell the two apart by `error.data`: a missing resource carries `{ uri }`.'
        : 'If this is about a missing resource, accept -32602 as well.',
  });
}
