import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  siblings,
  walk,
} from '../recognise/syntax.js';
import { behindAccess } from './access-checks.js';
import { leaving, type Reception } from './reception.js';
import type { SessionGuards } from './sessions.js';
import type { Subscriptions } from './subscriptions.js';

/** How long a statement may be that stands on the line of its condition. */
const LINE = 90;

/** The check of a message where it comes in. */
export function checkEdit(
  reception: Reception,
  methods: string,
  { guarded }: SessionGuards,
  gone: readonly ts.Node[],
  told: Subscriptions | undefined,
): TextEdit | undefined {
  const { unit, reply, message } = reception;
  const { ast, text, path: file, style } = unit;
  const place = placeOf(reception, guarded, gone);
  if (!place || declares(reception, guarded.length > 0 ? ['refused', 'modern'] : ['refused']))
    return undefined;
  const given = [message, methods, ...(reply.headers === undefined ? [] : [reply.headers])].join(', ');
  const era = guarded.length > 0 ? `const modern = isModern(${message}, ${reply.headers!});\n` : '';
  const [only, ...more] = reply.statements.split('\n');
  const isShort = only!.length < LINE;
  const answer =
    reply.leaves && more.length === 0 && isShort
      ? `if (refused) ${only!}`
      : `if (refused) {\n${[only!, ...more].map(each => `  ${each}`).join('\n')}${reply.leaves ? '' : `\n  ${leaving(place.statement)};`}\n}`;
  const kinds = told?.kinds.map(each => `'${each}'`).join(', ');
  const listens = told
    ? `\nif (listened(${message}, [${kinds!}], ${told.send})) ${leaving(place.statement)};`
    : '';
  const snippet = `${era}const refused = refusal(${given});\n${answer}${listens}`;
  const start = place.statement.getStart(ast);
  const indent = indentAt(text, start);
  if (place.isBefore) {
    return {
      file,
      start,
      end: start,
      text: render(`${snippet}\n\n`, style, indent).trimEnd() + style.eol + style.eol + indent,
    };
  }
  const end = endOfLine(text, place.statement.end);
  const gap = /^\r?\n[^\S\n]*(?:\r?\n|\})/.test(text.slice(endOfGone(place.statement, gone) ?? end))
    ? ''
    : style.eol;
  return { file, start: end, end, text: style.eol + indent + render(snippet, style, indent) + gap };
}

/** Where the check goes: behind the statement that makes the message, or in front of the first that looks at it. */
function placeOf(
  { after, before }: Reception,
  guarded: readonly ts.Statement[],
  gone: readonly ts.Node[],
): { readonly statement: ts.Statement; readonly isBefore: boolean } | undefined {
  if (after) {
    const isKnown = (each: ts.Statement) => each.pos >= after.end && isWithin(each, after.parent);
    if (!guarded.every(isKnown)) return undefined;
    return { statement: behindAccess(after, guarded), isBefore: false };
  }
  const list = before?.parent as ts.Block | undefined;
  if (!before || !list) return undefined;
  const earliest = guarded.map(each => outermostIn(each, list)).filter(each => each !== undefined);
  if (earliest.length < guarded.length) return undefined;
  const first = [before, ...earliest].sort((a, b) => a.pos - b.pos)[0]!;
  const statement = list.statements.find(each => each.pos >= first.pos && !gone.includes(each));
  return statement && { statement, isBefore: true };
}

/** Where the run of statements ends that goes behind a statement. */
function endOfGone(statement: ts.Statement, gone: readonly ts.Node[]): number | undefined {
  const list = siblings(statement) ?? [];
  let end: number | undefined;
  for (const each of list.slice(list.indexOf(statement) + 1)) {
    if (!gone.includes(each)) break;
    ({ end } = each);
  }
  return end;
}

function outermostIn(node: ts.Statement, list: ts.Node): ts.Statement | undefined {
  return [node, ...ancestors(node)].find(
    (each): each is ts.Statement => each.parent === list && !isFunctionNode(each),
  );
}

function endOfLine(text: string, offset: number): number {
  const comment = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(offset));
  return offset + (comment?.[0].length ?? 0);
}

/** Whether the function that takes messages has one of these names already. */
function declares({ anchor }: Reception, names: readonly string[]): boolean {
  let does = false;
  walk(enclosingFunction(anchor) ?? anchor.getSourceFile(), node => {
    does ||= ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && names.includes(node.name.text);
    return !does;
  });
  return does;
}
