import path from 'node:path';
import semver from 'semver';
import { render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { nameText, walk } from '../recognise/syntax.js';
import { HANDLE_MODULE } from '../recognise/handle-stores.js';
import { handleModuleText } from './handle-module.js';
import { LRU_PACKAGE, LRU_USABLE } from '../facts/lru-cache.js';
import { isTypeScript } from './languages.js';
import { specifierFrom } from './added-module.js';

/** Members of `authInfo.extra` that tell who the user behind a token is. */
const SUBJECT = /^(?:sub|subject|userId|user_id|uid|accountId|account_id|email)$/;

/** The module that keeps state under handles, for a file that uses it. */
export interface HandleSetup {
  readonly edits: readonly TextEdit[];
  readonly imports: readonly ImportRequest[];
  /** Path of the module. */
  readonly file: string;
  /** Whether requests carry a principal that handles are bound to: by client and user, by client, or not at all. */
  readonly binding: 'user' | 'client' | 'none';
}

/**
 * Adds the module to the package of a file, next to the file that comes first, unless it is there.
 * @returns undefined when the package has a version of the library that cannot be used
 */
export function setUpHandles(project: ProjectModel, unit: SourceUnit): HandleSetup | undefined {
  const home = project.packageOf(unit.path);
  const declared =
    home?.manifest.dependencies?.[LRU_PACKAGE] ?? home?.manifest.devDependencies?.[LRU_PACKAGE];
  if (declared !== undefined && !isUsable(declared)) return undefined;
  const units = project.units.filter(each => project.packageOf(each.path) === home);
  const known = units.find(each => path.parse(each.path).name === HANDLE_MODULE);
  const file =
    known?.path ??
    path.join(path.dirname(unit.path), HANDLE_MODULE + path.extname(unit.path).replace('x', ''));
  const subject = subjectOf(units);
  const binding = subject ? 'user' : units.some(usesAuth) ? 'client' : 'none';
  const text = (): string => render(handleModuleText(isTypeScript(unit), unit.style, subject), unit.style);
  return {
    edits: known ? [] : [{ file, start: 0, end: 0, text: text() }],
    imports: [
      { file: unit.path, module: specifierFrom(writtenLike(units, unit), file), name: 'HandleStore' },
    ],
    file,
    binding,
  };
}

/** A file without imports of its own imports as the others do. */
function writtenLike(units: readonly SourceUnit[], unit: SourceUnit): SourceUnit {
  const importing = /\b(?:from|require\()\s*['"]\.{1,2}\//;
  const model = importing.test(unit.text) ? unit : units.find(each => importing.test(each.text));
  return model ? { ...unit, style: model.style } : unit;
}

function isUsable(range: string): boolean {
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range);
  return lowest !== null && semver.satisfies(lowest, LRU_USABLE);
}

/** The member under which a token verifier of the package puts the user: `extra: { userId }` beside `clientId`. */
function subjectOf(units: readonly SourceUnit[]): string | undefined {
  let found: string | undefined;
  for (const unit of units) {
    walk(unit.ast, node => {
      if (!ts.isPropertyAssignment(node) || nameText(node.name) !== 'extra') return;
      const { initializer, parent } = node;
      const isAuth = parent.properties.some(each => nameText(each.name) === 'clientId');
      if (!isAuth || !ts.isObjectLiteralExpression(initializer)) return;
      for (const each of initializer.properties) {
        const name = nameText(each.name);
        if (name !== undefined && SUBJECT.test(name)) found ??= name;
      }
    });
  }
  return found;
}

function usesAuth(unit: SourceUnit): boolean {
  return /\brequireBearerAuth\b|\bauthInfo\b|\breq\.auth\b|\bverifyAccessToken\b/.test(unit.text);
}
