import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { isWithin, memberValue, siblings, unwrap, walk } from '../recognise/syntax.js';
import { memberRemovalEdits } from '../rewrite/remove-members.js';
import { removalEdits, type Removable } from '../rewrite/remove.js';
import type { Writing } from './client-edits.js';
import { guardEdits } from './client-handshake-edits.js';
import { sessionEnds } from './client-session-ends.js';
import type { SessionSite } from './client-session.js';
import type { HandClient } from './client.js';
import { isName } from './messages.js';

/** Leaves what is about sessions and the negotiated revision to older servers, or takes it out. */
export function sessionEdits(writing: Writing): TextEdit[] | undefined {
  const { client, unit, legacy } = writing;
  // What sends `notifications/initialized` is left to older servers, or taken out, as a whole.
  const sites = client.sessions.sites.filter(
    (site, _, all) =>
      !client.initialized.some(each => isWithin(site.node, each)) &&
      !all.some(other => isGuardedBy(site, other)),
  );
  if (legacy) return sites.flatMap(site => guarded(writing, site));
  const statements: Removable[] = [];
  const choices: TextEdit[] = [];
  for (const site of sites) {
    if (site.kind === 'property') continue;
    if (site.kind === 'choice') {
      const { whole } = site;
      const text = whole.whenFalse.getText(unit.ast);
      choices.push({ file: unit.path, start: whole.getStart(unit.ast), end: whole.end, text });
      continue;
    }
    const gone = site.kind === 'condition' || site.kind === 'value' ? site.whole : site.node;
    if (ts.isSpreadAssignment(gone)) continue;
    statements.push(gone);
    const members = [...client.initialized, ...[...oldHeaders(client).values()].flatMap(each => [...each])];
    const dependents = site.kind === 'value' ? dependentsOf(site.whole, members) : [];
    if (!dependents) return undefined;
    statements.push(...dependents);
  }
  // Where headers are added, what goes makes room for them.
  const sent = client.sites.map(each => each.options && memberValue(each.options, 'headers'));
  const inMembers = [...oldHeaders(client)]
    .filter(([literal]) => !sent.some(each => each && unwrap(each) === literal))
    .flatMap(([literal, gone]) => memberRemovalEdits(unit, literal, gone));
  statements.push(...sessionEnds(client, statements));
  return [...removalEdits(unit, statements), ...choices, ...inMembers];
}

/** Whether a site runs only when the condition of another one holds. */
function isGuardedBy(site: SessionSite, other: SessionSite): boolean {
  if (other === site || other.kind !== 'condition' || !ts.isIfStatement(other.whole)) return false;
  return isWithin(site.node, other.whole.thenStatement);
}

/** The members of headers that are about sessions and the negotiated revision, by the literal that they are in. */
export function oldHeaders({
  sessions,
  initialized,
}: HandClient): Map<ts.ObjectLiteralExpression, Set<ts.Node>> {
  const members = new Map<ts.ObjectLiteralExpression, Set<ts.Node>>();
  for (const site of sessions.sites) {
    const gone = site.kind === 'property' ? site.node : site.kind === 'condition' ? site.whole : undefined;
    if (!gone || ts.isIfStatement(gone) || initialized.some(each => isWithin(gone, each))) continue;
    members.set(gone.parent, (members.get(gone.parent) ?? new Set()).add(gone));
  }
  return members;
}

function guarded(writing: Writing, site: SessionSite): TextEdit[] {
  const { unit, dialect } = writing;
  const { path: file, ast } = unit;
  const start = site.node.getStart(ast);
  const { end } = site.node;
  switch (site.kind) {
    case 'condition':
    case 'choice': {
      const isLoose =
        ts.isBinaryExpression(site.node) && /^(?:\|\||\?\?)$/.test(site.node.operatorToken.getText());
      const edits = [{ file, start, end: start, text: `${dialect}.isLegacy && ${isLoose ? '(' : ''}` }];
      return isLoose ? [...edits, { file, start: end, end, text: ')' }] : edits;
    }
    case 'property': {
      const value = unwrap(site.node.initializer);
      // An id that is not there yet is no value for a header.
      const isState = ts.isPropertyAccessExpression(value) || /session/i.test(value.getText(ast));
      const given = isState && isName(value) ? ` && ${value.getText(ast)}` : '';
      const text = `...(${dialect}.isLegacy${given} && { ${site.node.getText(ast)} })`;
      return [{ file, start, end, text }];
    }
    case 'statement':
      return guardEdits(writing, site.node);
    case 'value': {
      const isLoose = ts.isBinaryExpression(site.node) || ts.isConditionalExpression(site.node);
      const value = site.node.getText(ast);
      // As `get` has it, when the header is not there.
      const nothing = ts.isCallExpression(site.node) ? 'null' : 'undefined';
      const text = `${dialect}.isLegacy ? ${isLoose ? `(${value})` : value} : ${nothing}`;
      return [{ file, start, end, text }];
    }
  }
}

/** The statements that do nothing but look at a constant; undefined when others use it for more than `members`. */
function dependentsOf(whole: ts.VariableStatement, members: readonly ts.Node[]): ts.Statement[] | undefined {
  const name = whole.declarationList.declarations[0]!.name.getText();
  const found: ts.Statement[] = [];
  for (const each of siblings(whole) ?? []) {
    if (each === whole || each.pos < whole.pos || !uses(each, name, members)) continue;
    const isTest = ts.isIfStatement(each) && !each.elseStatement && uses(each.expression, name, members);
    if (!isTest && !ts.isExpressionStatement(each)) return undefined;
    found.push(each);
  }
  return found;
}

function uses(node: ts.Node, name: string, members: readonly ts.Node[]): boolean {
  let isUsed = false;
  walk(node, at => {
    if (members.includes(at)) return false;
    isUsed ||= ts.isIdentifier(at) && at.text === name;
    return !isUsed;
  });
  return isUsed;
}
