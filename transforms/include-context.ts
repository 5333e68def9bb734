import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, Transform } from '../src/engine/types.js';
import { reportedFiles } from '../src/recognise/deployment.js';
import { mentionsSdk } from '../src/recognise/mcp-calls.js';
import { ancestors, nameText, walk } from '../src/recognise/syntax.js';

const CHANGE = 'include-context';
const DEPRECATED = ['thisServer', 'allServers'];
/** Members of sampling parameters; one of them beside `includeContext` tells that it is theirs. */
const SAMPLING = ['messages', 'maxTokens', 'systemPrompt', 'modelPreferences'];

/**
 * Reports sampling parameters that ask for context with `includeContext: 'thisServer'` or `'allServers'`: deprecated,
 * and served only by clients that declare it.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/client/sampling
 */
export const includeContext: Transform = {
  name: 'include-context',
  phase: 'report',
  changes: [CHANGE],
  run(context) {
    const left: Note[] = [];
    for (const unit of reportedFiles(context)) {
      if (!unit.text.includes('includeContext') || !mentionsSdk(unit)) continue;
      walk(unit.ast, node => {
        if (!ts.isPropertyAssignment(node) || nameText(node.name) !== 'includeContext') return;
        const { initializer: value, parent } = node;
        if (!ts.isStringLiteralLike(value) || !DEPRECATED.includes(value.text) || !isSampling(parent)) return;
        left.push(
          noteAt(unit, node, CHANGE, {
            severity: 'info',
            message: `\`includeContext: '${value.text}'\` is deprecated; clients may ignore it.`,
            advice:
              "Put what the model needs into `messages`, and leave `includeContext` out or set it to `'none'`. Ask for context only where the client declares the capability `sampling.context`.",
          }),
        );
      });
    }
    return { rewrites: [], left };
  },
};

function isSampling(literal: ts.ObjectLiteralExpression): boolean {
  if (literal.properties.some(each => SAMPLING.includes(nameText(each.name) ?? ''))) return true;
  return ancestors(literal)
    .slice(0, 3)
    .some(at => ts.isCallExpression(at) && /createMessage|requestSampling/.test(at.expression.getText()));
}
