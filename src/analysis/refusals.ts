import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { handlerOf } from '../recognise/handlers.js';
import { enclosingFunction, isFunctionNode, siblings, walk, wrapped } from '../recognise/syntax.js';
import { callsOf, callsReturning } from './state-reads.js';

/** When a condition leads to a refusal: when it holds, when it does not, or one of both. */
export type Refuses = 'true' | 'false' | 'either';

const WORDS =
  /\b(?:too (?:many|often|fast|soon)|limit|locked|lock(?:ed)?[ -]out|denied|deny|quota|exceed\w*|unauthori[sz]ed|not (?:allowed|authori[sz]ed|permitted)|forbidden|blocked|used up|exhausted|throttled?|rate|slow down|try again|no (?:more )?(?:calls?|attempts?|tries|credits?|budget)(?: left)?)\b/i;
const REFUSING_CALL = /err(?:or)?$|^err|fail|refus|den(?:y|ied)|reject|forbid|unauthori|abort/i;
const MAX_DEPTH = 4;

/** Whether a condition, of which an expression is a part, decides that something is refused. */
export function refusalsBy(
  project: ProjectModel,
  node: ts.Expression,
  refuses: (branch: ts.Node) => boolean = isRefusal,
  depth = 0,
): Refuses[] {
  let at: ts.Expression = node;
  let isNegated = false;
  for (;;) {
    at = wrapped(at);
    const { parent } = at;
    if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) {
      isNegated = !isNegated;
      at = parent;
    } else if (ts.isBinaryExpression(parent) && isLogical(parent)) {
      // `locked && error()`
      if (parent.left === at && refuses(parent.right)) return [when(isAnd(parent), isNegated)];
      at = parent;
    } else break;
  }
  const { parent } = at;
  if (ts.isIfStatement(parent) && parent.expression === at)
    return ofBranch(project, parent, isNegated, refuses, depth);
  if (ts.isConditionalExpression(parent) && parent.condition === at) {
    if (refuses(parent.whenTrue)) return [when(true, isNegated)];
    return refuses(parent.whenFalse) ? [when(false, isNegated)] : [];
  }
  if (depth >= MAX_DEPTH) return [];
  const next = (each: ts.Expression): Refuses[] => refusalsBy(project, each, refuses, depth + 1);
  const turned = (found: Refuses[]): Refuses[] => (isNegated ? found.map(opposite) : found);
  if (ts.isVariableDeclaration(parent) && parent.initializer === at && ts.isIdentifier(parent.name))
    return turned(project.names.references(parent.name).flatMap(next));
  if (isReturned(at) && isMember(enclosingFunction(at))) return ['either'];
  return turned(callsReturning(project, at).flatMap(next));
}

function ofBranch(
  project: ProjectModel,
  statement: ts.IfStatement,
  isNegated: boolean,
  refuses: (branch: ts.Node) => boolean,
  depth: number,
): Refuses[] {
  const { thenStatement, elseStatement } = statement;
  if (refuses(thenStatement)) return [when(true, isNegated)];
  if (elseStatement && refuses(elseStatement)) return [when(false, isNegated)];
  if (!exits(thenStatement)) return [];
  const all = siblings(statement) ?? [];
  const after = all.slice(all.indexOf(statement) + 1);
  if (!elseStatement && after.some(refuses)) return [when(false, isNegated)];
  // `if (attempts >= 3) return false;` in a function tells those that call it.
  const around = enclosingFunction(statement);
  if (!around || handlerOf(project, around) || !tells(thenStatement)) return [];
  if (isMember(around)) return ['either'];
  const isAsked = callsOf(project, around).some(
    each => refusalsBy(project, each, refuses, depth + 1).length > 0,
  );
  return depth < MAX_DEPTH && isAsked ? ['either'] : [];
}

/** Whether code answers with an error: it throws, marks its result as an error, or says so. */
export function isRefusal(branch: ts.Node): boolean {
  let found = false;
  walk(branch, at => {
    if (found || isFunctionNode(at)) return false;
    found =
      ts.isThrowStatement(at) ||
      (ts.isPropertyAssignment(at) &&
        at.name.getText() === 'isError' &&
        at.initializer.kind === ts.SyntaxKind.TrueKeyword) ||
      ((ts.isCallExpression(at) || ts.isNewExpression(at)) && REFUSING_CALL.test(lastWord(at.expression))) ||
      ((ts.isStringLiteralLike(at) || ts.isTemplateHead(at) || ts.isTemplateTail(at)) && WORDS.test(at.text));
    return !found;
  });
  return found;
}

/** Whether a branch leaves its function. */
export function exits(branch: ts.Node): boolean {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

/** `return false;`, `return 'locked';` */
function tells(branch: ts.Statement): boolean {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  const value = last && ts.isReturnStatement(last) ? last.expression : undefined;
  return (
    value !== undefined &&
    (ts.isStringLiteralLike(value) ||
      [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(
        value.kind,
      ) ||
      (ts.isIdentifier(value) && value.text === 'undefined'))
  );
}

function isReturned({ parent }: ts.Expression): boolean {
  return ts.isReturnStatement(parent) || isFunctionNode(parent);
}

function isMember(node: ts.Node | undefined): boolean {
  return node !== undefined && (ts.isMethodDeclaration(node) || ts.isGetAccessor(node));
}

function isLogical(node: ts.BinaryExpression): boolean {
  return isAnd(node) || node.operatorToken.kind === ts.SyntaxKind.BarBarToken;
}

function isAnd({ operatorToken }: ts.BinaryExpression): boolean {
  return operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
}

function when(holds: boolean, isNegated: boolean): Refuses {
  return holds === isNegated ? 'false' : 'true';
}

function opposite(one: Refuses): Refuses {
  if (one === 'either') return one;
  return one === 'true' ? 'false' : 'true';
}

function lastWord(callee: ts.Expression): string {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}
