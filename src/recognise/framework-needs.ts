import path from 'node:path';
import { ts } from '../engine/ts.js';
import { packageNameOf } from '../facts/index.js';
import { reachesOnly } from '../frameworks/report.js';
import type { Framework, FrameworkRelease } from '../frameworks/types.js';
import { SECTIONS } from '../manifests/read.js';
import { moduleUses } from '../manifests/usage.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { changedUses } from './companion-uses.js';
import { frameworkStarts } from './framework-starts.js';
import { namedAddress, serversHold } from './framework-servers.js';
import { memberValue, unwrap } from './syntax.js';

type Raise = NonNullable<FrameworkRelease['raise']>;

/** Why a package cannot take a release with the packages it comes with, as a clause; undefined where it can. */
export function companionHold(
  project: ProjectModel,
  info: PackageInfo,
  { packages }: Framework,
  { companions = [], kin = [] }: Raise,
): string | undefined {
  if (companions.length === 0) return undefined;
  const known = companions.map(each => each.package);
  const declared = namesOf(info);
  const stranger = declared.find(
    name => !known.includes(name) && !packages.includes(name) && kin.some(part => name.includes(part)),
  );
  if (stranger !== undefined) return `\`${stranger}\` is made for the version of \`${known[0]}\` that it has`;
  const units = project.units.filter(unit => unit.path.startsWith(info.dir + path.sep));
  for (const each of companions) {
    const name = each.package;
    const ranges = rangesOf(info, name);
    const isUsed = units.some(unit =>
      moduleUses(unit.ast).some(({ specifier }) => packageNameOf(specifier) === name),
    );
    if (isUsed && ranges.length === 0) return `\`${name}\` is declared elsewhere`;
    const elsewhere = project.packages.find(other => other !== info && rangesOf(other, name).length > 0);
    if (ranges.length > 0 && elsewhere) return `\`${name}\` is declared by another package as well`;
    const old = ranges.find(range => !reachesOnly(range, each.from));
    if (old !== undefined) return `it needs \`${name}\` ${each.to}, and the way from \`${old}\` is not known`;
  }
  const raised = companions.filter(each =>
    rangesOf(info, each.package).some(range => !reachesOnly(range, `${each.to}.0.0`)),
  );
  const places = changedUses(project, info, raised, companions);
  if (places.length === 0) return undefined;
  const names = raised.map(each => `\`${each.package}\` ${each.to}`).join(' and ');
  return `it needs ${names}, and ${places.join('; ')}`;
}

/** Why a package cannot import an ES module, as a clause; undefined where it can. */
export function moduleHold({ manifest }: PackageInfo, { isModule }: Raise): string | undefined {
  // Next.js resolves modules itself, and takes either kind.
  const isFine = !isModule || manifest.type === 'module' || namesOf({ manifest }).includes('next');
  return isFine ? undefined : 'it is an ES module, and the package is not said to be one';
}

/** Why starts cannot speak 2026-07-28 although the release does, as a clause; undefined where they can. */
export function startHold(
  project: ProjectModel,
  info: PackageInfo,
  framework: Framework,
  { options, transports, servers, addresses }: Raise,
): string | undefined {
  if (!options) return undefined;
  const units = project.units.filter(unit => unit.path.startsWith(info.dir + path.sep));
  const starts = units
    .flatMap(unit => frameworkStarts(project, unit))
    .filter(each => each.framework === framework);
  for (const { node, config } of starts) {
    const first = 'arguments' in node ? node.arguments?.[0] : undefined;
    const literal = first && unwrap(first);
    if (!config || !literal || !ts.isObjectLiteralExpression(literal))
      return 'not all of its options are in view';
    const other = [...config.keys()].find(name => !options.includes(name));
    if (other !== undefined) return `its option \`${other}\` is not known there`;
    const transport = memberValue(literal, 'transport');
    if (transports && (!transport || !carries(project, unwrap(transport), framework.packages, transports))) {
      return 'its transport is not in view, or does not carry 2026-07-28';
    }
    const hold = servers && serversHold(project, literal, servers);
    if (hold !== undefined) return hold;
  }
  const address = addresses && units.flatMap(unit => namedAddress(unit, addresses) ?? [])[0];
  return address === undefined ? undefined : `it does not connect to \`${address}\` any more`;
}

function carries(
  project: ProjectModel,
  transport: ts.Expression,
  packages: readonly string[],
  kinds: NonNullable<Raise['transports']>,
): boolean {
  if (ts.isIdentifier(transport)) {
    const declaration = project.names.declaration(transport);
    const initializer =
      declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return initializer !== undefined && carries(project, unwrap(initializer), packages, kinds);
  }
  if (ts.isConditionalExpression(transport)) {
    return [transport.whenTrue, transport.whenFalse].every(each =>
      carries(project, unwrap(each), packages, kinds),
    );
  }
  if (ts.isNewExpression(transport)) {
    const origin = project.names.origin(transport.expression);
    return (
      origin !== undefined &&
      packages.includes(packageNameOf(origin.module) ?? '') &&
      kinds.classes.includes(origin.name)
    );
  }
  if (!ts.isObjectLiteralExpression(transport)) return false;
  const type = memberValue(transport, 'type');
  const text = type && unwrap(type);
  return text !== undefined && ts.isStringLiteralLike(text) && kinds.types.includes(text.text);
}

function namesOf({ manifest }: Pick<PackageInfo, 'manifest'>): string[] {
  return SECTIONS.flatMap(section => Object.keys(manifest[section] ?? {}));
}

function rangesOf({ manifest }: PackageInfo, name: string): string[] {
  return SECTIONS.flatMap(section => manifest[section]?.[name] ?? []);
}
