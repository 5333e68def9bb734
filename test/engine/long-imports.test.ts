import { describe, expect, it } from 'vitest';
import type { Transform } from '../../src/engine/types.js';
import { migrateText } from '../helpers/migrate-text.js';

const SDK = '@modelcontextprotocol/server';
const NAMES = Array.from({ length: 8 }, (_, index) => `aRatherLongName${index}`);
const LINES = NAMES.map(name => `  ${name},\n`).join('');

/** Imports some names into a file, and uses them. */
function withImports(text: string, file = 'a.ts'): string {
  const adding: Transform = {
    name: 'adding',
    phase: 'sdk',
    changes: ['sdk-v2-packages'],
    run: ({ files }) => ({
      left: [],
      rewrites: files.flatMap(unit =>
        unit.text.includes('done')
          ? []
          : {
              change: 'sdk-v2-packages' as const,
              edits: [
                {
                  file: unit.path,
                  start: unit.text.length,
                  end: unit.text.length,
                  text: `use(${NAMES.join()}); // done\n`,
                },
              ],
              imports: NAMES.map(name => ({ file: unit.path, module: SDK, name })),
            },
      ),
    }),
  };
  return migrateText({ [file]: text }, [adding]).files[file]!;
}

describe('imports that became too long', () => {
  it('have each name on a line', () => {
    expect(withImports(`if (x) {\n  y();\n}\n`)).toContain(`import {\n${LINES}} from '${SDK}';\n`);
    expect(withImports(`import a, { b, c } from '${SDK}';\nif (b) {\n  c(a);\n}\n`)).toContain(
      `import a, {\n  b,\n  c,\n${LINES}} from '${SDK}';\n`,
    );
    expect(withImports(`const { b } = require('${SDK}');\nif (x) {\n  b();\n}\n`, 'a.cjs')).toContain(
      `const {\n  b,\n${LINES}} = require('${SDK}');\n`,
    );
  });

  it('stay with a comment in between', () => {
    expect(withImports(`import { b /* first */, c } from '${SDK}';\nb(c);\n`)).toContain(
      `import { b /* first */, c, ${NAMES.join(', ')} } from '${SDK}';\n`,
    );
  });

  it('stay when they were as long before', () => {
    const other = `import { ${NAMES.join(', ')} } from './other.js';\nuse(${NAMES.join()});\n`;
    expect(withImports(`${other}// done\n`)).toBe(`${other}// done\n`);
  });
});
