import { V1_PACKAGE, v2Packages } from '../facts/index.js';
import { INSTALLED, type Home } from './homes.js';
import { leavesSdkToConsumers, sectionsOfLibrary } from './peers.js';
import type { Section } from './read.js';

/** Where a v2 package is declared; what only tests use is a dev dependency. */
export function sectionsOf(
  home: Home,
  name: string,
  isDevelopment: boolean,
): readonly [Section, ...Section[]] {
  const { manifest } = home.info;
  if (isDevelopment) return ['devDependencies'];
  return leavesSdkToConsumers(manifest) ? sectionsOfLibrary(manifest, name) : [baseSection(home)];
}

/** Where a package declares what its shipped code needs of the SDK: in the section that SDK v1 had. */
export function baseSection({ info, above }: Home): Section {
  // Consumers install the peers, and know nothing of what these bring along.
  if (leavesSdkToConsumers(info.manifest)) return 'dependencies';
  for (const candidate of [info, ...above]) {
    const section = INSTALLED.find(each =>
      [V1_PACKAGE, ...v2Packages()].some(name => candidate.manifest[each]?.[name] !== undefined),
    );
    if (section) return section;
  }
  return 'dependencies';
}
