import { DECLARED_PACKAGES, SDK_DECLARATIONS } from '../facts/sdk-types.js';
import { ts } from '../engine/ts.js';
import type { ProjectModel } from './model.js';
import { declaredTypesOf } from './types.js';

/** What does not fit a type of SDK v2. */
export interface TypeProblem {
  readonly start: number;
  readonly code: number;
  /** What the compiler says, from the outermost type to the member at fault. */
  readonly lines: readonly string[];
}

const DECLARED = { modules: DECLARED_PACKAGES, declarations: SDK_DECLARATIONS };

/** Something is not assignable, misses members or has others. */
const MISFITS = new Set([2322, 2345, 2353, 2559, 2739, 2740, 2741, 2769, 4104]);

/**
 * What the compiler says in a file about types that do not fit, with SDK v2 by declarations of our own: its packages
 * need not be installed. Other packages but zod and its users are of any type, so that less is found there.
 */
export function typeProblems(project: ProjectModel, file: string): TypeProblem[] {
  return declaredTypesOf(project, DECLARED)
    .problems(file)
    .flatMap((each): TypeProblem[] =>
      MISFITS.has(each.code) && each.start !== undefined
        ? [{ start: each.start, code: each.code, lines: linesOf(each.messageText) }]
        : [],
    );
}

/** Whether a value, or what it is a promise of, certainly does not fit a type of SDK v2. */
export function isMisfit(project: ProjectModel, value: ts.Expression, type: string): boolean {
  return declaredTypesOf(project, DECLARED).fits(value, type) === false;
}

/** The first of several reasons at each step, outermost first. */
function linesOf(message: string | ts.DiagnosticMessageChain): string[] {
  if (typeof message === 'string') return [message];
  const [next] = message.next ?? [];
  return [message.messageText, ...(next ? linesOf(next) : [])];
}
