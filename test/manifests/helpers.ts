import path from 'node:path';
import { applyEdits, selectRewrites } from '../../src/engine/edits.js';
import { parseSource } from '../../src/engine/parse.js';
import type { Note } from '../../src/engine/types.js';
import { planManifests, type ManifestPlanInput } from '../../src/manifests/plan.js';
import { collectUsage } from '../../src/manifests/usage.js';
import { ProjectModel, type PackageInfo, type PackageManifest } from '../../src/project/model.js';
import { heldFrameworks } from '../../src/recognise/framework-hold.js';
import { packagesGivingZod } from '../../src/recognise/zod-given.js';

export interface PlannedManifests {
  /** Texts of all manifests and pnpm-workspace.yaml files after the plan, by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** `file path.of.member severity: message` of what was left. */
  readonly left: readonly string[];
  readonly reviews: readonly string[];
  readonly rewrites: number;
}

export type Files = Readonly<Record<string, string>>;

export interface PlanOptions {
  readonly elsewhere?: Readonly<Record<string, readonly string[]>>;
  readonly peers?: Readonly<Record<string, readonly string[]>>;
  readonly outer?: Files;
}

/**
 * Plans the manifests of a project in memory.
 * @param files absolute paths and texts: sources as they are after the migration, package.json files, and
 * pnpm-workspace.yaml files
 */
export function planFiles(files: Files, options: PlanOptions = {}): PlannedManifests {
  const packages = packagesOf(files);
  const units = Object.entries(files)
    .filter(([file]) => /\.[cm]?[jt]sx?$/.test(file))
    .map(([file, text]) => parseSource(file, text));
  const project = new ProjectModel('/', units, packages);
  const input: ManifestPlanInput = {
    packages,
    outer: packagesOf(options.outer ?? {}),
    workspaces: Object.entries(files)
      .filter(([file]) => file.endsWith('pnpm-workspace.yaml'))
      .map(([file, text]) => ({ path: file, text, bom: false, globs: [] })),
    usage: collectUsage(project),
    held: heldFrameworks(project),
    zodGivers: packagesGivingZod(project),
    survey: {
      elsewhere: new Map(Object.entries(options.elsewhere ?? {})),
      peers: new Map(Object.entries(options.peers ?? {})),
    },
  };
  const { rewrites, left } = planManifests(input);
  const { accepted, deferred } = selectRewrites(rewrites);
  if (deferred.length > 0) throw new Error('The plan has rewrites that touch the same text.');
  const edits = accepted.flatMap(rewrite => rewrite.edits);
  const texts = { ...files };
  for (const file of new Set(edits.map(edit => edit.file))) {
    texts[file] = applyEdits(
      files[file]!,
      edits.filter(edit => edit.file === file),
    ).text;
    if (file.endsWith('.json')) JSON.parse(texts[file]);
  }
  const show = (note: Note) => {
    const line = files[note.file]!.slice(note.pos).split(/\r?\n/, 1)[0]!.trim();
    return `${path.basename(path.dirname(note.file))} ${note.severity} at ${line} | ${note.message} ${note.advice}`;
  };
  return {
    texts,
    left: left.map(show),
    reviews: accepted.flatMap(({ review, remarks = [] }) =>
      [...(review ? [review] : []), ...remarks].map(show),
    ),
    rewrites: accepted.length,
  };
}

function packagesOf(files: Files): PackageInfo[] {
  return Object.entries(files)
    .filter(([file]) => path.basename(file) === 'package.json')
    .map(([file, text]) => ({
      dir: path.dirname(file),
      manifestPath: file,
      manifest: JSON.parse(text) as PackageManifest,
      text,
    }));
}

/** A manifest and one source file beside it; returns the manifest after the plan and checks that it is settled. */
export function planOne(
  manifest: string,
  source: string,
  file = 'src/index.ts',
): PlannedManifests & { readonly text: string } {
  const planned = planFiles({ '/app/package.json': manifest, [`/app/${file}`]: source });
  const again = planFiles(planned.texts);
  if (again.rewrites > 0) throw new Error(`A second run changes ${again.texts['/app/package.json']}`);
  return { ...planned, text: planned.texts['/app/package.json']! };
}

export const SERVER = `import { McpServer } from '@modelcontextprotocol/server';
new McpServer(info).registerTool('echo', { inputSchema: schema }, run);
`;
export const LOW_LEVEL = `import { Server } from '@modelcontextprotocol/server';\n`;
