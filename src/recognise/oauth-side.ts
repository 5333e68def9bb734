import { exportsOf } from '../facts/index.js';
import type { SourceUnit } from '../engine/types.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { moduleUses } from '../sdk-codemod/module-uses.js';
import { CLIENT, SERVER } from '../sdk-codemod/routes.js';

/** The frozen copy of what SDK v1 had for authorization servers, its error classes among it. */
export const LEGACY_AUTH = '@modelcontextprotocol/server-legacy/auth';

/** Exports of the v2 packages that expect verifiers to throw `OAuthError` of v2. */
const RESOURCE_SERVER = new Set(['requireBearerAuth', 'verifyBearerToken', 'bearerAuthChallengeResponse']);

/**
 * Which OAuth errors the code of a package meets.
 * - `new`: those of SDK v2, thrown by its client or expected by its resource server helpers
 * - `legacy`: those of the frozen copy, whose server parts the package still runs
 * - `unknown`: nothing tells
 */
export type OAuthSide = 'new' | 'legacy' | 'unknown';

/** The class of the frozen copy for one OAuth error code, by the member of `OAuthErrorCode` it became. */
export function errorCodeMember(name: string): string | undefined {
  if (!LEGACY_CLASSES.has(name) || name === 'OAuthError' || name === 'CustomOAuthError') return undefined;
  return name === 'ServerError' ? name : name.replace(/Error$/, '');
}

/** Whether a name of the frozen copy belongs to its errors. */
export function isErrorExport(name: string): boolean {
  return LEGACY_CLASSES.has(name) || name === 'OAUTH_ERRORS';
}

const LEGACY_CLASSES: ReadonlySet<string> = new Set(
  [...(exportsOf(LEGACY_AUTH) ?? [])]
    .filter(([name, kind]) => kind === 'value' && /Error$/.test(name))
    .map(([name]) => name),
);

const sides = new WeakMap<ProjectModel, Map<PackageInfo | undefined, OAuthSide>>();

/** Which OAuth errors the package of a file meets. */
export function oauthSide(project: ProjectModel, unit: SourceUnit): OAuthSide {
  let known = sides.get(project);
  if (!known) sides.set(project, (known = new Map<PackageInfo | undefined, OAuthSide>()));
  const home = project.packageOf(unit.path);
  let side = known.get(home);
  if (!side) {
    const files = project.units.filter(each => project.packageOf(each.path) === home);
    known.set(home, (side = sideOf(files)));
  }
  return side;
}

function sideOf(files: readonly SourceUnit[]): OAuthSide {
  let side: OAuthSide = 'unknown';
  for (const unit of files) {
    for (const { specifier, names, whole } of moduleUses(unit).statements) {
      if (specifier.text === LEGACY_AUTH && (whole || names.some(each => !isErrorExport(each.name))))
        return 'legacy';
      const isClient = specifier.text === CLIENT;
      if (isClient || names.some(each => RESOURCE_SERVER.has(each.name))) side = 'new';
    }
    if (moduleUses(unit).reExports.some(each => each.specifier.text === LEGACY_AUTH)) return 'legacy';
  }
  return side;
}

/** The package a file takes `OAuthError` of SDK v2 from. */
export function oauthPackage(project: ProjectModel, unit: SourceUnit): string {
  const own = moduleUses(unit).statements.map(each => each.specifier.text);
  const [first] = [CLIENT, SERVER].filter(each => own.includes(each));
  if (first) return first;
  const home = project.packageOf(unit.path);
  const usesClient = project.units.some(
    each =>
      project.packageOf(each.path) === home &&
      moduleUses(each).statements.some(({ specifier }) => specifier.text === CLIENT),
  );
  return usesClient ? CLIENT : SERVER;
}
