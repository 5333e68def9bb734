import type { TSESTree } from '@typescript-eslint/utils';
import { createRule } from '../src/eslint/create-rule.js';
import { extendHeaderList, inCaseOf } from '../src/eslint/header-list-fix.js';
import { headerLists, listName, type HeaderList } from '../src/eslint/header-lists.js';
import { isHeader } from '../src/eslint/headers.js';
import { keepsLegacy } from '../src/eslint/kept-legacy.js';
import { httpRequest, lacksHeader } from '../src/eslint/http-requests.js';
import { HEADERS, methodFacts, REQUEST_HEADERS } from '../src/facts/protocol.js';

/** Requests whose target `Mcp-Name` repeats. */
const NAMED = /^(?:tools\/call|prompts\/get|resources\/read)$/;

/** Finds lists of request headers, and requests written by hand, that lack the headers of 2026-07-28. */
export const standardHeaders = createRule({
  change: 'standard-headers',
  description: 'Require the `Mcp-Method` and `Mcp-Name` headers where MCP requests are sent or let through',
  messages: {
    allowList:
      'Browser clients of 2026-07-28 send {{missing}} as well; allow them in this CORS policy. `npx mcp-migrate` adds them.',
    forwarded: 'Clients of 2026-07-28 send {{missing}} as well; pass them on with these headers.',
    request:
      'A 2026-07-28 server answers this `{{method}}` request with `HeaderMismatch` (-32020): it needs {{missing}}.',
    anyRequest:
      'A 2026-07-28 server answers this request with `HeaderMismatch` (-32020): it needs `Mcp-Method` with the method, and `Mcp-Name` for `tools/call`, `prompts/get` and `resources/read`.',
  },
  fixable: 'code',
  listen({ context, file, report }) {
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
      if (list.kind !== 'allow' || list.names.includes('*')) return;
      // Pages with an event stream of their own name `Last-Event-ID`, too.
      const isAboutMcp =
        list.inPolicy.some(isMcpHeader) ||
        (file.speaksMcp && list.inPolicy.some(name => isHeader(name, HEADERS.lastEventId)));
      if (!isAboutMcp) return;
      const missing = missingIn(list.names);
      if (missing.length === 0) return;
      report({
        node: list.node,
        messageId: 'allowList',
        data: { missing: quoted(missing) },
        ...(!list.isOpen && { fix: extendHeaderList(context.sourceCode, list.node, missing) ?? null }),
      });
    };

    /** A constant list of headers that a proxy or a filter lets through. */
    const forwarded = (node: TSESTree.ArrayExpression): void => {
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
      if (keepsLegacy(file) && !saysRevision) return;
      const { method } = request;
      if (method === undefined) {
        if (file.speaksMcp) report({ node, messageId: 'anyRequest' });
      } else if (methodFacts(method)?.new.includes('client')) {
        const isNamed = NAMED.test(method) && lacksHeader(file, request, HEADERS.name);
        const missing = isNamed ? [HEADERS.method, HEADERS.name] : [HEADERS.method];
        report({ node, messageId: 'request', data: { method, missing: quoted(missing) } });
      }
    };

    return {
      ObjectExpression: node => headerLists(file.names, node).forEach(allowList),
      ArrayExpression(node) {
        arrays.push(node);
        headerLists(file.names, node).forEach(allowList);
      },
      CallExpression(node) {
        headerLists(file.names, node).forEach(allowList);
        sent(node);
      },
      NewExpression: sent,
      'Program:exit'() {
        for (const node of arrays) if (!policies.has(node)) forwarded(node);
      },
    };
  },
});

function isMcpHeader(name: string): boolean {
  return /^mcp-(?:session-id|protocol-version)$/i.test(name);
}

/** Whether something of this name is a list of headers, and not one of those that a response exposes. */
function isRequestHeaders(name: string): boolean {
  return /header/i.test(name) && !/expose|response|reply/i.test(name);
}

function quoted(names: readonly string[]): string {
  return names
    .map(name => `\`${name}\``)
    .join(', ')
    .replace(/, (?=[^,]*$)/, ' and ');
}
