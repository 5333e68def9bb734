import { ts } from '../engine/ts.js';
import { nameText, unwrap } from '../recognise/syntax.js';
import type { Question } from './input-questions.js';

/** Names of the options of a request that an input request has not: `timeout`, `signal`; a variable counts by its name. */
export function lostOptions({ request }: Question): string[] {
  if (!request) return [];
  return request.call.arguments.slice(1).flatMap(each => {
    const written = unwrap(each);
    if (ts.isObjectLiteralExpression(written)) {
      return written.properties.flatMap(property => nameText(property.name) ?? []);
    }
    return ts.isIdentifier(written) && !/schema$/i.test(written.text) ? [written.text] : [];
  });
}
