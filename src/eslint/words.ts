import type { ChangeId } from '../changes/index.js';
import { FRAMEWORK_PACKAGES } from '../frameworks/index.js';
import { METHODS } from '../facts/protocol.js';
import { importedWords } from './module-exports.js';

/** The words of a rule that looks for frameworks as well: their names as modules. */
function withFrameworks(words: RegExp): RegExp {
  const modules = FRAMEWORK_PACKAGES.map(name => name.replaceAll('/', String.raw`\/`)).join('|');
  return new RegExp(`${words.source}|['"](?:${modules})(?:['"]|\\/)`, words.flags);
}

/**
 * Words by rule: without one of them, in its own text or in what it imports from modules of the project, a file holds
 * nothing for the rule. Every finding needs a name or a text that is written out in the file, whatever else it needs;
 * these are those names, however they are spelled. A word too many costs time, a word too few a finding.
 */
export const RULE_WORDS = {
  // A store of servers shows only in a name with "session" beside one of a class.
  sessions:
    /-[Ss](?:ession|ESSION)-[Ii]|sessionId|onsession|\bMcpAgent\b|terminateSession|handleRequest|\bTransport\b|StreamableHTTPServerTransport|stickiness|CookieStickiness|[sS]essionAffinity|clientAffinity|kubernetes\.io\/affinity|^(?=[^]*[Ss](?:ession|ESSION))[^]*\b(?:Mcp)?Server\b/,
  'stateless-handshake': withFrameworks(
    /\binitialize\b|Initialize[dRN]|oninitialize|notifications\/initialized|getClient(?:Version|Capabilities)|_client(?:Version|Capabilities)|StdioServerTransport|\bjsonrpc\b|^(?=[^]*\bClient\b)[^]*@modelcontextprotocol\/client/,
  ),
  'server-discover': /\bserverInfo\b|['"`]initialize['"`]/,
  'subscriptions-listen':
    /handleRequest|subscribeRe|resources\/(?:un)?subscribe|list_?changed|resources?\/?updated/i,
  'removed-methods': /\bping\b|PingRequest|setLevel|setLoggingLevel|rootsListChanged|roots\/list_changed/i,
  'tasks-extension': /task/i,
  'multi-round-trip': /elicit|createMessage|listRoots|roots\/list|requestSampling/i,
  'result-type': /\bjsonrpc\b|\binitialize\b/,
  'stream-resumability':
    /last-event-id|eventStore|retryInterval|resumptionToken|close(?:Standalone)?SSE|resumeStream/i,
  'deterministic-tool-order':
    /^(?=[^]*\basync\b)(?=[^]*(?:tools\/list|ListToolsRequest))[^]*\.(?:push|unshift)\(|^(?=[^]*\basync\b)(?=[^]*(?:Promise\.all|\.forEach\())[^]*\.(?:registerTool|tool)\(/,
  'standard-headers': /mcp-(?:session-id|protocol-version)|last-event-id|\bjsonrpc\b/i,
  'cacheable-results': /\bjsonrpc\b|\binitialize\b/,
  'resource-not-found-code': /32_?002|ResourceNotFound/,
  'issuer-validation': /finishAuth|authorizationCode/,
  'application-type': /redirect_uris/,
  'credentials-by-issuer': /saveTokens|saveClientInformation/,
  'json-schema-2020-12':
    /\$ref|\$schema|\bitems['"]?\s*:\s*\[|\bproperties['"]?\s*:\s*[\w.]+\(|\bstructuredContent['"]?\s*:\s*[\w.]+\(|outputSchema[?!]?\.type|^(?=[^]*\bAjv)[^]*(?:outputSchema|jsonSchemaValidator)|^(?=[^]*callTool)[^]*\.structuredContent/i,
  'elicitation-complete-removed': /elicit|32_?042/i,
  'error-code-policy': /32_?0[2-9]\d/,
  'roots-sampling-logging':
    /\b(?:roots|sampling|logging)\b['"`\]]*\s*[:,}(=]|roots\/list|loggingMessage|notifications\/message|createMessage|listRoots|requestSampling/i,
  'http-sse-transport': /SSE(?:Server|Client)Transport|event: ?endpoint|['"`]endpoint['"`]/,
  'include-context': /includeContext/,
  'dynamic-client-registration': /saveClientInformation|registerClient/,
  'sdk-v2-packages': /@modelcontextprotocol\\?\/sdk/,
} satisfies Partial<Record<ChangeId, RegExp>>;

/**
 * Words of which one stands beside those of every rule: other protocols have an `initialize` and an error -32002 as
 * well. They are the names of the SDK's packages, of the project's MCP modules, headers and revisions, and the methods
 * that only MCP has; `numCpus` is not among them.
 */
const EVIDENCE = new RegExp(
  [
    'modelcontextprotocol|(?<!nu)mcp|numcp(?!us)',
    '(?:^|[\'"`])20\\d\\d-\\d\\d-\\d\\d(?:$|[\'"`])',
    ...METHODS.map(({ method }) => method).filter(method => method.includes('/')),
  ].join('|'),
  'im',
);

/** The name of a rule, which is the id of its change. */
export type RuleId = keyof typeof RULE_WORDS;

/** A text with the path of the file that it is of. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/**
 * Whether a file has to be parsed for the sake of a check: when one of the rules may find something in it, or when
 * it has an ESLint comment about one of ours, which may turn out to suppress nothing.
 * @param enabled whether a rule takes part
 */
export function mayHold(file: FileText, enabled: (rule: RuleId) => boolean = () => true): boolean {
  if (file.text.includes('mcp-migrate/')) return true;
  const ids = (Object.keys(RULE_WORDS) as RuleId[]).filter(enabled);
  return ids.some(id => mayHoldFor(id, file));
}

/** Whether one rule may find something in a file. */
export function mayHoldFor(rule: RuleId, file: FileText): boolean {
  const words = RULE_WORDS[rule];
  const { marked, isEvident, withImported } = wordsOf(file);
  return (
    (isEvident && words.test(withImported)) || (marked && file.text.includes(`TODO(mcp-migrate): ${rule}`))
  );
}

interface FileWords {
  /** Whether a migration has left comments in the file. */
  readonly marked: boolean;
  /** Whether the text below has to do with MCP. */
  readonly isEvident: boolean;
  /** The text, and below it the names and constants behind what it imports. */
  readonly withImported: string;
}

let last: (FileText & { readonly words: FileWords }) | undefined;

/** Kept for the file that was asked for last, since every rule asks. */
function wordsOf({ path, text }: FileText): FileWords {
  if (last?.path === path && last.text === text) return last.words;
  const imported = importedWords(path, text);
  const withImported = imported === '' ? text : `${text}\n${imported}`;
  const words: FileWords = {
    marked: text.includes('TODO(mcp-migrate)'),
    isEvident: EVIDENCE.test(withImported),
    withImported,
  };
  last = { path, text, words };
  queueMicrotask(() => (last = undefined));
  return words;
}
