import path from 'node:path';
import semver from 'semver';
import type { Note, Rewrite, Severity } from '../engine/types.js';
import { V1_PACKAGE, isV1Specifier, v2Packages } from '../facts/index.js';
import { boundNote, type Binding } from './bindings.js';
import { catalogOf, type PnpmCatalogs } from './catalog.js';
import { frameworkChanges } from './framework-changes.js';
import { movedFrameworks, type MovedFramework } from './frameworks.js';
import {
  declaration,
  declaresSdk,
  importedPackages,
  installsV1,
  type Home,
  type ImportedPackage,
} from './homes.js';
import type { Framework } from '../frameworks/index.js';
import { JsonText } from './json.js';
import { neededOthers, neededV2, peerWishes } from './needs.js';
import { manifestNote } from './notes.js';
import { isRegistryRange, reaches, v2Minimum, v2RangeLike } from './ranges.js';
import { peerMessage, peerMetaEdits } from './peers.js';
import { baseSection, sectionsOf } from './places.js';
import { SECTIONS, type Section } from './read.js';
import { SectionChanges } from './sections.js';

export interface DependencyContext {
  /** Files outside the run that import SDK v1 through this package.json. */
  readonly elsewhere: readonly string[];
  /** Dependencies that want SDK v1 beside them. */
  readonly peers: readonly string[];
  /** Packages that the migration has put the SDK in the place of. */
  readonly dropped: ReadonlySet<string>;
  readonly catalogs: PnpmCatalogs | undefined;
  /** What the package stays on SDK v1 for. */
  readonly binding?: Binding | undefined;
  /** Whether files that stay on SDK v1 resolve through this package.json. */
  readonly coversBound?: boolean;
  /** Frameworks that stay at their version, with the reason. */
  readonly held: ReadonlyMap<Framework, string>;
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
  readonly #moved: readonly MovedFramework[];
  readonly #changes = new SectionChanges();
  readonly #rewrites: Rewrite[] = [];
  readonly #left: Note[] = [];
  readonly #newPeers: string[] = [];
  #usesCatalog = false;

  constructor(home: Home, context: DependencyContext) {
    this.#home = home;
    this.#context = context;
    this.#json = new JsonText(home.info.manifestPath, home.info.text);
    this.#imported = importedPackages(home.uses);
    this.#moved = context.coversBound ? [] : movedFrameworks(home, this.#imported, context.held);
    this.#v2 = neededV2(this.#imported, this.#moved);
  }

  plan(): DependencyPlan {
    const { info, uses } = this.#home;
    const v1 = SECTIONS.filter(section => info.manifest[section]?.[V1_PACKAGE] !== undefined);
    const v1Imported = uses.some(use => isV1Specifier(use.specifier));
    const removed = this.#v2.size > 0 && !v1Imported ? v1.filter(section => this.#removesV1(section)) : [];
    if (this.#v2.size > 0) {
      for (const [name, shipped] of this.#v2) this.#declare(name, shipped);
      this.#declareOthers(v1.length > 0 && removed.length === v1.length);
    } else if (!v1Imported) this.#noteUnusedV1(v1.find(section => section !== 'peerDependencies'));
    this.#moveFrameworks();
    if (v1Imported) for (const section of v1) this.#noteNeededV1(section);
    const peers = { added: this.#newPeers, v1Removed: removed.includes('peerDependencies') };
    const peersReview = this.#peersReview(peerMessage(info.manifest, peers));
    const edits = [
      ...this.#changes.edits(info.manifest, this.#json, V1_PACKAGE),
      ...peerMetaEdits(info.manifest, this.#json, peers),
    ];
    if (edits.length > 0) {
      const [review, ...remarks] = [
        ...(declaresSdk(info) ? [] : [this.#undeclaredReview()]),
        ...(peersReview ? [peersReview] : []),
      ];
      this.#rewrites.unshift({ change: 'sdk-v2-packages', edits, ...(review && { review }), remarks });
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
      const message = `\`${V1_PACKAGE}\` stays: ${why}.`;
      if (!this.#left.some(note => note.message === message)) {
        this.#left.push(this.#note([section, V1_PACKAGE], severity, message, advice));
      }
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
    const { manifest } = this.#home.info;
    const [target, ...others] = sectionsOf(this.#home, name, this.#isDevelopment(shipped));
    const declared = declaration(this.#home.info, name);
    if (!declared) {
      for (const section of [target, ...others]) this.#add(section, name);
      return;
    }
    const onlyDev = declared.section === 'devDependencies' && manifest.peerDependencies?.[name] === undefined;
    if (onlyDev && target === 'peerDependencies') this.#add(target, name);
    else if (onlyDev && target !== 'devDependencies' && installsV1([this.#home.info, ...this.#home.above])) {
      const fits = reaches(declared.range, v2Minimum(name));
      const message = `\`${name}\` moves to \`${target}\`, where \`${V1_PACKAGE}\` was: code that ships imports it now.`;
      const advice = 'Leave it where it was if your build bundles it.';
      this.#left.push(this.#note(['devDependencies', name], 'info', message, advice));
      this.#changes.remove('devDependencies', name);
      this.#changes.add(target, name, fits ? declared.range : v2RangeLike(name, declared.range));
      return;
    }
    for (const section of SECTIONS) {
      const range = manifest[section]?.[name];
      if (range !== undefined && !reaches(range, v2Minimum(name))) this.#raise(section, name, range);
    }
  }

  #add(section: Section, name: string): void {
    this.#changes.add(section, name, this.#rangeFor(name, section));
    if (section === 'peerDependencies') this.#newPeers.push(name);
  }

  #isDevelopment(shipped: boolean): boolean {
    return !shipped && [...this.#v2.values()].includes(true);
  }

  #rangeFor(name: string, section: Section): string {
    const { manifest } = this.#home.info;
    // New ranges follow the style of the range they replace or join.
    const model = [V1_PACKAGE, ...v2Packages()]
      .flatMap(each => [section, ...SECTIONS].map(place => manifest[place]?.[each]))
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
    this.#left.push(this.#note([section, V1_PACKAGE], 'info', message, advice));
    return v2RangeLike(name, undefined);
  }

  #raise(section: Section, name: string, range: string): void {
    this.#setRange(section, name, range, v2RangeLike(name, range));
  }

  #setRange(section: Section, name: string, range: string, raised: string, check?: string): void {
    const message = `\`${name}\` was raised from \`${range}\` to \`${raised}\`, which the migrated code is written for.`;
    this.#rewrites.push({
      change: 'sdk-v2-packages',
      edits: [this.#json.setString([section, name], raised)],
      review: this.#note([section, name], 'info', message, check ?? 'Check that nothing else holds it back.'),
    });
  }

  #declareOthers(v1Gone: boolean): void {
    const { info, above } = this.#home;
    for (const { name, shipped, range } of neededOthers(this.#imported, new Set(this.#v2.keys()), v1Gone)) {
      const declared = [info, ...above].some(each => declaration(each, name) !== undefined);
      if (declared || name === info.manifest.name) continue;
      const section = this.#isDevelopment(shipped) ? 'devDependencies' : baseSection(this.#home);
      this.#changes.add(section, name, range);
    }
    for (const { adapter, peer, range } of peerWishes(this.#imported)) {
      const declared = declaration(info, peer);
      if (this.#v2.has(peer) || !declared || semver.validRange(declared.range) === null) continue;
      if (semver.intersects(declared.range, range)) continue;
      const message = `\`${peer}\` \`${declared.range}\` is outside \`${range}\`, which \`${adapter}\` needs.`;
      this.#left.push(this.#note([declared.section, peer], 'warning', message, `Raise \`${peer}\`.`));
    }
  }

  /** Raises frameworks to their release for 2026-07-28, and takes out those that the SDK stands in for now. */
  #moveFrameworks(): void {
    const { dropped, held } = this.#context;
    const changes = frameworkChanges(this.#home.info, this.#moved, this.#imported, { dropped, held });
    for (const { section, name } of changes.removed) this.#changes.remove(section, name);
    for (const { section, name, range } of changes.added) this.#changes.add(section, name, range);
    for (const { section, name, declared, raised, check } of changes.raised) {
      this.#setRange(section, name, declared, raised, check);
    }
    for (const { at, message, advice } of changes.left) {
      this.#left.push(this.#note(at, 'warning', message, advice));
    }
  }

  #peersReview(message: string | undefined): Note | undefined {
    if (message === undefined) return undefined;
    const advice = 'Release it as a major version: objects of SDK v1 and v2 cannot stand in for each other.';
    return this.#note(['peerDependencies', V1_PACKAGE], 'warning', message, advice);
  }

  #noteNeededV1(section: Section): void {
    const { binding } = this.#context;
    const note = binding
      ? boundNote(this.#home.info, binding)
      : {
          severity: 'info' as const,
          message: `\`${V1_PACKAGE}\` stays: files of this package still import it.`,
          advice: 'Remove it once the imports that were left are gone.',
        };
    this.#left.push(this.#note([section, V1_PACKAGE], note.severity, note.message, note.advice));
  }

  #noteUnusedV1(section: Section | undefined): void {
    if (section === undefined) return;
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
    return this.#note(
      [baseSection(this.#home)],
      'info',
      message,
      'Move them to where you want them declared.',
    );
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
