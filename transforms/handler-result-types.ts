import { noteAt } from '../src/engine/notes.js';
import type { ts } from '../src/engine/ts.js';
import type { Note, Rewrite, SourceUnit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import { registration } from '../src/recognise/registrations.js';
import { resultPart } from '../src/recognise/result-parts.js';
import { isSettled } from '../src/recognise/settled-words.js';
import { walk } from '../src/recognise/syntax.js';
import { isUnevenPart } from '../src/recognise/uneven-schemas.js';
import { WidenedResults, type Holder } from '../src/recognise/widened-results.js';
import { declareToolType, type Declared } from '../src/rewrite/declare-tool-types.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Types of what request handlers answer, which SDK v2 checks by the method and SDK v1 did not:
 *
 * - `type: 'text'` to `type: 'text' as const` in results that come from variables or functions without a declared
 *   type, where TypeScript takes it for any string; likewise roles, actions and the `type` of schemas;
 * - `Promise<ListToolsResult>`, `Tool[]` or `Tool` for lists of tools whose schemas differ in their members, which
 *   TypeScript infers as members that are `undefined`.
 */
export const handlerResultTypes: Transform = {
  name: 'handler-result-types',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const results = new WidenedResults(project);
    for (const unit of files) {
      if (!unit.text.includes('setRequestHandler') || !isTypeScript(unit)) continue;
      walk(unit.ast, node => {
        const found = registration(node, project.names);
        if (found?.kind !== 'request' || !found.method || !resultPart(found.method)) return;
        if (mcpObject(project, found.receiver)) results.addHandler(found.callback, found.method);
      });
    }
    const declared = new Map<Holder, Declared | undefined>();
    for (const [holder, tools] of results.tools) {
      if (isUnevenPart(holder.part, tools, project.names))
        declared.set(holder, declareToolType(project, holder, tools));
    }
    const rewrites = [...declared.values()].flatMap((each): Rewrite[] =>
      each ? [{ change: CHANGE, ...each }] : [],
    );
    const left: Note[] = [];
    for (const [text, holder] of results.words) {
      const unit = project.unit(text.getSourceFile().fileName);
      if (!unit || !isTypeScript(unit) || (holder && declared.get(holder))) continue;
      if (!isSettled(project, text)) {
        // One note is enough for tools.
        if (!holder || !declared.has(holder)) left.push(unsettled(unit, text));
        continue;
      }
      const edits = [{ file: unit.path, start: text.end, end: text.end, text: ' as const' }];
      rewrites.push({ change: CHANGE, edits });
    }
    left.push(...[...declared].flatMap(([holder, each]) => (each ? [] : refused(project, holder))));
    return { rewrites, left };
  },
};

function unsettled(unit: SourceUnit, text: ts.StringLiteralLike): Note {
  return noteAt(unit, text, CHANGE, {
    severity: 'warning',
    message: `TypeScript takes \`${text.text}\` for any string here, and SDK v2 only takes certain ones.`,
    advice: `Declare the type of what holds it, as \`${typeWith(text)}\`: elsewhere it is given, or compared with, another string.`,
  });
}

/** The type of SDK v2 in which a word stands. */
function typeWith({ text }: ts.StringLiteralLike): string {
  if (text === 'object') return "Tool['inputSchema']";
  if (text === 'user' || text === 'assistant') return 'PromptMessage';
  return ['accept', 'decline', 'cancel'].includes(text) ? 'ElicitResult' : 'ContentBlock';
}

function refused(project: ProjectModel, { node }: Holder): Note[] {
  const unit = project.unit(node.getSourceFile().fileName);
  if (!unit || !isTypeScript(unit)) return [];
  return [
    noteAt(unit, node, CHANGE, {
      severity: 'warning',
      message:
        'TypeScript infers `undefined` members in tool schemas that differ, and SDK v2 takes JSON values only.',
      advice: 'Declare the type of the tools, as `Tool[]` or one that extends it, or build with a cast.',
    }),
  ];
}
