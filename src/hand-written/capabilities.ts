import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import { nameText, propertyValue, unwrap } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

/** Capabilities that 2026-07-28 does not have any more, or that promise what a request names for itself there. */
const GONE = new Set(['logging', 'tasks']);
/** Flags that promise notifications, which only `subscriptions/listen` delivers. */
const NOTIFIES = new Set(['subscribe', 'listChanged']);

/**
 * What `server/discover` declares of the capabilities that `initialize` does: without logging and tasks, and without
 * the notifications that only `subscriptions/listen` delivers, where it is not served.
 * @returns `same` when nothing is to be left out, the texts of an object's members, or undefined when it is not in view
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/discover
 */
export function capabilitiesNow(
  project: ProjectModel,
  expression: ts.Expression,
  listens: boolean,
): 'same' | { readonly members: readonly string[] } | undefined {
  const value = valuesOf(project).of(expression);
  const literal = value?.is === 'object' ? value.literal : undefined;
  if (!literal) return undefined;
  let isSame = true;
  const parts: string[] = [];
  for (const property of literal.properties) {
    const name = nameText(property.name);
    const given = propertyValue(property);
    if (name === undefined || !given) return undefined;
    if (GONE.has(name)) {
      isSame = false;
      continue;
    }
    const inner = unwrap(given);
    if (!ts.isObjectLiteralExpression(inner)) return undefined;
    const kept = inner.properties.filter(each => listens || !promises(each));
    if (kept.length < inner.properties.length) isSame = false;
    const text = kept.map(each => each.getText()).join(', ');
    parts.push(`${property.name!.getText()}: ${text ? `{ ${text} }` : '{}'}`);
  }
  return isSame ? 'same' : { members: parts };
}

function promises(property: ts.ObjectLiteralElementLike): boolean {
  const value = propertyValue(property);
  return NOTIFIES.has(nameText(property.name) ?? '') && value?.kind !== ts.SyntaxKind.FalseKeyword;
}
