import { enclosingFunction, nameText } from '../recognise/syntax.js';
import type { Asked } from './client-requests.js';
import type { ClientStreams } from './client-streams.js';
import type { SentMessage, WireSite } from './client-wire.js';

/** Code that takes in a response piece by piece, or looks for the answer by its id. */
const READS_PIECES =
  /\.body\b(?!\s*(?:\?\.|\.)\s*(?:json|text|cancel|dump)\()|\bfor await\b|['"`]stream['"`]/;
const READS_IDS = /\bid\s*[!=]==?|[!=]==?\s*[\w.?!]*\bid\b/;

/**
 * The posts of requests that are written out where they are sent: what comes back is read there, and nothing in
 * between sees whether it is the result or a question. A post that is read while it comes in is none of them.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function askingSites(
  sent: readonly SentMessage[],
  hello: Asked | undefined,
  streams: ClientStreams,
): ReadonlySet<WireSite> {
  const found = new Set<WireSite>();
  if (streams.resumes.length > 0) return found;
  for (const { site, method, literal, call } of sent) {
    const isRequest = method !== undefined && literal.properties.some(each => nameText(each.name) === 'id');
    if (!isRequest || call === hello?.call || site.kind !== 'http') continue;
    if (!isReadInPieces(site)) found.add(site);
  }
  return found;
}

/** Whether the code around a post takes in the response in another way than as a whole. */
function isReadInPieces({ call, form }: WireSite): boolean {
  const text = (enclosingFunction(call) ?? call.getSourceFile()).getText();
  // Some libraries have the whole content under that name.
  return (form !== 'body' && READS_PIECES.test(text)) || READS_IDS.test(text);
}
