import { ESLintUtils } from '@typescript-eslint/utils';
import type { ChangeId } from '../changes/index.js';

export interface RuleDocs {
  /** The change of the catalogue the rule finds; also the rule's name. */
  readonly change: ChangeId;
  readonly recommended: boolean;
}

/** Makes a rule whose name is the id of a change and whose documentation is at `docs/rules/<id>.md`. */
export const createRule = ESLintUtils.RuleCreator<RuleDocs>(
  name => `https://www.npmjs.com/package/mcp-migrate#${name}`,
);
