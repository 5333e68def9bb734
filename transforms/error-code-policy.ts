import { noteAt } from '../src/engine/notes.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reservedCodeMisuse } from '../src/facts/error-codes.js';
import { speaksProtocol } from '../src/facts/protocol-words.js';
import type { ProjectModel } from '../src/project/model.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { handlersRunning } from '../src/recognise/handlers.js';
import { isResponseError, madeErrors, messageText, type MadeError } from '../src/recognise/made-errors.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';

const CHANGE = 'error-code-policy';

/**
 * Reports errors with a code from -32020 to -32099 that the specification does not define, or defines for something
 * else. Which code to take instead, only the author and the clients know.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/index#error-codes
 */
export const errorCodePolicy: Transform = {
  name: 'error-code-policy',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const { project } = context;
    const left: Note[] = [];
    if (!project.units.some(unit => /-320[2-9]\d\b/.test(unit.text))) return { rewrites: [], left };
    for (const unit of reportedFiles(context)) {
      const isMcp = mentionsSdk(unit) || speaksProtocol(unit.text);
      for (const error of madeErrors(project, unit)) {
        const code = error.value.value;
        const misuse = reservedCodeMisuse(code, messageText(error));
        if (!misuse || !goesOut(project, error, isMcp)) continue;
        left.push(
          noteAt(unit, error.code, CHANGE, {
            severity: 'warning',
            message:
              misuse.kind === 'undefined-code'
                ? `Codes from -32020 to -32099 belong to the specification, and it does not define ${code}.`
                : `Code ${code} means \`${misuse.name}\` in 2026-07-28.`,
            advice: 'Take a code of your own from outside -32768 to -32000.',
          }),
        );
      }
    }
    return { rewrites: [], left };
  },
};

/** Whether an error surely goes out as the error of an MCP response. */
function goesOut(project: ProjectModel, error: MadeError, isMcp: boolean): boolean {
  if (error.fromSdk) return true;
  if (isResponseError(error)) return isMcp;
  const handlers = handlersRunning(project, error.node) ?? [];
  return handlers.some(({ kind }) => kind !== 'tool' && kind !== 'notification');
}
