import { sdkV2Packages } from '../../rules/sdk-v2-packages.js';

/** Every rule of the plugin, by the id of the change it finds. */
export const rules = { 'sdk-v2-packages': sdkV2Packages };

const plugin = { meta: { name: 'mcp-migrate' }, rules };

/** The plugin, with `configs.recommended` for a flat ESLint configuration. */
const mcp = {
  ...plugin,
  configs: {
    recommended: {
      name: 'mcp-migrate/recommended',
      plugins: { 'mcp-migrate': plugin },
      rules: { 'mcp-migrate/sdk-v2-packages': 'error' },
    },
  },
} as const;

export default mcp;
