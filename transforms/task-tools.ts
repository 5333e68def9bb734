import path from 'node:path';
import { noteAt } from '../src/engine/notes.js';
import { render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { memberValue, nameText, walk } from '../src/recognise/syntax.js';
import { taskTool, type TaskTool } from '../src/recognise/task-tools.js';
import { valuesOf } from '../src/recognise/values.js';
import { addedModule, importedAs, specifierFrom } from '../src/rewrite/added-module.js';
import { FreeNames } from '../src/rewrite/free-names.js';
import { isTypeScript } from '../src/rewrite/languages.js';
import { memberRemovalEdits } from '../src/rewrite/remove-members.js';
import { hasOwnTaskStore, taskOptionEdits } from '../src/rewrite/task-options.js';
import { TASKS_MODULE, tasksModuleText } from '../src/rewrite/tasks-module.js';

const CHANGE = 'tasks-extension';

/**
 * Registers task tools as tools that answer with a task of the extension to clients that declare it, and with their
 * result to all others. A module of the project keeps the tasks and serves `tasks/get`, `tasks/update` and
 * `tasks/cancel`; the options and the capability of the experimental tasks go away.
 * @see https://github.com/modelcontextprotocol/ext-tasks
 */
export const taskTools: Transform = {
  name: 'task-tools',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const modules = new Map<string, AddedModule>();
    for (const unit of files) {
      if (!/[tT]ask/.test(unit.text) || isTestFile(project, unit)) continue;
      walk(unit.ast, node => {
        const tool = taskTool(project, node);
        const isMoved = tool !== undefined && !hasOwnTaskStore(project, unit);
        const rewrite = isMoved ? toolRewrite(project, unit, tool, modules) : undefined;
        if (rewrite) rewrites.push(rewrite);
        const name = ts.isNewExpression(node) ? valuesOf(project).sdkExport(node.expression) : undefined;
        if (name !== 'McpServer' && name !== 'Server' && name !== 'Client') return;
        const edits = taskOptionEdits(project, unit, node as ts.NewExpression, handlesTasks(project, unit));
        if (edits) rewrites.push({ change: CHANGE, edits });
      });
    }
    return { rewrites, left: [] };
  },
};

/** The module that a package gets, by the first of its files that needs it. */
interface AddedModule {
  readonly file: string;
  readonly text: string;
}

function toolRewrite(
  project: ProjectModel,
  unit: SourceUnit,
  tool: TaskTool,
  modules: Map<string, AddedModule>,
): Rewrite | undefined {
  const { call, server, callee, handlers, config, hasArguments } = tool;
  if (!handlers || !isRepeatable(server)) return undefined;
  const { path: file, ast } = unit;
  const home = project.packageOf(file);
  const known = project.units.find(
    each => project.packageOf(each.path) === home && path.parse(each.path).name === TASKS_MODULE,
  );
  const earlier = modules.get(home?.dir ?? '');
  const module = earlier ?? moduleBeside(unit);
  modules.set(home?.dir ?? '', module);
  const specifier = specifierFrom(unit, known?.path ?? module.file);
  const name = importedAs(unit, specifier, 'taskTool') ?? new FreeNames(unit).take('taskTool', 'mcpTaskTool');
  const given = hasArguments === false && isTypeScript(unit) ? '<[]>' : '';
  const start = handlers.getStart(ast);
  const edits: TextEdit[] = [
    { file, start: server.end, end: callee.end, text: '.registerTool' },
    { file, start, end: start, text: `${name}${given}(${server.getText(ast)}, ` },
    { file, start: handlers.end, end: handlers.end, text: ')' },
  ];
  if (config?.getSourceFile() === ast) edits.push(...executionEdits(unit, config));
  if (!known) edits.push({ file: module.file, start: 0, end: 0, text: module.text });
  const as = name === 'taskTool' ? {} : { as: name };
  return {
    change: CHANGE,
    edits,
    imports: [{ file, module: specifier, name: 'taskTool', ...as }],
    ...(!known && !earlier && { review: reviewOf(unit, call) }),
  };
}

function moduleBeside(unit: SourceUnit): AddedModule {
  const text = render(tasksModuleText(isTypeScript(unit), unit.style), unit.style);
  return { file: addedModule(unit, TASKS_MODULE), text };
}

function reviewOf(unit: SourceUnit, call: ts.CallExpression): Note {
  return noteAt(unit, call, CHANGE, {
    severity: 'warning',
    message: 'Only clients that declare the tasks extension get a task now; all others wait for the result.',
    advice: `Tasks are in the memory of one process: give \`${TASKS_MODULE}\` a store that all instances share.`,
  });
}

/** A task tool says that it is one; tools of SDK v2 do not. */
function executionEdits(unit: SourceUnit, config: ts.ObjectLiteralExpression): TextEdit[] {
  const value = memberValue(config, 'execution');
  const isOnlySupport =
    value &&
    ts.isObjectLiteralExpression(value) &&
    value.properties.every(each => nameText(each.name) === 'taskSupport');
  return isOnlySupport ? memberRemovalEdits(unit, config, new Set<ts.Node>([value.parent])) : [];
}

function isRepeatable(node: ts.Expression): boolean {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  return ts.isPropertyAccessExpression(node) && isRepeatable(node.expression);
}

/** Whether the package answers `tasks/*` by itself. */
function handlesTasks(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return project.units.some(
    each =>
      project.packageOf(each.path) === home &&
      path.parse(each.path).name !== TASKS_MODULE &&
      !isTestFile(project, each) &&
      /setRequestHandler\(\s*(?:['"]tasks\/|\w*Tasks?\w*RequestSchema)/.test(each.text),
  );
}
