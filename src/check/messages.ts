import type { Linter } from 'eslint';
import { findChange, isChangeId } from '../changes/index.js';
import type { LintFinding, LintProblem } from './lint-options.js';

const PREFIX = 'mcp-migrate/';

export const SYNTAX_ERROR = 'syntax error: ';

export interface Translated {
  readonly findings: readonly LintFinding[];
  readonly problems: readonly LintProblem[];
}

const NOTHING: Translated = { findings: [], problems: [] };

/**
 * What a message of ESLint means for a check. Messages about anything but our rules are none of its business: the
 * comments in a file configure, and suppress, rules of plugins that are not here.
 * @param enabled whether a rule of ours took part
 */
export function translate(message: Linter.LintMessage, enabled: (rule: string) => boolean): Translated {
  const { ruleId, line, column } = message;
  if (message.fatal) {
    // Comments that ESLint does not understand are fatal, too, and the rest of the file is linted all the same.
    const [, words] = /^Parsing error: ([^]*)/.exec(message.message) ?? [];
    if (words === undefined) return NOTHING;
    return { findings: [], problems: [{ line, column, message: `${SYNTAX_ERROR}${words}` }] };
  }
  if (ruleId !== null) {
    if (!ruleId.startsWith(PREFIX)) return NOTHING;
    const change = ruleId.slice(PREFIX.length);
    if (!isChangeId(change)) return unknownRule(ruleId, message);
    return { findings: [finding(message, change, message.message)], problems: [] };
  }
  const unused = unusedRules(message.message).filter(name => name.startsWith(PREFIX));
  const known = unused.filter(name => isChangeId(name.slice(PREFIX.length)));
  const unknown = unused.filter(name => !known.includes(name));
  return {
    findings: known.filter(enabled).flatMap(name => {
      const change = name.slice(PREFIX.length);
      if (!isChangeId(change)) return [];
      return finding(
        message,
        change,
        `Nothing to suppress here; remove \`${name}\` from the ESLint comment.`,
      );
    }),
    problems: unknown.flatMap(name => unknownRule(name, message).problems),
  };
}

/** Whether a fix that ESLint offers with a message may be made: those of our rules, and of comments that are ours alone. */
export function mayFix({ ruleId, message }: Linter.LintMessage): boolean {
  if (ruleId !== null) return ruleId.startsWith(PREFIX);
  const unused = unusedRules(message);
  return unused.length > 0 && unused.every(name => name.startsWith(PREFIX));
}

function finding(message: Linter.LintMessage, change: LintFinding['change'], text: string): LintFinding {
  const { line, column, endLine = line, endColumn = column } = message;
  // A comment that suppresses nothing does no harm, whatever it names.
  const severity = message.ruleId !== null && message.severity === 2 ? 'error' : 'warning';
  return {
    change: findChange(change).id as LintFinding['change'],
    severity,
    line,
    column,
    endLine,
    endColumn,
    message: text,
    fixable: message.fix !== undefined && mayFix(message),
  };
}

function unknownRule(name: string, { line, column }: Linter.LintMessage): Translated {
  return { findings: [], problems: [{ line, column, message: `the comment names no rule: ${name}` }] };
}

/** The rules that a comment of a file names and nothing reported. */
function unusedRules(message: string): string[] {
  if (!/^Unused eslint-(?:dis|en)able directive/.test(message)) return [];
  return [...message.matchAll(/'([^']+)'/g)].map(([, name]) => name!);
}
