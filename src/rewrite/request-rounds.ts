import path from 'node:path';
import { addProperty } from '../engine/object-literal.js';
import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { initializer } from '../recognise/registrations.js';
import { member, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { addedModule, homeAmong, specifierFrom } from './added-module.js';
import { isTypeScript } from './languages.js';
import { STATE_MODULE, stateModuleText } from './state-module.js';

/** The state that travels with a request from round to round, as a handler writes it. */
export interface Rounds {
  /** Variable that holds what earlier rounds learned. */
  readonly variable: string;
  /** Values of chance travel, too, from the first round on. */
  readonly keepsValues: boolean;
  /** `await sealRounds(ctx, 'name', rounds)`. */
  seal(): string;
}

/** What a package needs so that its handlers can seal state. */
export interface StateSetup {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
  /** How a file imports the module with `earlierRounds` and `sealRounds`. */
  specifierFrom(unit: SourceUnit): string;
}

/**
 * Edits that give a package the module that seals state, and all its servers the option that verifies it.
 * @returns undefined when a server's options are out of sight, or it verifies a state of its own
 */
export function setUpState(project: ProjectModel, unit: SourceUnit): StateSetup | undefined {
  const home = project.packageOf(unit.path);
  const units = project.units.filter(each => project.packageOf(each.path) === home);
  const servers = units.flatMap(each => serversIn(project, each).map(made => ({ unit: each, made })));
  if (servers.length === 0) return undefined;
  const known = units.find(each => path.parse(each.path).name === STATE_MODULE);
  const serving = servers.map(each => each.unit) as [SourceUnit, ...SourceUnit[]];
  const first = homeAmong(serving, home?.dir ?? project.root);
  const file = known?.path ?? addedModule(first, STATE_MODULE);
  const specifier = (from: SourceUnit) => specifierFrom(from, file);
  const edits: TextEdit[] = known
    ? []
    : [
        {
          file,
          start: 0,
          end: 0,
          text: render(stateModuleText(isTypeScript(first), first.style), first.style),
        },
      ];
  const imports: ImportRequest[] = [];
  for (const { unit: owner, made } of servers) {
    const added = optionEdits(project, owner, made);
    if (!added) return undefined;
    if (added.length === 0) continue;
    edits.push(...added);
    imports.push({ file: owner.path, module: specifier(owner), name: 'requestState' });
  }
  return { edits, imports, specifierFrom: specifier };
}

function serversIn(project: ProjectModel, unit: SourceUnit): ts.NewExpression[] {
  const found: ts.NewExpression[] = [];
  walk(unit.ast, node => {
    if (!ts.isNewExpression(node)) return;
    const name = valuesOf(project).sdkName(node);
    if (name === 'McpServer' || name === 'Server') found.push(node);
  });
  return found;
}

function optionEdits(
  project: ProjectModel,
  unit: SourceUnit,
  made: ts.NewExpression,
): TextEdit[] | undefined {
  // A class of the project hands its own options to the SDK.
  if (!valuesOf(project).sdkExport(made.expression)) return undefined;
  const [info, options] = made.arguments ?? [];
  const snippet = 'requestState: { verify: requestState.verify }';
  if (!info || ts.isSpreadElement(info)) return undefined;
  if (!options) {
    return [
      { file: unit.path, start: info.end, end: info.end, text: `, ${render(`{ ${snippet} }`, unit.style)}` },
    ];
  }
  const literal = initializer(options, project.names);
  if (!literal || !ts.isObjectLiteralExpression(literal) || literal.getSourceFile() !== unit.ast)
    return undefined;
  if (unwrap(options) !== literal && literal.properties.some(ts.isSpreadAssignment)) return undefined;
  const present = member(literal, 'requestState');
  if (present) return /\brequestState\.verify\b/.test(present.getText(unit.ast)) ? [] : undefined;
  return addProperty(unit, literal, snippet);
}
