import type { ESLint, Linter, Rule } from 'eslint';
import { rules as ruleModules } from '../../rules/index.js';
import { findChange, isAdvice, isChangeId } from '../changes/index.js';

export type { McpSettings } from './settings.js';

// typescript-eslint types the context of a rule more narrowly than ESLint does; at run time they are the same.
/** Every rule of the plugin, by the id of the change it finds. */
export const rules = ruleModules as unknown as Record<string, Rule.RuleModule>;

const NAME = 'mcp-migrate';
const plugin: ESLint.Plugin = { meta: { name: NAME }, rules };

const isRecommended = (rule: Rule.RuleModule) => Boolean(rule.meta?.docs?.recommended);
const isMild = (name: string) => isChangeId(name) && isAdvice(findChange(name));

function config(
  name: string,
  isOn: (rule: Rule.RuleModule) => boolean,
  level: (rule: string) => 'error' | 'warn',
  settings?: Record<string, unknown>,
): Linter.Config {
  const chosen = Object.entries(rules).filter(([, rule]) => isOn(rule));
  return {
    name: `${NAME}/${name}`,
    plugins: { [NAME]: plugin },
    ...(settings && { settings }),
    rules: Object.fromEntries(chosen.map(([rule]) => [`${NAME}/${rule}`, level(rule)])),
  };
}

/** What fails at 2026-07-28 as an error, what is deprecated or not recommended as a warning. Tests are left out. */
const recommended = config('recommended', isRecommended, rule => (isMild(rule) ? 'warn' : 'error'));
/** The recommended rules, all as errors, in tests as well. */
const strict = config('strict', isRecommended, () => 'error', { mcp: { tests: true } });
/** Every rule as an error, in tests as well. */
const all = config(
  'all',
  () => true,
  () => 'error',
  { mcp: { tests: true } },
);

/** The plugin, with its configurations for a flat ESLint configuration. */
const mcp = { ...plugin, rules, configs: { recommended, strict, all } };

export default mcp;
