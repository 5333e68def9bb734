import { commentsAtTop } from '../discovery/candidates.js';
import type { SyntaxProblem } from '../engine/parse.js';
import { parseFlowOrFail } from './parse.js';

/**
 * What keeps a file that says it is Flow from being parsed, in the words of Flow.
 * @param problem what TypeScript says
 * @returns undefined for other files
 */
export function flowProblem(problem: SyntaxProblem, text: string): SyntaxProblem | undefined {
  if (!/@flow\b/.test(commentsAtTop(text.slice(0, 2000)))) return undefined;
  const parsed = parseFlowOrFail(text);
  if ('type' in parsed) {
    return {
      ...problem,
      message: 'has Flow syntax that stands for more than types; migrate this file by hand',
    };
  }
  const { message, loc } = parsed;
  const place = loc && { line: loc.line, column: loc.column + 1 };
  return { ...problem, ...place, message: `syntax error: ${message.replace(/ \(\d+:\d+\)$/, '')}` };
}
