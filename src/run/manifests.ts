import { withBom } from '../discovery/read.js';
import { applyEdits } from '../engine/edits.js';
import type { ChangeId } from '../changes/index.js';
import { DefectLog, type Defect } from '../engine/defects.js';
import type { PipelineOutput } from '../engine/pipeline.js';
import type { Note, TextEdit } from '../engine/types.js';
import { discoverManifests, installDirectories, type ManifestDiscovery } from '../manifests/discover.js';
import { installCommand } from '../manifests/install.js';
import { raisedPackages } from '../manifests/frameworks.js';
import { planManifests } from '../manifests/plan.js';
import { droppedFrameworks, surveyV1 } from '../manifests/survey.js';
import { collectUsage, isV2Use } from '../manifests/usage.js';
import { surveyZodPeers } from '../manifests/zod-peers.js';
import { heldFrameworks } from '../recognise/framework-hold.js';
import { packagesGivingZod } from '../recognise/zod-given.js';
import type { HeldPackages } from './held-packages.js';
import { oldNodeNotes } from './old-node.js';
import type { ChangedFile, Finding, InstallHint } from './report.js';

export interface ManifestMigration {
  readonly changed: readonly ChangedFile[];
  readonly findings: readonly Finding[];
  /** The change of each rewrite made. */
  readonly rewritten: readonly ChangeId[];
  readonly installs: readonly InstallHint[];
  readonly defects: readonly Defect[];
}

/** What the manifests of a run come to that does not touch them. */
export const NO_MANIFESTS: ManifestMigration = {
  changed: [],
  findings: [],
  rewritten: [],
  installs: [],
  defects: [],
};

/** Finds the package.json files of a run; `targets` and `files` are absolute paths. */
export function readPackages(
  targets: readonly string[],
  files: readonly string[],
): Promise<ManifestDiscovery> {
  return discoverManifests(targets, files);
}

/** Works out the new text of every manifest from what the migrated sources import; writes nothing. */
export async function migrateManifests(
  discovery: ManifestDiscovery,
  output: PipelineOutput,
  held?: HeldPackages,
): Promise<ManifestMigration> {
  try {
    return await migrateAll(discovery, output, held);
  } catch (error) {
    const log = new DefectLog();
    log.threw('the package.json migration', error);
    return { ...NO_MANIFESTS, defects: log.all };
  }
}

async function migrateAll(
  discovery: ManifestDiscovery,
  output: PipelineOutput,
  held: HeldPackages | undefined,
): Promise<ManifestMigration> {
  const { packages, outer, workspaces } = discovery;
  const migrated = new Set(output.after.units.map(unit => unit.path));
  const usage = collectUsage(output.after);
  const dropped = await droppedFrameworks(packages, collectUsage(output.before), usage, migrated);
  const kept = heldFrameworks(output.after);
  const settled = new Set([...dropped, ...raisedPackages(usage, kept)]);
  const { rewrites, left } = planManifests({
    packages,
    outer,
    workspaces,
    usage,
    dropped,
    held: kept,
    zodGivers: packagesGivingZod(output.after),
    zodPeers: await surveyZodPeers(packages),
    bindings: held?.bindings,
    survey: await surveyV1(packages, migrated, settled),
  });
  const texts = new Map<string, { readonly text: string; readonly bom: boolean }>([
    ...packages.map(each => [each.manifestPath, each] as const),
    ...workspaces.map(each => [each.path, each] as const),
  ]);
  const changed: ChangedFile[] = [];
  const findings: Finding[] = [];
  for (const [file, { text, bom }] of texts) {
    const edits: TextEdit[] = rewrites.flatMap(rewrite => rewrite.edits.filter(edit => edit.file === file));
    const { text: after, map } = applyEdits(text, edits);
    if (after !== text) changed.push({ path: file, before: withBom(text, bom), after: withBom(after, bom) });
    const place = (note: Note, kind: 'review' | 'left'): Finding => {
      const { pos, ...rest } = note;
      return {
        ...rest,
        kind,
        ...lineColumn(after, map.nearest(pos)),
        originalLine: lineColumn(text, pos).line,
      };
    };
    findings.push(
      ...rewrites
        .flatMap(({ review, remarks = [] }) => [...(review ? [review] : []), ...remarks])
        .filter(note => note.file === file)
        .map(note => place(note, 'review')),
      ...left.filter(note => note.file === file).map(note => place(note, 'left')),
    );
  }
  findings.push(...(await oldNodeNotes(packagesOnV2(packages, usage).map(({ dir }) => dir))));
  const directories = installDirectories(
    discovery,
    changed.map(file => file.path),
  );
  const installs = await Promise.all(
    directories.map(async directory => {
      const { manager, text: command } = await installCommand(directory);
      return { directory, manager, command };
    }),
  );
  return { changed, findings, rewritten: rewrites.map(rewrite => rewrite.change), installs, defects: [] };
}

/** Packages whose files import SDK v2. */
function packagesOnV2(
  packages: ManifestDiscovery['packages'],
  usage: ReturnType<typeof collectUsage>,
): ManifestDiscovery['packages'] {
  return packages.filter(({ manifestPath }) => usage.get(manifestPath)?.some(isV2Use));
}

function lineColumn(text: string, pos: number): { line: number; column: number } {
  const before = text.slice(0, pos).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
