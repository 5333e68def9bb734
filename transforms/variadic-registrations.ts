import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, TextEdit, Transform } from '../src/engine/types.js';
import { NEW_REGISTRATIONS, variadicCalls, type VariadicCall } from '../src/recognise/variadic-calls.js';
import { objectAround } from '../src/rewrite/object-around.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Turns `.tool()`, `.prompt()` and `.resource()`, which SDK v2 no longer has, into `registerTool()`,
 * `registerPrompt()` and `registerResource()` with a configuration object. The server may be imported, injected,
 * a member or a base class; names and descriptions may be computed.
 */
export const variadicRegistrations: Transform = {
  name: 'variadic-registrations',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const found of variadicCalls(project)) {
      if (found.config) rewrites.push({ change: CHANGE, edits: callEdits(found) });
      else left.push(ambiguous(found));
    }
    return { rewrites, left };
  },
};

function callEdits({ unit, call, method, config }: VariadicCall): TextEdit[] {
  const callee = call.expression as ts.PropertyAccessExpression;
  const renamed = {
    file: unit.path,
    start: callee.name.getStart(unit.ast),
    end: callee.name.end,
    text: NEW_REGISTRATIONS[method]!,
  };
  return config === 'complete' ? [renamed] : [renamed, ...objectAround(unit, call.arguments, config ?? [])];
}

function ambiguous({ unit, call, method }: VariadicCall): Note {
  const schema = method === 'prompt' ? 'argsSchema' : 'inputSchema';
  return noteAt(unit, call, CHANGE, {
    severity: 'error',
    message: `\`.${method}()\` is gone in SDK v2, and which of these arguments is which is not certain.`,
    advice: `Call \`${NEW_REGISTRATIONS[method]!}(name, { description, ${schema} }, callback)\`.`,
  });
}
