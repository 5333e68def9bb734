import type { ESLint, Linter, Rule } from 'eslint';
import { sdkV2Packages } from '../../rules/sdk-v2-packages.js';

// typescript-eslint types the context of a rule more narrowly than ESLint does; at run time they are the same.
const asRule = (rule: unknown): Rule.RuleModule => rule as Rule.RuleModule;

/** Every rule of the plugin, by the id of the change it finds. */
export const rules: Record<string, Rule.RuleModule> = { 'sdk-v2-packages': asRule(sdkV2Packages) };

const plugin: ESLint.Plugin = { meta: { name: 'mcp-migrate' }, rules };

const recommended: Linter.Config = {
  name: 'mcp-migrate/recommended',
  plugins: { 'mcp-migrate': plugin },
  rules: { 'mcp-migrate/sdk-v2-packages': 'error' },
};

/** The plugin, with `configs.recommended` for a flat ESLint configuration. */
const mcp = { ...plugin, rules, configs: { recommended } };

export default mcp;
