import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILE_LOCAL_CHANGES } from './file-local.js';

// Runs as dist/src/jscodeshift/write-modules.js after a build: jscodeshift takes the path of a module, which is short
// as `node_modules/mcp-migrate/jscodeshift/<id>`.
const folder = fileURLToPath(new URL('../../../jscodeshift/', import.meta.url));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
// jscodeshift loads its transforms with `require`.
writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }\n');
for (const change of FILE_LOCAL_CHANGES) {
  mkdirSync(path.join(folder, change));
  writeFileSync(
    path.join(folder, change, 'index.js'),
    `'use strict';

module.exports = require('../../dist/src/jscodeshift/transformer.cjs').transformerOf('${change}');
`,
  );
}
