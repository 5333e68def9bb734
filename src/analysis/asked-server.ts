import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import type { Handler } from '../recognise/handlers.js';
import { mcpObject } from '../recognise/mcp-objects.js';
import { unwrap } from '../recognise/syntax.js';
import type { Question } from './input-questions.js';

/** The capability that a client declares which can be asked. */
export const CAPABILITIES = {
  form: 'elicitation',
  url: 'elicitation',
  sampling: 'sampling',
  roots: 'roots',
} as const;

/** How the server is written where a question is asked, to look at what its client can do. */
export function askedServer(
  project: ProjectModel,
  question: Question,
  handler: Handler | undefined,
): string | undefined {
  const callee = question.request && unwrap(question.request.call.expression);
  if (callee && ts.isPropertyAccessExpression(callee) && mcpObject(project, callee.expression) === 'server') {
    return callee.expression.getText();
  }
  if (!handler?.inline || handler.on === 'Client') return undefined;
  const receiver = unwrap(handler.receiver);
  if (!isPath(receiver)) return undefined;
  return handler.on === 'McpServer' ? `${receiver.getText()}.server` : receiver.getText();
}

/** `server`, `this.server`: may be written again inside of the handler. */
function isPath(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isPath(node.expression);
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword;
}
