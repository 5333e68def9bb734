import { ts } from '../../src/engine/ts.js';

type Module = (exports: object, require: (specifier: string) => unknown) => void;

const known = new Map<string, Module>();

function compiled(text: string): Module {
  let module = known.get(text);
  if (!module) {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    // The text is what the tool under test made of a generated one.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    module = new Function('exports', 'require', outputText) as Module;
    known.set(text, module);
  }
  return module;
}

/** Runs modules given as TypeScript text; what they import has to be given, too. */
export function loadText(
  files: Readonly<Record<string, string>>,
  modules: Readonly<Record<string, unknown>>,
  entry: string,
): Record<string, unknown> {
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (name: string): Record<string, unknown> => {
    const known = loaded.get(name);
    if (known) return known;
    const exports: Record<string, unknown> = {};
    loaded.set(name, exports);
    const require = (specifier: string): unknown => {
      if (specifier in modules) return modules[specifier];
      const file = `src/${specifier.replace(/^\.\//, '').replace(/\.js$/, '.ts')}`;
      if (file in files) return load(file);
      throw new Error(`No module ${specifier}.`);
    };
    compiled(files[name]!)(exports, require);
    return exports;
  };
  return load(entry);
}
