import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { member, memberValue, methodCall, unwrap, walk } from '../recognise/syntax.js';
import { constantOf, stringOf } from './messages.js';

/** Words of this protocol alone, which Agent Client Protocol and language servers do without. */
const OF_MCP = /['"`](?:notifications\/initialized|(?:tools|resources|prompts)\/\w+)['"`]/;
/** Whether the package of a file names what only this protocol has. */
export function speaksMcp(project: ProjectModel, unit: SourceUnit): boolean {
  const home = project.packageOf(unit.path);
  return (
    OF_MCP.test(unit.text) ||
    project.units.some(each => OF_MCP.test(each.text) && project.packageOf(each.path) === home)
  );
}

/** Whether an object is what a client of MCP says of itself; Agent Client Protocol and language servers say other things. */
export function isClientDescription(project: ProjectModel, literal: ts.ObjectLiteralExpression): boolean {
  const version = memberValue(literal, 'protocolVersion');
  if (!version || ['processId', 'rootUri', 'clientCapabilities'].some(each => member(literal, each)))
    return false;
  const text = stringOf(project, version);
  const isNumber = ts.isNumericLiteral(unwrap(constantOf(project, version) ?? version));
  return !isNumber && (text === undefined || /^\d{4}-\d{2}-\d{2}$/.test(text));
}

/** Whether a client compares the revision that a server answers with, where only those of its own would pass. */
export function checksRevision(unit: SourceUnit): boolean {
  let checks = false;
  walk(unit.ast, node => {
    const isRead =
      (ts.isPropertyAccessExpression(node) && node.name.text === 'protocolVersion') ||
      (ts.isIdentifier(node) && node.text === 'protocolVersion');
    checks ||= isRead && isCompared(node);
    return !checks;
  });
  return checks;
}

const COMPARES = /^(?:[!=]==?|[<>]=?)$/;

function isCompared(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isBinaryExpression(parent)) return COMPARES.test(parent.operatorToken.getText());
  const call = ts.isCallExpression(parent) ? methodCall(parent) : undefined;
  return call !== undefined && /^(?:includes|has|indexOf)$/.test(call.name);
}
