import path from 'node:path';
import { mayRecordSession } from '../src/discovery/candidates.js';
import { noteAt } from '../src/engine/notes.js';
import { render } from '../src/engine/style.js';
import type { ImportRequest, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { telemetrySites, type Recording, type TelemetrySite } from '../src/recognise/telemetry-sites.js';
import { addedModule, homeAmong, importedAs, specifierFrom } from '../src/rewrite/added-module.js';
import { FreeNames } from '../src/rewrite/free-names.js';
import { isTypeScript } from '../src/rewrite/languages.js';
import { recordRequests } from '../src/rewrite/request-telemetry.js';
import {
  RECORDED,
  TELEMETRY_MODULE,
  telemetryFunctionText,
  telemetryModuleText,
} from '../src/rewrite/telemetry-module.js';

const CHANGE = 'sessions';

/**
 * Records the envelope of a request where handlers record the id of its session: in spans and metrics of
 * OpenTelemetry, and in structured logs. Clients of 2025-11-25 are recorded as before, unless they are refused.
 * What is recorded elsewhere is reported.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#_meta
 */
export const requestTelemetry: Transform = {
  name: 'request-telemetry',
  phase: 'protocol',
  changes: [CHANGE],
  run({ project, files, legacy }) {
    const found = files
      .filter(unit => mayRecordSession(unit.text) && !isTestFile(project, unit))
      .map(unit => ({ unit, sites: telemetrySites(project, unit) }))
      .filter(each => each.sites.length > 0);
    const homes = new Set(found.map(({ unit }) => project.packageOf(unit.path)));
    const rewrites = [...homes].flatMap(home => {
      const own = found.filter(({ unit }) => project.packageOf(unit.path) === home);
      return rewriteOf(project, own, home?.dir ?? project.root, legacy !== 'reject') ?? [];
    });
    return { rewrites, left: [] };
  },
};

interface SitesOf {
  readonly unit: SourceUnit;
  readonly sites: readonly TelemetrySite[];
}

/** The rewrite of a package, whose files share one module that reads the envelope. */
function rewriteOf(
  project: ProjectModel,
  found: readonly SitesOf[],
  home: string,
  keeps: boolean,
): Rewrite | undefined {
  const units = found.map(each => each.unit) as [SourceUnit, ...SourceUnit[]];
  const known = project.units.find(
    each =>
      (project.packageOf(each.path)?.dir ?? project.root) === home &&
      path.parse(each.path).name === TELEMETRY_MODULE,
  );
  const module = moduleEdits(known, homeAmong(units, home), recordingsOf(found));
  if (!module) return undefined;
  const imports: ImportRequest[] = [];
  const edits = found.flatMap(({ unit, sites }) => {
    const names = new FreeNames(unit);
    const specifier = specifierFrom(unit, module.file);
    const taken = new Map<string, string>();
    return recordRequests(unit, sites, keeps, ({ kind }) => {
      const { function: name } = RECORDED[kind];
      const as =
        taken.get(name) ?? importedAs(unit, specifier, name) ?? names.take(name, `mcp${upperFirst(name)}`);
      taken.set(name, as);
      imports.push({ file: unit.path, module: specifier, name, ...(as !== name && { as }) });
      return as;
    });
  });
  const [first] = found;
  const review = noteAt(first!.unit, first!.sites[0]!.at, CHANGE, {
    severity: 'warning',
    message: 'At 2026-07-28 telemetry names the client and the request, for there is no session.',
    advice:
      'Have dashboards and alerts group by the client; its name is what it says of itself. Add `ctx.http?.authInfo?.clientId` where callers sign in.',
  });
  return { change: CHANGE, edits: [...edits, ...module.edits], imports, ...(!known && { review }) };
}

function recordingsOf(found: readonly SitesOf[]): Recording[] {
  const kinds = new Set(found.flatMap(each => each.sites.map(({ kind }) => kind)));
  return (['span', 'metric', 'logger'] as const).filter(each => kinds.has(each));
}

/** The module, and the edits that make it or bring it up to what is needed. */
function moduleEdits(
  known: SourceUnit | undefined,
  beside: SourceUnit,
  recordings: readonly Recording[],
): { file: string; edits: TextEdit[] } | undefined {
  const unit = known ?? beside;
  const isTyped = isTypeScript(unit);
  if (!known) {
    const text = render(telemetryModuleText(recordings, isTyped, unit.style), unit.style);
    const file = addedModule(beside, TELEMETRY_MODULE);
    return { file, edits: [{ file, start: 0, end: 0, text }] };
  }
  const missing = recordings.filter(each => !known.text.includes(`function ${RECORDED[each].function}(`));
  if (missing.length > 0 && known.style.commonjs && !isTyped) return undefined;
  const end = known.text.length;
  const edits = missing.map(each => {
    const text = render(telemetryFunctionText(each, isTyped), known.style);
    return { file: known.path, start: end, end, text };
  });
  return { file: known.path, edits };
}

function upperFirst(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
