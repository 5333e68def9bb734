import type { TextEdit } from '../engine/types.js';
import type { PackageManifest } from '../project/model.js';
import type { JsonText, NewMember } from './json.js';
import type { Section } from './read.js';

/** Dependencies to add to and remove from the sections of one package.json. */
export class SectionChanges {
  readonly #add = new Map<Section, Map<string, string>>();
  readonly #remove = new Map<Section, Set<string>>();

  /** Of two requests for one dependency the section that ships wins; a peer may be installed here as well. */
  add(section: Section, name: string, range: string): void {
    for (const [other, members] of this.#add) {
      if (!members.has(name) || (other !== section && [other, section].includes('peerDependencies')))
        continue;
      if (other === section || other === 'dependencies') return;
      members.delete(name);
    }
    const members = this.#add.get(section) ?? new Map<string, string>();
    this.#add.set(section, members.set(name, range));
  }

  remove(section: Section, name: string): void {
    const names = this.#remove.get(section) ?? new Set<string>();
    this.#remove.set(section, names.add(name));
  }

  /** @param anchor member whose place new ones take in a section that is in no order */
  edits(manifest: PackageManifest, json: JsonText, anchor: string): TextEdit[] {
    const edits: TextEdit[] = [];
    const newSections: NewMember[] = [];
    for (const section of new Set([...this.#remove.keys(), ...this.#add.keys()])) {
      const added = [...(this.#add.get(section) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      const remove = [...(this.#remove.get(section) ?? [])];
      if (manifest[section] !== undefined) {
        const add = added.map(([name, value]) => ({ name, value }));
        edits.push(...json.changeMembers([section], { add, remove, anchor }));
      } else if (added.length > 0) {
        const anchor = sectionBefore(manifest, section);
        newSections.push({ name: section, value: Object.fromEntries(added), anchor });
      }
    }
    if (newSections.length > 0) {
      edits.push(...json.changeMembers([], { add: newSections, unsorted: true }));
    }
    return edits;
  }
}

/** The member of a package.json that a new section is put behind. */
function sectionBefore(manifest: PackageManifest, section: Section): string | undefined {
  const keys = Object.keys(manifest);
  if (section === 'devDependencies') {
    return ['optionalDependencies', 'peerDependencies', 'dependencies'].find(key => keys.includes(key));
  }
  const next = keys.findIndex(key => key.endsWith('ependencies'));
  return next > 0 ? keys[next - 1] : undefined;
}
