/**
 * Writes `src/sdk-codemod/routes.generated.ts` from the fact tables and the installed official codemod: run
 * `node dist/src/sdk-codemod/generate-routes.js` after `npm run facts`, or after an update of the codemod.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractRoutes } from './extract-routes.js';

const TARGET = 'src/sdk-codemod/routes.generated.ts';

const lines = Object.entries(extractRoutes()).map(([module, homes]) => {
  const entries = Object.entries(homes).map(([home, names]) => `    '${home}':\n      '${names}',\n`);
  return `  '${module}': {\n${entries.join('')}  },\n`;
});
const root = fileURLToPath(new URL('../../../', import.meta.url));
await writeFile(
  path.join(root, TARGET),
  `// Written by \`src/sdk-codemod/generate-routes.ts\` from the published packages. Do not edit.
import type { ModuleRoutes } from './route-model.js';

/** By v1 module without package name and extension. */
export const routes: Readonly<Record<string, ModuleRoutes>> = {
${lines.join('')}};
`,
);
console.log(`Wrote ${TARGET}`);
