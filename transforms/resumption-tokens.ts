import { noteAt } from '../src/engine/notes.js';
import { indentAt, quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { mcpCalls } from '../src/recognise/mcp-calls.js';
import {
  isFunctionNode,
  member,
  nameText,
  propertyValue,
  somewhere,
  unwrap,
} from '../src/recognise/syntax.js';
import { clientOf } from '../src/rewrite/era-branch.js';

const CHANGE = 'stream-resumability';
const TOKENS = new Set(['resumptionToken', 'onresumptiontoken']);
const CALLS = ['request', 'callTool', 'readResource', 'getPrompt'];

/**
 * Hands resumption tokens of clients to connections of 2025-11-25 only. On those of 2026-07-28 the request is sent
 * again, as a new one: with a token the SDK would send nothing, and wait for a stream that is not there.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export const resumptionTokens: Transform = {
  name: 'resumption-tokens',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!unit.text.includes('esumption')) continue;
      for (const { call, on } of mcpCalls(project, unit, CALLS)) {
        const client = on === 'client' ? clientOf(call) : undefined;
        const options = call.arguments.length > 1 ? unwrap(call.arguments.at(-1)!) : undefined;
        if (client === undefined || !options || !ts.isObjectLiteralExpression(options)) continue;
        const edits = guardEdits(unit, options, client);
        if (!edits) continue;
        const resumes = member(options, 'resumptionToken');
        const review =
          resumes &&
          noteAt(unit, resumes, CHANGE, {
            severity: 'warning',
            message:
              'On 2026-07-28 connections this is a new request, where a broken stream was resumed before.',
            advice: 'Make what it asks for safe to repeat.',
          });
        rewrites.push({ change: CHANGE, edits, ...(review && { review }) });
      }
    }
    return { rewrites, left: [] };
  },
};

/** `...(client.getProtocolEra() === 'legacy' && { … })` around the options of a resumption; they have to be neighbours. */
function guardEdits(
  unit: SourceUnit,
  options: ts.ObjectLiteralExpression,
  client: string,
): TextEdit[] | undefined {
  const found = options.properties.filter(each => TOKENS.has(nameText(each.name) ?? ''));
  const [first] = found;
  const last = found.at(-1);
  if (
    !first ||
    !last ||
    options.properties.indexOf(last) - options.properties.indexOf(first) >= found.length
  ) {
    return undefined;
  }
  // What is handed over must not do anything by itself: on other connections it does not run.
  if (!found.every(each => isHarmless(each))) return undefined;
  const { path: file, style, text } = unit;
  const start = first.getStart(unit.ast);
  const { end } = last;
  const opening = `...(${client}.getProtocolEra() === ${quoted('legacy', style)} && {`;
  const own = text.slice(start, end);
  if (!own.includes('\n')) return [{ file, start, end, text: `${opening} ${own} })` }];
  // Their lines must not be indented.
  if (found.some(each => somewhere(each, isTextOfLines))) return undefined;
  const inner = indentAt(text, start) + style.indent;
  const lines = own.split(/\r?\n/).map((line, index) => (index === 0 ? inner : style.indent) + line);
  const written = [opening, ...lines].join(style.eol);
  return [{ file, start, end, text: `${written},${style.eol}${indentAt(text, start)}})` }];
}

function isTextOfLines(node: ts.Node): boolean {
  const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
  return isTemplate && node.getText().includes('\n');
}

function isHarmless(property: ts.ObjectLiteralElementLike): boolean {
  if (ts.isMethodDeclaration(property)) return true;
  const value = propertyValue(property);
  return value !== undefined && isRead(unwrap(value));
}

function isRead(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isRead(unwrap(node.expression));
  if (ts.isBinaryExpression(node)) {
    const isDefault = node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
    return isDefault && isRead(unwrap(node.left)) && isRead(unwrap(node.right));
  }
  const isName = ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
  return isName || ts.isStringLiteralLike(node) || isFunctionNode(node);
}
