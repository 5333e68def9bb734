import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { routesOf, type Route } from './http-routes.js';
import { transportCreations, type TransportCreation } from './http-transport.js';
import { KeepAliveParts } from './keep-alive-parts.js';
import { rootName } from './bindings.js';
import {
  answeredWith,
  fullness,
  groupsOf,
  handleRequestCalls,
  lifetimeOf,
  type Dispatch,
  type DispatchGroup,
} from './dispatches.js';
import { Plumbing } from './session-plumbing.js';
import { gatherHelpers, type SessionHelper } from './session-starts.js';
import { SessionValues } from './session-values.js';
import { ancestors, isFunctionNode, methodCall, unwrap, walk, type FunctionNode } from './syntax.js';

/** A function that answers requests, and where it is registered. */
export interface RequestHandler {
  readonly node: FunctionNode;
  readonly routes: readonly Route[];
}

/** One MCP endpoint as 2025-11-25 is served: transports, the server behind them, and how requests reach them. */
export interface HttpEntry {
  readonly project: ProjectModel;
  readonly unit: SourceUnit;
  /**
   * - `request`: a transport for each request
   * - `shared`: one transport for all requests
   * - `map`: a transport for each session, kept between requests
   */
  readonly kind: 'request' | 'shared' | 'map';
  readonly creation: TransportCreation;
  readonly connect: { readonly call: ts.CallExpression; readonly server: ts.Expression };
  /** Takes the requests that make a transport, or all there are. */
  readonly handler: RequestHandler;
  /** Take requests of sessions only: the event stream and the end of a session. */
  readonly others: readonly RequestHandler[];
  /** Hands over a request in `handler`, with the body if the code has it. */
  readonly dispatch: Dispatch;
  readonly dispatches: readonly Dispatch[];
  /** Functions that `handler` leaves starting a session to, or serving one; `dispatches` has their calls. */
  readonly helpers: readonly SessionHelper[];
  readonly plumbing: Plumbing;
}

/** An endpoint that is there but has no form we know. */
export interface OddEntry {
  readonly unit: SourceUnit;
  readonly creation: TransportCreation;
  /** Why, as the end of a sentence that starts with "This transport". */
  readonly because: string;
}

export type FoundEntry = HttpEntry | OddEntry;

export function isOdd(entry: FoundEntry): entry is OddEntry {
  return 'because' in entry;
}

/**
 * The MCP endpoints of a file that are served by transports of 2025-11-25. Those that an `isLegacyRequest` test
 * keeps for older clients are left out: they are where they belong.
 */
export function httpEntries(project: ProjectModel, unit: SourceUnit): FoundEntry[] {
  const creations = transportCreations(unit, project.names);
  if (creations.length === 0) return [];
  const calls = handleRequestCalls(project, unit);
  const lifetime = (creation: ts.Node) => lifetimeOf(creation, calls);
  const values = new SessionValues(unit.ast, project.names, creations, lifetime);
  const dispatches = calls.filter(each => values.of(each.transport)?.role === 'transport');
  return groupsOf(creations, dispatches, values).flatMap(group => {
    const entry = new EntryReader(project, unit, values, group).read();
    return entry ? [entry] : [];
  });
}

class EntryReader {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #values: SessionValues;
  readonly #group: DispatchGroup;

  constructor(project: ProjectModel, unit: SourceUnit, values: SessionValues, group: DispatchGroup) {
    this.#project = project;
    this.#unit = unit;
    this.#values = values;
    this.#group = group;
  }

  read(): FoundEntry | undefined {
    const { creations } = this.#group;
    const { dispatches, helpers, hidden } = gatherHelpers(this.#project, this.#group);
    const [creation, second] = creations;
    if (!creation) return undefined;
    const odd = (because: string): OddEntry => ({ unit: this.#unit, creation, because });
    if (dispatches.length === 0) return odd('is handed its requests in another file, or not at all');
    if (dispatches.some(each => this.#isKeptForLegacy(each.handler))) return undefined;
    if (second) return odd('is created in more than one place');
    if (hidden) return odd('is made in a function that is called only for the first request of a session');
    const connect = this.#connect();
    if (!connect) return odd('is connected to its server in another file, or not at all');
    const handlers = [...new Set(dispatches.map(each => each.handler))].map(node => ({
      node,
      routes: routesOf(this.#project, node),
    }));
    const handler = this.#mainHandler(handlers, creation);
    if (!handler) return odd('serves several routes in a way that is not clear');
    const others = handlers.filter(each => each !== handler);
    if (others.some(each => !answersSessionsOnly(each))) {
      return odd('serves more than one route with requests that could start a session');
    }
    const own = dispatches.filter(each => each.handler === handler.node);
    const dispatch = own.reduce((best, each) => (fullness(each) >= fullness(best) ? each : best));
    if (dispatch.given.length === 0)
      return odd('is made in a function that is handed the request under other names');
    return {
      project: this.#project,
      unit: this.#unit,
      kind: this.#kind(creation),
      creation,
      connect,
      handler,
      others,
      dispatch,
      dispatches,
      helpers,
      plumbing: new Plumbing(this.#values, this.#project.names, {
        creations,
        answers: [...dispatches, ...this.#group.dispatches].flatMap(answeredWith),
        keepAlive: new KeepAliveParts(this.#project, this.#unit.ast),
      }),
    };
  }

  #kind(creation: TransportCreation): HttpEntry['kind'] {
    if (this.#values.hasStore(creation)) return 'map';
    const making = ancestors(creation.node).filter(isFunctionNode);
    const handler = this.#group.dispatches.map(each => each.handler).find(each => making.includes(each));
    if (!handler) return this.#isMadeForRequest() ? 'request' : 'shared';
    const isOutside = this.#group.dispatches.some(each => {
      const root = rootName(each.transport);
      const declaration = root && this.#project.names.symbol(root)?.declarations?.[0];
      return (
        unwrap(each.transport) !== creation.node && !(declaration && ancestors(declaration).includes(handler))
      );
    });
    return isOutside ? 'map' : 'request';
  }

  /** Whether a helper makes the transport, and every handler that uses one calls it. */
  #isMadeForRequest(): boolean {
    return this.#group.dispatches.every(each => {
      const root = rootName(each.transport);
      const declaration = root && this.#project.names.symbol(root)?.declarations?.[0];
      return declaration !== undefined && ancestors(declaration).includes(each.handler);
    });
  }

  #connect(): HttpEntry['connect'] | undefined {
    let found: HttpEntry['connect'] | undefined;
    let count = 0;
    walk(this.#unit.ast, node => {
      const call = methodCall(node);
      const [first] = call?.call.arguments ?? [];
      if (call?.name !== 'connect' || !first) return;
      const value = this.#values.of(first);
      if (value?.role !== 'transport' || !this.#group.creations.some(each => value.from.has(each))) return;
      found = { call: call.call, server: call.object };
      count++;
    });
    return count === 1 ? found : undefined;
  }

  /** The handler that makes transports; where a helper makes them, the one that is not for sessions only. */
  #mainHandler(handlers: readonly RequestHandler[], creation: TransportCreation): RequestHandler | undefined {
    const around = ancestors(creation.node);
    const making = handlers.filter(each => around.includes(each.node));
    if (making.length === 1) return making[0];
    if (handlers.length === 1) return handlers[0];
    const open = handlers.filter(each => !answersSessionsOnly(each));
    return open.length === 1 ? open[0] : undefined;
  }

  #isKeptForLegacy(handler: FunctionNode): boolean {
    let found = false;
    walk(handler, node => {
      if (ts.isIdentifier(node) && node.text === 'isLegacyRequest') {
        const origin = this.#project.names.origin(node);
        found ||= origin?.module === '@modelcontextprotocol/server';
      }
      return !found;
    });
    return found;
  }
}

/** Registered for GET and DELETE alone: the event stream and the end of a session. */
export function answersSessionsOnly(handler: RequestHandler): boolean {
  return (
    handler.routes.length > 0 &&
    handler.routes.every(route =>
      route.methods?.every(each => each === 'GET' || each === 'DELETE' || each === 'HEAD'),
    )
  );
}
