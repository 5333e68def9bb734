import path from 'node:path';
import { noteAt } from '../src/engine/notes.js';
import { render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { taskCallSites, type TaskCallSite } from '../src/recognise/task-calls.js';
import { addedModule, importedAs, specifierFrom } from '../src/rewrite/added-module.js';
import { FreeNames } from '../src/rewrite/free-names.js';
import { isTypeScript } from '../src/rewrite/languages.js';
import { TASK_CALLS_MODULE, taskCallsModuleText } from '../src/rewrite/task-calls-module.js';

const CHANGE = 'tasks-extension';

/**
 * Sends tool calls that may become tasks through a module of the project, which keeps the words of SDK v1's
 * `client.experimental.tasks`: it speaks the tasks extension on connections of 2026-07-28, and the tasks of
 * 2025-11-25 on those.
 * @see https://github.com/modelcontextprotocol/ext-tasks
 */
export const taskCalls: Transform = {
  name: 'task-calls',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const modules = new Map<string, AddedModule>();
    for (const unit of files) {
      if (!/[tT]ask/.test(unit.text)) continue;
      for (const site of taskCallSites(project, unit)) rewrites.push(rewriteOf(project, unit, site, modules));
    }
    return { rewrites, left: [] };
  },
};

/** The module that a package gets, by the first of its files that needs it. */
interface AddedModule {
  readonly file: string;
  readonly text: string;
}

function rewriteOf(
  project: ProjectModel,
  unit: SourceUnit,
  { at, client, method, gone }: TaskCallSite,
  modules: Map<string, AddedModule>,
): Rewrite {
  const { path: file, ast } = unit;
  const home = project.packageOf(file);
  const known = project.units.find(
    each => project.packageOf(each.path) === home && path.parse(each.path).name === TASK_CALLS_MODULE,
  );
  const earlier = modules.get(home?.dir ?? '');
  const module = earlier ?? moduleBeside(unit);
  modules.set(home?.dir ?? '', module);
  const specifier = specifierFrom(unit, known?.path ?? module.file);
  const name =
    importedAs(unit, specifier, 'taskCalls') ?? new FreeNames(unit).take('taskCalls', 'mcpTaskCalls');
  const edits: TextEdit[] = [
    {
      file,
      start: at.getStart(ast),
      end: at.end,
      text: `${name}(${client.getText(ast)})${method === undefined ? '' : `.${method}`}`,
    },
    ...gone.map(({ start, end, text }) => ({ file, start, end, text })),
  ];
  if (!known) edits.push({ file: module.file, start: 0, end: 0, text: module.text });
  return {
    change: CHANGE,
    edits,
    imports: [{ file, module: specifier, name: 'taskCalls', ...(name !== 'taskCalls' && { as: name }) }],
    ...(!known && !earlier && { review: reviewOf(unit, at) }),
  };
}

function moduleBeside(unit: SourceUnit): AddedModule {
  const text = render(taskCallsModuleText(isTypeScript(unit), unit.style), unit.style);
  return { file: addedModule(unit, TASK_CALLS_MODULE), text };
}

function reviewOf(unit: SourceUnit, at: ts.Node): Note {
  return noteAt(unit, at, CHANGE, {
    severity: 'warning',
    message:
      'Servers of 2026-07-28 decide by themselves whether a call becomes a task; others are asked as before.',
    advice: `\`${TASK_CALLS_MODULE}\` lists only tasks that this client started there, and checks no output schema.`,
  });
}
