import tseslint from 'typescript-eslint';
import mcp from './dist/src/eslint/index.js';

export default tseslint.config(
  { ignores: ['dist/', 'jscodeshift/', 'fixtures/', 'coverage/', '**/*.generated.*'] },
  ...tseslint.configs.recommendedTypeChecked,
  mcp.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.config.js'] } } },
    rules: {
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['bench/**'], ...tseslint.configs.disableTypeChecked },
  // jscodeshift loads its transforms with `require`.
  { files: ['**/*.cts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  // The generators of the fact tables read SDK v1 itself.
  { files: ['src/facts/generate-*.ts'], rules: { 'mcp-migrate/sdk-v2-packages': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': 'off', 'mcp-migrate/sdk-v2-packages': 'off' } },
);
