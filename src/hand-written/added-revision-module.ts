import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { addedModule, specifierFrom } from '../rewrite/added-module.js';
import { isTypeScript } from '../rewrite/languages.js';
import { httpSubscriptionsModuleText } from './http-subscriptions-module.js';
import { REVISION_MODULE, revisionModuleText } from './revision-module.js';
import { SUBSCRIPTIONS_MODULE, subscriptionsModuleText } from './subscriptions-module.js';

/** Whether a file imports others of its project, so that its own style tells how. */
function importsFiles(unit: SourceUnit): boolean {
  return /\bfrom\s*['"]\.|\b(?:require|import)\(\s*['"]\./.test(unit.text);
}

/** Whether it is certain how a file imports: one that loads nothing is a module or a script by its package. */
export function canImport(project: ProjectModel, unit: SourceUnit): boolean {
  return !loadsNothing(unit) || isModule(project, unit) || isNodeScript(unit);
}

function loadsNothing({ ast, path: file, text }: SourceUnit): boolean {
  return /\.jsx?$/.test(file) && !ts.isExternalModule(ast) && !/\brequire\(/.test(text);
}

function isModule(project: ProjectModel, { path: file }: SourceUnit): boolean {
  return project.packageOf(file)?.manifest.type === 'module';
}

function isNodeScript({ text }: SourceUnit): boolean {
  return /^#!.*\bnode\b|\bprocess\.(?:stdin|stdout)\b/.test(text);
}

/** The module with the check, one for each package. */
export class AddedModule {
  readonly #known: SourceUnit | undefined;
  readonly #file: string;
  readonly #beside: SourceUnit;
  readonly #project: ProjectModel;
  readonly #home: PackageInfo | undefined;

  constructor(
    project: ProjectModel,
    beside: SourceUnit,
    readonly name = REVISION_MODULE,
  ) {
    const home = project.packageOf(beside.path);
    this.#project = project;
    this.#home = home;
    this.#known = project.units.find(
      each => new RegExp(`/${name}\\.[cm]?[jt]s$`).test(each.path) && project.packageOf(each.path) === home,
    );
    this.#beside = beside;
    this.#file = this.#known?.path ?? addedModule(beside, name);
  }

  /** Whether the module, if it is there already, is one for HTTP, or one without. */
  serves(http: boolean): boolean {
    return !this.#known || /mcp-method/.test(this.#known.text) === http;
  }

  specifier(from: SourceUnit): string {
    const written = specifierFrom(from, this.#file);
    return from.style.commonjs || this.#isScript(from) || importsFiles(from) || /\.[cm]?js$/.test(written)
      ? written
      : written + this.#extension;
  }

  /** What the imports of the package end in, for a file that has none. */
  get #extension(): string {
    const like = this.#project.units.find(
      each => importsFiles(each) && this.#project.packageOf(each.path) === this.#home,
    );
    if (like) return like.style.importExtension;
    return isTypeScript(this.#beside) && this.#home?.manifest.type !== 'module' ? '' : '.js';
  }

  /** What loads names of the module into a file: an import, or `require` in a script that loads nothing else. */
  load(from: SourceUnit, names: readonly string[]): { imports: ImportRequest[]; edits: TextEdit[] } {
    const module = this.specifier(from);
    if (!this.#isScript(from)) {
      return { imports: names.map(name => ({ file: from.path, module, name })), edits: [] };
    }
    const first = from.ast.statements.find(
      each => !ts.isExpressionStatement(each) || !ts.isStringLiteralLike(each.expression),
    );
    const start = first?.getStart(from.ast) ?? from.text.length;
    const text = render(`const { ${names.join(', ')} } = require('${module}');\n\n`, from.style);
    return { imports: [], edits: [{ file: from.path, start, end: start, text }] };
  }

  #isScript(unit: SourceUnit): boolean {
    return loadsNothing(unit) && !isModule(this.#project, unit);
  }

  edits(options: { readonly http: boolean; readonly keepsLegacy: boolean }): TextEdit[] {
    if (this.#known) return [];
    const isScript = this.#isScript(this.#beside);
    const style = { ...this.#beside.style, ...(isScript && { commonjs: true }) };
    const typed = isTypeScript(this.#beside);
    const text =
      this.name === SUBSCRIPTIONS_MODULE
        ? options.http
          ? httpSubscriptionsModuleText(typed, style)
          : subscriptionsModuleText({ typed, ...options }, style)
        : revisionModuleText({ typed, ...options }, style);
    return [{ file: this.#file, start: 0, end: 0, text: render(text, style) }];
  }
}
