import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { isMcpServer } from '../src/recognise/mcp-server.js';
import { methodCall, walk } from '../src/recognise/syntax.js';
import { configArguments } from '../src/recognise/variadic-arguments.js';
import { objectAround, type Entry } from '../src/rewrite/object-around.js';

const CHANGE = 'sdk-v2-packages';

const NEW_NAMES: Readonly<Record<string, string>> = {
  tool: 'registerTool',
  prompt: 'registerPrompt',
  resource: 'registerResource',
};

/**
 * Turns `.tool()`, `.prompt()` and `.resource()`, which SDK v2 no longer has, into `registerTool()`,
 * `registerPrompt()` and `registerResource()` with a configuration object. The server may be imported, injected,
 * a member or a base class; names and descriptions may be computed.
 */
export const variadicRegistrations: Transform = {
  name: 'variadic-registrations',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      walk(unit.ast, node => {
        const found = methodCall(node);
        if (!found || !Object.hasOwn(NEW_NAMES, found.name) || found.call.arguments.length < 2) return;
        if (!isMcpServer(project, found.object)) return;
        const edits = callEdits(project, unit, found.call, found.name);
        if (edits) rewrites.push({ change: CHANGE, edits });
        else left.push(ambiguous(unit, found.call, found.name));
      });
    }
    return { rewrites, left };
  },
};

function callEdits(
  project: ProjectModel,
  unit: SourceUnit,
  call: ts.CallExpression,
  name: string,
): TextEdit[] | undefined {
  const callArguments = [...call.arguments];
  if (callArguments.some(ts.isSpreadElement)) return undefined;
  const middle = callArguments.slice(1, -1);
  const configured =
    name === 'resource'
      ? resourceConfig(middle)
      : name === 'tool' || name === 'prompt'
        ? configArguments(project, name, middle, callArguments.at(-1)!)
        : undefined;
  if (!configured) return undefined;
  const callee = call.expression as ts.PropertyAccessExpression;
  const renamed = {
    file: unit.path,
    start: callee.name.getStart(unit.ast),
    end: callee.name.end,
    text: NEW_NAMES[name]!,
  };
  if (configured === 'complete') return [renamed];
  return [renamed, ...objectAround(unit, call.arguments, configured)];
}

/** `resource(name, uri, callback)` lacks the metadata; with four arguments nothing but the name changes. */
function resourceConfig(middle: readonly ts.Expression[]): Entry[] | 'complete' | undefined {
  if (middle.length === 1) return [];
  return middle.length === 2 ? 'complete' : undefined;
}

function ambiguous(unit: SourceUnit, call: ts.CallExpression, name: string): Note {
  return noteAt(unit, call, CHANGE, {
    severity: 'error',
    message: `\`.${name}()\` is gone in SDK v2, and which of these arguments is which is not certain.`,
    advice: `Call \`${NEW_NAMES[name]!}(name, { description, ${name === 'prompt' ? 'argsSchema' : 'inputSchema'} }, callback)\`.`,
  });
}
