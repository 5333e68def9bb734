import { allBlocks, blocksAround, type Block } from './blocks.js';
import { EXPOSES_SESSION, missingInAllowList, missingInForwardedHeaders } from './messages.js';
import type { Place } from './types.js';
import { corsList, headerNames, isSessionHeader, missingHeaders } from './words.js';

/** A list of headers that a Terraform configuration names. */
interface HeaderList {
  readonly kind: 'allow' | 'expose' | 'forward';
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

const LIST = /(?:^|[{,\s])"?([\w-]+)"?\s*=\s*\[([^\]]*)\]?/g;
/** What has a list named `items` in it. */
const FORWARDED = /^(?:headers|headers_config|forwarded_values)\b/;
/** Resources of a CDN whose lists say what of a request gets to the origin. */
const FORWARDING = /^resource\s+"aws_cloudfront_(?:origin_request_policy|distribution)"/;

/**
 * Finds lists of headers of MCP, for CORS and of what a CDN passes on, that lack what requests of 2026-07-28 have.
 * Lists that name none of MCP are of others.
 */
export function terraformHeaderPlaces(root: Block): readonly Place[] {
  const lists = [...allBlocks(root)].flatMap(headerLists);
  const isComplete = lists.some(each => each.kind === 'allow' && missingHeaders(each.names)?.length === 0);
  return lists.flatMap(({ kind, names, start, end }): Place[] => {
    if (kind === 'expose') {
      const isLeft = !isComplete && names.some(isSessionHeader);
      return isLeft ? [{ change: 'sessions', start, end, message: EXPOSES_SESSION }] : [];
    }
    const missing = missingHeaders(names) ?? [];
    const message = kind === 'allow' ? missingInAllowList : missingInForwardedHeaders;
    return missing.length > 0 ? [{ change: 'standard-headers', start, end, message: message(missing) }] : [];
  });
}

function headerLists(block: Block): HeaderList[] {
  const found: HeaderList[] = [];
  for (const [index, line] of block.lines.entries()) {
    // Lists may go on over lines.
    const rest = block.lines.slice(index);
    const isOpen = /\[[^\]]*$/.test(line.text);
    const last = isOpen ? rest.find(({ text }) => text.includes(']')) : line;
    if (!last) continue;
    const text = isOpen
      ? rest
          .slice(0, rest.indexOf(last) + 1)
          .map(each => each.text)
          .join(' ')
      : line.text;
    for (const [, name, list] of text.matchAll(LIST)) {
      const kind = kindOf(block, line.text, name!);
      if (kind) found.push({ kind, names: headerNames(list!), start: line.start, end: line.end });
    }
  }
  return found;
}

/** What a list is for: by its name, or by the blocks around one that is called `items`. */
function kindOf(block: Block, line: string, name: string): HeaderList['kind'] | undefined {
  const own = corsList(name);
  if (own) return own;
  const around = [block, ...blocksAround(block)];
  const headers = [line, ...around.map(each => each.header)];
  if (name === 'items') {
    const cors = headers.map(each => corsList(/^\w+/.exec(each)?.[0] ?? '')).find(each => each !== undefined);
    if (cors) return cors;
  } else if (name !== 'headers') return undefined;
  const isForwarded =
    headers.some(each => FORWARDED.test(each)) && headers.some(each => FORWARDING.test(each));
  return isForwarded ? 'forward' : undefined;
}
