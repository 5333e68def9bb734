import { allBlocks, blocksAround, parseBlocks, type Block, type TextLine } from './blocks.js';
import { affinity } from './messages.js';
import { terraformHeaderPlaces } from './terraform-headers.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';

/** Attributes that keep a client on one instance, unless they are off. */
const ATTRIBUTE =
  /^(session_affinity|client_affinity_enabled|cookie_based_affinity|client_session_affinity_enabled)\s*=\s*(.+)$/;
const OFF = /^"?(?:none|false|disabled)"?$/i;
const STICKINESS = /^stickiness\s*=?$/;
const POLICY = /^resource\s+"aws_(?:lb|app)_cookie_stickiness_policy"/;
/** Attributes that say what a resource is for. */
const IDENTITY = /^(?:name\w*|path\w*|host\w*|service\w*|domain\w*|container_name|image|values|backend)\s*=/;

/**
 * Finds load balancing of a Terraform configuration that keeps clients of MCP on one instance, and lists of headers that
 * lack those of 2026-07-28.
 */
export function terraformPlaces(text: string): readonly Place[] {
  const root = parseBlocks(text);
  if (!root) return [];
  const routed = routedTo(root);
  const sticky = [...allBlocks(root)].flatMap(block => {
    if (!isForMcp(block, routed)) return [];
    return [...stickyBlock(block), ...block.lines.flatMap(affinityLine)];
  });
  return [...sticky, ...terraformHeaderPlaces(root)];
}

function stickyBlock(block: Block): readonly Place[] {
  const { header, start, end, lines } = block;
  const isPolicy = POLICY.test(header);
  const isOn = STICKINESS.test(header) && !lines.some(({ text }) => /^enabled\s*=\s*false$/.test(text));
  if (!isPolicy && !isOn) return [];
  const name = isPolicy ? header.split('"')[1]! : 'stickiness';
  const remove = [{ start, end }];
  return [{ change: 'sessions', start, end: start + header.length, message: affinity(name), remove }];
}

function affinityLine({ text, start, end }: TextLine): readonly Place[] {
  const [, name, value] = ATTRIBUTE.exec(text) ?? [];
  if (name === undefined || OFF.test(value!)) return [];
  return [
    {
      change: 'sessions',
      start,
      end,
      message: affinity(text.replace(/\s+/g, ' ')),
      remove: [{ start, end }],
    },
  ];
}

/** Addresses of resources that a route of MCP leads to: `aws_lb_target_group.api`. */
function routedTo(root: Block): ReadonlySet<string> {
  const routes = root.blocks.filter(block => somewhere(block, ({ text }) => /"\/mcp(?![\w-])/i.test(text)));
  const targets = routes.flatMap(block => {
    const found: string[] = [];
    somewhere(block, ({ text }) => {
      found.push(...(text.match(/\b[a-z]+_\w+\.[\w-]+(?=\.(?:arn|id|self_link|name)\b)/g) ?? []));
      return false;
    });
    return found;
  });
  return new Set(targets);
}

function isForMcp(block: Block, routed: ReadonlySet<string>): boolean {
  const around = [block, ...blocksAround(block)].filter(each => each.parent);
  const owner = around.at(-1);
  if (around.some(({ header }) => namesMcp(header))) return true;
  const [, type, label] = /^resource\s+"([^"]+)"\s+"([^"]+)"/.exec(owner?.header ?? '') ?? [];
  if (type !== undefined && routed.has(`${type}.${label}`)) return true;
  const isResource = type !== undefined && owner !== undefined;
  return isResource && somewhere(owner, ({ text }) => IDENTITY.test(text) && namesMcp(text));
}

function somewhere(block: Block, test: (line: TextLine) => boolean): boolean {
  return block.lines.some(test) || block.blocks.some(each => somewhere(each, test));
}
