import { indentAt } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { clientReads, type ClientRead } from '../src/recognise/client-reads.js';
import { isLegacyOnly } from '../src/recognise/era-guard.js';
import { opensWithoutCapability } from '../src/recognise/open-guards.js';
import { contextInReach, handlersAround, type Handler } from '../src/recognise/handlers.js';
import { ancestors, isFunctionNode, mentions, nameText, walk } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';

const CHANGE = 'stateless-handshake';
const SERVER = '@modelcontextprotocol/server';
const LONG_LINE = 100;

/** Key of the envelope and type of its value, as SDK v2 exports them. */
const ENVELOPE = {
  getClientVersion: { key: 'CLIENT_INFO_META_KEY', type: 'Implementation' },
  getClientCapabilities: { key: 'CLIENT_CAPABILITIES_META_KEY', type: 'ClientCapabilities' },
} as const;

/** Names of the parameters in front of the context, where a handler has left them out. */
const UNUSED: Readonly<Record<Handler['kind'], readonly string[]>> = {
  tool: ['_args'],
  prompt: ['_args'],
  resource: ['_uri', '_variables'],
  request: ['_request'],
  notification: [],
};

/**
 * Lets handlers read who the client is from the envelope of the request, with the handshake as fallback for
 * 2025-11-25: `getClientVersion()` and `getClientCapabilities()` are undefined on 2026-07-28 stdio connections. A
 * handler without context parameter gets one when it is written in its registration. Other reads are reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 */
export const clientInfo: Transform = {
  name: 'client-info',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      for (const read of clientReads(project, unit)) {
        if (isLegacyOnly(project, read.call) || isInOninitialized(read.call)) continue;
        const context = reachContext(project, unit, read.call);
        if (context) rewrites.push(readEnvelope(project, unit, read, context));
        else if (!opensWithoutCapability(project, read)) left.push(note(unit, read));
      }
    }
    return { rewrites, left };
  },
};

interface Reach {
  /** What to write for the request: `ctx.mcpReq`. */
  readonly request: string;
  /** Edits that bring the context into reach. */
  readonly edits: readonly TextEdit[];
}

function reachContext(project: ProjectModel, unit: SourceUnit, node: ts.Node): Reach | undefined {
  const parameter = contextInReach(project, node);
  if (parameter) return isHidden(parameter, node) ? undefined : throughParameter(parameter);
  const handler = handlersAround(project, node)[0];
  if (!handler?.inline || handler.on === 'Client' || handler.contextIndex === undefined) return undefined;
  return addContext(unit, handler, handler.contextIndex);
}

function throughParameter({ name }: ts.ParameterDeclaration): Reach | undefined {
  if (ts.isIdentifier(name)) return { request: `${name.text}.mcpReq`, edits: [] };
  if (!ts.isObjectBindingPattern(name)) return undefined;
  const bound = name.elements.find(each => nameText(each.propertyName ?? each.name) === 'mcpReq');
  return bound && ts.isIdentifier(bound.name) ? { request: bound.name.text, edits: [] } : undefined;
}

/** Whether a function between a parameter and a node declares the same name again. */
function isHidden(parameter: ts.ParameterDeclaration, node: ts.Node): boolean {
  const between = ancestors(node);
  const inner = between.slice(0, between.indexOf(parameter.parent));
  const name = parameter.name.getText();
  return inner.some(at => isFunctionNode(at) && at.parameters.some(each => each.name.getText() === name));
}

function addContext(unit: SourceUnit, handler: Handler, index: number): Reach | undefined {
  const owner = handler.function;
  const { parameters } = owner;
  const name = ['ctx', 'context', 'requestContext'].find(each => !mentions(owner, each));
  const last = parameters.at(-1);
  if (!name || parameters.length > index || last?.dotDotDotToken || mentions(owner, 'arguments'))
    return undefined;
  const added = [...UNUSED[handler.kind].slice(parameters.length, index), name].join(', ');
  const insert = (at: number, text: string): TextEdit => ({ file: unit.path, start: at, end: at, text });
  const request = `${name}.mcpReq`;
  if (!last) return { request, edits: [insert(parameters.pos, added)] };
  const start = last.getStart(unit.ast);
  const isBare = ts.isArrowFunction(owner) && !unit.text.slice(owner.getStart(unit.ast), start).includes('(');
  return {
    request,
    edits: isBare ? [insert(start, '('), insert(last.end, `, ${added})`)] : [insert(last.end, `, ${added}`)],
  };
}

function readEnvelope(
  project: ProjectModel,
  unit: SourceUnit,
  { call, method }: ClientRead,
  { request, edits }: Reach,
): Rewrite {
  const { key, type } = ENVELOPE[method];
  const isTyped = /\.[cm]?tsx?$/.test(unit.path);
  const typeName = localName(project, unit, type);
  // The SDK publishes the envelope's type without members.
  const read = isTyped
    ? `(${request}.envelope as { [${key}]?: ${typeName} } | undefined)?.[${key}] ??`
    : `${request}.envelope?.[${key}] ??`;
  const imports: ImportRequest[] = [{ file: unit.path, module: SERVER, name: key }];
  if (isTyped) imports.push({ file: unit.path, module: SERVER, name: type, as: typeName, typeOnly: true });
  return { change: CHANGE, imports, edits: [...edits, ...alternative(unit, call, read)] };
}

/** Edits that make a call the right side of `??`, in parentheses where it needs them. */
function alternative(unit: SourceUnit, call: ts.CallExpression, left: string): TextEdit[] {
  const { path: file, text, style } = unit;
  const start = call.getStart(unit.ast);
  if (needsParentheses(call)) {
    return [
      { file, start, end: start, text: `(${left} ` },
      { file, start: call.end, end: call.end, text: ')' },
    ];
  }
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const isShort = column + left.length + (call.end - start) <= LONG_LINE;
  if (isShort || !ts.isVariableDeclaration(call.parent))
    return [{ file, start, end: start, text: `${left} ` }];
  const gap = style.eol + indentAt(text, start) + style.indent;
  const afterEquals = text.slice(0, start).trimEnd().length;
  return [{ file, start: afterEquals, end: start, text: gap + left + gap }];
}

/** The name an SDK type goes by in a file, and a longer one where the file has another thing of that name. */
function localName(project: ProjectModel, unit: SourceUnit, type: string): string {
  const values = valuesOf(project);
  let name = type;
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || node.text !== type || ts.isPropertyAccessExpression(node.parent)) return;
    if (values.sdkExport(node) !== type && project.names.symbol(node)) name = `Mcp${type}`;
  });
  return name;
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

/** `oninitialized` is only called for 2025-11-25, where the read is right; that it is called at all is another note. */
function isInOninitialized(node: ts.Node): boolean {
  return ancestors(node).some(
    at =>
      ts.isBinaryExpression(at) &&
      ts.isPropertyAccessExpression(at.left) &&
      at.left.name.text === 'oninitialized',
  );
}

function note(unit: SourceUnit, { call, method }: ClientRead): Note {
  return {
    change: CHANGE,
    file: unit.path,
    pos: call.getStart(unit.ast),
    severity: 'warning',
    message: `\`${method}()\` is undefined on 2026-07-28 stdio connections; the client says it with every request.`,
    advice: `Read \`ctx.mcpReq.envelope?.[${ENVELOPE[method].key}]\` in the handler, fall back to \`${method}()\`, and pass it on.`,
  };
}
