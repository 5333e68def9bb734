import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ESLint, Linter } from 'eslint';
import { isChangeId } from '../changes/index.js';
import { isSourceFile, SOURCE_EXTENSIONS } from '../discovery/scope.js';
import { isSelected } from '../run/selection.js';
import type { LintFinding, LintInput, LintOptions, LintProblem, LintResult } from './lint-options.js';
import { isBelow } from './paths.js';
import { mayFix, SYNTAX_ERROR, translate } from './messages.js';

/** Lints one file; never throws because of what the file holds. */
export type LintFile = (file: LintInput) => Promise<LintResult>;

/**
 * Loads ESLint, its parser and the rules, which takes longer than everything else in most checks.
 */
export async function createLinter(options: LintOptions): Promise<LintFile> {
  const [{ ESLint }, parser, { default: json }, { default: plugin }] = await Promise.all([
    import('eslint'),
    import('@typescript-eslint/parser'),
    import('@eslint/json'),
    import('../eslint/index.js'),
  ]);
  const { settings = {}, ...chosen } = configOf(plugin, options);
  const rules = selectRules(plugin, chosen.rules ?? {}, options);
  const byRoot = new Map<string, ESLint>();
  const linterFor = (file: string) => {
    const root = workingDirectoryFor(file, options.root);
    const known = byRoot.get(root);
    if (known) return known;
    const created = new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: configuration(plugin, rules, settingsOf(settings, options), parser, json),
      fix: options.fix ? mayFix : false,
      warnIgnored: false,
    });
    byRoot.set(root, created);
    return created;
  };
  const enabled = (rule: string) => rules[rule] !== undefined;
  const lint = async ({ path: filePath, text }: LintInput): Promise<LintResult> => {
    try {
      const [result] = await linterFor(filePath).lintText(text, { filePath });
      return isSourceFile(filePath)
        ? withOneBasedErrors(resultOf(result, enabled))
        : resultOf(result, enabled);
    } catch (error) {
      return { findings: [], problems: [crash(error)] };
    }
  };
  return async file => {
    const result = await lint(file);
    return isBroken(result) && isSourceFile(file.path) ? lintFlow(file, lint, result) : result;
  };
}

function isBroken({ problems }: LintResult): boolean {
  return problems.some(({ message }) => message.startsWith(SYNTAX_ERROR));
}

/**
 * Lints a file without its Flow syntax.
 * @param broken what is said about it when that is not what keeps it from being parsed
 */
async function lintFlow(file: LintInput, lint: LintFile, broken: LintResult): Promise<LintResult> {
  const [{ FlowText }, { flowProblem }] = await Promise.all([
    import('../flow/flow-text.js'),
    import('../flow/flow-problem.js'),
  ]);
  const flow = FlowText.read(file.path, file.text);
  if (!flow) {
    const [{ line = 1, column = 1, message }] = broken.problems as [LintProblem];
    const problem = flowProblem({ file: file.path, line, column, message }, file.text);
    return problem ? { findings: [], problems: [problem] } : broken;
  }
  const { fixed, ...result } = await lint({ path: file.path, text: flow.unit.text });
  const filled = fixed === undefined ? undefined : flow.fill(fixed);
  return filled === undefined ? result : { ...result, fixed: filled };
}

/** ESLint looks at nothing outside of its working directory; a file elsewhere is linted in its own package. */
function workingDirectoryFor(file: string, root: string | undefined): string {
  if (root !== undefined && isBelow(root, file)) return root;
  const own = path.dirname(file);
  for (let directory = own; directory !== path.dirname(directory); directory = path.dirname(directory)) {
    if (existsSync(path.join(directory, 'package.json'))) return directory;
  }
  return own;
}

type Plugin = typeof import('../eslint/index.js').default;
type Rules = Partial<Linter.RulesRecord>;
type Settings = Readonly<Record<string, unknown>>;

function configOf(plugin: Plugin, { strict }: LintOptions): Linter.Config {
  return strict ? plugin.configs.strict : plugin.configs.recommended;
}

function settingsOf(settings: Settings, { legacy }: LintOptions): Settings {
  return { ...settings, mcp: { ...(settings['mcp'] as object | undefined), legacy } };
}

function configuration(
  plugin: Plugin,
  rules: Rules,
  settings: Settings,
  parser: Linter.Parser,
  json: ESLint.Plugin,
): Linter.Config[] {
  const ours = { plugins: { 'mcp-migrate': plugin as ESLint.Plugin }, rules, settings };
  const linterOptions = { reportUnusedDisableDirectives: 'warn' } as const;
  return [
    // A file that was named is looked at, wherever it is.
    { ignores: ['!**/node_modules/', '!.git/'] },
    {
      ...ours,
      files: [`**/*.{${SOURCE_EXTENSIONS.join(',')}}`],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      linterOptions,
    },
    {
      ...ours,
      files: ['**/package.json'],
      plugins: { ...ours.plugins, json },
      language: 'json/json',
      rules: 'mcp-migrate/sdk-v2-packages' in rules ? pick(rules, 'mcp-migrate/sdk-v2-packages') : {},
      linterOptions,
    },
  ];
}

function pick(rules: Rules, name: string): Rules {
  return { [name]: rules[name]! };
}

/** The rules of the configuration that was asked for; a rule that is named takes part although it has none. */
function selectRules(plugin: Plugin, configured: Rules, options: LintOptions): Rules {
  const rules: Rules = { ...configured };
  for (const change of options.only) {
    if (change in plugin.rules) rules[`mcp-migrate/${change}`] ??= 'error';
  }
  return Object.fromEntries(
    Object.entries(rules).filter(([name]) => {
      const change = name.slice(name.indexOf('/') + 1);
      return isChangeId(change) && isSelected(change, options);
    }),
  );
}

function resultOf(result: ESLint.LintResult | undefined, enabled: (rule: string) => boolean): LintResult {
  const findings: LintFinding[] = [];
  const problems: LintProblem[] = [];
  for (const message of result?.messages ?? []) {
    const meant = translate(message, enabled);
    findings.push(...meant.findings);
    problems.push(...meant.problems);
  }
  const fixed = result?.output;
  return { findings, problems, ...(fixed !== undefined && { fixed }) };
}

/** The parser counts the columns of its errors from 0, and ESLint takes them as they are. */
function withOneBasedErrors(result: LintResult): LintResult {
  const problems = result.problems.map(({ column, ...problem }) => ({
    ...problem,
    ...(column !== undefined && { column: problem.message.startsWith(SYNTAX_ERROR) ? column + 1 : column }),
  }));
  return { ...result, problems };
}

/** A rule that fails on a file keeps nothing but that file from being checked. */
function crash(error: unknown): LintProblem {
  const { message, stack, ruleId } = error as Error & { readonly ruleId?: string };
  if (error instanceof RangeError) return { message: 'is nested too deeply to be checked' };
  const line = /:(\d+)\n/.exec(`${message}\n`)?.[1];
  const [first] = String(message ?? error).split('\n');
  return {
    ...(line !== undefined && { line: Number(line) }),
    message: `internal error${ruleId === undefined ? '' : ` in the rule ${ruleId}`}, please report it: ${first}`,
    ...(stack !== undefined && { detail: stack }),
  };
}
