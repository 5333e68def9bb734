import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { noteAt } from '../src/engine/notes.js';
import { bridgesToProcesses, frontOf, type ProcessBridge } from '../src/hand-written/process-bridges.js';
import type { ProjectModel } from '../src/project/model.js';
import { freeName } from '../src/recognise/factory-text.js';
import { CREDENTIAL, leaves } from '../src/recognise/route-exits.js';
import { ancestors, enclosingFunction, walk } from '../src/recognise/syntax.js';
import { addedModule, importedAs, specifierFrom } from '../src/rewrite/added-module.js';
import { isTypeScript } from '../src/rewrite/languages.js';
import { PROCESS_MODULE, processModuleText } from '../src/rewrite/process-module.js';
import { importOf, local } from '../src/rewrite/sdk-names.js';

const CHANGE = 'stateless-handshake';
const SERVER = '@modelcontextprotocol/server';
const NODE = '@modelcontextprotocol/node';
const PLAIN_OPTIONS: ReadonlySet<string> = new Set(['sessionIdGenerator', 'enableJsonResponse']);
const LONG_LINE = 98;
const ANSWER = 'answerFromProcess';

/**
 * Serves 2026-07-28 on routes that start an MCP server on stdio for each request: such requests need no handshake, so
 * they are handed to the process as they are, in front of what does the handshake for clients of 2025-11-25. Which
 * revisions are served is up to the program that is started.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const processBridges: Transform = {
  name: 'process-bridges',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project, legacy }) {
    const rewrites: Rewrite[] = [];
    if (legacy === 'reject') return { rewrites, left: [] };
    for (const unit of files) {
      for (const bridge of bridgesToProcesses(project, unit)) {
        if (!bridge.isPlain || !isPerRequest(bridge)) continue;
        const front = isInFront(project, bridge) ? undefined : frontOf(project, bridge);
        if (front && isBare(bridge, front)) rewrites.push(served(project, bridge, front));
      }
    }
    return { rewrites, left: [] };
  },
};

/** Whether a route has a transport without sessions, which does no checks of its own. */
function isPerRequest({ creation: { options } }: ProcessBridge): boolean {
  const isKnown = [...options.given.keys()].every(each => PLAIN_OPTIONS.has(each));
  return options.sessions === false && options.unseen.length === 0 && isKnown;
}

/**
 * Whether the route does nothing behind a statement that requests answered in front of it would miss: let some in,
 * prepare what the program is started with, or end it.
 */
function isBare({ handler, creation }: ProcessBridge, front: ts.Statement): boolean {
  const transport = ts.isVariableDeclaration(creation.node.parent)
    ? creation.node.parent.name.getText()
    : undefined;
  let bare = true;
  walk(handler, node => {
    if (node.pos < front.pos || !bare) return bare;
    if (ts.isIfStatement(node) && !/initiali[sz]e/i.test(node.expression.getText())) {
      const isRoutes = enclosingFunction(node) === handler && leaves(node);
      const text = node.expression.getText();
      if (isRoutes || CREDENTIAL.test(text) || /\b(?:has|includes)\(/.test(text)) bare = false;
    }
    const isHere = enclosingFunction(node) === handler;
    if (isHere && ts.isThrowStatement(node)) bare = false;
    if (ts.isCallExpression(node) && /^set(?:Timeout|Interval)$/.test(node.expression.getText()))
      bare = false;
    if (!isHere || !ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
      return bare;
    const isOwn = ts.isPropertyAccessExpression(node.left) && node.left.expression.getText() === transport;
    const isMember = ts.isPropertyAccessExpression(node.left) || ts.isElementAccessExpression(node.left);
    if (isMember && !isOwn) bare = false;
    return bare;
  });
  return bare;
}

/** Whether requests of 2026-07-28 go another way already. */
function isInFront(project: ProjectModel, { handler }: ProcessBridge): boolean {
  let found = false;
  walk(handler, node => {
    found ||= ts.isIdentifier(node) && project.names.origin(node)?.name === 'isLegacyRequest';
    return !found;
  });
  return found;
}

function served(project: ProjectModel, bridge: ProcessBridge, front: ts.Statement): Rewrite {
  const { unit, given, spawn } = bridge;
  const [request, response, body] = given.map(each => each.getText(unit.ast)) as [string, string, string];
  const known = moduleOf(project, unit);
  const file = known?.path ?? addedModule(unit, PROCESS_MODULE);
  const specifier = specifierFrom(unit, file);
  const imported = importedAs(unit, specifier, ANSWER);
  const name = imported ?? freeName(unit, [ANSWER, 'answerFromMcpProcess']);
  const isLegacy = local(unit, 'isLegacyRequest', SERVER);
  const convert = local(unit, 'toWebRequest', NODE);
  const test = isCaught(front, bridge)
    ? `await ${isLegacy}(await ${convert}(${request}, ${body}), ${body})`
    : `await ${convert}(${request}, ${body}).then(${isLegacy}, () => true)`;
  const indent = indentAt(unit.text, front.getStart(unit.ast));
  const start = `() => ${spawn.getText(unit.ast)}`;
  const call = `${name}(${request}, ${response}, ${body}, ${start});`;
  const broken = call.replace(' () => ', ' () =>\n  ').replace(/\);$/, ',\n);');
  const lines = [
    '// Requests of 2026-07-28 have no handshake: each is passed on to a process as it is.',
    `if (!(${test})) {`,
    ...(call.length + indent.length < LONG_LINE ? call : broken).split('\n').map(each => `  ${each}`),
    '  return;',
    '}',
    '',
    '',
  ].join('\n');
  const at = startOf(unit, front);
  const edits: TextEdit[] = [
    {
      file: unit.path,
      start: at,
      end: at,
      text: render(lines, unit.style, indent).trimEnd() + unit.style.eol.repeat(2) + indent,
    },
  ];
  if (!known) {
    const text = render(processModuleText(isTypeScript(unit), unit.style), unit.style);
    edits.push({ file, start: 0, end: 0, text });
  }
  return {
    change: CHANGE,
    edits,
    imports: [
      { file: unit.path, module: specifier, name: ANSWER, ...(name !== ANSWER && { as: name }) },
      importOf(unit, 'isLegacyRequest', SERVER),
      importOf(unit, 'toWebRequest', NODE),
    ],
    review: noteAt(unit, bridge.handler, CHANGE, {
      severity: 'warning',
      message:
        'Each request of 2026-07-28 now gets a process of its own without a handshake; what the process says on stderr goes to this one.',
      advice: `See \`${PROCESS_MODULE}\`; programs that speak 2025-11-25 only refuse \`server/discover\`, and clients go on with \`initialize\`.`,
    }),
  };
}

function moduleOf(project: ProjectModel, unit: SourceUnit): SourceUnit | undefined {
  const home = project.packageOf(unit.path);
  return project.units.find(
    each =>
      new RegExp(`/${PROCESS_MODULE}\\.[cm]?[jt]s$`).test(each.path) && project.packageOf(each.path) === home,
  );
}

/** Where a statement starts with the comments in front of it. */
function startOf(unit: SourceUnit, statement: ts.Statement): number {
  const [comment] = ts.getLeadingCommentRanges(unit.text, statement.pos) ?? [];
  return comment?.pos ?? statement.getStart(unit.ast);
}

/** Whether what is thrown in front of a statement is caught in its function. */
function isCaught(front: ts.Statement, { handler }: ProcessBridge): boolean {
  const around = ancestors(front);
  return around
    .slice(0, around.indexOf(handler))
    .some(
      (at, index) =>
        ts.isTryStatement(at) && at.catchClause !== undefined && at.tryBlock === around[index - 1],
    );
}
