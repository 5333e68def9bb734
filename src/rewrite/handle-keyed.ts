import { noteAt } from '../engine/notes.js';
import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { KeyedState } from '../analysis/keyed-state.js';
import type { KeyedTool } from '../analysis/session-keys.js';
import type { ProjectModel } from '../project/model.js';
import { enclosingFunction, isWithin, mentions, siblings } from '../recognise/syntax.js';
import { FreeNames } from './free-names.js';
import { handleNotes } from './handle-notes.js';
import { argumentNames } from './handle-schema.js';
import { setUpHandles } from './handle-store.js';
import { handleToolEdits, type HandleUse } from './handle-tool.js';
import { removalEdits, type Removable } from './remove.js';
import { specifierFrom } from './added-module.js';
import { singular, stateNames } from './state-names.js';

/**
 * Puts a handle in the place of the session id, by which tools find their state in a collection.
 * @returns the rewrite, or why there is none as a clause
 */
export function rewriteKeyedState(project: ProjectModel, state: KeyedState): Rewrite | string {
  const { unit, stores, tools } = state;
  const setup = setUpHandles(project, unit);
  if (!setup) return 'the package has a version of `lru-cache` that cannot be used';
  const [main] = stores;
  const taken = tools.flatMap(each => argumentNames(project, each.keyed.handler));
  const names = stateNames(
    singular(withoutSession(main!.name.getText())),
    valueType(main!),
    taken,
    tools.map(each => each.name),
  );
  if (!names) return 'no name is free for it';
  const store = new FreeNames(unit).take(`${camel(names.subject)}Handles`);
  const local = `${camel(names.subject)}Handle`;
  const starters = startersAmong(state);
  const use: HandleUse = { ...names, store, local, startedBy: starters.map(each => each.name) };
  const edits: TextEdit[] = [...setup.edits];
  const imports: ImportRequest[] = [...setup.imports];
  let isShared = false;
  for (const tool of tools) {
    const owner = project.unit(tool.keyed.handler.call.getSourceFile().fileName)!;
    const added =
      mentions(tool.keyed.handler.function, local) || (owner !== unit && mentions(owner.ast, store))
        ? undefined
        : handleToolEdits(
            project,
            owner,
            tool.keyed.handler,
            use,
            starters.includes(tool),
            goneOf(tool.keyed),
          );
    if (!added) return `\`${tool.name}\` is written in a way that leaves no certain place for a handle`;
    edits.push(...added.edits, ...keyEdits(owner, tool.keyed, local));
    imports.push(...added.imports);
    if (owner === unit) continue;
    isShared = true;
    imports.push({ file: owner.path, module: specifierFrom(owner, unit.path), name: store });
  }
  for (const parameter of state.parameters) edits.push(...renameEdits(project, parameter));
  if (isShared && unit.style.commonjs) return 'tools reach it through another module';
  edits.push(declaration(unit, state, use, isShared), ...cleanupEdits(project, state));
  const notes = handleNotes(noteAt.bind(undefined, unit, main!), {
    state: stores.map(each => each.name.getText()),
    use,
    tools: tools.map(each => each.name),
    setup,
  });
  return { change: 'sessions', edits, imports, ...notes };
}

/** The tools that hand out a handle: those that put in an entry with something in it, or else any that put one in. */
function startersAmong({ tools, starts }: KeyedState): KeyedState['tools'] {
  const putting = starts.length > 0 ? tools : tools.filter(each => each.keyed.puts);
  const filling = putting.filter(each => each.does === 'fills' || each.does === 'unknown');
  return [filling, putting, tools].find(each => each.length > 0)!;
}

/** The handle stands where the session id stood; what only looked whether there is one goes. */
function keyEdits(unit: SourceUnit, { reads, aliases, guards }: KeyedTool, local: string): TextEdit[] {
  const gone: Removable[] = [
    ...guards,
    ...[...aliases].map(each => each.parent.parent as ts.VariableStatement),
  ];
  const kept = [...reads].filter(read => !gone.some(each => isWithin(read, each)));
  return [
    ...removalEdits(unit, gone),
    ...kept.map(read => ({
      file: unit.path,
      start: read.getStart(unit.ast),
      end: read.end,
      text: ts.isShorthandPropertyAssignment(read.parent) ? `${read.getText(unit.ast)}: ${local}` : local,
    })),
  ];
}

/** The variables that held the session id, and the tests whether there is one. */
function goneOf({ aliases, guards }: KeyedTool): Removable[] {
  return [...guards, ...[...aliases].map(each => each.parent.parent as ts.VariableStatement)];
}

/** A parameter that is named after the session is named after what it holds now. */
function renameEdits(project: ProjectModel, { name, parent }: ts.ParameterDeclaration): TextEdit[] {
  const unit = project.unit(name.getSourceFile().fileName);
  if (!unit || !ts.isIdentifier(name) || !/session|^s?id$/i.test(name.text) || mentions(parent, 'handle'))
    return [];
  return [name, ...project.names.references(name)].map(each => ({
    file: unit.path,
    start: each.getStart(unit.ast),
    end: each.end,
    text: ts.isShorthandPropertyAssignment(each.parent) ? `${each.text}: handle` : 'handle',
  }));
}

/** The store of handles, behind the collections that they are keys of. */
function declaration(unit: SourceUnit, state: KeyedState, use: HandleUse, isShared: boolean): TextEdit {
  const { stores, starts } = state;
  const last = stores
    .map(each => each.parent.parent as ts.VariableStatement)
    .toSorted((a, b) => b.pos - a.pos)[0]!;
  const removals = stores.map(each =>
    ts.isObjectLiteralExpression(each.initializer!)
      ? `delete ${each.name.getText()}[handle]`
      : `${each.name.getText()}.delete(handle)`,
  );
  const forget =
    removals.length === 1 && !removals[0]!.startsWith('delete ')
      ? [`  forget: handle => ${removals[0]},`]
      : ['  forget: handle => {', ...removals.map(each => `    ${each};`), '  },'];
  const create =
    starts.length === 0
      ? ['  create: handle => handle,']
      : [
          '  create: handle => {',
          ...starts.map(
            each => `    ${each.store.name.getText()}.set(handle, ${each.value.getText(unit.ast)});`,
          ),
          '    return handle;',
          '  },',
        ];
  const startedBy = `[${use.startedBy.map(each => `'${each}'`).join(', ')}]`;
  const lines = [
    `${isShared ? 'export ' : ''}const ${use.store} = new HandleStore({`,
    `  argument: '${use.argument}',`,
    `  startedBy: ${startedBy},`,
    ...create,
    ...forget,
    '});',
  ];
  const text = unit.style.eol + render(lines.join('\n'), unit.style);
  return { file: unit.path, start: last.end, end: last.end, text };
}

/** What cleaned up when a session ended goes, with the callback that did nothing else. */
function cleanupEdits(project: ProjectModel, { cleanup, starts }: KeyedState): TextEdit[] {
  const gone = new Map<SourceUnit, Removable[]>();
  for (const statement of [...cleanup, ...starts.map(each => each.statement)]) {
    const unit = project.unit(statement.getSourceFile().fileName)!;
    const whole = ts.isExpressionStatement(statement)
      ? (callbackStatement(statement) ?? statement)
      : statement;
    gone.set(unit, [...(gone.get(unit) ?? []), whole]);
  }
  return [...gone].flatMap(([unit, nodes]) => removalEdits(unit, nodes));
}

/** `transport.onclose = () => { … };` around the only statement of its function. */
function callbackStatement(statement: ts.Statement): ts.ExpressionStatement | undefined {
  const owner = enclosingFunction(statement);
  const list = siblings(statement);
  if (!owner || list?.length !== 1 || statement.parent !== owner.body) return undefined;
  const assignment = owner.parent;
  const isAssigned = ts.isBinaryExpression(assignment) && assignment.right === owner;
  return isAssigned && ts.isExpressionStatement(assignment.parent) ? assignment.parent : undefined;
}

function valueType({ initializer, type }: ts.VariableDeclaration): string | undefined {
  const written = type ?? initializer;
  const types =
    written && (ts.isTypeReferenceNode(written) || ts.isNewExpression(written))
      ? written.typeArguments
      : undefined;
  const value = types?.[1];
  return value && ts.isTypeReferenceNode(value) ? value.typeName.getText() : undefined;
}

/** `basketsBySession` is about baskets. */
function withoutSession(name: string): string {
  return name.replace(/(?:By|Per|For)[A-Z]\w*$/, '').replace(/Map$/, '');
}

function camel(subject: string): string {
  return subject.replaceAll(/ (\w)/g, (_match, letter: string) => letter.toUpperCase());
}
