import type { Rewrite, Transform } from '../src/engine/types.js';
import { isServer } from '../src/recognise/mcp-objects.js';
import { registration } from '../src/recognise/registrations.js';
import { walk } from '../src/recognise/syntax.js';
import { WidenedSchemas } from '../src/recognise/widened-schemas.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'sdk-v2-packages';

/**
 * `type: 'object'` to `type: 'object' as const` in schemas of tools that reach a `tools/list` handler through
 * variables or functions without a declared type: SDK v2 types the answer of a handler by its method, and there
 * `type` is `'object'`, not any string.
 */
export const toolSchemaTypes: Transform = {
  name: 'tool-schema-types',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const schemas = new WidenedSchemas(project);
    for (const unit of files) {
      if (!unit.text.includes('tools/list') || !isTypeScript(unit)) continue;
      walk(unit.ast, node => {
        const found = registration(node, project.names);
        if (found?.kind !== 'request' || found.method !== 'tools/list') return;
        if (isServer(project, found.receiver)) schemas.addHandler(found.callback);
      });
    }
    const rewrites = [...schemas.found].flatMap((text): Rewrite[] => {
      const unit = project.unit(text.getSourceFile().fileName);
      if (!unit || !isTypeScript(unit)) return [];
      return [
        { change: CHANGE, edits: [{ file: unit.path, start: text.end, end: text.end, text: ' as const' }] },
      ];
    });
    return { rewrites, left: [] };
  },
};
