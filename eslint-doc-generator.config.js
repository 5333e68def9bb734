import prettier from 'prettier';
import { SECTION_LABELS } from './dist/src/changes/labels.js';
import { findChange } from './dist/src/changes/index.js';

/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  // Paths are relative to docs/, whose package.json stands for the plugin.
  pathRuleDoc: 'rules/{name}.md',
  pathRuleList: ['../README.md'],
  ruleDocTitleFormat: 'prefix-name',
  ruleDocNotices: ['description', 'configs', 'fixableAndHasSuggestions'],
  ruleDocSectionInclude: [
    'What changed and why',
    'Wrong',
    'Right',
    'What the codemod does',
    'When to ignore it',
  ],
  ruleListColumns: ['name', 'description', 'configsError', 'configsWarn', 'fixable', 'hasSuggestions'],
  ruleListSplit: rules =>
    Object.entries(SECTION_LABELS)
      .map(([section, title]) => ({
        title,
        rules: rules.filter(([name]) => findChange(name).section === section),
      }))
      .filter(group => group.rules.length > 0),
  postprocess: async (text, path) =>
    prettier.format(text, { ...(await prettier.resolveConfig(path)), filepath: path }),
};
