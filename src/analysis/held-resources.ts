import { ts } from '../engine/ts.js';
import { nameText, unwrapAwaited } from '../recognise/syntax.js';

const RESOURCE =
  /(?:Pool|Client|Connection|Database|Worker|Watcher|Browser|BrowserContext|Page|Socket|WebSocket|ChildProcess|Process|Terminal|Timeout|Timer|Interval|AbortController|Transport|Subprocess|FileHandle|Stream)$/;
const OPENS =
  /^(?:spawn|fork|exec|execFile|watch|watchFile|launch|create(?:Pool|Client|Connection|Browser|Session)|connect|listen|open|set(?:Interval|Timeout)|newPage|newContext)$/;

/** What an expression opens that has to be closed: a process, a timer, a connection. */
export function openedBy(value: ts.Expression): string | undefined {
  const made = unwrapAwaited(value);
  if (ts.isNewExpression(made)) {
    const name = lastName(made.expression);
    return name !== undefined && RESOURCE.test(name) ? name : undefined;
  }
  if (!ts.isCallExpression(made)) return undefined;
  const name = lastName(made.expression);
  return name !== undefined && OPENS.test(name) ? name : undefined;
}

/** The type of something that has to be closed, in a type. */
export function resourceType(type: ts.TypeNode): string | undefined {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    const name = ts.isTypeReferenceNode(node)
      ? nameText(ts.isQualifiedName(node.typeName) ? node.typeName.right : node.typeName)
      : undefined;
    if (name !== undefined && RESOURCE.test(name)) found ??= name;
    ts.forEachChild(node, visit);
  };
  visit(type);
  return found;
}

/** The last name of `a.b.c`. */
export function lastName(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
