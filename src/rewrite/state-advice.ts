import { ts } from '../engine/ts.js';
import { factoryStates, type FactoryState } from '../analysis/factory-state.js';
import { sessionCaches } from '../analysis/session-caches.js';
import { isWithin } from '../recognise/syntax.js';
import { keyedStates, type KeyedState } from '../analysis/keyed-state.js';
import type { Classified } from '../analysis/state-kinds.js';
import type { ProjectModel } from '../project/model.js';
import { rewriteFactoryState } from './handle-factory.js';
import { rewriteKeyedState } from './handle-keyed.js';

/** State of sessions that a migration leaves, and what to do about it. */
export interface LeftState {
  readonly factories: readonly { readonly state: FactoryState; readonly advice: string }[];
  readonly keyed: readonly { readonly state: KeyedState; readonly advice: string }[];
}

const snapshots = new WeakMap<ProjectModel, LeftState>();

/** The state of a project snapshot that stays tied to sessions, with advice by its kind and by why it stays. */
export function leftState(project: ProjectModel): LeftState {
  let left = snapshots.get(project);
  if (left) return left;
  left = {
    factories: factoryStates(project).map(state => ({
      state,
      advice: advice(
        state.classified,
        state.obstacle ?? reason(rewriteOf(state, rewriteFactoryState, project)),
      ),
    })),
    keyed: keyedStates(project).map(state => ({
      state,
      advice: advice(
        state.classified,
        state.obstacle ?? reason(rewriteOf(state, rewriteKeyedState, project)),
      ),
    })),
  };
  snapshots.set(project, left);
  return left;
}

/** What to do about a variable of a function that makes servers. */
export function adviceForVariable(project: ProjectModel, variable: ts.Node): string | undefined {
  return leftState(project).factories.find(({ state }) => state.slots.some(each => each.node === variable))
    ?.advice;
}

/** What to do about a place where a tool reads the session id of its request. */
export function adviceForRead(project: ProjectModel, read: ts.Node): string | undefined {
  const cache = sessionCaches(project).find(each => each.reads.some(at => isWithin(read, each.alias ?? at)));
  if (cache?.obstacle !== undefined)
    return `This is a cache: take the session out of its key when what it holds depends on the rest of the key alone, else put the caller (\`ctx.http?.authInfo\`) in its place. The migration leaves it: ${cache.obstacle}.`;
  // `const { sessionId } = ctx;` is told by what its name is used for.
  const places =
    ts.isBindingElement(read) && ts.isIdentifier(read.name) ? project.names.references(read.name) : [read];
  const isAt = (node: ts.Node): boolean => places.some(place => isWithin(place, node));
  return leftState(project).keyed.find(({ state }) =>
    state.tools.some(({ keyed }) => [...keyed.reads].some(isAt)),
  )?.advice;
}

function rewriteOf<T extends { readonly classified: Classified }>(
  state: T,
  rewrite: (project: ProjectModel, state: T) => unknown,
  project: ProjectModel,
): unknown {
  return state.classified.kind === 'application' ? rewrite(project, state) : undefined;
}

function reason(rewritten: unknown): string | undefined {
  return typeof rewritten === 'string' ? rewritten : undefined;
}

function advice({ kind, because }: Classified, obstacle: string | undefined): string {
  switch (kind) {
    case 'resource':
      return `This is a resource, since ${because}: open it in a tool that returns a handle, take the handle in the tools that use it, and close it when the handle ends; or keep one for each caller (\`ctx.http?.authInfo\`).`;
    case 'limit':
      return `This limits clients or lets them in, since ${because}: under a handle, whoever leaves the handle out would start anew. Keep it in a store that every request reaches, under the authenticated caller (\`ctx.http?.authInfo\`), and refuse who has none.`;
    case 'cache':
      return `This is a cache, since ${because}: keep it in the module without the session in its key when what it holds depends on the rest of the key alone, else with the caller (\`ctx.http?.authInfo\`).`;
    case 'subscriptions':
      return `These are subscriptions, since ${because}: leave them to clients of 2025-11-25, and tell those of 2026-07-28 with \`handler.notify\`.`;
    case 'telemetry':
      return `This is telemetry, since ${because}: count by the caller (\`ctx.http?.authInfo\`), or by the trace context in \`ctx.mcpReq._meta\`.`;
    case 'application':
      return `Keep it outside the function that makes the server, under a handle that the client passes with every call.${obstacle === undefined ? '' : ` The migration leaves it: ${obstacle}.`}`;
  }
}
