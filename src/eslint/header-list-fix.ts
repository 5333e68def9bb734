import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { listedHeaders } from './headers.js';
import { literalText, unwrap } from './tree.js';

/**
 * The fix that puts names into a list of headers: behind the last header of MCP in it, else at its end, in the
 * list's own case, quotes and lines.
 * @returns undefined when the list is not written where the names can be put
 */
export function extendHeaderList(
  sourceCode: Readonly<TSESLint.SourceCode>,
  list: TSESTree.Node,
  missing: readonly string[],
): TSESLint.ReportFixFunction | undefined {
  if (list.type === AST_NODE_TYPES.ArrayExpression) return extendArray(sourceCode, list, missing);
  const isText = list.type === AST_NODE_TYPES.TemplateLiteral || literalText(list) !== undefined;
  return isText ? extendText(sourceCode, list, missing) : undefined;
}

/** The names in the case that the list has its own headers of MCP in. */
export function inCaseOf(given: readonly string[], missing: readonly string[]): string[] {
  const models = given.filter(name => /^mcp-/i.test(name));
  const isLower = (models.length > 0 ? models : given).every(name => name === name.toLowerCase());
  return missing.map(name => (isLower ? name.toLowerCase() : name));
}

function isOurs(name: string): boolean {
  return /^(?:mcp-|last-event-id$)/i.test(name);
}

function extendArray(
  sourceCode: Readonly<TSESLint.SourceCode>,
  list: TSESTree.ArrayExpression,
  missing: readonly string[],
): TSESLint.ReportFixFunction | undefined {
  const texts = list.elements.filter(each => each && literalText(unwrap(each)) !== undefined);
  const anchor = texts.findLast(each => isOurs(literalText(unwrap(each!))!)) ?? texts.at(-1);
  if (!anchor) return undefined;
  const quote = sourceCode.getText(unwrap(anchor))[0];
  const before = sourceCode.getTokenBefore(anchor)!;
  const isOnItsOwnLine = before.loc.end.line < anchor.loc.start.line;
  const line = sourceCode.lines[anchor.loc.start.line - 1] ?? '';
  const eol = sourceCode.text.includes('\r\n') ? '\r\n' : '\n';
  const gap = isOnItsOwnLine ? eol + /^\s*/.exec(line)![0] : ' ';
  const text = missing.map(name => `,${gap}${quote}${name}${quote}`).join('');
  return fixer => fixer.insertTextAfter(anchor, text);
}

function extendText(
  sourceCode: Readonly<TSESLint.SourceCode>,
  list: TSESTree.Node,
  missing: readonly string[],
): TSESLint.ReportFixFunction {
  const raw = sourceCode.getText(list);
  const separator = /,\s*/.exec(raw)?.[0] ?? ', ';
  const last = listedHeaders(raw.slice(1, -1)).findLast(isOurs);
  const at = last === undefined ? raw.length - 1 : raw.lastIndexOf(last) + last.length;
  const position = list.range[0] + at;
  const text = missing.map(name => separator + name).join('');
  return fixer => fixer.insertTextAfterRange([position, position], text);
}
