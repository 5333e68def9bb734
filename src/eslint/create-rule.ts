import { AST_NODE_TYPES, ESLintUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { findChange, isAdvice, type ChangeId } from '../changes/index.js';
import { mentionsProtocol } from '../discovery/candidates.js';
import { mcpFile, type McpFile } from './file.js';
import type { JsonListener } from './json.js';
import { markedLine, markersOf } from './markers.js';
import { mayHoldFor, type RuleId } from './words.js';

export interface RuleDocs {
  /** The change of the catalogue the rule finds; also the rule's name. */
  readonly change: ChangeId;
  /** Whether `configs.recommended` has the rule. */
  readonly recommended: boolean;
}

type Marked = 'leftByMigration' | 'reviewOfMigration';
export type Context<Messages extends string> = Readonly<TSESLint.RuleContext<Messages | Marked, []>>;
export type Report<Messages extends string> = TSESLint.ReportDescriptor<Messages | Marked> & {
  readonly node: TSESTree.Node;
  /** A part of the node, or a comment; the node itself unless given. */
  readonly loc?: TSESTree.SourceLocation;
};

/** What a rule works with. */
export interface Scope<Messages extends string> {
  readonly context: Context<Messages>;
  readonly file: McpFile;
  /** Reports a node, once; not when it only runs for 2025-11-25 peers. */
  readonly report: (descriptor: Report<Messages>) => void;
}

export interface RuleOptions<Messages extends string> {
  /** The change of the catalogue, which names the rule; its words are in `RULE_WORDS`. */
  readonly change: RuleId;
  /** In the imperative: `Disallow …`, `Require …`. */
  readonly description: string;
  /** What is wrong and what to use instead, in one or two sentences. */
  readonly messages: Record<Messages, string>;
  readonly fixable?: 'code';
  readonly hasSuggestions?: true;
  /** Whether tests are looked at even without `settings.mcp.tests`. */
  readonly inTests?: boolean;
  /** Whether code for 2025-11-25 peers counts, too. */
  readonly inLegacyCode?: boolean;
  /** Not in `configs.recommended`, `strict` and `all` only. */
  readonly optional?: boolean;
  /** What to look for in JSON, when `@eslint/json` parses it; nothing unless given. */
  readonly listenToJson?: (context: Context<Messages>) => JsonListener;
  readonly listen: (scope: Scope<Messages>) => TSESLint.RuleListener;
}

const create = ESLintUtils.RuleCreator<RuleDocs>(
  name => `https://unpkg.com/mcp-migrate/docs/rules/${name}.md`,
);
const candidates = new WeakMap<object, boolean>();

/**
 * Makes the rule of a change. It reports what `listen` finds and, where a migration left or rewrote a place and said
 * so in a marker, that place as well, each once. Files without any word of the protocol are not looked at.
 */
export function createRule<Messages extends string>(options: RuleOptions<Messages>) {
  const { change, description, messages, fixable, hasSuggestions, optional, listen } = options;
  return create<[], Messages | Marked>({
    name: change,
    meta: {
      type: isAdvice(findChange(change)) ? 'suggestion' : 'problem',
      docs: { description, change, recommended: !optional },
      messages: {
        ...messages,
        leftByMigration: '{{message}}',
        reviewOfMigration: '{{message}} Check the rewrite, then delete the comment.',
      },
      schema: [],
      ...(fixable && { fixable }),
      ...(hasSuggestions && { hasSuggestions }),
    },
    defaultOptions: [],
    create(context) {
      if (!isCandidate(context.sourceCode)) return {};
      // Rules do not state `meta.languages`: ESLint refuses a configuration that turns them on for all files then.
      if (!isScript(context.sourceCode)) {
        return (options.listenToJson?.(context) ?? {}) as TSESLint.RuleListener;
      }
      if (!mayHoldFor(change, { path: context.filename, text: context.sourceCode.text })) return {};
      const file = mcpFile(context);
      const reported = new Set<string>();
      const lines = new Set<number>();
      const report = (descriptor: Report<Messages>) => {
        const { node } = descriptor;
        if (!options.inLegacyCode && file.isLegacyOnly(node)) return;
        const { line, column } = (descriptor.loc ?? node.loc).start;
        const key = `${line}:${column} ${descriptor.messageId}`;
        if (reported.has(key)) return;
        reported.add(key);
        lines.add(markedLine(context.sourceCode, node));
        context.report(descriptor);
      };
      const isLookedAt = options.inTests === true || !file.isTest || file.settings.tests;
      const listener = isLookedAt ? listen({ context, file, report }) : {};
      const atEnd = listener['Program:exit'];
      return {
        ...listener,
        'Program:exit'(node) {
          atEnd?.(node);
          reportMarkers(context, change, lines);
        },
      };
    },
  });
}

function reportMarkers(context: Context<never>, change: ChangeId, lines: ReadonlySet<number>): void {
  const { sourceCode } = context;
  for (const { line, message, isReview } of markersOf(sourceCode, change)) {
    if (lines.has(line) && !isReview) continue;
    const text = sourceCode.lines[line - 1] ?? '';
    context.report({
      loc: {
        start: { line, column: text.length - text.trimStart().length },
        end: { line, column: text.trimEnd().length },
      },
      messageId: isReview ? 'reviewOfMigration' : 'leftByMigration',
      data: { message: /[.!?]$/.test(message) ? message : `${message}.` },
    });
  }
}

/** Whether a file is JavaScript of some kind, and not JSON, CSS or Markdown, whose languages have no such program. */
function isScript({ ast }: Readonly<TSESLint.SourceCode>): boolean {
  return ast.type === AST_NODE_TYPES.Program;
}

function isCandidate(sourceCode: Readonly<TSESLint.SourceCode>): boolean {
  const known = candidates.get(sourceCode.ast);
  if (known !== undefined) return known;
  const found = mentionsProtocol(sourceCode.text);
  candidates.set(sourceCode.ast, found);
  return found;
}
