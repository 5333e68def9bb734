import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { InputPlan } from '../analysis/input-sites.js';
import type { ProjectModel } from '../project/model.js';
import type { Effect } from '../analysis/effects.js';
import { nameText, unwrap, type FunctionNode } from '../recognise/syntax.js';
import { variableFor } from './answer-uses.js';
import { reachContext, type ContextReach } from './context-parameter.js';
import { isTypeScript } from './languages.js';
import { setUpState, type Rounds } from './request-rounds.js';
import { FreeNames, SdkImports } from './free-names.js';
import { writeInput, type InputWriting, type TravelKind } from './input-required.js';

/**
 * Rewrites the requests of one handler.
 * @returns undefined when the handler's context, its declared type or the options of the server leave no certain way
 */
export function rewriteHandler(
  project: ProjectModel,
  unit: SourceUnit,
  plan: InputPlan,
): Pick<Rewrite, 'edits' | 'imports'> | undefined {
  const { sites, handler, kept } = plan;
  const imports = new SdkImports(project, unit);
  const types = returnTypeEdits(unit, handler.function, imports);
  const reach = reachContext(project, unit, sites[0]!.awaited);
  if (!types || !reach) return undefined;
  const names = new FreeNames(unit);
  const needsState = kept.length > 0 || sites.some(site => site.earlier.length > 0);
  const rounds = needsState ? openRounds(project, unit, plan, reach, names) : undefined;
  if (needsState && !rounds) return undefined;
  const writing: InputWriting = {
    project,
    unit,
    names,
    imports,
    request: reach.request,
    keys: new Map(rounds?.keys),
    ...(rounds && { rounds }),
  };
  const edits: TextEdit[] = [...types, ...reach.edits];
  for (const site of sites) {
    const own = reachContext(project, unit, site.awaited);
    if (own?.request !== reach.request) return undefined;
    const isLast = sites.every(each => !each.earlier.includes(site));
    edits.push(...writeInput(writing, site, isLast));
  }
  return {
    // At the start of the handler, the state comes before a request that is there, too.
    edits: [...(rounds ? rounds.edits(writing.keys, imports) : []), ...edits],
    imports: [...imports.requests, ...(rounds?.imports ?? [])],
  };
}

interface OpenRounds extends Rounds {
  readonly keys: ReadonlyMap<string, TravelKind>;
  readonly imports: readonly ImportRequest[];
  /** Edits outside the requests; `keys` are all that travel, with their types. */
  edits(keys: ReadonlyMap<string, TravelKind>, imports: SdkImports): TextEdit[];
}

function openRounds(
  project: ProjectModel,
  unit: SourceUnit,
  { handler, kept }: InputPlan,
  reach: ContextReach,
  names: FreeNames,
): OpenRounds | undefined {
  const { body } = handler.function;
  const request = requestName(handler);
  const setup = setUpState(project, unit);
  if (!setup || !request || !body || !ts.isBlock(body) || !/^\w+$/.test(reach.context)) return undefined;
  const variable = names.take('rounds', 'earlier');
  const keys = new Map<string, TravelKind>();
  const keptEdits = kept.flatMap(effect => keepValue(unit, effect, variable, keys));
  const module = setup.specifierFrom(unit);
  const import_ = (name: string): ImportRequest => ({ file: unit.path, module, name });
  return {
    variable,
    keys,
    keepsValues: kept.length > 0,
    imports: [...setup.imports, import_('earlierRounds'), import_('sealRounds')],
    seal: () => `await sealRounds(${reach.context}, ${request}, ${variable})`,
    edits: (all, imports) => {
      const members = [...all].flatMap(([key, kind]) => {
        if (kind === 'local') return [];
        return `${key}: ${kind === 'answer' ? imports.use('InputResponseView', true) : kind}`;
      });
      const type = isTypeScript(unit) ? `<{ ${members.join('; ')} }>` : '';
      const line = `const ${variable} = earlierRounds${type}(${reach.context}, ${request});`;
      const first = body.statements[0]!.getStart(unit.ast);
      const text = render(line, unit.style) + unit.style.eol + indentAt(unit.text, first);
      return [...setup.edits, { file: unit.path, start: first, end: first, text }, ...keptEdits];
    },
  };
}

/** `randomUUID()` becomes `(rounds.id ??= randomUUID())`: it is called once, and its value travels. */
function keepValue(
  unit: SourceUnit,
  { node, gives }: Effect,
  variable: string,
  keys: Map<string, TravelKind>,
): TextEdit[] {
  const wanted = variableFor(node) ?? (gives === 'string' ? 'id' : 'now');
  let key = wanted;
  for (let count = 2; keys.has(key) || key in Object.prototype; count++) key = `${wanted}${count}`;
  keys.set(key, gives ?? 'number');
  const { path: file } = unit;
  const start = node.getStart(unit.ast);
  if (!gives) return [{ file, start, end: node.end, text: `new Date((${variable}.${key} ??= Date.now()))` }];
  return [
    { file, start, end: start, text: `(${variable}.${key} ??= ` },
    { file, start: node.end, end: node.end, text: ')' },
  ];
}

/** What tells the state of this handler from that of others of the same method. */
function requestName({ call, kind, method }: InputPlan['handler']): string | undefined {
  if (kind === 'request') return method && `'${method}'`;
  const first = call.arguments[0] && unwrap(call.arguments[0]);
  return first && (ts.isStringLiteralLike(first) || ts.isIdentifier(first)) ? first.getText() : undefined;
}

/** A declared `Promise<CallToolResult>` gets the other result that there is now. */
export function returnTypeEdits(
  unit: SourceUnit,
  owner: FunctionNode,
  imports: SdkImports,
): TextEdit[] | undefined {
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
