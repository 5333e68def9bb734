import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { classOfThis, isWithin, isWritten, numberValue, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { exits, isRefusal, refusalsBy, type Refuses } from './refusals.js';
import { secretCheckBefore, secretCheckIn } from './secret-checks.js';
import { ENTRY, stateReads, type StateRead } from './state-reads.js';
import { startsEmpty } from './state-uses.js';

/** How a part of some state changes. */
interface Change {
  readonly read: StateRead;
  readonly is: 'up' | 'down' | 'set';
  /** What is put in, where it is written. */
  readonly value?: ts.Expression;
}

const LIMIT_NAME = /max|limit|quota|budget|allow|cap(?:acity)?$|threshold|most/i;
const NOW = /\bDate\.now\(\)|\bperformance\.now\(\)|\bnew Date\(\)|^now$|\bnow\b/;

/**
 * Tells that some state limits what a client may do, or lets it in: someone who starts anew would get past it.
 * @param initial what the state is at first
 * @returns what shows it, as the end of a sentence
 */
export function limiting(
  project: ProjectModel,
  uses: readonly ts.Expression[],
  initial: ts.Expression | undefined,
): string | undefined {
  const made = initial && unwrap(initial);
  const reads = [...stateReads(project, uses, initial), ...(made ? fieldReads(project, made) : [])];
  const changes = reads.flatMap(each => changeAt(each, reads) ?? []);
  return limitIn(project, reads, changes) ?? admissionIn(project, reads, changes);
}

/** What the methods of an object reach of its own fields. */
function fieldReads(project: ProjectModel, made: ts.Expression): StateRead[] {
  if (!ts.isNewExpression(made)) return [];
  const value = valuesOf(project).instanceOf(made.expression);
  if (value?.is !== 'instance') return [];
  const fields = new Map<string, { initial: ts.Expression | undefined; uses: ts.Expression[] }>();
  for (const each of value.class.members.filter(ts.isPropertyDeclaration))
    fields.set(each.name.getText(), { initial: each.initializer, uses: [] });
  walk(value.class, at => {
    if (!ts.isPropertyAccessExpression(at) || at.expression.kind !== ts.SyntaxKind.ThisKeyword) return;
    if (classOfThis(at.expression) === value.class) fields.get(at.name.text)?.uses.push(at);
  });
  return [...fields].flatMap(([name, { uses, initial }]) =>
    stateReads(project, uses, initial).map(each => ({ ...each, path: [name, ...each.path] })),
  );
}

function changeAt(read: StateRead, reads: readonly StateRead[]): Change | undefined {
  const { node, mutation, path } = read;
  if (mutation) {
    const name = ts.isPropertyAccessExpression(node) ? node.name.text : '';
    if (/^(?:pop|shift|delete|clear|splice)$/.test(name)) return undefined;
    const value = mutation.arguments.at(-1);
    // `attempts.set(id, attempts.get(id) + 1)` changes the entry, and how many there are.
    const entry = { ...read, path: [...path, ENTRY] };
    const step = name === 'set' && value ? stepIn(value, entry, reads) : undefined;
    return { read: step ? entry : read, is: step ?? 'up', ...(value && { value }) };
  }
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    if (parent.operator === ts.SyntaxKind.PlusPlusToken) return { read, is: 'up' };
    return parent.operator === ts.SyntaxKind.MinusMinusToken ? { read, is: 'down' } : undefined;
  }
  if (!ts.isBinaryExpression(parent) || parent.left !== node || !isWritten(node)) return undefined;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.PlusEqualsToken) return { read, is: 'up', value: parent.right };
  if (kind === ts.SyntaxKind.MinusEqualsToken) return { read, is: 'down', value: parent.right };
  return { read, is: stepIn(parent.right, read, reads) ?? 'set', value: parent.right };
}

/** Whether a value is what is there already with something added or taken away. */
function stepIn(
  value: ts.Expression,
  read: StateRead,
  reads: readonly StateRead[],
): 'up' | 'down' | undefined {
  const sum = unwrap(value);
  if (!ts.isBinaryExpression(sum)) return undefined;
  const { kind } = sum.operatorToken;
  const isStep = reads.some(each => isSamePart(each, read) && isWithin(each.node, sum));
  if (!isStep || numberValue(unwrap(sum.right)) === 0) return undefined;
  if (kind === ts.SyntaxKind.PlusToken) return 'up';
  return kind === ts.SyntaxKind.MinusToken ? 'down' : undefined;
}

function isSamePart(one: StateRead, other: StateRead): boolean {
  return one.path.join('.') === other.path.join('.');
}

/** A number that grows up to a limit, or that is used up, and by which something is refused. */
function limitIn(
  project: ProjectModel,
  reads: readonly StateRead[],
  changes: readonly Change[],
): string | undefined {
  for (const read of reads) {
    const compared = comparison(read);
    if (!compared) continue;
    const { node, bound } = compared;
    const isTime = NOW.test(node.getText());
    const directions = refusalsBy(project, node).flatMap(each => directionsOf(compared, each));
    if (directions.length === 0) continue;
    const own = changes.filter(each => isCounted(each, read));
    const isCapped =
      directions.includes('up') &&
      (isTime || (own.some(each => each.is === 'up') && isLimit(project, bound))) &&
      !isMeasureOfData(read, reads);
    const isUsedUp =
      directions.includes('down') && own.some(each => each.is === 'down') && startsAboveZero(project, read);
    if (isCapped || isUsedUp) return `something is refused by \`${shortened(node)}\``;
  }
  return undefined;
}

interface Comparison {
  readonly node: ts.Expression;
  readonly bound: ts.Expression | undefined;
  /** How the state stands to the bound when the comparison holds. */
  readonly is: 'above' | 'below' | 'same' | 'other';
}

/** `attempts >= 3`, `++calls > MAX`, `now - last < 1000`, `!left`. */
function comparison({ node, mutation }: StateRead): Comparison | undefined {
  if (mutation) return undefined;
  let at = node;
  let isTaken = false;
  for (;;) {
    at = wrapped(at);
    const { parent } = at;
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      if (parent.operator === ts.SyntaxKind.ExclamationToken)
        return { node: parent, bound: undefined, is: 'same' };
      at = parent;
    } else if (!ts.isBinaryExpression(parent)) return undefined;
    else {
      const { kind } = parent.operatorToken;
      const isSum = kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.MinusToken;
      const isStep = kind === ts.SyntaxKind.PlusEqualsToken || kind === ts.SyntaxKind.MinusEqualsToken;
      if (isSum || (isStep && parent.left === at)) {
        isTaken = kind === ts.SyntaxKind.MinusToken && parent.right === at ? !isTaken : isTaken;
        at = parent;
        continue;
      }
      const is = RELATIONS.get(kind);
      if (!is) return undefined;
      const isRight = parent.right === at;
      const bound = isRight ? parent.left : parent.right;
      return { node: parent, bound, is: isRight === isTaken ? is : TURNED[is] };
    }
  }
}

const RELATIONS: ReadonlyMap<ts.SyntaxKind, Comparison['is']> = new Map([
  [ts.SyntaxKind.GreaterThanToken, 'above'],
  [ts.SyntaxKind.GreaterThanEqualsToken, 'above'],
  [ts.SyntaxKind.LessThanToken, 'below'],
  [ts.SyntaxKind.LessThanEqualsToken, 'below'],
  [ts.SyntaxKind.EqualsEqualsToken, 'same'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, 'same'],
  [ts.SyntaxKind.ExclamationEqualsToken, 'other'],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, 'other'],
]);
const TURNED = { above: 'below', below: 'above', same: 'same', other: 'other' } as const;
const DENIED = { above: 'below', below: 'above', same: 'other', other: 'same' } as const;

/** The directions in which a number has to go until it is refused. */
function directionsOf({ is, bound }: Comparison, refuses: Refuses): ('up' | 'down')[] {
  if (refuses === 'either') return ['up', 'down'];
  const refused = refuses === 'true' ? is : DENIED[is];
  if (refused === 'above') return ['up'];
  if (refused === 'below') return ['down'];
  if (refused !== 'same') return [];
  const isNothing = bound === undefined || numberValue(unwrap(bound)) === 0;
  return isNothing ? ['down'] : ['up', 'down'];
}

/** Whether a change counts what is compared: a number itself, or the entries of which the number is told. */
function isCounted({ read }: Change, compared: StateRead): boolean {
  if (isSamePart(read, compared)) return true;
  return (
    compared.path.at(-1) === 'length' && compared.path.slice(0, read.path.length).join() === read.path.join()
  );
}

/** Whether an expression is a limit that is set, and not the size of something. */
function isLimit(project: ProjectModel, bound: ts.Expression | undefined): boolean {
  const value = bound && unwrap(bound);
  if (!value) return false;
  const number = numberValue(value);
  if (number !== undefined) return number >= 0;
  if (ts.isPropertyAccessExpression(value))
    return LIMIT_NAME.test(value.name.text) || value.getText().startsWith('process.env');
  if (ts.isBinaryExpression(value)) return isLimit(project, value.left) || isLimit(project, value.right);
  if (ts.isCallExpression(value)) return value.arguments.some(each => isLimit(project, each));
  if (!ts.isIdentifier(value)) return false;
  const declaration = project.names.declaration(value);
  const given = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return LIMIT_NAME.test(value.text) || (given !== undefined && isLimit(project, given));
}

const TAKEN = /\.(?:pop|shift|splice)$/;

/** Whether what is measured is data: `basket.length` of a basket that is read, too. */
function isMeasureOfData({ path }: StateRead, reads: readonly StateRead[]): boolean {
  const end = path.indexOf('length');
  if (end < 0) return false;
  const root = path.slice(0, end).filter(each => !each.endsWith('()'));
  return reads.some(each => {
    const isOf = each.path.slice(0, root.length).join() === root.join();
    if (!isOf || each.path.includes('length')) return false;
    // `basket.splice(0)` hands out what it takes.
    if (each.mutation)
      return TAKEN.test(each.node.getText()) && !ts.isExpressionStatement(each.mutation.parent);
    return !isWritten(each.node) && !isKept(each);
  });
}

/** Whether a read is part of a comparison, or of what the state is set to. */
function isKept({ node }: StateRead): boolean {
  for (let at: ts.Node = node; at.parent && !ts.isStatement(at.parent); at = at.parent) {
    const { parent } = at;
    if (!ts.isBinaryExpression(parent)) continue;
    if (RELATIONS.has(parent.operatorToken.kind)) return true;
    if (parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === at) return true;
  }
  return false;
}

/** Whether there is something to use up: a budget, and not a sum that tools fill. */
function startsAboveZero(project: ProjectModel, { initial }: StateRead): boolean {
  const value = initial && unwrap(initial);
  if (!value) return false;
  const number = numberValue(value);
  if (number !== undefined) return number > 0;
  const declaration = ts.isIdentifier(value) ? project.names.declaration(value) : undefined;
  const given = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return given ? numberValue(unwrap(given)) !== 0 : true;
}

/** A part of the state that is set where a secret was right, or wrong, and by which tools answer. */
function admissionIn(
  project: ProjectModel,
  reads: readonly StateRead[],
  changes: readonly Change[],
): string | undefined {
  for (const { read, value } of changes) {
    if (value && startsEmpty(unwrap(value))) continue;
    const check = (value && secretCheckIn(project, value)) ?? secretCheckBefore(project, read.node);
    if (!check) continue;
    const isGate = reads.some(
      each =>
        !isWritten(each.node) &&
        !each.mutation &&
        isWithinPart(each, read) &&
        refusalsBy(project, gateOf(each), isLeaving).length > 0,
    );
    if (isGate) return `it tells whether \`${shortened(check)}\` held`;
  }
  return undefined;
}

/** `user` and `user.name`, `unlocked.has(id)`. */
function isWithinPart(read: StateRead, part: StateRead): boolean {
  const [one, other] = [read, part].map(each => each.path.filter(name => name !== ENTRY && name !== 'has()'));
  return (
    one!.slice(0, other!.length).join() === other!.join() ||
    other!.slice(0, one!.length).join() === one!.join()
  );
}

function gateOf(read: StateRead): ts.Expression {
  return comparison(read)?.node ?? read.node;
}

function isLeaving(branch: ts.Node): boolean {
  return isRefusal(branch) || (ts.isStatement(branch) && ts.isIfStatement(branch.parent) && exits(branch));
}

function shortened(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 50 ? `${text.slice(0, 47)}…` : text;
}
