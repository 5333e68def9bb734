import type { HandedState } from '../analysis/handed-state.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin } from '../recognise/syntax.js';
import { specifierFrom } from './added-module.js';

/** What a node finds some state under: the parameter of the function around it that gets it, if one does. */
export function parameterAround(handed: readonly HandedState[], node: ts.Node): HandedState | undefined {
  return handed.find(each => isWithin(node, each.function));
}

/** Functions that got the state of one session get the store of all. */
export function handedEdits(
  project: ProjectModel,
  handed: readonly HandedState[],
  store: string,
  module: string,
): { readonly edits: readonly TextEdit[]; readonly imports: readonly ImportRequest[] } {
  const edits: TextEdit[] = [];
  const imports: ImportRequest[] = [];
  for (const { argument, parameter } of handed) {
    const from = unitOf(project, argument);
    const unit = unitOf(project, parameter);
    const { type, name } = parameter;
    edits.push({ file: from.path, start: argument.getStart(from.ast), end: argument.end, text: store });
    edits.push({ file: unit.path, start: name.getStart(unit.ast), end: name.end, text: store });
    if (!type) continue;
    const start = type.getStart(unit.ast);
    edits.push({ file: unit.path, start, end: start, text: 'HandleStore<' });
    edits.push({ file: unit.path, start: type.end, end: type.end, text: '>' });
    imports.push({
      file: unit.path,
      module: specifierFrom(unit, module),
      name: 'HandleStore',
      typeOnly: true,
    });
  }
  return { edits, imports };
}

function unitOf(project: ProjectModel, node: ts.Node): SourceUnit {
  return project.unit(node.getSourceFile().fileName)!;
}
