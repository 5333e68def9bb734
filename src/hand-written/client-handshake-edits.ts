import { applyEdits } from '../engine/edits.js';
import { indentAt, quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { member, siblings, unwrap } from '../recognise/syntax.js';
import { isTypeScript } from '../rewrite/languages.js';
import { memberRemovalEdits } from '../rewrite/remove-members.js';
import { removalEdits } from '../rewrite/remove.js';
import type { Writing } from './client-edits.js';
import { fitsLine, indentLines, movedText, onOneLine } from './client-text.js';

/**
 * The handshake: `server/discover` first, `initialize` and its notification for servers that do not know it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 */
export function handshakeEdits(writing: Writing): TextEdit[] | undefined {
  const { client, unit, names, legacy, dialect } = writing;
  const { handshake, initialized } = client;
  const { path: file, ast, text, style } = unit;
  const { statement, awaited } = handshake;
  const at = statement.getStart(ast);
  const indent = indentAt(text, at);
  const end = style.semicolons ? ';' : '';
  const isNamed = ts.isIdentifier(unwrap(handshake.client));
  const name =
    isNamed || handshake.site ? handshake.client.getText(ast) : names.take('client', 'clientDescription');
  const edits: TextEdit[] = [];
  if (handshake.site) {
    for (const each of legacy ? initialized : []) edits.push(...guardEdits(writing, each));
    return legacy ? edits : removalEdits(unit, initialized);
  }
  if (!isNamed) {
    const declared = `const ${name} = ${movedText(unit, handshake.client, indent, clientText(writing))}${end}`;
    edits.push({ file, start: at, end: at, text: declared + style.eol + indent });
  }
  const asked = askText(writing);
  if (asked === undefined) return undefined;
  const isLong = asked.includes('\n') || asked.length + indent.length > 60;
  const ask = isLong ? names.take('discover', 'askServer') : `() => ${asked}`;
  if (isLong) {
    const declared = `const ${ask} = () => ${movedText(unit, handshake.call, indent, asked)}${end}`;
    edits.push({ file, start: at, end: at, text: declared + style.eol + indent });
  }
  const method = legacy && handshake.kind === 'lines' ? 'probe' : 'discover';
  const discover = `await ${dialect}.${method}(${name}, ${ask})`;
  const start = awaited.getStart(ast);
  if (!legacy) {
    edits.push({ file, start, end: awaited.end, text: discover });
    edits.push(...removalEdits(unit, initialized));
    return edits;
  }
  const initialize = replacedText(unit, awaited, handshake.client, name);
  const next = nextStatement(statement);
  const isAlone = ts.isExpressionStatement(statement) && unwrap(statement.expression) === awaited;
  const together = isAlone ? initialized.find(each => each === next) : undefined;
  if (isAlone) {
    const inner = indent + style.indent;
    const lines = [initialize + end, ...(together ? [movedText(unit, together, inner)] : [])];
    const body = lines.map(each => `${inner}${each}`).join(style.eol);
    const test = `if (!(${discover})) {${style.eol}${body}${style.eol}${indent}}`;
    edits.push({ file, start: at, end: statement.end, text: test });
    if (together) edits.push(...removalEdits(unit, [together]));
  } else {
    const isWhole =
      ts.isVariableDeclaration(awaited.parent) ||
      ts.isReturnStatement(awaited.parent) ||
      (ts.isBinaryExpression(awaited.parent) &&
        awaited.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken);
    const inner = indent + style.indent;
    const deeper = isWhole && !initialize.includes('`');
    const fallback = deeper ? initialize.replaceAll(/\n(?=[^\r\n])/g, `\n${style.indent}`) : initialize;
    const both = `(${discover}) ??${style.eol}${inner}(${fallback})`;
    const isReturn = ts.isReturnStatement(awaited.parent);
    const written = isWhole && !isReturn ? `${style.eol}${inner}${both}` : `(${both})`;
    const from = isWhole && !isReturn && text[start - 1] === ' ' ? start - 1 : start;
    edits.push({ file, start: from, end: awaited.end, text: written });
  }
  for (const each of initialized) if (each !== together) edits.push(...guardEdits(writing, each));
  return edits;

  function nextStatement(node: ts.Statement): ts.Statement | undefined {
    const all = siblings(node) ?? [];
    return all[all.indexOf(node) + 1];
  }
}

/** Leaves a statement to servers of earlier revisions. */
export function guardEdits({ unit, dialect }: Writing, statement: ts.Statement): TextEdit[] {
  const { path: file, ast, text, style } = unit;
  const start = statement.getStart(ast);
  const test = `if (${dialect}.isLegacy)`;
  if (fitsLine(unit, start, `${test} ${text.slice(start, statement.end)}`)) {
    return [{ file, start, end: start, text: `${test} ` }];
  }
  const indent = indentAt(text, start);
  return [
    { file, start, end: start, text: `${test} {${style.eol}${indent}${style.indent}` },
    ...indentLines(unit, statement),
    { file, start: statement.end, end: statement.end, text: `${style.eol}${indent}}` },
  ];
}

/** What the client says of itself; without a revision where only one is spoken. */
export function clientText({ unit, client, legacy }: Writing): string {
  const { clientLiteral } = client.handshake;
  const version = member(clientLiteral, 'protocolVersion');
  if (legacy || !version) return clientLiteral.getText(unit.ast);
  return editedText(
    unit,
    clientLiteral,
    memberRemovalEdits(unit, clientLiteral, new Set<ts.Node>([version])),
  );
}

/** The call that sends `server/discover` the way `initialize` was sent. */
function askText({ unit, client }: Writing): string | undefined {
  const { call, method, client: given, message } = client.handshake;
  const { path: file, ast, style } = unit;
  const word = { file, start: method.getStart(ast), end: method.end, text: quoted('server/discover', style) };
  if (message) {
    const params = member(message, 'params');
    const gone = params ? memberRemovalEdits(unit, message, new Set<ts.Node>([params])) : [];
    return onOneLine(editedText(unit, call, [word, ...gone]));
  }
  const known = client.functions.find(
    each => each.params !== undefined && call.arguments[each.params] === given,
  );
  if (!known) return undefined;
  const parameter = known.node.parameters[known.params!]!;
  const isOptional = parameter.questionToken ?? parameter.initializer ?? !isTypeScript(unit);
  const before = call.arguments[known.params! - 1];
  const isLast = call.arguments.length === known.params! + 1;
  const edit =
    isOptional && isLast && before
      ? { file, start: before.end, end: call.arguments.end, text: '' }
      : { file, start: given.getStart(ast), end: given.end, text: '{}' };
  return editedText(unit, call, [word, edit]);
}

/** Text of a node in which a name stands for an expression. */
function replacedText(unit: SourceUnit, node: ts.Node, replaced: ts.Expression, name: string): string {
  const edit = { file: unit.path, start: replaced.getStart(unit.ast), end: replaced.end, text: name };
  const text = editedText(unit, node, [edit]);
  // What was spread over lines is short now.
  return ts.isIdentifier(unwrap(replaced)) ? text : onOneLine(text);
}

export function editedText(unit: SourceUnit, node: ts.Node, edits: readonly TextEdit[]): string {
  const start = node.getStart(unit.ast);
  const own = edits.map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return applyEdits(unit.text.slice(start, node.end), own).text;
}
