import {
  affinity,
  EXPOSES_SESSION,
  FORWARDS_SESSION,
  LAST_EVENT,
  missingInAllowList,
  missingInPassedHeaders,
  READS_SESSION,
  ROUTES_BY_SESSION,
} from './messages.js';
import { parseNginx, type Directive, type Word } from './nginx-parse.js';
import type { Place, Range } from './types.js';
import {
  corsList,
  headerNames,
  isLastEventHeader,
  isSessionHeader,
  missingHeaders,
  namesMcp,
} from './words.js';

/** A directive and the blocks it is in, from the outermost. */
interface Nested {
  readonly directive: Directive;
  readonly blocks: readonly Directive[];
}

/** Finds what an NGINX configuration, or a part of one, does with sessions of MCP. */
export function nginxPlaces(text: string): readonly Place[] {
  const all = [...nested(parseNginx(text), [])];
  const cors = [...corsPlaces(all), ...all.flatMap(passedHeaders)];
  // Whoever tells the revisions apart keeps sessions for the older one on purpose.
  if (all.some(branchesOnEra)) return cors;
  const variables = sessionVariables(all);
  const upstreams = mcpUpstreams(all);
  return [
    ...cors,
    ...all.flatMap(each => sessionPlaces(each, variables, upstreams)),
    ...all.flatMap(lastEventPlaces),
  ];
}

function* nested(directives: readonly Directive[], blocks: readonly Directive[]): Generator<Nested> {
  for (const directive of directives) {
    yield { directive, blocks };
    yield* nested(directive.block, [...blocks, directive]);
  }
}

const ERA_VARIABLE = /\$\{?http_mcp_(?:protocol_version|method)\b/i;

function branchesOnEra({ directive }: Nested): boolean {
  const { name, args } = directive;
  return (name === 'map' || name === 'if') && args.some(arg => ERA_VARIABLE.test(arg.text));
}

const SESSION_VARIABLE = /\$\{?(?:(?:sent|upstream)_)?http_mcp_session_id\b/i;

/** Patterns of the variables that hold the session header or are computed from it. */
function sessionVariables(all: readonly Nested[]): RegExp {
  const names = new Set<string>();
  let pattern = SESSION_VARIABLE;
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { directive } of all) {
      const [first, second] = directive.args;
      if (!first || !second) continue;
      const [source, target] = directive.name === 'set' ? [second, first] : [first, second];
      const computes = ['set', 'map', 'split_clients'].includes(directive.name);
      if (computes && pattern.test(source.text)) names.add(target.text.replace(/\W/g, ''));
    }
    const computed = [...names].map(name => `|\\$\\{?${name}\\b`).join('');
    pattern = new RegExp(SESSION_VARIABLE.source + computed, 'i');
  }
  return pattern;
}

/** Names of the upstreams that requests to an MCP route go to. */
function mcpUpstreams(all: readonly Nested[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { directive, blocks } of all) {
    if (directive.name === 'upstream' && directive.args.some(arg => namesMcp(arg.text)))
      names.add(directive.args[0]!.text);
    if (!/_pass$|^set$/.test(directive.name) || !isOfMcp(blocks)) continue;
    for (const { text } of directive.args) {
      const [, host] = /^(?:\w+:\/\/)?([\w.-]+)/.exec(text) ?? [];
      if (host !== undefined) names.add(host);
    }
  }
  return names;
}

/** Whether blocks are those of a route of MCP; another location of a server that has one for MCP is none. */
function isOfMcp(blocks: readonly Directive[]): boolean {
  const locations = blocks.filter(each => each.name === 'location');
  if (locations.some(isMcpRoute)) return true;
  return blocks.some(server => {
    if (server.name === 'location' || !isMcpRoute(server)) return false;
    return locations.length === 0 || !server.block.some(each => each.name === 'location' && isMcpRoute(each));
  });
}

function isMcpRoute({ name, args, block }: Directive): boolean {
  if (name === 'location') return args.some(arg => namesMcp(arg.text));
  if (name !== 'server') return false;
  return block.some(each => each.name === 'server_name' && each.args.some(arg => namesMcp(arg.text)));
}

function sessionPlaces(
  { directive, blocks }: Nested,
  variables: RegExp,
  upstreams: ReadonlySet<string>,
): readonly Place[] {
  const { name, args, code } = directive;
  const upstream = blocks.find(block => block.name === 'upstream');
  if (upstream && isAffinity(directive)) {
    if (args.some(arg => variables.test(arg.text))) return [removable(directive, ROUTES_BY_SESSION)];
    const routed = upstreams.has(upstream.args[0]?.text ?? '');
    return routed && isByClient(directive) ? [removable(directive, affinity(name))] : [];
  }
  if (code) return luaPlaces(code);
  if (name === 'map' || name === 'split_clients') {
    const [source] = args;
    return source && SESSION_VARIABLE.test(source.text) ? [place(directive, READS_SESSION)] : [];
  }
  if (name === 'proxy_hide_header' || isCors(directive)) return [];
  if (/_header$/.test(name) && args[0] && isSessionHeader(args[0].text))
    return [removable(directive, FORWARDS_SESSION)];
  const read = args.find(arg => SESSION_VARIABLE.test(arg.text));
  return read ? [place(within(read, SESSION_VARIABLE), READS_SESSION)] : [];
}

function isAffinity({ name }: Directive): boolean {
  return name === 'ip_hash' || name === 'hash' || name === 'sticky';
}

const CLIENT_VARIABLE =
  /\$\{?(?:binary_)?(?:remote_addr|realip|proxy_protocol_addr|cookie_|http_x_forwarded_for|http_x_real_ip|\w*session)/i;

/** A hash of something else, such as the URI, spreads requests and keeps nobody anywhere. */
function isByClient({ name, args }: Directive): boolean {
  return name !== 'hash' || args.some(arg => CLIENT_VARIABLE.test(arg.text));
}

const LUA_READ = /--[^\n]*|\bhttp_mcp_session_id\b|(["'])mcp-session-id\1/gi;

function luaPlaces(code: Word): readonly Place[] {
  return [...code.text.matchAll(LUA_READ)]
    .filter(([found]) => !found.startsWith('--'))
    .map(found => {
      const start = code.start + found.index;
      return place({ start, end: start + found[0].length }, READS_SESSION);
    });
}

const LAST_EVENT_VARIABLE = /\$\{?http_last_event_id\b/i;

function lastEventPlaces({ directive, blocks }: Nested): readonly Place[] {
  const { name, args } = directive;
  if (isCors(directive) || name === 'proxy_hide_header') return [];
  const sets = /_header$/.test(name) && args[0] !== undefined && isLastEventHeader(args[0].text);
  if (!sets && !args.some(arg => LAST_EVENT_VARIABLE.test(arg.text))) return [];
  return isOfMcp(blocks) || blocks.some(namesSession)
    ? [removable(directive, LAST_EVENT, 'stream-resumability')]
    : [];
}

/** Whether a location passes on the session header. */
function namesSession({ name, block }: Directive): boolean {
  return name === 'location' && block.some(each => each.args.some(arg => isSessionHeader(arg.text)));
}

/** A block that holds back the headers of a request but for those of MCP that it names. */
function passedHeaders({ directive }: Nested): readonly Place[] {
  const { block } = directive;
  const off = block.find(
    ({ name, args }) => name === 'proxy_pass_request_headers' && args[0]?.text === 'off',
  );
  const names = block.flatMap(({ name, args }) =>
    name === 'proxy_set_header' && args[0] ? [args[0].text] : [],
  );
  const missing = off ? (missingHeaders(names) ?? []) : [];
  return missing.length > 0 ? [place(off!, missingInPassedHeaders(missing), 'standard-headers')] : [];
}

function corsPlaces(all: readonly Nested[]): readonly Place[] {
  const lists = all.flatMap(({ directive }) => corsLists(directive, all));
  const complete = lists.some(({ kind, names }) => kind === 'allow' && missingHeaders(names)?.length === 0);
  return lists.flatMap(({ kind, names, directive }) => {
    if (kind === 'expose')
      return !complete && names.some(isSessionHeader) ? [place(directive, EXPOSES_SESSION)] : [];
    const missing = missingHeaders(names) ?? [];
    return missing.length > 0 ? [place(directive, missingInAllowList(missing), 'standard-headers')] : [];
  });
}

interface CorsList {
  readonly kind: 'allow' | 'expose';
  readonly names: readonly string[];
  readonly directive: Directive;
}

function corsLists(directive: Directive, all: readonly Nested[]): readonly CorsList[] {
  if (!isCors(directive)) return [];
  if (directive.name.startsWith('more_'))
    return directive.args.flatMap(({ text }) => {
      const [name, list = ''] = text.split(':', 2);
      const kind = corsList(name!);
      return kind ? [{ kind, names: headerNames(list), directive }] : [];
    });
  const [header, list] = directive.args;
  const kind = header && corsList(header.text);
  return kind && list ? [{ kind, names: headerNames(valueOf(list.text, all)), directive }] : [];
}

function isCors({ name, args }: Directive): boolean {
  const [header] = args;
  if (!header || !/^(?:add_header|more_set_headers)$/.test(name)) return false;
  return args.some(({ text }) => /^access-control-/i.test(text));
}

/** The text that `set` gives a variable, when there is one only. */
function valueOf(text: string, all: readonly Nested[]): string {
  if (!/^\$\w+$/.test(text)) return text;
  const values = all.filter(({ directive: { name, args } }) => name === 'set' && args[0]?.text === text);
  return values.length === 1 ? (values[0]!.directive.args[1]?.text ?? '') : text;
}

function within(word: Word, pattern: RegExp): { start: number; end: number } {
  const found = pattern.exec(word.text);
  if (!found || word.end - word.start !== word.text.length) return word;
  const start = word.start + found.index;
  return { start, end: start + found[0].length };
}

function place({ start, end }: Range, message: string, change: Place['change'] = 'sessions'): Place {
  return { change, start, end, message };
}

/** A place at a directive that can go as it is. */
function removable(directive: Directive, message: string, change?: Place['change']): Place {
  const { start, end, block } = directive;
  return { ...place(directive, message, change), ...(block.length === 0 && { remove: [{ start, end }] }) };
}
