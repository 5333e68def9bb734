import type { Rewrite, Transform } from '../src/engine/types.js';
import { moveFile } from '../src/sdk-codemod/file-move.js';
import { usesV1 } from '../src/sdk-codemod/module-uses.js';
import { PackageRoles } from '../src/sdk-codemod/roles.js';
import { passedOnNames } from '../src/sdk-codemod/sdk-names.js';
import { passesOn, takenNames } from '../src/sdk-codemod/taken-names.js';

/**
 * SDK v1 to v2: where names are imported from and what they are called, handlers by method instead of by schema,
 * result schemas that are no longer passed, the error codes that were split in two.
 * @see https://github.com/modelcontextprotocol/typescript-sdk/blob/main/docs/migration/upgrade-to-v2.md
 */
export const sdkV2: Transform = {
  name: 'sdk-v2',
  phase: 'sdk',
  changes: ['sdk-v2-packages'],
  run(context) {
    const { project, files } = context;
    const resolver = project.names;
    const direct = files.filter(usesV1);
    if (direct.length === 0) return { rewrites: [], left: [] };
    const isPassedOn = direct.some(passesOn);
    const taken = isPassedOn ? takenNames(files, resolver) : new Map<string, Set<string>>();
    const roles = new PackageRoles(context);
    const concerned = isPassedOn
      ? files.filter(unit => usesV1(unit) || passedOnNames(unit, resolver, 'unknown').length > 0)
      : direct;
    const rewrites = concerned.map((unit): Rewrite => {
      const { edits, imports } = moveFile(unit, { resolver, role: roles.of(unit, context), taken });
      return { change: 'sdk-v2-packages', edits, imports };
    });
    return { rewrites, left: [] };
  },
};
