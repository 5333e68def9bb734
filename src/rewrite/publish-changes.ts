import path from 'node:path';
import { addProperty } from '../engine/object-literal.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { ChangeNotice } from '../recognise/change-notices.js';
import { siblings, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { FreeNames } from './free-names.js';
import { isTypeScript } from './languages.js';
import { Snippet } from './moved-text.js';
import { addedModule, homeAmong, specifierFrom } from './added-module.js';

const SERVER = '@modelcontextprotocol/server';
/** Name of the module that is added where handlers and announcements are in different files. */
const MODULE = 'mcp-changes';

/** The notices of one file. */
export interface NoticesOf {
  readonly unit: SourceUnit;
  readonly notices: readonly ChangeNotice[];
}

/** `createMcpHandler(…)` in a file. */
export interface HandlerCreation {
  readonly unit: SourceUnit;
  readonly call: ts.CallExpression;
}

type Publisher = (notice: ChangeNotice) => string;

/**
 * Tells those who listen of changes, through the handler where it is in the same file, and else on an event bus that
 * all handlers of the package share.
 * @param keeps whether the notification is still sent to clients of 2025-11-25, or over stdio
 * @returns undefined when a handler's options are out of sight
 */
export function publishChanges(
  project: ProjectModel,
  handlers: readonly HandlerCreation[],
  files: readonly NoticesOf[],
  keeps: boolean,
): Pick<Rewrite, 'edits' | 'imports'> | undefined {
  const [handler] = handlers;
  const isTogether = handlers.length === 1 && files.every(each => each.unit === handler!.unit);
  const near = isTogether ? throughHandler(handler!) : undefined;
  if (near) {
    const edits = files.flatMap(each => noticeEdits(each, near.publish, keeps));
    return { edits: [...near.edits, ...edits] };
  }
  return throughBus(project, handlers, files, keeps);
}

/** `handler.notify.toolsChanged()`, where the handler is a constant of the module. */
function throughHandler({
  unit,
  call,
}: HandlerCreation): { edits: TextEdit[]; publish: Publisher } | undefined {
  const outer = call.parent;
  const isWrapped = ts.isCallExpression(outer) && outer.arguments.length === 1;
  const declaration = isWrapped ? outer.parent : outer;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  if (!ts.isVariableDeclarationList(declaration.parent)) return undefined;
  const statement = declaration.parent.parent;
  const isOfModule = ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent);
  if (!isOfModule || declaration.parent.declarations.length !== 1) return undefined;
  if (!isWrapped) return { edits: [], publish: through(declaration.name.text) };
  const name = new FreeNames(unit).take('mcpEndpoint', 'mcpServing');
  return { edits: unwrapHandler(unit, statement, outer, call, name), publish: through(name) };
}

/** `toNodeHandler(createMcpHandler(…))` in two statements. */
function unwrapHandler(
  unit: SourceUnit,
  statement: ts.VariableStatement,
  outer: ts.CallExpression,
  call: ts.CallExpression,
  name: string,
): TextEdit[] {
  const start = statement.getStart(unit.ast);
  const moved = new Snippet(unit);
  const declared = `const ${name} = ${moved.node(call)};\n`;
  const { path: file } = unit;
  return [
    { file, start, end: start, text: moved.render(declared, indentAt(unit.text, start)) },
    { file, start: outer.expression.end, end: outer.end, text: `(${name})` },
  ];
}

function through(name: string): Publisher {
  return ({ event, uri }) => `${name}.notify.${event.notify}(${uri?.getText() ?? ''})`;
}

function throughBus(
  project: ProjectModel,
  handlers: readonly HandlerCreation[],
  files: readonly NoticesOf[],
  keeps: boolean,
): Pick<Rewrite, 'edits' | 'imports'> | undefined {
  const home = project.packageOf(handlers[0]!.unit.path);
  const sharing = [...handlers, ...files].map(each => each.unit) as [SourceUnit, ...SourceUnit[]];
  const first = homeAmong(sharing, home?.dir ?? project.root);
  const known = project.units.find(
    each => project.packageOf(each.path) === home && path.parse(each.path).name === MODULE,
  );
  const file = known?.path ?? addedModule(first, MODULE);
  const edits: TextEdit[] = known
    ? []
    : [{ file, start: 0, end: 0, text: render(moduleText(first), first.style) }];
  const imports: ImportRequest[] = [];
  const nameIn = (unit: SourceUnit): string => {
    const as = new FreeNames(unit).take('mcpChanges', 'changeEvents');
    imports.push({ file: unit.path, module: specifierFrom(unit, file), name: 'mcpChanges', as });
    return as;
  };
  for (const { unit, call } of handlers) {
    const added = busOption(unit, call, nameIn(unit));
    if (!added) return undefined;
    edits.push(...added);
  }
  for (const each of files) {
    const name = imports.find(({ file: at }) => at === each.unit.path)?.as ?? nameIn(each.unit);
    const publish: Publisher = ({ event, uri }) =>
      `${name}.publish({ kind: '${event.kind}'${uri ? `, ${member(uri)}` : ''} })`;
    edits.push(...noticeEdits(each, publish, keeps));
  }
  return { edits, imports };
}

function member(uri: ts.Expression): string {
  return ts.isIdentifier(uri) && uri.text === 'uri' ? 'uri' : `uri: ${uri.getText()}`;
}

function moduleText(unit: SourceUnit): string {
  const isCommonJs = unit.style.commonjs && !isTypeScript(unit);
  const head = isCommonJs
    ? `const { InMemoryServerEventBus } = require('${SERVER}');`
    : `import { InMemoryServerEventBus } from '${SERVER}';`;
  return `${head}

/**
 * Changes that clients of 2026-07-28 are told of when they listen for them. Several instances of this server need a
 * bus of their own here that reaches all of them.
 */
${isCommonJs ? '' : 'export '}const mcpChanges = new InMemoryServerEventBus();
${isCommonJs ? '\nmodule.exports = { mcpChanges };\n' : ''}`;
}

function busOption(unit: SourceUnit, call: ts.CallExpression, name: string): TextEdit[] | undefined {
  const [factory, given] = call.arguments;
  const option = `bus: ${name}`;
  if (!factory) return undefined;
  if (!given) {
    return [
      {
        file: unit.path,
        start: factory.end,
        end: factory.end,
        text: `, ${render(`{ ${option} }`, unit.style)}`,
      },
    ];
  }
  const literal = unwrap(given);
  if (
    !ts.isObjectLiteralExpression(literal) ||
    literal.properties.some(each => each.name?.getText() === 'bus')
  )
    return undefined;
  return addProperty(unit, literal, option);
}

function noticeEdits({ unit, notices }: NoticesOf, publish: Publisher, keeps: boolean): TextEdit[] {
  const edits = notices.map(notice => noticeEdit(unit, notice, publish(notice), keeps));
  // The same change announced twice in a row, to two kinds of sessions, is told once.
  const keys = edits.map(({ start, text }) => `${start}:${text}`);
  return edits.filter((_, index) => keys.indexOf(keys[index]!) === index);
}

function noticeEdit(unit: SourceUnit, { at, isAlone }: ChangeNotice, code: string, keeps: boolean): TextEdit {
  const start = at.getStart(unit.ast);
  const edit = (from: number, to: number, text: string): TextEdit => ({
    file: unit.path,
    start: from,
    end: to,
    text,
  });
  const indent = indentAt(unit.text, start);
  if (!keeps && isAlone) {
    const end = ts.isExpressionStatement(at) ? at.expression.end : at.end;
    return edit(start, end, render(code, unit.style));
  }
  const snippet = new Snippet(unit);
  const own = snippet.node(at);
  if (!ts.isStatement(at))
    return edit(start, at.end, snippet.render(`{\n  ${code};\n  return ${own};\n}`, indent));
  if (!siblings(at)) return edit(start, at.end, snippet.render(`{\n  ${code};\n  ${own}\n}`, indent));
  return edit(start, start, render(`${code};\n`, unit.style, indent) + indent);
}

/** The handlers that a package serves 2026-07-28 with. */
export function handlersOf(project: ProjectModel, units: readonly SourceUnit[]): HandlerCreation[] {
  return units.flatMap(unit => {
    const found: HandlerCreation[] = [];
    if (!unit.text.includes('createMcpHandler')) return found;
    walk(unit.ast, node => {
      if (!ts.isCallExpression(node)) return;
      if (valuesOf(project).sdkExport(unwrap(node.expression)) === 'createMcpHandler')
        found.push({ unit, call: node });
    });
    return found;
  });
}
