import type { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { mentions } from '../recognise/syntax.js';
import { handleBodyEdits } from './handle-body.js';
import { handleParameters } from './handle-parameters.js';
import { handleSchemaEdits } from './handle-schema.js';

/** What all tools that take one handle have in common. */
export interface HandleUse {
  readonly argument: string;
  readonly subject: string;
  /** The variable of the store. */
  readonly store: string;
  readonly startedBy: readonly string[];
  /** The name that the handlers' code finds the state under. */
  readonly local: string;
}

/**
 * Edits that make a tool take a handle, find its state in front of everything else, and hand the handle out when it
 * starts something new.
 * @param gone statements of the handler that are taken out
 * @returns undefined when the tool is written in a way that leaves no certain place for one of them
 */
export function handleToolEdits(
  project: ProjectModel,
  unit: SourceUnit,
  handler: Handler,
  use: HandleUse,
  starts: boolean,
  gone: readonly ts.Node[] = [],
): { readonly edits: readonly TextEdit[]; readonly imports: readonly ImportRequest[] } | undefined {
  const { argument, subject, startedBy } = use;
  const schema = handleSchemaEdits(project, unit, handler, {
    name: argument,
    subject,
    startedBy,
    isOptional: starts,
  });
  const parameters = handleParameters(unit, handler, argument, starts);
  const opened = ['opened', 'openedState'].find(each => !mentions(handler.function, each));
  if (!schema || !parameters || !opened) return undefined;
  const { context, handle } = parameters;
  const prologue = statePrologue(use, starts, opened, context, handle);
  const body = handleBodyEdits(
    project,
    unit,
    handler.function,
    prologue.join('\n'),
    starts ? `${opened}.handOut` : undefined,
    gone,
  );
  if (!body) return undefined;
  // `async` goes in front of parameters that get brackets.
  return { edits: [...schema.edits, ...body, ...parameters.edits], imports: schema.imports };
}

/**
 * The statements by which a tool finds its state.
 * @param opened name of the variable for what a handle opens
 * @param handle text that reads the handle
 */
export function statePrologue(
  { store, local }: HandleUse,
  starts: boolean,
  opened: string,
  context: string,
  handle: string,
): string[] {
  return starts
    ? [
        `const ${opened} = ${store}.open(${context}, ${handle});`,
        `if (!${opened}) return ${store}.unknown();`,
        local === 'state' ? `const { state } = ${opened};` : `const { state: ${local} } = ${opened};`,
      ]
    : [`const ${local} = ${store}.find(${context}, ${handle});`, `if (!${local}) return ${store}.unknown();`];
}
