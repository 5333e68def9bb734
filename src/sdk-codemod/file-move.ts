import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { NameResolver } from '../project/names.js';
import { inlineEdits } from './inline-uses.js';
import { moduleUses } from './module-uses.js';
import { NamePlan } from './name-plan.js';
import { nativeUses } from './native-uses.js';
import { officialResult } from './official-result.js';
import { reExportEdits } from './re-exports.js';
import type { Role } from './routes.js';
import { passedOnNames, sdkNames } from './sdk-names.js';
import { tokenEdits } from './token-edits.js';

/** What a project knows that a single file does not. */
export interface MoveContext {
  readonly resolver: NameResolver;
  readonly role: Role;
  /** SDK v1 exports that files take from one another instead of from the SDK, by v1 specifier. */
  readonly taken: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface FileMove {
  readonly edits: readonly TextEdit[];
  /** Names to import in a file that has no SDK import they could join. */
  readonly imports: readonly ImportRequest[];
}

/**
 * The edits that move one file from SDK v1 to v2: its imports, the names that were renamed, and what the official
 * transforms rewrite. None when there is nothing left to move.
 */
export function moveFile(unit: SourceUnit, { resolver, role, taken }: MoveContext): FileMove {
  const uses = moduleUses(unit);
  const names = sdkNames(unit, uses, resolver, role);
  const passedOn = passedOnNames(unit, resolver, role);
  const known = [...names.names, ...passedOn];
  const native = nativeUses(unit, known);
  const result = officialResult(unit, uses, known, role);
  const plan = new NamePlan(unit, uses, names, passedOn, native.gone, role, result);
  const body = result
    ? tokenEdits(unit, result.before, {
        text: result.text,
        tokens: result.after,
        spelling: plan.spelling(),
      })
    : [];
  const isUntouched = (edit: TextEdit) =>
    !body.some(other => edit.start < other.end && other.start < edit.end);
  return {
    edits: [
      ...plan.statementEdits(),
      ...body,
      ...native.edits.filter(isUntouched),
      ...plan.useEdits().filter(isUntouched),
      ...reExportEdits(unit, uses.reExports, role, taken),
      ...inlineEdits(unit, uses.inline, resolver, role).filter(isUntouched),
    ],
    imports: plan.imports(),
  };
}
