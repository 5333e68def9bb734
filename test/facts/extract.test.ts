import { describe, expect, it } from 'vitest';
import { extractFacts, type PublishedManifest, type PublishedPackage } from '../../src/facts/extract.js';
import { printFacts } from '../../src/facts/print.js';

function published(manifest: PublishedManifest, files: Readonly<Record<string, string>>): PublishedPackage {
  return { manifest, files: new Map(Object.entries(files)) };
}

const entry = (name: string) => ({
  import: { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
});

const old = published(
  {
    name: '@tiny/old',
    version: '1.5.0',
    dependencies: { zod: '^3.25 || ^4.0' },
    exports: {
      './validation': { types: './dist/validation/index.d.ts', import: './dist/validation/index.js' },
      './*': { types: './dist/*.d.ts', import: './dist/*' },
    },
  },
  {
    'dist/validation/index.js': '',
    'dist/validation/index.d.ts': 'export interface Validator {}\nexport * from "./shared.js";',
    'dist/validation/shared.js': '',
    'dist/validation/shared.d.ts': 'export declare const validate: () => void;',
    'dist/examples/demo.js': '',
    'dist/examples/demo.d.ts': 'export declare const demo: 1;',
    'dist/untyped.js': '',
  },
);

const core = published(
  {
    name: '@tiny/core',
    version: '2.4.0',
    engines: { node: '>=18' },
    dependencies: { zod: '^4.0.0' },
    exports: { '.': entry('index'), './internal': entry('internal') },
  },
  {
    'dist/index.mjs': '',
    'dist/index.d.mts': [
      'import { a as Shape, b as Kind, type c as Marked } from "./chunk-x1.mjs";',
      'export { Shape, Kind, Marked, type Shape as ShapeType };',
    ].join('\n'),
    'dist/chunk-x1.d.mts': [
      'declare class Shape {}',
      'interface Kind {}',
      'declare class Marked {}',
      'export { Shape as a, Kind as b, Marked as c };',
    ].join('\n'),
    'dist/internal.mjs': '',
    'dist/internal.d.mts': 'export declare const secret: 1;',
  },
);

const adapter = published(
  {
    name: '@tiny/adapter',
    version: '2.0.2',
    engines: { node: '>=20' },
    dependencies: { zod: '^4.2.0' },
    peerDependencies: { '@tiny/core': '^2.4.0', webframe: '^4.18.0 || ^5.0.0', extra: '^1.0.0' },
    peerDependenciesMeta: { webframe: { optional: true }, extra: { optional: true } },
    exports: { './plain': entry('plain'), './web': entry('web') },
  },
  {
    'dist/plain.mjs': 'import { Shape } from "@tiny/core";',
    'dist/plain.d.mts': 'export { Shape } from "@tiny/core";\nexport type { Kind } from "@tiny/core";',
    'dist/web.mjs': 'export { app } from "./chunk-y2.mjs";',
    'dist/chunk-y2.mjs': 'import webframe from "webframe/lib";\nexport const app = webframe();',
    'dist/web.d.mts': 'import type { App } from "webframe";\nexport declare const app: App;\nexport { App };',
  },
);

describe('extractFacts', () => {
  const facts = extractFacts(old, [core, adapter]);

  it('tells values from types through chunks, re-exports and `type` modifiers', () => {
    expect(facts.v2[0]!.entryPoints).toEqual({
      '@tiny/core': { values: ['Shape'], types: ['Kind', 'Marked', 'ShapeType'], peers: [] },
    });
  });

  it('leaves out private entry points, examples and files without declarations', () => {
    expect(Object.keys(facts.v1.entryPoints)).toEqual([
      '@tiny/old/validation',
      '@tiny/old/validation/index.js',
      '@tiny/old/validation/shared.js',
    ]);
    expect(facts.v1.entryPoints['@tiny/old/validation']).toEqual({
      values: ['validate'],
      types: ['Validator'],
      peers: [],
    });
  });

  it('asks for an optional peer only where the code loads it', () => {
    expect(facts.v2[1]!.entryPoints['@tiny/adapter/plain']).toEqual({
      values: ['Shape'],
      types: ['Kind'],
      peers: ['@tiny/core'],
    });
    expect(facts.v2[1]!.entryPoints['@tiny/adapter/web']!.peers).toEqual(['@tiny/core', 'webframe']);
  });

  it('counts a name imported with `import type` from elsewhere as a type', () => {
    expect(facts.v2[1]!.entryPoints['@tiny/adapter/web']).toMatchObject({ values: ['app'], types: ['App'] });
  });

  it('keeps each version and takes the strictest Node and zod ranges', () => {
    expect(facts.v2.map(each => each.version)).toEqual(['2.4.0', '2.0.2']);
    expect(facts.node).toBe('>=20');
    expect(facts.zod).toBe('^4.2.0');
  });

  it('refuses packages from which nothing can be learned', () => {
    const { manifest } = adapter;
    expect(() => extractFacts(old, [published(manifest, {})])).toThrow(
      '@tiny/adapter@2.0.2 has no entry point with declarations.',
    );
    expect(() => extractFacts(core, [old])).toThrow('No v2 package states engines.node.');
  });
});

describe('printFacts', () => {
  it('prints a module in which long lists of names wrap', () => {
    const text = printFacts({
      node: '>=20',
      zod: '^4.2.0',
      v1: { name: '@tiny/old', version: '1.5.0', dependencies: {}, peerDependencies: {}, entryPoints: {} },
      v2: [
        {
          name: "it's",
          version: '2.0.0',
          dependencies: { zod: '^4.2.0' },
          peerDependencies: {},
          entryPoints: {
            "it's": {
              values: ['aNameThatIsRatherLong1', 'aNameThatIsRatherLong2', 'b'],
              types: [],
              peers: [],
            },
          },
        },
      ],
    });
    expect(text).toBe(`// Written by \`npm run facts\` from the published packages. Do not edit.
import type { SdkFacts } from './model.js';

export const sdkFacts: SdkFacts = {
  node: '>=20',
  zod: '^4.2.0',
  v1: {
    name: '@tiny/old',
    version: '1.5.0',
    dependencies: {},
    peerDependencies: {},
    entryPoints: {},
  },
  v2: [
    {
      name: 'it\\'s',
      version: '2.0.0',
      dependencies: {
        zod: '^4.2.0',
      },
      peerDependencies: {},
      entryPoints: {
        'it\\'s': {
          values: [
            'aNameThatIsRatherLong1', 'aNameThatIsRatherLong2', 'b',
          ],
          types: [],
          peers: [],
        },
      },
    },
  ],
};
`);
  });
});
