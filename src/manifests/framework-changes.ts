import type { Framework } from '../frameworks/index.js';
import type { PackageInfo } from '../project/model.js';
import { oldRanges, outlivedPackages, type MovedFramework } from './frameworks.js';
import { declaration, type ImportedPackage } from './homes.js';
import { SECTIONS, type Section } from './read.js';

interface Place {
  readonly section: Section;
  readonly name: string;
}

interface RaisedRange extends Place {
  readonly declared: string;
  readonly raised: string;
  /** What to check about it, as a sentence. */
  readonly check: string | undefined;
}

/** What becomes of the frameworks in a package.json. */
export interface FrameworkChanges {
  readonly removed: readonly Place[];
  readonly added: readonly (Place & { readonly range: string })[];
  readonly raised: readonly RaisedRange[];
  /** What stays as it is, by the path of its member. */
  readonly left: readonly {
    readonly at: readonly string[];
    readonly message: string;
    readonly advice: string;
  }[];
}

/**
 * Plans the move of the frameworks in a package.json to their releases for 2026-07-28, and takes out those that the SDK
 * stands in for now.
 */
export function frameworkChanges(
  info: PackageInfo,
  moved: readonly MovedFramework[],
  imported: ReadonlyMap<string, ImportedPackage>,
  { dropped, held }: { dropped: ReadonlySet<string>; held: ReadonlyMap<Framework, string> },
): FrameworkChanges {
  const { manifest } = info;
  const removed: Place[] = [...dropped].flatMap(name =>
    SECTIONS.flatMap(section => (manifest[section]?.[name] === undefined ? [] : [{ section, name }])),
  );
  const added: (Place & { range: string })[] = [];
  const raised: RaisedRange[] = [];
  const left: { at: readonly string[]; message: string; advice: string }[] = [];
  const add = (section: Section, name: string, range: string) => {
    if (!declaration(info, name)) added.push({ section, name, range });
  };
  for (const each of moved) {
    const [main] = each.framework.packages;
    for (const former of outlivedPackages(manifest, each, imported)) {
      removed.push(former);
      add(former.section, main, each.ranges[main]!);
    }
    for (const range of oldRanges(manifest, each)) {
      const { section, name, declared } = range;
      const isMain = each.framework.packages.includes(name);
      const beside = each.companions?.find(companion => companion.package === name);
      const check = isMain ? each.check : beside?.check;
      if (range.raised !== undefined) raised.push({ section, name, declared, raised: range.raised, check });
      else {
        const message = `\`${name}\` takes its version from a catalog; the migrated code is written for \`${each.ranges[name]!}\`.`;
        left.push({ at: [section, name], message, advice: 'Raise it there.' });
      }
    }
    for (const [name, range] of Object.entries(each.adds ?? {})) add('devDependencies', name, range);
    for (const [name, other] of Object.entries(each.follows ?? {})) {
      const model = declaration(info, other);
      if (model) add(model.section, name, model.range);
    }
  }
  for (const [{ packages, starts, release, advice }, message] of held) {
    const old = oldRanges(manifest, { ranges: release?.raise?.ranges ?? {} });
    // Where code starts one, the place is reported.
    const found = starts.length === 0 && old.find(({ name }) => name === packages[0]);
    if (found) left.push({ at: [found.section, found.name], message, advice });
  }
  return { removed, added, raised, left };
}
