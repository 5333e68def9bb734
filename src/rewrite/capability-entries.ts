import { noteAt } from '../engine/notes.js';
import { ts } from '../engine/ts.js';
import type { Rewrite, SourceUnit } from '../engine/types.js';
import type { FoundStart } from '../recognise/framework-starts.js';
import { isFunctionNode, memberValue, nameText, unwrap, walk } from '../recognise/syntax.js';
import { memberRemovalEdits } from './remove-members.js';

/** What a server says of its tools, prompts and resources; `ServerCapabilities` of SDK v2 has nothing else. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  tools: ['listChanged'],
  prompts: ['listChanged'],
  resources: ['listChanged', 'subscribe'],
};

/**
 * Takes entries for single tools, prompts and resources out of the capabilities that a call gives its server. Clients
 * never read them, and SDK v2 has no place for them.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/discover
 */
export function dropCapabilityEntries(unit: SourceUnit, { node }: FoundStart): Rewrite | undefined {
  const given = ts.isCallExpression(node) ? node.arguments[1] : undefined;
  const capabilities = objectIn(given, 'capabilities');
  if (!capabilities) return undefined;
  const found = Object.entries(KNOWN).flatMap(([name, known]) => {
    const literal = objectIn(capabilities, name);
    const gone = literal?.properties.filter(each => !known.includes(nameText(each.name) ?? known[0]!)) ?? [];
    return literal && gone.length > 0 && gone.every(isPlain) ? [{ name, literal, gone }] : [];
  });
  if (found.length === 0) return undefined;
  const notes = found.map(({ name, literal }) =>
    noteAt(unit, literal.parent, 'sdk-v2-packages', {
      severity: 'info',
      message: `The capability \`${name}\` says only whether its list changes; SDK v2 has no place for single entries.`,
      advice: 'Descriptions belong to the registrations.',
    }),
  );
  return {
    change: 'sdk-v2-packages',
    edits: found.flatMap(({ literal, gone }) => memberRemovalEdits(unit, literal, new Set(gone))),
    remarks: notes,
  };
}

function objectIn(given: ts.Expression | undefined, name: string): ts.ObjectLiteralExpression | undefined {
  const literal = given && unwrap(given);
  const value = literal && ts.isObjectLiteralExpression(literal) ? memberValue(literal, name) : undefined;
  const inner = value && unwrap(value);
  return inner && ts.isObjectLiteralExpression(inner) ? inner : undefined;
}

/** Whether nothing is lost with a member but what is written there. */
function isPlain(member: ts.ObjectLiteralElementLike): boolean {
  let plain = !ts.isSpreadAssignment(member);
  walk(member, node => {
    plain &&= !ts.isCallExpression(node) && !ts.isAwaitExpression(node) && !isFunctionNode(node);
    return plain;
  });
  return plain;
}
