import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import {
  ancestors,
  isFunctionNode,
  isWritten,
  memberValue,
  nameText,
  propertyValue,
  unwrap,
  walk,
} from '../recognise/syntax.js';

/** What headers repeat of the parameters of a request. */
const MIRRORED = /^(?:name|uri)$/;
/** What a message is called. */
const MESSAGE = /(?:^|\b)(?:message|msg|request|req\.body|rpc|payload|body|json|data|call|parsed)\w*$/i;

/**
 * The first place of a file where a request that came in gets another method, name or URI, so that the
 * headers which repeat them are not those of what is sent on.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export function changedRequest({ ast }: SourceUnit): ts.Node | undefined {
  let found: ts.Node | undefined;
  walk(ast, node => {
    if (found) return false;
    if (ts.isObjectLiteralExpression(node) && changesParams(node)) found = node;
    if (ts.isPropertyAccessExpression(node) && isChanged(node)) found = node;
    return !found;
  });
  return found;
}

/** `message.params.name = …`, `params.uri = …`, `message.method = …`. */
function isChanged(access: ts.PropertyAccessExpression): boolean {
  if (!isWritten(access)) return false;
  const owner = unwrap(access.expression).getText();
  return access.name.text === 'method'
    ? MESSAGE.test(owner)
    : MIRRORED.test(access.name.text) && /\bparams$/.test(owner);
}

/** `{ ...message, method: other }`, `{ ...message, params: { ...message.params, name: other } }`. */
function changesParams(literal: ts.ObjectLiteralExpression): boolean {
  const copied = literal.properties.find(ts.isSpreadAssignment);
  const isParams = ancestors(literal).some(
    each => ts.isPropertyAssignment(each) && nameText(each.name) === 'params' && !isFunctionNode(each.parent),
  );
  if (!isParams) {
    return (
      copied !== undefined &&
      MESSAGE.test(copied.expression.getText()) &&
      memberValue(literal, 'method') !== undefined
    );
  }
  return literal.properties.some(each => {
    const name = nameText(each.name);
    const value = propertyValue(each);
    if (name === undefined || !MIRRORED.test(name) || !value) return false;
    const isSame = new RegExp(`\\bparams[!?]*\\.${name}$`).test(unwrap(value).getText());
    return !isSame && (copied !== undefined || takesFromParams(literal));
  });
}

/** Whether other members of parameters are those of a request that came in. */
function takesFromParams(literal: ts.ObjectLiteralExpression): boolean {
  return literal.properties.some(each => {
    const value = propertyValue(each);
    return value !== undefined && /\bparams[!?]*\.\w+$/.test(unwrap(value).getText());
  });
}
