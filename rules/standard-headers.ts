import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { extendHeaderList, inCaseOf } from '../src/eslint/header-list-fix.js';
import { headerLists, listName, type HeaderList } from '../src/eslint/header-lists.js';
import { isHeader } from '../src/eslint/headers.js';
import { fixedVersion } from '../src/eslint/fixed-versions.js';
import { speaksNew } from '../src/eslint/kept-legacy.js';
import { httpRequest, lacksHeader } from '../src/eslint/http-requests.js';
import { HEADERS, methodFacts, REQUEST_HEADERS } from '../src/facts/protocol.js';

/** Requests whose target `Mcp-Name` repeats. */
const NAMED = /^(?:tools\/call|prompts\/get|resources\/read)$/;

/** Packages that authorization servers are built with. */
const AUTHORIZATION = /better-auth|oauth-provider|oidc-provider/;

/** What code of an authorization server says, in identifiers or in texts. */
const OAUTH =
  /\bcode_challenge|\bauthorization_code\b|\bredirect_uris?\b|\bPKCE\b|oauth-authorization-server/i;

const SDK_CLIENT = /\b(?:StreamableHTTP|SSE)ClientTransport\b/;

/** Finds lists of request headers, and requests written by hand, that lack the headers of 2026-07-28. */
export const standardHeaders = createRule({
  change: 'standard-headers',
  description: 'Require the `Mcp-Method` and `Mcp-Name` headers where MCP requests are sent or let through',
  messages: {
    allowList:
      'Browser clients of 2026-07-28 send {{missing}} as well; allow them in this CORS policy. `npx mcp-migrate` adds them.',
    forwarded: 'Clients of 2026-07-28 send {{missing}} as well; pass them on with these headers.',
    fixed:
      '`MCP-Protocol-Version` is {{version}} here, whatever the request that is passed on says; under it, servers refuse one of 2026-07-28 with `HeaderMismatch` (-32020). Pass on the header of the request.',
    request:
      'At 2026-07-28 a request of `{{method}}` needs {{missing}}, beside `MCP-Protocol-Version` and its `_meta`; without, the server answers `HeaderMismatch` (-32020).',
    anyRequest:
      'At 2026-07-28 a request needs `Mcp-Method` with the method, and `Mcp-Name` for `tools/call`, `prompts/get` and `resources/read`, beside `MCP-Protocol-Version` and its `_meta`; without, the server answers `HeaderMismatch` (-32020).',
  },
  fixable: 'code',
  listen({ context, file, report }) {
    /** Authorization servers let `MCP-Protocol-Version` through for requests of their metadata. */
    const isOfAuthorization =
      file.modules.some(module => AUTHORIZATION.test(module)) || (!file.speaksMcp && OAUTH.test(file.code));
    /** The lists that a list takes in by their names. */
    const spreadIn = (node: TSESTree.Node): TSESTree.Node[] =>
      node.type !== AST_NODE_TYPES.ArrayExpression
        ? []
        : node.elements.flatMap(each => {
            const isNamed =
              each?.type === AST_NODE_TYPES.SpreadElement && each.argument.type === AST_NODE_TYPES.Identifier;
            return isNamed ? (file.names.initializer(each.argument as TSESTree.Identifier) ?? []) : [];
          });
    const policies = new Set<TSESTree.Node>();
    const arrays: TSESTree.ArrayExpression[] = [];
    const missingIn = (given: readonly string[]) => {
      const known = new Set(given.map(name => name.toLowerCase()));
      return inCaseOf(
        given,
        REQUEST_HEADERS.filter(name => !known.has(name.toLowerCase())),
      );
    };

    const allowList = (list: HeaderList): void => {
      policies.add(list.node);
      for (const each of spreadIn(list.node)) policies.add(each);
      if (list.kind !== 'allow' || list.names.includes('*')) return;
      // Pages with an event stream of their own name `Last-Event-ID`, too.
      const isAboutMcp =
        list.inPolicy.some(isMcpHeader) ||
        (file.speaksMcp && list.inPolicy.some(name => isHeader(name, HEADERS.lastEventId)));
      if (!isAboutMcp || (isOfAuthorization && !list.inPolicy.some(isSessionHeader))) return;
      const missing = missingIn(list.names);
      if (missing.length === 0) return;
      report({
        node: list.node,
        messageId: 'allowList',
        data: { missing: quoted(missing) },
        ...(!list.isOpen && { fix: extendHeaderList(context.sourceCode, list.node, missing) ?? null }),
      });
    };

    /** Clients of the SDK set these headers for each request; what they are given stays the same for all. */
    const hasClient = file.usesSdk && SDK_CLIENT.test(file.code);

    /** A constant list of headers that a proxy or a filter lets through. */
    const forwarded = (node: TSESTree.ArrayExpression): void => {
      if (hasClient) return;
      const names = node.elements.flatMap(each => (each ? (file.names.string(each) ?? []) : []));
      if (!names.some(isMcpHeader) || node.elements.length !== names.length) return;
      if (!isRequestHeaders(listName(node))) return;
      const missing = missingIn(names);
      if (missing.length > 0) report({ node, messageId: 'forwarded', data: { missing: quoted(missing) } });
    };

    const sent = (node: TSESTree.CallExpression | TSESTree.NewExpression): void => {
      const request = httpRequest(file, node);
      if (!request || !lacksHeader(file, request, HEADERS.method)) return;
      // On SDK v2, what says nothing of its revision is there for peers of 2025-11-25.
      const saysRevision = /_meta\b/.test(context.sourceCode.getText(request.message));
      if (speaksNew(file) && !saysRevision) return;
      const { method } = request;
      if (method === undefined) {
        if (file.speaksMcp) report({ node, messageId: 'anyRequest' });
      } else if (methodFacts(method)?.new.includes('client')) {
        const isNamed = NAMED.test(method) && lacksHeader(file, request, HEADERS.name);
        const missing = isNamed ? [HEADERS.method, HEADERS.name] : [HEADERS.method];
        report({ node, messageId: 'request', data: { method, missing: quoted(missing) } });
      }
    };

    const inspectFixed = (node: TSESTree.Property | TSESTree.CallExpression): void => {
      const version = hasClient ? undefined : fixedVersion(file, node);
      if (version !== undefined) report({ node, messageId: 'fixed', data: { version } });
    };

    return {
      Property: inspectFixed,
      ObjectExpression: node => headerLists(file.names, node).forEach(allowList),
      ArrayExpression(node) {
        arrays.push(node);
        headerLists(file.names, node).forEach(allowList);
      },
      CallExpression(node) {
        headerLists(file.names, node).forEach(allowList);
        sent(node);
        inspectFixed(node);
      },
      NewExpression: sent,
      'Program:exit'() {
        for (const node of arrays) if (!policies.has(node)) forwarded(node);
      },
    };
  },
});

function isSessionHeader(name: string): boolean {
  return isHeader(name, HEADERS.sessionId);
}

function isMcpHeader(name: string): boolean {
  return /^mcp-(?:session-id|protocol-version)$/i.test(name);
}

/** Whether something of this name is a list of headers of requests that are let through. */
function isRequestHeaders(name: string): boolean {
  if (!/header/i.test(name) || /expose|response|reply|remove|strip|block|drop|redact|captur/i.test(name))
    return false;
  return /^(?:mcp|http|request|proxy|_)*headers?$|allow|forward|pass|prox|permit|accept|copy|copied|relay|keep|kept|preserv|propagat|whitelist|cors/i.test(
    name,
  );
}

function quoted(names: readonly string[]): string {
  return names
    .map(name => `\`${name}\``)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
}
