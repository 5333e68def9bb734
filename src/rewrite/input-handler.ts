import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, LegacyMode, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { Helper } from '../analysis/asking-helpers.js';
import { mayLackSession } from '../analysis/legacy-sessions.js';
import { needsState, type InputPlan } from '../analysis/input-sites.js';
import { isReturned } from '../analysis/input-parts.js';
import type { ProjectModel } from '../project/model.js';
import type { Effect } from '../analysis/effects.js';
import { nameText, unwrap, type FunctionNode } from '../recognise/syntax.js';
import { callNumber, repeatedHelpers } from '../analysis/repeated-helpers.js';
import { variableFor, wireName } from './answer-uses.js';
import { reachContext, type ContextReach } from './context-parameter.js';
import { FreeNames, SdkImports } from './free-names.js';
import { boundName, guardEdits } from './guarded-effects.js';
import { argumentEdits, asyncEdits, helperContext, type HelperContext } from './helper-context.js';
import { keyEdit, keyParameter, parameterEdit, type HelperKey } from './helper-keys.js';
import { writeInput } from './input-required.js';
import type { InputWriting, Travelling } from './input-writing.js';
import { isTypeScript } from './languages.js';
import { writePassedOn } from './passed-on.js';
import { setUpState, type Rounds } from './request-rounds.js';

type Written = Pick<Rewrite, 'edits' | 'imports'>;

/** What the functions of a group share while they are written. */
interface Group {
  readonly project: ProjectModel;
  readonly legacy: LegacyMode;
  readonly contexts: ReadonlyMap<Helper, HelperContext>;
  /** Helpers that are called several times in one run. */
  readonly helperKeys: ReadonlyMap<Helper, HelperKey>;
  /** Keys that helpers ask under. */
  readonly wires: Set<string>;
  readonly files: Map<SourceUnit, SdkImports>;
}

/**
 * Rewrites the requests of functions that belong together: helpers that ask, and what calls them.
 * @returns undefined when a context, a declared type or the options of the server leave no certain way
 */
export function rewriteGroup(
  project: ProjectModel,
  plans: readonly InputPlan[],
  legacy: LegacyMode,
): Written | undefined {
  const files: Group['files'] = new Map();
  const contexts = new Map<Helper, HelperContext>();
  const byHelper = new Map(plans.flatMap(plan => (plan.helper ? [[plan.helper, plan] as const] : [])));
  for (const [helper, plan] of byHelper) {
    const unit = unitOf(project, plan)!;
    const found = helperContext(project, unit, plan, byHelper, importsOf(project, files, unit));
    if (!found) return undefined;
    contexts.set(helper, found);
  }
  const wires = new Set<string>();
  const helperKeys = new Map<Helper, HelperKey>();
  for (const [helper, count] of repeatedHelpers(plans)) {
    const wanted = wireName(helper.name);
    let fallback = wanted;
    for (let other = 2; wires.has(fallback); other++) fallback = `${wanted}${other}`;
    const key = keyParameter(helper, fallback);
    if (!key) return undefined;
    helperKeys.set(helper, key);
    wires.add(fallback);
    for (let number = 2; number <= count; number++) wires.add(`${key.fallback}_${number}`);
  }
  const group: Group = { project, legacy, contexts, helperKeys, wires, files };
  // Helpers come first: the keys they ask under are taken for everybody.
  const ordered = [...plans].sort((a, b) => Number(b.helper !== undefined) - Number(a.helper !== undefined));
  const written = ordered.map(plan => (plan.sites.length > 0 ? rewriteAsker(group, plan) : { edits: [] }));
  if (!written.every(each => each !== undefined)) return undefined;
  return {
    edits: written.flatMap(each => each.edits),
    imports: [
      ...[...files.values()].flatMap(imports => imports.requests),
      ...written.flatMap(each => each.imports ?? []),
    ],
  };
}

function unitOf(project: ProjectModel, plan: InputPlan): SourceUnit | undefined {
  return project.unit(plan.function.getSourceFile().fileName);
}

function importsOf(project: ProjectModel, files: Group['files'], unit: SourceUnit): SdkImports {
  let known = files.get(unit);
  if (!known) files.set(unit, (known = new SdkImports(project, unit)));
  return known;
}

function rewriteAsker(
  { project, legacy, contexts, helperKeys, wires, files }: Group,
  plan: InputPlan,
): Written | undefined {
  const { sites, helper, function: owner } = plan;
  const unit = unitOf(project, plan)!;
  const imports = importsOf(project, files, unit);
  // Other functions may use the same names for what is theirs.
  const names = new FreeNames(unit);
  const types = returnTypeEdits(unit, owner, imports);
  const reach = helper ? contexts.get(helper) : reachContext(project, unit, sites[0]!.awaited);
  if (!types || !reach) return undefined;
  const isStateful = needsState(plan);
  const rounds = isStateful ? openRounds(project, unit, plan, reach, names) : undefined;
  if (isStateful && !rounds) return undefined;
  const ownKey = helper && helperKeys.get(helper);
  const writing: InputWriting = {
    project,
    unit,
    names,
    imports,
    context: reach.context,
    request: reach.request,
    keepsErrors: mayLackSession(project, unit, legacy),
    keys: new Map(rounds?.keys),
    wires: helper ? wires : new Set(wires),
    ...(helper && {
      helper: {
        name: helper.name,
        asksOnce: questionsOf(plan) === 1,
        ...(ownKey && { key: ownKey }),
      },
    }),
    ...(plan.handler && { handler: plan.handler }),
    ...(rounds && { rounds }),
  };
  const edits: TextEdit[] = [...types, ...reach.edits];
  if (helper && ownKey) edits.push(parameterEdit(unit, helper, ownKey, contexts.get(helper)!));
  for (const site of sites) {
    const isAtHand = helper ?? reachContext(project, unit, site.awaited)?.request === reach.request;
    if (!isAtHand) return undefined;
    const isLast = sites.every(each => !each.earlier.includes(site));
    if (!site.passed) {
      edits.push(...writeInput(writing, site, isLast));
      continue;
    }
    const inner = contexts.get(site.passed.helper)!;
    if (inner.argument && !/^\w+$/.test(reach.context)) return undefined;
    const handed = argumentEdits(unit, site.passed.call, inner, reach.context);
    const key = helperKeys.get(site.passed.helper);
    const number = callNumber(site);
    if (key && number > 1) handed.push(keyEdit(unit, site.passed.call, `${key.fallback}_${number}`, inner));
    edits.push(...writePassedOn(writing, site, isLast, handed));
  }
  const isPlainReturn = sites.every(site => site.passed && isReturned(site.awaited)) && !rounds;
  return {
    // At the start of the function, the state comes before a request that is there, too.
    edits: [
      ...(rounds ? rounds.edits(writing.keys, imports) : []),
      ...(isPlainReturn ? [] : asyncEdits(unit, owner)),
      ...edits,
    ],
    imports: rounds?.imports ?? [],
  };
}

function questionsOf({ sites }: InputPlan): number {
  return sites.flatMap(site => [site, ...site.along]).flatMap(part => part.questions).length;
}

interface OpenRounds extends Rounds {
  readonly keys: ReadonlyMap<string, Travelling>;
  readonly imports: readonly ImportRequest[];
  /** Edits outside the requests; `keys` are all that travel, with their types. */
  edits(keys: ReadonlyMap<string, Travelling>, imports: SdkImports): TextEdit[];
}

function openRounds(
  project: ProjectModel,
  unit: SourceUnit,
  plan: InputPlan,
  reach: ContextReach,
  names: FreeNames,
): OpenRounds | undefined {
  const { kept, guarded, handler } = plan;
  const { body } = plan.function;
  const name = requestName(plan);
  const setup = setUpState(project, unit);
  // What was done for some arguments was not done for others.
  const bound = guarded.length > 0 && handler && name ? boundName(name, handler) : name;
  if (!setup || !bound || !body || !ts.isBlock(body) || !/^\w+$/.test(reach.context)) return undefined;
  const variable = names.take('rounds', 'earlier');
  const request = bound === name ? bound : names.take('request', 'call');
  const keys = new Map<string, Travelling>();
  const keptEdits = [
    ...kept.flatMap(effect => keepValue(unit, effect, variable, keys)),
    ...guarded.flatMap(each => guardEdits(unit, each, variable, keys)),
  ];
  const module = setup.specifierFrom(unit);
  const import_ = (name: string): ImportRequest => ({ file: unit.path, module, name });
  return {
    variable,
    keys,
    keepsValues: kept.length > 0 || guarded.length > 0,
    imports: [...setup.imports, import_('earlierRounds'), import_('sealRounds')],
    seal: () => `await sealRounds(${reach.context}, ${request}, ${variable})`,
    edits: (all, imports) => {
      const members = [...all].flatMap(([key, travelling]) => {
        if (travelling.is === 'local') return [];
        const type = travelling.is === 'value' ? travelling.type : imports.use('InputResponseView', true);
        return `${key}: ${type}`;
      });
      const type = isTypeScript(unit) ? `<{ ${members.join('; ')} }>` : '';
      const binding = bound === name ? '' : `const ${request} = ${bound};\n`;
      const line = `${binding}const ${variable} = earlierRounds${type}(${reach.context}, ${request});`;
      const first = body.statements[0]!.getStart(unit.ast);
      const indent = indentAt(unit.text, first);
      const text = render(line, unit.style, indent) + unit.style.eol + indent;
      return [...setup.edits, { file: unit.path, start: first, end: first, text }, ...keptEdits];
    },
  };
}

/** `randomUUID()` becomes `(rounds.id ??= randomUUID())`: it is called once, and its value travels. */
function keepValue(
  unit: SourceUnit,
  { node, gives }: Effect,
  variable: string,
  keys: Map<string, Travelling>,
): TextEdit[] {
  const wanted = variableFor(node) ?? (gives === 'string' ? 'id' : 'now');
  let key = wanted;
  for (let count = 2; keys.has(key) || key in Object.prototype; count++) key = `${wanted}${count}`;
  keys.set(key, { is: 'value', type: gives ?? 'number' });
  const { path: file } = unit;
  const start = node.getStart(unit.ast);
  if (!gives) return [{ file, start, end: node.end, text: `new Date((${variable}.${key} ??= Date.now()))` }];
  return [
    { file, start, end: start, text: `(${variable}.${key} ??= ` },
    { file, start: node.end, end: node.end, text: ')' },
  ];
}

/** What tells the state of this function from that of others of the same method. */
function requestName({ handler, helper }: InputPlan): string | undefined {
  if (!handler) return helper && `'${helper.name}'`;
  const { call, kind, method } = handler;
  if (kind === 'request') return method && `'${method}'`;
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  return first && (ts.isStringLiteralLike(first) || ts.isIdentifier(first)) ? first.getText() : undefined;
}

/** A declared `Promise<CallToolResult>` gets the other result that there is now. */
function returnTypeEdits(unit: SourceUnit, owner: FunctionNode, imports: SdkImports): TextEdit[] | undefined {
  const { type } = owner;
  if (!type) return [];
  const isPromise = ts.isTypeReferenceNode(type) && nameText(type.typeName) === 'Promise';
  const [result] = isPromise ? (type.typeArguments ?? []) : [];
  if (!result) return undefined;
  if (result.kind === ts.SyntaxKind.AnyKeyword || result.kind === ts.SyntaxKind.UnknownKeyword) return [];
  if (/\bInputRequiredResult\b/.test(result.getText(unit.ast))) return [];
  const added = imports.use('InputRequiredResult', true);
  return [{ file: unit.path, start: result.end, end: result.end, text: ` | ${added}` }];
}
