import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { memberValue, methodCall, nameText, unwrap, walk, wrapped } from '../recognise/syntax.js';
import { isJsonRpc } from './messages.js';

/** The parameters of a message to send that are put together from those of one that came in. */
export interface RebuiltParams {
  readonly params: ts.ObjectLiteralExpression;
  /** The parameters they are taken from, as they are written: `message.params`. */
  readonly source: string;
  /** Whether members are read as of something that may not be there. */
  readonly isOptional: boolean;
}

/**
 * The messages of a file that are written out to send on what another message asks: `{ jsonrpc: '2.0', method:
 * message.method, params: { name: message.params.name, … } }`.
 */
export function rebuiltMessages(project: ProjectModel, unit: SourceUnit): RebuiltParams[] {
  const found: RebuiltParams[] = [];
  walk(unit.ast, node => {
    if (!ts.isObjectLiteralExpression(node) || !isSent(node) || !isJsonRpc(project, node)) return;
    const method = memberValue(node, 'method');
    const value = memberValue(node, 'params');
    const params = value && unwrap(value);
    if (!method || !params || !ts.isObjectLiteralExpression(params)) return;
    const rebuilt = rebuiltParams(params);
    if (rebuilt) found.push(rebuilt);
  });
  return found;
}

/** Whether a message becomes text, or the body of a request. */
function isSent(message: ts.ObjectLiteralExpression): boolean {
  const { parent } = wrapped(message);
  if (ts.isPropertyAssignment(parent)) return /^(?:json|data|body)$/.test(nameText(parent.name) ?? '');
  const call = methodCall(parent);
  return call?.name === 'stringify' && call.object.getText() === 'JSON';
}

function rebuiltParams(params: ts.ObjectLiteralExpression): RebuiltParams | undefined {
  const sources = new Set<string>();
  let isOptional = false;
  for (const each of params.properties) {
    const name = nameText(each.name);
    if (!ts.isPropertyAssignment(each) || name === undefined || name === '_meta') return undefined;
    const value = unwrap(each.initializer);
    if (!ts.isPropertyAccessExpression(value) || value.name.text !== name) continue;
    const owner = unwrap(value.expression);
    if (!ts.isPropertyAccessExpression(owner) || owner.name.text !== 'params') continue;
    sources.add(owner.getText());
    isOptional ||= value.questionDotToken !== undefined;
  }
  const [source, other] = sources;
  return source !== undefined && other === undefined ? { params, source, isOptional } : undefined;
}
