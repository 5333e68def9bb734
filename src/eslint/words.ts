import type { ChangeId } from '../changes/index.js';
import { importedWords } from './module-exports.js';

/**
 * Words by rule: without one of them, in its own text or in what it imports from modules of the project, a file holds
 * nothing for the rule. Every finding needs a name or a text that is written out in the file, whatever else it needs;
 * these are those names, however they are spelled. A word too many costs time, a word too few a finding.
 */
export const RULE_WORDS = {
  sessions: /[Ss]ession|SESSION|\bTransport\b|StreamableHTTPServerTransport|handleRequest/,
  'stateless-handshake':
    /[Ii]nitialize|getClient(?:Version|Capabilities)|_client(?:Version|Capabilities)|\bClient\b|StdioServerTransport|\bjsonrpc\b/,
  'server-discover': /\bserverInfo\b/,
  'subscriptions-listen':
    /handleRequest|subscribeRe|resources\/(?:un)?subscribe|list_?changed|resources?\/?updated/i,
  'removed-methods': /\bping\b|PingRequest|setLevel|setLoggingLevel|rootsListChanged|roots\/list_changed/i,
  'tasks-extension': /task/i,
  'multi-round-trip': /elicit|createMessage|listRoots|roots\/list|requestSampling/i,
  'result-type': /\bjsonrpc\b/,
  'stream-resumability':
    /last-event-id|eventStore|retryInterval|resumptionToken|close(?:Standalone)?SSE|resumeStream/i,
  'standard-headers': /mcp-(?:session-id|protocol-version)|last-event-id|\bjsonrpc\b/i,
  'cacheable-results': /\bjsonrpc\b/,
  'resource-not-found-code': /32_?002|ResourceNotFound/,
  'issuer-validation': /finishAuth|authorizationCode/,
  'application-type': /redirect_uris/,
  'credentials-by-issuer': /saveTokens|saveClientInformation/,
  'json-schema-2020-12': /\$ref/,
  'elicitation-complete-removed': /elicit|32_?042/i,
  'error-code-policy': /32_?0[2-9]\d/,
  'roots-sampling-logging':
    /\b(?:roots|sampling|logging)\b|loggingMessage|notifications\/message|createMessage|listRoots|requestSampling/i,
  'http-sse-transport': /SSE(?:Server|Client)Transport|event: ?endpoint|['"`]endpoint['"`]/,
  'include-context': /includeContext/,
  'dynamic-client-registration': /saveClientInformation|registerClient/,
  'sdk-v2-packages': /@modelcontextprotocol\\?\/sdk/,
} satisfies Partial<Record<ChangeId, RegExp>>;

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
  return ids.some(id => hasWord(id, file.text)) || ids.some(id => mayHoldFor(id, file));
}

/** Whether one rule may find something in a file. */
export function mayHoldFor(rule: RuleId, file: FileText): boolean {
  return hasWord(rule, file.text) || RULE_WORDS[rule].test(importedWordsOf(file));
}

function hasWord(rule: RuleId, text: string): boolean {
  return RULE_WORDS[rule].test(text) || text.includes(`TODO(mcp-migrate): ${rule}`);
}

let last: { readonly path: string; readonly text: string; readonly words: string } | undefined;

/** Kept for the file that was asked for last, which is asked for once for each rule. */
function importedWordsOf({ path, text }: FileText): string {
  if (last?.path === path && last.text === text) return last.words;
  const words = importedWords(path, text);
  last = { path, text, words };
  queueMicrotask(() => (last = undefined));
  return words;
}
