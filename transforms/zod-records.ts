import { ts } from '../src/engine/ts.js';
import type { Rewrite, Transform } from '../src/engine/types.js';
import { isZodRaised } from '../src/manifests/zod-raise.js';
import { zodExport } from '../src/recognise/zod.js';
import { unwrap, walk } from '../src/recognise/syntax.js';

const CHANGE = 'sdk-v2-packages';

/**
 * `z.record(value)` to `z.record(z.string(), value)` in packages whose zod is raised from 3 to 4: the form with one
 * argument fails in zod 4, and in zod 3 its keys were strings.
 * @see https://zod.dev/v4/changelog
 */
export const zodRecords: Transform = {
  name: 'zod-records',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      if (!unit.text.includes('record') || !isZodRaised(project, unit)) continue;
      walk(unit.ast, node => {
        const [value, ...more] = ts.isCallExpression(node) ? node.arguments : [];
        if (!ts.isCallExpression(node) || !value || more.length > 0 || ts.isSpreadElement(value)) return;
        const callee = unwrap(node.expression);
        if (!ts.isPropertyAccessExpression(callee) || node.typeArguments) return;
        const origin = zodExport(project.names, callee);
        // `zod/v3` stays as it is, and `zod/v4` never took one argument.
        if (origin?.module !== 'zod' || origin.name !== 'record') return;
        const start = value.getStart(unit.ast);
        const text = `${callee.expression.getText(unit.ast)}.string(), `;
        rewrites.push({ change: CHANGE, edits: [{ file: unit.path, start, end: start, text }] });
      });
    }
    return { rewrites, left: [] };
  },
};
