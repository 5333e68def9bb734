import path from 'node:path';
import { isCandidate, namesSdkModule } from '../discovery/candidates.js';
import { isGeneratedDeclaration } from '../discovery/declarations.js';
import { parseText } from '../discovery/sources.js';
import { runPipeline, type PipelineInput, type PipelineOutput } from '../engine/pipeline.js';
import type { LegacyMode } from '../engine/types.js';
import { runFlowPipeline } from '../flow/pipeline.js';
import { readPackages } from '../run/manifests.js';
import type { PackageInfo } from '../project/model.js';
import { fileLocalTransforms, type FileLocalChange } from './file-local.js';
import { packageUse } from './package-use.js';

export interface FileMigration {
  /** The text after the change; undefined when there is nothing to change. */
  readonly text?: string;
  /** Places for a person to look at, with their line in the text after the change. */
  readonly reports: readonly string[];
}

const NOTHING: FileMigration = { reports: [] };
const BOM = '\uFEFF';

/**
 * Makes a change to one file, without a look at the others of its project. Reads the package.json around it, and what
 * the other files of that package import from the SDK; writes nothing.
 * @param file absolute path
 * @param source its text, a byte order mark included
 * @throws {Error} when the file cannot be parsed, with the line and what is wrong there
 */
export async function migrateFile(
  change: FileLocalChange,
  file: string,
  source: string,
  legacy: LegacyMode = 'auto',
): Promise<FileMigration> {
  const bom = source.startsWith(BOM) ? BOM : '';
  const text = source.slice(bom.length);
  if (!isCandidate(text) || (await isGeneratedDeclaration(file, text))) return NOTHING;
  const parsed = parseText(file, text);
  if ('message' in parsed) {
    const { line, column, message } = parsed;
    const place = line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`;
    throw new Error(`${path.basename(file)}${place} ${message}`);
  }
  const { unit, flow } = parsed;
  const around = await packagesAround(file, change === 'sdk-v2-packages' && namesSdkModule(text));
  if (around.onV1 !== undefined) return { reports: [staysOnV1(around.onV1)] };
  const input: Omit<PipelineInput, 'sources'> = {
    root: path.dirname(file),
    packages: around.packages,
    transforms: fileLocalTransforms([change]),
    legacy,
  };
  if (!flow) {
    const output = runPipeline({ ...input, sources: [{ path: file, text, unit }] });
    return result(output, file, text, output.after.unit(file)!.text, bom);
  }
  const migrated = runFlowPipeline(flow, input);
  if ('reason' in migrated) return { reports: [migrated.reason] };
  return result(migrated.output, file, text, migrated.text, bom);
}

function result(
  output: PipelineOutput,
  file: string,
  before: string,
  after: string,
  bom: string,
): FileMigration {
  const { ast } = output.after.unit(file)!;
  const reports = output.notes.map(({ change, kind, after: at, message, advice }) => {
    const line = ast.getLineAndCharacterOfPosition(at).line + 1;
    return `line ${line}: ${change}${kind === 'review' ? ' (rewritten, check it)' : ''}: ${message} ${advice}`.trim();
  });
  const defects = output.defects.map(
    each => `internal error in ${each.transform}, please report it: ${each.message}`,
  );
  return { ...(after !== before && { text: bom + after }), reports: [...new Set([...reports, ...defects])] };
}

function staysOnV1(framework: string): string {
  return `line 1: sdk-v2-packages: This package stays on SDK v1: \`${framework}\` takes what SDK v1 makes. Run \`npx mcp-migrate\`, which looks at both.`;
}

interface Around {
  readonly packages: readonly PackageInfo[];
  readonly onV1?: string;
}

const known = new Map<string, Promise<Around>>();

/** The packages around the files of a directory, read once. */
function packagesAround(file: string, needsUse: boolean): Promise<Around> {
  const key = `${path.dirname(file)} ${needsUse}`;
  let around = known.get(key);
  if (!around) known.set(key, (around = readAround(file, needsUse)));
  return around;
}

const uses = new Map<string, ReturnType<typeof packageUse>>();

async function readAround(file: string, needsUse: boolean): Promise<Around> {
  const { packages } = await readPackages([file], [file]);
  if (!needsUse) return { packages };
  const owner = packages
    .filter(info => file.startsWith(info.dir + path.sep))
    .sort((a, b) => b.dir.length - a.dir.length)[0];
  if (!owner) return { packages };
  let use = uses.get(owner.dir);
  if (!use) uses.set(owner.dir, (use = packageUse(owner.dir)));
  const { sides, onV1 } = await use;
  return {
    packages: packages.map(info => (info === owner ? { ...info, sides } : info)),
    ...(onV1 !== undefined && { onV1 }),
  };
}
