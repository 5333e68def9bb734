import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { framework } from '../src/eslint/frameworks.js';
import { headerLists, listName } from '../src/eslint/header-lists.js';
import { isHeader } from '../src/eslint/headers.js';
import { servesMethod } from '../src/eslint/http-routes.js';
import { eraOfPackage } from '../src/eslint/package-era.js';
import { keepsLegacy } from '../src/eslint/kept-legacy.js';
import { keepsSessions } from '../src/eslint/serving-era.js';
import { headerRole } from '../src/eslint/header-roles.js';
import { namedHeaderUse } from '../src/eslint/named-headers.js';
import {
  choiceAround,
  isAbsent,
  isLogged,
  isNameLogged,
  isOnlyLogged,
  isTested,
  isToldForLog,
} from '../src/eslint/session-reads.js';
import { isSessionStore } from '../src/eslint/session-stores.js';
import { stickiness } from '../src/eslint/sticky-balancers.js';
import {
  CLIENT_TRANSPORT,
  isUndefined,
  optionsOwner,
  SERVER_TRANSPORT,
} from '../src/eslint/transport-options.js';
import {
  enclosingFunction,
  keyName,
  memberName,
  propertyValue,
  unwrap,
  wrapped,
} from '../src/eslint/tree.js';
import { HEADERS } from '../src/facts/protocol.js';

const SERVER_OPTIONS = new Set(['sessionIdGenerator', 'onsessioninitialized', 'onsessionclosed']);

const BY_ROLE = { sent: 'sent', answered: 'answered', requested: 'header' } as const;

/** Finds what sessions of Streamable HTTP are made of. */
export const sessions = createRule({
  change: 'sessions',
  description: 'Disallow sessions of Streamable HTTP and the `Mcp-Session-Id` header',
  messages: {
    header:
      'Session header `Mcp-Session-Id` is gone in 2026-07-28. Key by the caller or by an explicit handle, or leave it to clients of 2025-11-25 behind `isLegacyRequest`.',
    sent: 'Neither side sends `Mcp-Session-Id` at 2026-07-28. Leave it out; only peers of 2025-11-25 expect it.',
    answered:
      'Servers of 2026-07-28 send no `Mcp-Session-Id`. Do without it, or connect with the `Client` of the SDK, which does.',
    constant: 'Session header `Mcp-Session-Id`, whose name this constant keeps, is gone in 2026-07-28.',
    exposed: 'Servers of 2026-07-28 send no `Mcp-Session-Id`: there is nothing to expose.',
    option:
      '`{{name}}` makes an endpoint of sessions, which serves 2025-11-25 only. Serve it with `createMcpHandler`, as `npx mcp-migrate` rewrites it; older sessions can stay behind `isLegacyRequest`.',
    store:
      'No 2026-07-28 client comes back with a session id. `createMcpHandler` needs no such store; state of your own belongs under an explicit handle.',
    transportId: 'The session id of a transport is undefined for peers of 2026-07-28.',
    contextId:
      'The session id is undefined for 2026-07-28 clients. Key by the caller (`ctx.http?.authInfo`) or by an explicit handle that a tool takes as argument.',
    end: 'No 2026-07-28 client sends DELETE to end a session; `createMcpHandler` needs no such route.',
    terminate: 'There is no session to terminate on 2026-07-28 connections.',
    framework: '{{message}} {{advice}}',
    sticky:
      '`{{name}}` keeps each client on one instance; 2026-07-28 has no sessions, so any instance can answer. Delete {{lines}}; only clients of 2025-11-25 need it.',
    resume: '`sessionId` does nothing on 2026-07-28 connections: there is no session to come back to.',
  },
  listen({ context, file, report }) {
    const isLegacyKept = file.settings.legacy === 'keep';
    const isKept = keepsSessions(file);
    const isOfV2Package = isLegacyKept && !file.usesSdk && eraOfPackage(context.filename) === 'v2';
    const isFine = keepsLegacy(file) || isOfV2Package;
    // A header of that name in code that knows nothing else of the protocol may go to any service.
    const isOther = isOfV2Package && !file.speaksMcp;
    const choices = new Set<TSESTree.Node>();
    const transportIds = new Map<TSESTree.Node | undefined, Set<string>>();
    const lines = new Set<number>();
    const constants: TSESTree.Node[] = [];
    let usesHeader = false;
    type Problem = Parameters<typeof report>[0]['messageId'];

    /** Code that keeps sessions says so over and over; one finding a line is enough. */
    const find = (node: TSESTree.Node, messageId: Problem, data?: Record<string, string>): void => {
      const { line } = node.loc.start;
      if (lines.has(line) || file.isLegacyOnly(node)) return;
      lines.add(line);
      report({ node, messageId, ...(data && { data }) });
    };

    const inspectHeader = (node: TSESTree.Node): void => {
      if (isKept || isOther || isAbsent(node)) return;
      const use = namedHeaderUse(file, node, HEADERS.sessionId);
      if (use === 'constant') constants.push(node);
      if (use !== 'use') return;
      usesHeader = true;
      const { parent } = wrapped(node);
      if (parent && (isOnlyLogged(file, parent) || isToldForLog(file, node))) return;
      const choice = choiceAround(node);
      if (choices.has(choice)) return;
      choices.add(choice);
      find(node, BY_ROLE[headerRole(file, node)]);
    };
    const inspectLists = (node: TSESTree.Node): void => {
      if (isKept || isFine) return;
      for (const list of headerLists(file.names, node)) {
        const isNamed = list.names.some(name => isHeader(name, HEADERS.sessionId));
        if (list.kind === 'expose' && isNamed) find(list.node, 'exposed');
      }
      if (node.type !== AST_NODE_TYPES.ArrayExpression || !/expose/i.test(listName(node))) return;
      const isNamed = node.elements.some(each => isHeader(file.names.string(each), HEADERS.sessionId));
      if (isNamed) find(node, 'exposed');
    };
    const inspectStore = (node: TSESTree.VariableDeclarator | TSESTree.PropertyDefinition): void => {
      if (!isKept && file.usesSdk && isSessionStore(file, node)) find(node, 'store');
    };
    const inspectRoute = (node: TSESTree.Node): void => {
      if (!isKept && servesMethod(file, node, 'DELETE')) find(node, 'end');
    };
    /** The class whose transport `server.transport` is. */
    const peerOf = (node: TSESTree.Node): string => {
      const value = unwrap(node);
      const isTransport = value.type === AST_NODE_TYPES.MemberExpression && memberName(value) === 'transport';
      return isTransport ? (file.values.classOf(value.object) ?? '') : '';
    };
    /** A function that tests the id before it uses it has one finding. */
    const findTransportId = (node: TSESTree.MemberExpression): void => {
      const owner = enclosingFunction(node);
      const known = transportIds.get(owner) ?? new Set<string>();
      transportIds.set(owner, known);
      const text = context.sourceCode.getText(node);
      if (known.has(text)) return;
      known.add(text);
      find(node, 'transportId');
    };
    const inspectBalancer = (node: TSESTree.Property | TSESTree.CallExpression): void => {
      const sticky = stickiness(file, node);
      if (sticky) find(node, 'sticky', { ...sticky });
    };
    const inspectClass = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void => {
      const found = framework(file, context.filename, node, 'sessions');
      if (found) find(node, 'framework', { ...found });
    };
    const isContextId = (node: TSESTree.Node): boolean =>
      file.values.contexts.path(node)?.join('.') === 'sessionId';

    return {
      Literal: inspectHeader,
      TemplateLiteral: inspectHeader,
      Identifier: inspectHeader,
      MemberExpression(node) {
        inspectHeader(node);
        if (memberName(node) !== 'sessionId') return;
        if (isLogged(node) || isOnlyLogged(file, node)) return;
        if (isContextId(node)) {
          if (!keepsLegacy(file) || !isTested(file, node)) find(node, 'contextId');
          return;
        }
        const owner = file.values.classOf(node.object) ?? peerOf(node.object);
        const isOfServer = (SERVER_TRANSPORT.test(owner) || /Server$/.test(owner)) && !isKept;
        const isOfClient = (CLIENT_TRANSPORT.test(owner) || owner === 'Client') && !isFine;
        if (isOfServer || isOfClient) findTransportId(node);
      },
      Property(node) {
        inspectBalancer(node);
        const name = keyName(node);
        if (node.parent.type === AST_NODE_TYPES.ObjectPattern) {
          const { value } = node;
          const bound = value.type === AST_NODE_TYPES.AssignmentPattern ? value.left : value;
          if (name !== 'sessionId' || !isContextId(bound)) return;
          const isForLog = bound.type === AST_NODE_TYPES.Identifier && isNameLogged(file, bound);
          if (!isForLog) find(node, 'contextId');
          return;
        }
        if (name === undefined || isUndefined(file, node.value)) return;
        const generator = propertyValue(node.parent, 'sessionIdGenerator');
        const isStateless = generator !== undefined && isUndefined(file, generator);
        if (SERVER_OPTIONS.has(name) && !isStateless && !isKept) {
          const owner = optionsOwner(file, node.parent);
          if (owner && SERVER_TRANSPORT.test(owner)) find(node, 'option', { name });
        }
        if (name === 'sessionId' && !isFine) {
          const owner = optionsOwner(file, node.parent);
          if (owner && CLIENT_TRANSPORT.test(owner)) find(node, 'resume');
        }
      },
      ClassDeclaration: inspectClass,
      ClassExpression: inspectClass,
      VariableDeclarator: inspectStore,
      PropertyDefinition: inspectStore,
      ObjectExpression: inspectLists,
      ArrayExpression: inspectLists,
      CallExpression(node) {
        inspectLists(node);
        inspectRoute(node);
        inspectBalancer(node);
        const isTerminating =
          node.callee.type === AST_NODE_TYPES.MemberExpression &&
          memberName(node.callee) === 'terminateSession';
        if (isTerminating && file.usesSdk && !isFine) find(node, 'terminate');
      },
      ExportNamedDeclaration: inspectRoute,
      BinaryExpression: inspectRoute,
      SwitchCase: inspectRoute,
      'Program:exit'() {
        for (const each of constants) if (usesHeader || !isFine) find(each, 'constant');
      },
    };
  },
});
