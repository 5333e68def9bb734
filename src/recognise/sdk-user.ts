import type { SourceUnit } from '../engine/types.js';
import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';

const users = new WeakMap<ProjectModel, Map<PackageInfo | undefined, boolean>>();

/** Whether the package that a file belongs to uses the SDK: some file of it imports from there. */
export function isSdkUser(project: ProjectModel, unit: SourceUnit): boolean {
  let known = users.get(project);
  if (!known) users.set(project, (known = new Map<PackageInfo | undefined, boolean>()));
  const home = project.packageOf(unit.path);
  let uses = known.get(home);
  if (uses === undefined) {
    uses = project.units.some(each => project.packageOf(each.path) === home && importsSdk(each));
    known.set(home, uses);
  }
  return uses;
}

/** Whether any file of the project imports from the SDK. */
export function usesSdk(project: ProjectModel): boolean {
  return project.units.some(importsSdk);
}

/** By the text of its specifiers; a mention in a comment does no harm here. */
function importsSdk(unit: SourceUnit): boolean {
  for (const [, specifier] of unit.text.matchAll(/['"](@modelcontextprotocol\/[\w./-]+)['"]/g)) {
    if (isV1Specifier(specifier!) || isV2Specifier(specifier!)) return true;
  }
  return false;
}
