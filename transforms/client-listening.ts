import { noteAt } from '../src/engine/notes.js';
import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { LISTENS } from '../src/facts/protocol-words.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile, speaksOverWire } from '../src/recognise/deployment.js';
import { handledMethods, mcpCalls } from '../src/recognise/mcp-calls.js';
import { ancestors, enclosingStatement, siblings, somewhere } from '../src/recognise/syntax.js';
import { clientOf, clientStatement } from '../src/rewrite/era-branch.js';
import { subscriptionRewrites } from '../src/rewrite/client-subscriptions.js';

const CHANGE = 'subscriptions-listen';
/** What a client listens for, by the notification it handles, with the capability that promises it. */
const LISTS: Readonly<Record<string, { readonly filter: string; readonly capability: string }>> = {
  'notifications/tools/list_changed': { filter: 'toolsListChanged', capability: 'tools' },
  'notifications/prompts/list_changed': { filter: 'promptsListChanged', capability: 'prompts' },
  'notifications/resources/list_changed': { filter: 'resourcesListChanged', capability: 'resources' },
};

/**
 * Makes clients listen on 2026-07-28 connections for what they hear unasked on older ones: behind `connect` for the
 * list changes that they handle, and instead of `subscribeResource` for updates of a resource.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions
 */
export const clientListening: Transform = {
  name: 'client-listening',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (isTestFile(project, unit) || LISTENS.test(unit.text)) continue;
      const results = [...listsOf(project, unit), ...subscriptionRewrites(project, unit)];
      if (results.length === 0 || !speaksOverWire(project, unit)) continue;
      const [first] = results;
      rewrites.push({
        change: CHANGE,
        edits: results.flatMap(each => each.edits),
        imports: results.flatMap(each => each.imports ?? []),
        review: brokenStreams(unit, first!.at),
      });
    }
    return { rewrites, left: [] };
  },
};

/** Listens for the lists that the clients of a file handle changes of. */
function listsOf(
  project: ProjectModel,
  unit: SourceUnit,
): { at: ts.Node; edits: TextEdit[]; imports?: undefined }[] {
  const handled = handledMethods(project, unit, Object.keys(LISTS)).filter(each => each.on === 'client');
  const clients = new Set(handled.map(each => clientOf(each.call)));
  return [...clients].flatMap(client => {
    const own = handled.filter(each => clientOf(each.call) === client);
    const lists = [...new Set(own.map(each => each.method))].map(method => LISTS[method]!);
    const at = client === undefined ? undefined : connection(project, unit, client);
    if (!at || own.some(each => !isSameClient(project, each.call, at.call))) return [];
    const start = at.statement.getStart(unit.ast);
    const indent = indentAt(unit.text, start);
    const text = unit.style.eol + indent + render(listen(client!, lists), unit.style, indent);
    return [
      { at: at.call, edits: [{ file: unit.path, start: at.statement.end, end: at.statement.end, text }] },
    ];
  });
}

function listen(
  client: string,
  lists: readonly { readonly filter: string; readonly capability: string }[],
): string {
  const call = `await ${client}.listen({ ${lists.map(each => `${each.filter}: true`).join(', ')} });`;
  const isModern = `${client}.getProtocolEra() === 'modern'`;
  const [only] = lists;
  if (lists.length === 1) {
    const offered = `${client}.getServerCapabilities()?.${only!.capability}?.listChanged`;
    return `if (${isModern} && ${offered}) {\n  ${call}\n}`;
  }
  const names = lists.map(each => each.capability);
  return `if (${isModern}) {
  const { ${names.join(', ')} } = ${client}.getServerCapabilities() ?? {};
  if (${names.map(each => `${each}?.listChanged`).join(' || ')}) {
    ${call}
  }
}`;
}

/** The statement that connects a client, when there is one and its failure means only that. */
function connection(project: ProjectModel, unit: SourceUnit, client: string) {
  const found = mcpCalls(project, unit, ['connect']).filter(
    each => each.on === 'client' && clientOf(each.call) === client,
  );
  const statement = found.length === 1 ? clientStatement(found[0]!.call) : undefined;
  if (!statement?.isAwaited || !siblings(statement.statement)) return undefined;
  const isTried = ancestors(statement.statement).some(
    at => ts.isTryStatement(at) && at.catchClause && somewhere(at.catchClause, isConnect),
  );
  return isTried ? undefined : statement;
}

function isConnect(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /\bconnect\w*$/i.test(node.expression.getText());
}

/** Whether two calls are of the same variable, or of the same member in one class. */
function isSameClient(project: ProjectModel, a: ts.CallExpression, b: ts.CallExpression): boolean {
  const [left, right] = [a, b].map(call => {
    const root = firstIdentifier(call);
    return root ? project.names.declaration(root) : ancestors(call).find(ts.isClassLike);
  });
  return left !== undefined && left === right;
}

function firstIdentifier(call: ts.CallExpression): ts.Identifier | undefined {
  let at: ts.Expression = call.expression;
  while (ts.isPropertyAccessExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at : undefined;
}

function brokenStreams(unit: SourceUnit, at: ts.Node): Note {
  return noteAt(unit, enclosingStatement(at), CHANGE, {
    severity: 'info',
    message:
      'Clients listen for changes on 2026-07-28 connections, and the SDK does not listen again by itself.',
    advice: "Where a break would matter, listen again when `closed` of the subscription gives 'remote'.",
  });
}
