import semver from 'semver';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { packagesGivingZod } from '../recognise/zod-given.js';
import { resolvedAbove, workspaceRoots } from './homes.js';
import { zodOwners } from './zod.js';

/** Whether a file's package.json admits no zod but 3, and SDK v2 reads schemas of that zod. */
export function isZodRaised(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  const { dependencies, devDependencies, optionalDependencies } = home?.manifest ?? {};
  const ranges = [dependencies, optionalDependencies, devDependencies].flatMap(each => each?.['zod'] ?? []);
  const isOn3 = (range: string) => semver.validRange(range) !== null && semver.subset(range, '3.x');
  if (ranges.length === 0 || !ranges.every(isOn3)) return false;
  const roots = workspaceRoots(project.packages);
  const owners = zodOwners(packagesGivingZod(project), info => resolvedAbove(info, project.packages, roots));
  return home !== undefined && owners.has(home);
}
