import path from 'node:path';
import semver from 'semver';
import type { Note, Rewrite, Severity } from '../engine/types.js';
import { V1_PACKAGE, isV1Specifier, v2Packages } from '../facts/index.js';
import { catalogOf, type PnpmCatalogs } from './catalog.js';
import {
  INSTALLED,
  declaration,
  declaresSdk,
  importedPackages,
  type Home,
  type ImportedPackage,
} from './homes.js';
import { JsonText } from './json.js';
import { neededOthers, neededV2, peerWishes } from './needs.js';
import { manifestNote } from './notes.js';
import { isRegistryRange, reaches, v2Minimum, v2RangeLike } from './ranges.js';
import type { Section } from './read.js';
import { SectionChanges } from './sections.js';

export interface DependencyContext {
  /** Files outside the run that import SDK v1 through this package.json. */
  readonly elsewhere: readonly string[];
  /** Dependencies that want SDK v1 beside them. */
  readonly peers: readonly string[];
  readonly catalogs: PnpmCatalogs | undefined;
}

export interface DependencyPlan {
  readonly rewrites: readonly Rewrite[];
  readonly left: readonly Note[];
  /** Whether SDK v1 is still imported, or stays declared for installation. */
  readonly keepsV1: boolean;
  /** Whether new ranges point into a catalog that has to change together with this package. */
  readonly usesCatalog: boolean;
}

/** Plans the move of one package.json from the SDK v1 dependency to those of the v2 packages its code imports. */
export function planDependencies(home: Home, context: DependencyContext): DependencyPlan {
  return new DependencyPlanner(home, context).plan();
}

class DependencyPlanner {
  readonly #home: Home;
  readonly #context: DependencyContext;
  readonly #json: JsonText;
  readonly #imported: ReadonlyMap<string, ImportedPackage>;
  /** The v2 packages that have to be declared, with whether shipped code needs them. */
  readonly #v2: ReadonlyMap<string, boolean>;
  readonly #changes = new SectionChanges();
  readonly #rewrites: Rewrite[] = [];
  readonly #left: Note[] = [];
  #usesCatalog = false;

  constructor(home: Home, context: DependencyContext) {
    this.#home = home;
    this.#context = context;
    this.#json = new JsonText(home.info.manifestPath, home.info.text);
    this.#imported = importedPackages(home.uses);
    this.#v2 = neededV2(this.#imported);
  }

  plan(): DependencyPlan {
    const { info, uses } = this.#home;
    const v1 = INSTALLED.filter(section => info.manifest[section]?.[V1_PACKAGE] !== undefined);
    const v1Imported = uses.some(use => isV1Specifier(use.specifier));
    const removed = this.#v2.size > 0 && !v1Imported ? v1.filter(section => this.#removesV1(section)) : [];
    if (this.#v2.size > 0) {
      for (const [name, shipped] of this.#v2) this.#declare(name, shipped);
      this.#declareOthers(v1.length > 0 && removed.length === v1.length);
      this.#noteV1Peer();
    } else if (v1.length > 0 && !v1Imported) this.#noteUnusedV1(v1[0]!);
    const edits = this.#changes.edits(info.manifest, this.#json, V1_PACKAGE);
    if (edits.length > 0) {
      const review = declaresSdk(info) ? undefined : this.#undeclaredReview();
      this.#rewrites.unshift({ change: 'sdk-v2-packages', edits, ...(review && { review }) });
    }
    return {
      rewrites: this.#rewrites,
      left: this.#left,
      keepsV1: v1Imported || removed.length < v1.length,
      usesCatalog: this.#usesCatalog,
    };
  }

  /** Takes SDK v1 out of a section where nothing needs it; says why where it stays. */
  #removesV1(section: Section): boolean {
    const { elsewhere, peers } = this.#context;
    const range = this.#home.info.manifest[section]![V1_PACKAGE]!;
    const stays = (severity: Severity, why: string, advice: string) => {
      this.#left.push(
        this.#note([section, V1_PACKAGE], severity, `\`${V1_PACKAGE}\` stays: ${why}.`, advice),
      );
      return false;
    };
    if (elsewhere.length > 0) {
      const files = this.#shown(elsewhere);
      return stays('info', `${files} outside this run`, 'Migrate that as well, then remove the dependency.');
    }
    if (peers.length > 0) {
      const why = `wanted as a peer dependency by ${peers.join(', ')}`;
      return stays('info', why, 'Remove it once nothing you depend on needs SDK v1 any more.');
    }
    if (!isRegistryRange(range) && catalogOf(range) === undefined) {
      const why = `\`${range}\` is no version of the registry`;
      return stays('warning', why, 'Remove it, or take the v2 packages from the same source.');
    }
    this.#changes.remove(section, V1_PACKAGE);
    return true;
  }

  #declare(name: string, shipped: boolean): void {
    const target = this.#sectionFor(shipped);
    const declared = declaration(this.#home.info, name);
    if (!declared) {
      this.#changes.add(target, name, this.#rangeFor(name));
      return;
    }
    const fits = reaches(declared.range, v2Minimum(name));
    if (declared.section === 'devDependencies' && target !== 'devDependencies') {
      this.#changes.remove('devDependencies', name);
      this.#changes.add(target, name, fits ? declared.range : v2RangeLike(name, declared.range));
    } else if (!fits) this.#raise(declared.section, name, declared.range);
  }

  /** Shipped code keeps the section SDK v1 had; what only tests use is a dev dependency. */
  #sectionFor(shipped: boolean): Section {
    const base = this.#baseSection();
    const anyShipped = [...this.#v2.values()].includes(true);
    return shipped || !anyShipped ? base : 'devDependencies';
  }

  #baseSection(): Section {
    const { info, above } = this.#home;
    // A peer is installed by the consumer, who knows nothing of the v2 packages yet.
    if (info.manifest.peerDependencies?.[V1_PACKAGE] !== undefined) return 'dependencies';
    for (const candidate of [info, ...above]) {
      const section = INSTALLED.find(each =>
        [V1_PACKAGE, ...v2Packages()].some(name => candidate.manifest[each]?.[name] !== undefined),
      );
      if (section) return section;
    }
    return 'dependencies';
  }

  #rangeFor(name: string): string {
    const { manifest } = this.#home.info;
    // New ranges follow the style of the range they replace or join.
    const model = [V1_PACKAGE, ...v2Packages()]
      .flatMap(each => INSTALLED.map(section => manifest[section]?.[each]))
      .find(range => range !== undefined);
    const catalog = model === undefined ? undefined : catalogOf(model);
    if (model === undefined || catalog === undefined) {
      return v2RangeLike(name, model !== undefined && isRegistryRange(model) ? model : undefined);
    }
    if (this.#context.catalogs?.want(catalog, name)) {
      this.#usesCatalog = true;
      return model;
    }
    const message = `\`${name}\` is in no catalog that can be edited; its version is written into this package.json.`;
    const advice = 'Move the version into the catalog if you keep versions there.';
    this.#left.push(this.#note([this.#baseSection(), V1_PACKAGE], 'info', message, advice));
    return v2RangeLike(name, undefined);
  }

  #raise(section: Section, name: string, range: string): void {
    const raised = v2RangeLike(name, range);
    const message = `\`${name}\` was raised from \`${range}\` to \`${raised}\`, which the migrated code is written for.`;
    this.#rewrites.push({
      change: 'sdk-v2-packages',
      edits: [this.#json.setString([section, name], raised)],
      review: this.#note([section, name], 'info', message, 'Check that nothing else holds it back.'),
    });
  }

  #declareOthers(v1Gone: boolean): void {
    const { info, above } = this.#home;
    for (const { name, shipped, range } of neededOthers(this.#imported, new Set(this.#v2.keys()), v1Gone)) {
      const declared = [info, ...above].some(each => declaration(each, name) !== undefined);
      if (!declared && name !== info.manifest.name) this.#changes.add(this.#sectionFor(shipped), name, range);
    }
    for (const { adapter, peer, range } of peerWishes(this.#imported)) {
      const declared = declaration(info, peer);
      if (this.#v2.has(peer) || !declared || semver.validRange(declared.range) === null) continue;
      if (semver.intersects(declared.range, range)) continue;
      const message = `\`${peer}\` \`${declared.range}\` is outside \`${range}\`, which \`${adapter}\` needs.`;
      this.#left.push(this.#note([declared.section, peer], 'warning', message, `Raise \`${peer}\`.`));
    }
  }

  #noteV1Peer(): void {
    if (this.#home.info.manifest.peerDependencies?.[V1_PACKAGE] === undefined) return;
    const message = `\`${V1_PACKAGE}\` stays a peer dependency: replacing it is a breaking change for consumers.`;
    const advice = 'Release the move to v2 peer dependencies as a major version.';
    this.#left.push(this.#note(['peerDependencies', V1_PACKAGE], 'warning', message, advice));
  }

  #noteUnusedV1(section: Section): void {
    if (this.#context.elsewhere.length > 0 || this.#context.peers.length > 0) return;
    const message = `No file of this package imports \`${V1_PACKAGE}\`.`;
    const advice = 'Remove the dependency if nothing else needs it.';
    this.#left.push(this.#note([section, V1_PACKAGE], 'info', message, advice));
  }

  #undeclaredReview(): Note {
    const root = this.#home.above.find(declaresSdk);
    const message = root
      ? `The v2 packages were added here, since ${this.#relative(root.manifestPath)} is outside this run.`
      : 'This package imports the SDK without declaring it; the v2 packages were added.';
    return this.#note([this.#baseSection()], 'info', message, 'Move them to where you want them declared.');
  }

  #note(at: readonly string[], severity: Severity, message: string, advice: string): Note {
    return manifestNote(this.#home.info.manifestPath, this.#json.position(at), severity, message, advice);
  }

  #relative(file: string): string {
    return path.relative(this.#home.info.dir, file).split(path.sep).join('/');
  }

  #shown(files: readonly string[]): string {
    const first = `imported by ${this.#relative(files[0]!)}`;
    return files.length === 1 ? first : `${first} and ${files.length - 1} more`;
  }
}
