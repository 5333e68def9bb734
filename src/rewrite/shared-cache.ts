import type { SessionCache } from '../analysis/session-caches.js';
import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { isWithin } from '../recognise/syntax.js';
import { removalEdits } from './remove.js';

/** Takes the session id out of the keys of a cache, with what only told it. */
export function sharedCache(project: ProjectModel, cache: SessionCache): Rewrite {
  const { unit, keys, alias, store } = cache;
  const edits: TextEdit[] = keys.map(({ template, rest }) => ({
    file: unit.path,
    start: template.getStart(unit.ast),
    end: template.end,
    text: rest,
  }));
  const gone: ts.Node[] = keys.map(each => each.template);
  if (alias) {
    const statement = alias.parent.parent as ts.VariableStatement;
    gone.push(statement);
    edits.push(...removalEdits(unit, [statement]));
  }
  edits.push(...unreadEdits(project, unit, cache, gone));
  const name = store.name.getText();
  return {
    change: 'sessions',
    edits,
    review: noteAt(unit, keys[0]!.template, 'sessions', {
      severity: 'info',
      message: `All callers share \`${name}\` now: no session is in its keys.`,
      advice: 'What it holds depends on the rest of the key alone; keep it so.',
    }),
  };
}

/** The context, or the part of it, that only told the session id goes out of the parameters. */
function unreadEdits(
  project: ProjectModel,
  unit: SourceUnit,
  { handler }: SessionCache,
  gone: readonly ts.Node[],
): TextEdit[] {
  const { parameters } = handler.function;
  const context = handler.contextIndex === undefined ? undefined : parameters[handler.contextIndex];
  if (!context || context !== parameters.at(-1)) return [];
  const wasRead = (name: ts.Identifier): boolean =>
    project.names.references(name).some(use => gone.some(each => isWithin(use, each)));
  const isRead = (name: ts.Identifier): boolean =>
    project.names.references(name).some(use => !gone.some(each => isWithin(use, each)));
  const before = parameters.at(-2);
  const whole: TextEdit = {
    file: unit.path,
    start: before ? before.end : context.getStart(unit.ast),
    end: context.end,
    text: '',
  };
  if (ts.isIdentifier(context.name)) return wasRead(context.name) && !isRead(context.name) ? [whole] : [];
  if (!ts.isObjectBindingPattern(context.name)) return [];
  const { elements } = context.name;
  const index = elements.findIndex(
    each => ts.isIdentifier(each.name) && wasRead(each.name) && !isRead(each.name),
  );
  if (index < 0) return [];
  if (elements.length === 1) return [whole];
  const element = elements[index]!;
  const next = elements[index + 1];
  return [
    next
      ? { file: unit.path, start: element.getStart(unit.ast), end: next.getStart(unit.ast), text: '' }
      : { file: unit.path, start: elements[index - 1]!.end, end: element.end, text: '' },
  ];
}
