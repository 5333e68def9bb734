import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { ancestors, isExportedStatement, siblings, type FunctionNode } from '../recognise/syntax.js';
import { headStart, removalEdits, type Removable } from '../rewrite/remove.js';
import { heardStream } from './client-changes.js';
import type { Writing } from './client-edits.js';
import type { ResumePoint } from './client-resumes.js';
import type { StandingStream } from './client-standing.js';

/** The error that the added module has for a stream that broke before the answer. */
export const DROPPED_STREAM = 'DroppedStream';

/**
 * Leaves the streams of `GET` to servers of 2025-11-25, or takes them out: the others are sent the request again.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#receiving-messages
 */
export function streamEdits(writing: Writing): TextEdit[] | undefined {
  const { client, unit, legacy } = writing;
  const { resumes } = client.streams;
  const standing = heardStream(client.changes) ? [] : client.streams.standing;
  const points = resumes.filter(
    (each, index) => resumes.findIndex(other => other.statement === each.statement) === index,
  );
  if (legacy)
    return [...points.map(each => refusal(writing, each)), ...standing.map(each => leaving(writing, each))];
  const functions = [
    ...new Set([...resumes.flatMap(each => each.functions), ...standing.map(each => each.node)]),
  ];
  const declarations = functions.map(each => ownDeclaration(unit, each));
  if (!declarations.every(each => each !== undefined)) return undefined;
  const calls = standing.flatMap(each => each.calls);
  return [...points.map(each => ending(writing, each)), ...removalEdits(unit, [...calls, ...declarations])];
}

/** `if (!dialect.isLegacy) throw new DroppedStream();` in front of what goes on with a stream. */
function refusal({ unit, dialect, dropped }: Writing, { statement }: ResumePoint): TextEdit {
  return lineBefore(unit, statement, `if (!${dialect}.isLegacy) throw new ${dropped}()`);
}

/** `if (!dialect.isLegacy) return;` in front of what opens a stream. */
function leaving({ unit, dialect }: Writing, { request, node }: StandingStream): TextEdit {
  const inBody = ancestors(request.call).findLast(each => each.parent === node.body) as ts.Statement;
  return lineBefore(unit, inBody, `if (!${dialect}.isLegacy) return`);
}

function lineBefore(unit: SourceUnit, statement: ts.Statement, text: string): TextEdit {
  const { path: file, style, ast } = unit;
  const at = statement.getStart(ast);
  const start = headStart(unit, statement);
  const indent = indentAt(unit.text, at);
  const line = `${text}${style.semicolons ? ';' : ''}${style.eol}`;
  const isOwnLine = start === 0 || unit.text[start - 1] === '\n';
  return { file, start, end: start, text: isOwnLine ? indent + line : line + indent };
}

/** Ends a block where it went on with a stream: nothing behind it runs any more. */
function ending({ unit, dropped }: Writing, { statement }: ResumePoint): TextEdit {
  const { path: file, style, ast } = unit;
  const last = siblings(statement)!.at(-1)!;
  const text = `throw new ${dropped}()${style.semicolons ? ';' : ''}`;
  return { file, start: statement.getStart(ast), end: last.end, text };
}

/** The declaration of a function that nobody outside of its file can call. */
function ownDeclaration({ ast }: SourceUnit, node: FunctionNode): Removable | undefined {
  if (ts.isFunctionDeclaration(node)) return isExportedStatement(node) ? undefined : node;
  const isField = ts.isArrowFunction(node) && ts.isPropertyDeclaration(node.parent);
  const element = ts.isMethodDeclaration(node) ? node : isField ? node.parent : undefined;
  if (element) return isHidden(element) ? element : undefined;
  const statement = ts.isVariableDeclaration(node.parent) ? node.parent.parent.parent : undefined;
  const isAlone =
    statement && ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1;
  const isTop = statement?.parent === ast;
  return isAlone && !(isTop && isExportedStatement(statement)) ? statement : undefined;
}

/** Whether only its class can reach a member. */
function isHidden(element: ts.MethodDeclaration | ts.PropertyDeclaration): boolean {
  if (ts.isPrivateIdentifier(element.name)) return true;
  if (ts.getModifiers(element)?.some(each => each.kind === ts.SyntaxKind.PrivateKeyword)) return true;
  const owner = element.parent;
  return ts.isClassDeclaration(owner) && !isExportedStatement(owner) && /^_/.test(element.name.getText());
}
