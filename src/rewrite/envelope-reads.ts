import { indentAt, lineStart, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { ClientRead } from '../recognise/client-reads.js';
import { walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import type { ContextReach } from './context-parameter.js';

const SERVER = '@modelcontextprotocol/server';
const LONG_LINE = 100;

/** Key of the envelope and type of its value, as SDK v2 exports them, and the helper that reads it. */
export const ENVELOPE = {
  getClientVersion: { key: 'CLIENT_INFO_META_KEY', type: 'Implementation', helper: 'envelopeClientInfo' },
  getClientCapabilities: {
    key: 'CLIENT_CAPABILITIES_META_KEY',
    type: 'ClientCapabilities',
    helper: 'envelopeClientCapabilities',
  },
} as const;

/**
 * Puts the value from the request's envelope in front of a read from the handshake: `ctx.mcpReq.envelope?.[key] ??`.
 * TypeScript needs a cast, since the SDK publishes the envelope's type without members; it goes to a helper of the
 * file unless it is the value of the file's only such variable.
 */
export function readEnvelopeFirst(
  project: ProjectModel,
  unit: SourceUnit,
  read: ClientRead,
  reach: ContextReach,
  isOnly: boolean,
): Pick<Rewrite, 'edits' | 'imports'> {
  const { call, method } = read;
  const { key, type } = ENVELOPE[method];
  const imports: ImportRequest[] = [{ file: unit.path, module: SERVER, name: key }];
  if (!/\.[cm]?tsx?$/.test(unit.path)) {
    const left = `${reach.request}.envelope?.[${key}]`;
    return { imports, edits: [...reach.edits, ...alternative(unit, call, left)] };
  }
  const typeName = importType(project, unit, type, imports);
  if (isOnly && ts.isVariableDeclaration(call.parent)) {
    const left = `(${reach.request}.envelope as { [${key}]?: ${typeName} } | undefined)?.[${key}]`;
    return { imports, edits: [...reach.edits, ...alternative(unit, call, left)] };
  }
  const helper = helperEdits(project, unit, method, typeName, imports);
  const left = `${ENVELOPE[method].helper}(${reach.context})`;
  return { imports, edits: [...reach.edits, ...alternative(unit, call, left), ...helper] };
}

/** The helper, at the end of the file, unless it is there. */
function helperEdits(
  project: ProjectModel,
  unit: SourceUnit,
  method: ClientRead['method'],
  typeName: string,
  imports: ImportRequest[],
): TextEdit[] {
  const { key, helper } = ENVELOPE[method];
  const context = importType(project, unit, 'ServerContext', imports);
  if (unit.text.includes(`function ${helper}(`)) return [];
  const snippet = `
/** What a 2026-07-28 request says about its client; the SDK publishes the envelope's type without members. */
function ${helper}(ctx: ${context}): ${typeName} | undefined {
  const envelope: { [${key}]?: ${typeName} } | undefined = ctx.mcpReq.envelope;
  return envelope?.[${key}];
}`;
  const { text, style, path: file } = unit;
  const isEnded = text.endsWith('\n');
  const rendered = (isEnded ? '' : style.eol) + render(snippet, style) + style.eol;
  return [{ file, start: text.length, end: text.length, text: rendered }];
}

/** Asks for the import of a type, and tells the name it goes by: a longer one where the file has another of its own. */
function importType(project: ProjectModel, unit: SourceUnit, type: string, imports: ImportRequest[]): string {
  const values = valuesOf(project);
  let as = type;
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || node.text !== type || ts.isPropertyAccessExpression(node.parent)) return;
    if (values.sdkExport(node) !== type && project.names.symbol(node)) as = `Mcp${type}`;
  });
  imports.push({ file: unit.path, module: SERVER, name: type, as, typeOnly: true });
  return as;
}

/** Edits that make a call the right side of `??`, in parentheses where it needs them. */
function alternative(unit: SourceUnit, call: ts.CallExpression, left: string): TextEdit[] {
  const { path: file, text, style } = unit;
  const start = call.getStart(unit.ast);
  if (needsParentheses(call)) {
    return [
      { file, start, end: start, text: `(${left} ?? ` },
      { file, start: call.end, end: call.end, text: ')' },
    ];
  }
  const column = start - lineStart(text, start);
  const isShort = column + left.length + (call.end - start) <= LONG_LINE;
  if (isShort || !ts.isVariableDeclaration(call.parent))
    return [{ file, start, end: start, text: `${left} ?? ` }];
  const gap = style.eol + indentAt(text, start) + style.indent;
  const afterEquals = text.slice(0, start).trimEnd().length;
  return [{ file, start: afterEquals, end: start, text: `${gap}${left} ??${gap}` }];
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const isAssigned = kind === ts.SyntaxKind.EqualsToken && parent.right === node;
    return !isAssigned && kind !== ts.SyntaxKind.QuestionQuestionToken;
  }
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node;
  return !(
    ts.isVariableDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isIfStatement(parent)
  );
}
