import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import { declaredCapabilities, objectMember } from '../src/recognise/capabilities.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { isV1Specifier, isV2Specifier } from '../src/facts/index.js';
import { METHODS } from '../src/facts/protocol.js';
import type { ProjectModel } from '../src/project/model.js';
import { handledMethods, mcpCalls, mentionsSdk, sentMessages } from '../src/recognise/mcp-calls.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import { memberValue, walk } from '../src/recognise/syntax.js';

const CHANGE = 'tasks-extension';
const TASK_METHODS = METHODS.map(facts => facts.method).filter(method => /(?:^|\/)tasks\//.test(method));
/** Exports of the SDK for tasks: `TaskStore`, `CreateTaskResult`, `isTaskAugmentedRequestParams`. */
const TASK_NAME = /Task(?!Support)|^isTerminal$|_TASK_/;
const ADVICE =
  'Keep it for 2025-11-25 if its clients need it; the extension `io.modelcontextprotocol/tasks` has another design.';

/**
 * Reports tasks, which left the protocol for an extension of another design: imports, `experimental.tasks`,
 * requests and handlers of `tasks/*`, task support of tools, and the capability. A2A and other protocols have tasks
 * of their own; only what comes from the SDK counts.
 * @see https://modelcontextprotocol.io/extensions/tasks/overview
 */
export const tasks: Transform = {
  name: 'tasks',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!mentionsSdk(unit) || !/[Tt]ask/.test(unit.text)) continue;
      left.push(...imports(unit));
      const places = [...members(project, unit), ...declared(project, unit)];
      for (const { call } of sentMessages(project, unit, TASK_METHODS)) {
        places.push([call, 'Requests of `tasks/*`']);
      }
      for (const { call } of handledMethods(project, unit, TASK_METHODS)) {
        places.push([call, 'Handlers of `tasks/*`']);
      }
      for (const [node, what] of places) {
        const message = `${what} left the protocol with 2026-07-28: tasks are an extension now.`;
        left.push(noteAt(unit, node, CHANGE, { severity: 'warning', message, advice: ADVICE }));
      }
    }
    return { rewrites: [], left };
  },
};

type Place = [node: ts.Node, what: string];

/** Imports of task types and schemas; SDK v2 has those that describe messages of 2025-11-25. */
function imports(unit: SourceUnit): Note[] {
  return unit.ast.statements.flatMap(statement => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const module = statement.moduleSpecifier.text;
    const isGone = isV1Specifier(module);
    const bindings = statement.importClause?.namedBindings;
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    const found = names.map(each => (each.propertyName ?? each.name).text).find(name => TASK_NAME.test(name));
    if (!found || !(isGone || isV2Specifier(module))) return [];
    const message = isGone
      ? `SDK v2 has no \`${found}\`: tasks are an extension of another design now.`
      : `\`${found}\` is deprecated and describes messages of 2025-11-25: tasks are an extension now.`;
    return [
      noteAt(unit, statement, CHANGE, { severity: isGone ? 'warning' : 'info', message, advice: ADVICE }),
    ];
  });
}

/** `server.experimental.tasks`, with the whole statement's first use only. */
function members(project: ProjectModel, unit: SourceUnit): Place[] {
  const found: Place[] = [];
  walk(unit.ast, node => {
    if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'tasks') return;
    const owner = node.expression;
    if (!ts.isPropertyAccessExpression(owner) || owner.name.text !== 'experimental') return;
    if (mcpObject(project, owner.expression)) found.push([node, '`experimental.tasks`']);
  });
  return found;
}

/** Task support of tools, and the capability in the options of a server or client. */
function declared(project: ProjectModel, unit: SourceUnit): Place[] {
  const found: Place[] = [];
  for (const { call, on } of mcpCalls(project, unit, ['registerTool'])) {
    const execution = on === 'mcp-server' ? objectMember(project, call.arguments[1], 'execution') : undefined;
    const support = execution && memberValue(execution, 'taskSupport');
    if (support && ts.isStringLiteralLike(support) && support.text !== 'forbidden') {
      found.push([support, 'Task support of tools']);
    }
  }
  for (const { value } of declaredCapabilities(project, unit, ['tasks'])) {
    found.push([value, 'The capability `tasks`']);
  }
  return found;
}
