import { noteAt } from '../src/engine/notes.js';
import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform, TransformContext } from '../src/engine/types.js';
import { isStartedByHand } from '../src/hand-written/bridges.js';
import { closesOnSignal, earlyUses, type EarlyUse } from '../src/recognise/after-connect.js';
import { holdHandle, replaceAsyncCall } from '../src/recognise/connect-site.js';
import { sharedServer } from '../src/recognise/factory-reuse.js';
import { deletion, freeName } from '../src/recognise/factory-text.js';
import { nameBeside } from '../src/recognise/loaded-name.js';
import { isServer } from '../src/recognise/mcp-objects.js';
import { moduleMocks } from '../src/recognise/module-mocks.js';
import { serverBehind } from '../src/recognise/pass-through.js';
import { promiseUse, type PromiseUse } from '../src/recognise/promise-use.js';
import { planFactory, type FactoryPlan, type FactoryRefusal } from '../src/recognise/server-factory.js';
import { STDIO_MODULE, stdioTransports, type StdioTransport } from '../src/recognise/stdio-connection.js';
import { enclosingStatement, methodCall, walk } from '../src/recognise/syntax.js';
import { transportFate, type TransportFate } from '../src/recognise/transport-uses.js';

const CHANGE = 'stateless-handshake';
const ADVICE = `Serve it with \`serveStdio(() => server)\` from \`${STDIO_MODULE}\`.`;

/**
 * `server.connect(new StdioServerTransport())` to `serveStdio(() => server)`, which serves 2026-07-28 and, unless
 * `--legacy reject`, 2025-11-25. A server that is connected by hand speaks 2025-11-25 only.
 *
 * A plain factory is passed on as it is. A server that is made with side effects, or used elsewhere, stays where it
 * is made, so that start-up and shutdown stay as they were. Code that needs a client right behind the connection
 * is left: `serveStdio` connects the server when a client has sent its first message.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio
 */
export const serveStdio: Transform = {
  name: 'serve-stdio',
  phase: 'serve',
  changes: [CHANGE],
  run(context) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of context.files) {
      for (const transport of stdioTransports(context.project, unit)) {
        // Messages that somebody hands on themselves come through in both revisions.
        const isRaw = !transport.connect && isStartedByHand(context.project, transport.creation);
        if (transport.isServed || isRaw) continue;
        const result = migrate(context, unit, transport);
        if ('edits' in result) rewrites.push(result);
        else left.push(result);
      }
      left.push(...oldMocks(context, unit));
    }
    return { rewrites, left };
  },
};

function migrate(context: TransformContext, unit: SourceUnit, transport: StdioTransport): Rewrite | Note {
  const { project } = context;
  const { connect, creation } = transport;
  const server = connect && methodCall(connect)?.object;
  if (!connect || !server)
    return note(
      unit,
      creation,
      'This stdio transport is not connected in plain view and serves 2025-11-25 only.',
    );
  const use = promiseUse(connect);
  const early = earlyUses(project, connect, server);
  const reason = obstacle(connect, use, early);
  if (reason || !use) return note(unit, connect, reason ?? '');
  const site = enclosingStatement(connect);
  const plan = connectionFactory(context, unit, connect, server, site);
  if ('refused' in plan) return note(unit, connect, plan.refused.message);
  const fate = transportFate(project, unit, transport, connect, server);
  if (typeof fate === 'string') return note(unit, connect, fate);

  const isShared = fate.renames.length > 0;
  const loaded = nameBeside(project.names, unit, creation.expression, 'serveStdio', !fate.option, connect);
  const name = loaded?.text ?? localName(context, unit);
  const expression = isShared ? sharedServer(project, unit, server) : plan.expression;
  const call = `${name}(${[expression, ...serveOptions(context, unit, fate)].join(', ')})`;
  const closes = closesOnSignal(project, server);
  const handle = holdHandle(unit, use, site, closes);
  const [review, ...remarks] = reviews(unit, connect, {
    early,
    fate,
    plan,
    use,
    unclosed: closes.length > 0 && !handle,
  });
  return {
    change: CHANGE,
    edits: [
      ...(isShared ? [] : plan.edits),
      ...replaceAsyncCall(unit, connect, use, handle ? `const ${handle.name} = ${call}` : call),
      ...(handle?.edits ?? []),
      ...fate.renames,
      ...(loaded?.edits ?? []),
      ...(fate.declaration ? [deletion(unit, fate.declaration)] : []),
      ...(plan.obsolete && !isShared ? [deletion(unit, plan.obsolete)] : []),
    ],
    imports: loaded ? [] : [{ file: unit.path, module: STDIO_MODULE, name: 'serveStdio', as: name }],
    ...(review && { review, remarks }),
  };
}

/** Why a connection cannot become a call of `serveStdio` where it stands. */
function obstacle(
  connect: ts.CallExpression,
  use: PromiseUse | undefined,
  early: readonly EarlyUse[],
): string | undefined {
  if (connect.questionDotToken || isOptional(connect.expression))
    return 'This connection is only made when there is a server.';
  if (!use) return 'The promise of this connection is kept, and `serveStdio` returns none.';
  const now = early.find(each => each.when === 'now');
  if (!now) return undefined;
  return ts.isCallExpression(now.node)
    ? `\`${now.what}\` runs right behind this connection and would find no client there.`
    : `\`${now.what}\` is used behind this connection and would be undefined there.`;
}

/** Tests that replace the module the project now takes `serveStdio` from, and do not provide it. */
function oldMocks({ project }: TransformContext, unit: SourceUnit): Note[] {
  const mocks = moduleMocks(unit, STDIO_MODULE).filter(
    mock => !mock.getText(unit.ast).includes('serveStdio'),
  );
  const isServed =
    mocks.length > 0 &&
    project.units.some(
      other =>
        /\bserveStdio\(/.test(other.text) && project.packageOf(other.path) === project.packageOf(unit.path),
    );
  if (!isServed) return [];
  return mocks.map(mock => ({
    ...note(unit, mock, 'This mock has no `serveStdio`, which the code under test calls now.'),
    advice: 'Mock `serveStdio` and look at the factory it is given.',
  }));
}

function connectionFactory(
  context: TransformContext,
  unit: SourceUnit,
  connect: ts.CallExpression,
  server: ts.Expression,
  site: ts.Statement,
): FactoryPlan | FactoryRefusal {
  const behind = isServer(context.project, server) ? undefined : serverBehind(context.project, connect);
  if (!behind) return planFactory(context, unit, server, site, 'per-connection');
  return {
    expression: `() => ${behind}`,
    edits: [],
    warnings: [],
    review: {
      message: `\`${connect.expression.getText(unit.ast)}\` is no longer called; \`serveStdio\` connects the server itself.`,
      advice: 'Check that nothing else relied on it.',
    },
  };
}

function serveOptions({ legacy }: TransformContext, unit: SourceUnit, fate: TransportFate): string[] {
  const options = [
    ...(legacy === 'reject' ? [`legacy: ${quoted('reject', unit.style)}`] : []),
    ...(fate.option ? [fate.option] : []),
  ];
  return options.length > 0 ? [`{ ${options.join(', ')} }`] : [];
}

/** `serveStdio`, unless the file calls something of its own that. */
function localName({ project }: TransformContext, unit: SourceUnit): string {
  let isTaken = false;
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || node.text !== 'serveStdio' || ts.isImportSpecifier(node.parent)) return;
    if (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) return;
    if (project.names.origin(node)?.module !== STDIO_MODULE) isTaken = true;
  });
  return isTaken ? freeName(unit, ['serveOverStdio']) : 'serveStdio';
}

interface Circumstances {
  readonly early: readonly EarlyUse[];
  readonly fate: TransportFate;
  readonly plan: FactoryPlan;
  readonly use: PromiseUse;
  /** A signal handler closes the server and has no handle to close instead. */
  readonly unclosed: boolean;
}

/** What a person should look at, the weightiest first. */
function reviews(
  unit: SourceUnit,
  connect: ts.CallExpression,
  { early, fate, plan, use, unclosed }: Circumstances,
): Note[] {
  const [first] = early;
  const found: { message: string; advice: string }[] = [];
  if (first) {
    found.push({
      message: `\`${first.what}\` may run before a client has opened the connection.`,
      advice: 'Check that it can wait for a connected client, or do without.',
    });
  }
  if (fate.review) found.push(fate.review);
  if (plan.review) found.push(plan.review);
  if (unclosed) {
    found.push({
      message: 'Until a client has sent its first message, closing the server does not end the process.',
      advice: 'Close the handle that `serveStdio` returns instead.',
    });
  }
  if ('then' in use && use.then?.hadCatch) {
    found.push({
      message: 'The `.catch()` of this connection is gone, because `serveStdio` returns no promise.',
      advice: 'Pass `onerror` to `serveStdio` to hear of errors on the connection.',
    });
  }
  return found.map(each => ({ ...note(unit, connect, each.message), advice: each.advice }));
}

function isOptional(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.questionDotToken !== undefined;
}

function note(unit: SourceUnit, node: ts.Node, message: string): Note {
  return noteAt(unit, node, CHANGE, {
    severity: 'warning',
    message,
    advice: ADVICE,
  });
}
