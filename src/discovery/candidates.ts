import { ACCOMPANIED_PACKAGES, COMPANION_PACKAGES } from '../frameworks/index.js';

/**
 * Words without which a file cannot hold anything the migration or the rules look at, as patterns; case does not
 * count. Broad on purpose: a file too many costs a parse, a file too few is a missed finding. One by one, because
 * programs that search files are faster with several simple patterns than with one of many branches.
 */
export const PROTOCOL_WORDS: readonly string[] = [
  ...[
    'mcp',
    'modelcontextprotocol',
    'jsonrpc',
    'setRequestHandler',
    'setNotificationHandler',
    'registerTool',
    'elicit',
  ],
  ...[
    'notifications/',
    'resources/',
    'sampling/',
    'roots/list',
    'tools/(?:call|list)',
    'prompts/(?:get|list)',
  ],
  ...['logging/setLevel', 'last-event-id', '-3200\\d', '-32042', 'sessionIdGenerator', 'StreamableHTTP'],
  ...['SSE(?:Client|Server)Transport', 'StdioServerTransport', 'StdioClientTransport'],
  ...['\\bisInitializeRequest\\b', '\\boninitialized\\b', 'getClient(?:Version|Capabilities)'],
];
const WORDS = new RegExp(PROTOCOL_WORDS.join('|'), 'i');

/** A module that passes names on from others may stand between the SDK and its users. */
const REEXPORT =
  /\bexport\s*(?:type\s*)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\b|module\.exports\s*=\s*require\(/;

/**
 * Files that are handed a server, or the context of a handler, or that keep the schemas of tools, need not name the
 * protocol at all.
 */
const SEAM =
  /\.(?:tool|prompt|resource|registerPrompt|registerResource)\s*\(|\b(?:sendNotification|sendRequest|requestInfo|authInfo|ToolCallback)\b|\bextra\s*[.?,):]|['"]zod(?:['"]|\/)/;

/** Modules that make tools or results for handlers in another file need not name the protocol either. */
function makesResults(text: string): boolean {
  if (/\binputSchema\b/.test(text)) return true;
  const isContent = /\btype\s*:\s*['"`](?:text|image|audio|resource|resource_link)['"`]/;
  return /\bcontent\b/.test(text) && isContent.test(text);
}

/** A callback of an authorization server, which a client may wait for in a file of its own. */
const CALLBACK = /\.get\(\s*['"`]code['"`]\s*\)/;

/** What a server publishes about its authorization, often in a file that names nothing else of the protocol. */
const METADATA = /protected[-_]?resource|resource_metadata|\bauthorization_servers\b/i;

/** Where an application of NestJS starts, which need not say what its modules serve. */
const NEST_START = /\bNestFactory\b/;

/** Modules that keep something for each session name neither the protocol nor the SDK. */
function keepsBySession(text: string): boolean {
  return /\bsessionId\b/.test(text) && /\bnew Map\b|\bRecord</.test(text);
}

/** Requests that a server sends to its client. */
const ASKS =
  /\b(?:elicitInput|createMessage|requestSampling|listRoots)\b|elicitation\/create|sampling\/createMessage|roots\/list/;

/** Packages that are raised along with those that connect to servers, as files import them. */
const COMPANION = new RegExp(`(['"])(?:${COMPANION_PACKAGES.join('|')})(?:/[^'"\n]*)?\\1`);

const RECORDS = /\.(?:setAttributes?|start(?:Active)?Span|addEvent|add|record|child|debug|info|warn|error)\(/;

const SDK_MODULE = /(['"`])@modelcontextprotocol\/[\w-]+(?:\/[^'"`\n]*)?\1/;

/** Whether a file has to be parsed. */
export function isCandidate(text: string): boolean {
  const isPart =
    [SEAM, REEXPORT, CALLBACK, METADATA, NEST_START].some(part => part.test(text)) ||
    keepsBySession(text) ||
    makesResults(text);
  return (mentionsProtocol(text) || isPart) && !isMachineMade(text);
}

/** Whether a file may send requests to a client. */
export function asksClient(text: string): boolean {
  return ASKS.test(text);
}

/** Whether a file may record the id of a session in a trace, a metric or a log. */
export function mayRecordSession(text: string): boolean {
  return /\.sessionId\b/.test(text) && RECORDS.test(text);
}

/** Whether a file imports a package that is raised along with a framework, as its code has to be looked at for that. */
export function importsCompanion(text: string): boolean {
  return COMPANION.test(text);
}

/** Whether a file may start a framework that others are raised along with. */
export function isAccompanied(text: string): boolean {
  return ACCOMPANIED_PACKAGES.some(name => text.includes(name));
}

/** Whether a file may decide by the method of a message what to do, as servers without the SDK do. */
export function dispatches(text: string): boolean {
  return (
    /['"`]?\binitialize\b['"`]?/.test(text) &&
    /['"`](?:tools|resources|prompts)\/(?:list|call|get|read)['"`]/.test(text)
  );
}

/** Whether a file may serve sessions, or handlers that get a server for every request. */
export function servesSessions(text: string): boolean {
  return /StreamableHTTPServerTransport\b|\bcreateMcpHandler\b/.test(text);
}

/** Whether a file may keep something beside a server that it makes. */
export function mayKeepState(text: string): boolean {
  return /\bMcpServer\b|\bregisterTool\b|\bsetRequestHandler\b|\.tool\(/.test(text);
}

/** Whether a text names a module of the SDK, as an import does. */
export function namesSdkModule(text: string): boolean {
  return SDK_MODULE.test(text);
}

/** Whether a text has any of the words that the migration or the rules look for. */
export function mentionsProtocol(text: string): boolean {
  return WORDS.test(text);
}

/** Bundled, minified or generated text: nobody maintains it by hand, and it comes from files we do migrate. */
export function isMachineMade(text: string): boolean {
  const head = text.slice(0, 2000);
  if (/@generated\b|\bDO NOT EDIT\b|\bAUTO-?GENERATED\b|automatically generated/i.test(commentsAtTop(head)))
    return true;
  if (/__webpack_require__|\/\*! For license information please see/.test(text) || isBundle(text))
    return true;
  if (text.length < 20_000) return false;
  const lengths = text.split('\n', 2000).map(line => line.length);
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  return average > 1000 || lengths.some(length => length > 20_000);
}

/** A line in which a bundler names the file that the code under it comes from. */
const BUNDLED = /^\/\/ (\S+\.(?:[cm]?[jt]sx?|json))\r?\n(?=[^\s/])/gm;

/** Whether a bundler put several files into a text, some of a package: people name such files in comments, too. */
function isBundle(text: string): boolean {
  if (!text.includes('// ')) return false;
  const files = [...text.matchAll(BUNDLED)].map(([, file]) => file!);
  return files.length > 1 && files.some(file => /(?:^|\/)node_modules\//.test(file));
}

/** The comments, and directives, that a text starts with. */
export function commentsAtTop(head: string): string {
  return /^(?:#![^\n]*\n)?\s*(?:\/\/[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*|['"]use \w+['"];?\s*)*/.exec(head)![0];
}
