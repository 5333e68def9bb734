import { applyEdits } from '../engine/edits.js';
import { ts } from '../engine/ts.js';
import type { Rewrite, TextEdit, TransformContext } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { HttpEntry } from '../recognise/http-serving.js';
import type { SessionFlow } from '../recognise/session-flow.js';
import { isConst, isWithin, methodCall, siblings, unwrap, walk } from '../recognise/syntax.js';
import { planGuards } from './guards.js';
import { errorOption, handlerOptions, type CarriedErrors } from './handler-options.js';
import { readHostChecks } from './host-checks.js';
import { anchorOf, planHandler, statementIn, type HandlerPlan } from './mcp-handler.js';
import { orphanedBindings } from './orphaned-bindings.js';
import { orphans } from './orphans.js';
import type { Removable } from './remove.js';
import { routeChange } from './route-edits.js';
import { isVisibleFrom, statelessEdits } from './stateless-edits.js';

/** What to do with a condition that asks for more than the session. */
export const OWN_CHECK =
  'Put this into an `if` of its own in front of the code that reads the session id, then run the migration again.';

/** Why an endpoint is not rewritten. */
export interface Obstacle {
  readonly node: ts.Node;
  readonly message: string;
  readonly advice: string;
  /** A protection or a feature would have been lost. */
  readonly isError?: boolean;
}

export interface ServingPlan extends Pick<Rewrite, 'edits' | 'imports'> {
  /** Where the new handler is, for notes. */
  readonly at: ts.Node;
  readonly handler: HandlerPlan;
  /** Names that the new checks let through, when there are any. */
  readonly guarded: boolean;
}

export function isObstacle(result: ServingPlan | Obstacle): result is Obstacle {
  return 'message' in result;
}

/**
 * Serves an endpoint by `createMcpHandler` alone: 2026-07-28, and 2025-11-25 without sessions unless rejected. The
 * transports, what keeps and closes them, and the routes for their sessions go; everything around them stays.
 * @param errors what the transports did on errors, which the handler does now
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export function planStateless(
  context: TransformContext,
  entry: HttpEntry,
  flow: SessionFlow,
  errors: CarriedErrors,
): ServingPlan | Obstacle {
  const { project } = context;
  const { unit } = entry;
  const [tangled] = flow.tangled;
  if (tangled) {
    return {
      node: tangled,
      message:
        'This code uses the transport for more than serving, so `createMcpHandler` cannot take its place.',
      advice: 'Serve the endpoint with `createMcpHandler` from `@modelcontextprotocol/server` by hand.',
    };
  }
  const work = flow.work.find(node => !errors.statements.some(each => each === node));
  if (work) {
    return {
      node: work,
      message: 'This is done once for each session, and 2026-07-28 has no sessions.',
      advice: isAsked(work)
        ? OWN_CHECK
        : 'Do it for each request or once at the start, or keep it for clients of 2025-11-25 with `--legacy keep`.',
    };
  }
  const checks = readHostChecks(project, entry.creation.options);
  if ('unreadable' in checks) return uncheckable(checks.unreadable);
  const guards = planGuards(context, entry, checks);
  if (!guards) return uncheckable(entry.creation.node);

  const inside = insideSite(entry, flow);
  const anchor = anchorOf(entry);
  const options = handlerOptions(context, entry, anchor);
  if ('unknown' in options) return unknownOption(options);
  const isClosed = flow.shutdown.some(each => isVisibleFrom(anchor, each));
  const legacy = context.legacy === 'reject' ? [['legacy', "'reject'"] as const] : [];
  const handler = planHandler(context, entry, {
    options: [
      ...legacy,
      ...options,
      ...(errors.option ? [errors.option] : errorOption(context, entry, anchor)),
    ],
    inside,
    closed: isClosed,
  });
  if ('refused' in handler) return reconnected(project, entry) ?? { ...handler.refused, node: inside };
  const unbuilt = flow.setup.find(each => !handler.repeated.includes(each));
  if (unbuilt) {
    return {
      node: unbuilt,
      message: 'The server is prepared here for one connection.',
      advice:
        'Move this into the function that makes the server, and pass that function to `createMcpHandler`.',
    };
  }
  const routes = routeChange(project, entry);
  if (!routes) return unclearRoutes(entry);

  const gone: Removable[] = [
    ...flow.removed,
    ...routes.removed,
    ...(handler.obsolete ? [handler.obsolete] : []),
  ];
  const isPure = (node: ts.Expression) => entry.plumbing.isPure(node);
  const written = [handler.snippet, ...handler.edits.map(edit => edit.text)].join('\n');
  gone.push(...orphans(project, unit, [...gone, ...routes.handlers], isPure, written));
  const missing = lostName(context, flow, gone);
  if (missing) return missing;
  const around = statelessEdits(entry, flow, handler, guards, gone);
  if (!around) return unclearRoutes(entry);
  // What the factory needs is declared in front of the handler.
  const edits = [
    ...handler.edits,
    ...around,
    ...routes.edits,
    ...guards.edits,
    ...orphanedBindings(project, unit, gone, [written, ...passedOn(flow)].join('\n')),
  ];
  if (!areCompatible(context, edits)) return unclearRoutes(entry);
  return {
    edits,
    imports: [...handler.imports, ...guards.imports],
    at: handler.anchor,
    handler: withoutMootReview(project, entry, handler, gone),
    guarded: guards.imports.length > 0,
  };
}

/** Whether a node is part of what an `if` or `?:` asks. */
export function isAsked(node: ts.Node): boolean {
  let at = node;
  while (
    ts.isBinaryExpression(at.parent) ||
    ts.isPrefixUnaryExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent;
  const { parent } = at;
  return ts.isIfStatement(parent)
    ? parent.expression === at
    : ts.isConditionalExpression(parent) && parent.condition === at;
}

/** A server made outside the function that takes the requests, and connected for each of them. */
function reconnected(project: ProjectModel, entry: HttpEntry): Obstacle | undefined {
  const { call, server } = entry.connect;
  if (entry.kind !== 'request' || !isWithin(call, entry.handler.node)) return undefined;
  const name = unwrap(server);
  const declaration = ts.isIdentifier(name) ? project.names.declaration(name) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  // A constant in a function is shared only by what that function calls; one of a module is by all requests.
  if (!declaration.initializer || !ts.isSourceFile(declaration.parent.parent.parent)) return undefined;
  let isClosed = false;
  walk(entry.handler.node, node => {
    if (methodCall(node)?.name === 'close') isClosed = true;
  });
  const effect = isClosed ? 'requests that overlap fail' : 'this endpoint stops working';
  return {
    node: call,
    message: `SDK v2 refuses to connect a server twice, and \`${name.getText()}\` is connected for every request: ${effect}.`,
    advice:
      'Make the server in a function that returns a new one, and pass that function to `createMcpHandler`.',
    isError: true,
  };
}

/** The statement inside the request handler from which on the server is made there. */
function insideSite(entry: HttpEntry, flow: SessionFlow): ts.Statement {
  const [replaced] = flow.replaced.keys();
  if (replaced) return replaced;
  const server = unwrap(entry.connect.server);
  const isHelped = entry.helpers.some(each => isWithin(entry.connect.call, each.node));
  const [first] = flow.kept;
  const made = isHelped && first ? first.call : (serverDeclaration(entry, server) ?? entry.connect.call);
  const lists = flow.kept.map(each => siblings(statementIn(each.call)));
  for (let at: ts.Node = made; at !== entry.handler.node && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isStatement(at)) continue;
    const list = siblings(at);
    if (list && lists.every(inner => inner === list || inner?.every(each => isWithin(each, list[0]!.parent))))
      return at;
  }
  return statementIn(entry.dispatch.call);
}

function serverDeclaration(entry: HttpEntry, server: ts.Expression): ts.Node | undefined {
  if (!ts.isIdentifier(server)) return undefined;
  let found: ts.Node | undefined;
  walk(entry.handler.node, node => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === server.text && node.pos < server.pos)
      found = node;
  });
  return found;
}

/** A server that goes with its transport is used nowhere else any more. */
function withoutMootReview(
  project: ProjectModel,
  entry: HttpEntry,
  handler: HandlerPlan,
  gone: readonly Removable[],
): HandlerPlan {
  const server = unwrap(entry.connect.server);
  const declaration = ts.isIdentifier(server) ? project.names.declaration(server) : undefined;
  const isGone = declaration && gone.some(each => isWithin(declaration, each));
  const { review, ...rest } = handler;
  return isGone && review?.message.includes('is still used elsewhere') ? rest : handler;
}

/** The arguments of the calls that serve on. */
function passedOn(flow: SessionFlow): string[] {
  return [...flow.kept, ...flow.replaced.values()].flatMap(({ given }) => given.map(each => each.getText()));
}

/** A name that a call which stays would miss. */
function lostName(
  context: TransformContext,
  flow: SessionFlow,
  gone: readonly Removable[],
): Obstacle | undefined {
  for (const { call, given, helper } of [...flow.kept, ...flow.replaced.values()]) {
    for (const argument of helper ? call.arguments : given) {
      let lost: ts.Node | undefined;
      walk(argument, node => {
        if (!ts.isIdentifier(node)) return;
        const declaration = context.project.names.symbol(node)?.declarations?.[0];
        if (declaration && gone.some(each => isWithin(declaration, each))) lost = node;
      });
      if (lost) {
        return {
          node: argument,
          message: `\`${lost.getText()}\` is made only for requests that start a session.`,
          advice: 'Make it for every request, then run the migration again.',
        };
      }
    }
  }
  return undefined;
}

function areCompatible(context: TransformContext, edits: readonly TextEdit[]): boolean {
  for (const file of new Set(edits.map(edit => edit.file))) {
    const text = context.project.unit(file)?.text ?? '';
    try {
      applyEdits(
        text,
        edits.filter(edit => edit.file === file),
      );
    } catch {
      return false;
    }
  }
  return true;
}

export function uncheckable(node: ts.Node): Obstacle {
  return {
    node,
    message:
      'The host or origin checks of this transport cannot be carried over, and without them the endpoint is open to DNS rebinding.',
    advice:
      'Write the allowed hosts as a literal list, or put `hostHeaderValidation([...])` in front of the endpoint, and drop the options here.',
    isError: true,
  };
}

export function unknownOption({
  unknown,
  name,
}: {
  readonly unknown: ts.Node;
  readonly name: string;
}): Obstacle {
  return {
    node: unknown,
    message: `The transport option \`${name}\` has no counterpart in \`createMcpHandler\`.`,
    advice: 'Remove it or serve the endpoint with `createMcpHandler` by hand.',
  };
}

function unclearRoutes(entry: HttpEntry): Obstacle {
  return {
    node: entry.creation.node,
    message: 'The routes of this endpoint are registered in a way that cannot be rewritten safely.',
    advice: 'Serve the endpoint with `createMcpHandler` from `@modelcontextprotocol/server` by hand.',
  };
}
