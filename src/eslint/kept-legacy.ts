import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isV2Specifier } from '../facts/index.js';
import type { McpFile } from './file.js';
import { eraOfPackage } from './package-era.js';
import { enclosingFunction } from './tree.js';

/** Words that only code for 2026-07-28 has, in strings. */
const NEW_WORDS =
  /['"`](?:2026-07-28|server\/discover|subscriptions\/listen|io\.modelcontextprotocol\/(?:protocolVersion|clientCapabilities|clientInfo|tasks))['"`]/;

/** A pattern that picks the headers in which requests of 2026-07-28 repeat their body, as proxies pass them on. */
const MIRRORED_HEADERS = /\^mcp-\(\?:method\b/i;

/** Keys of the envelope that a request of 2026-07-28 comes in, by text or by the SDK's names for them. */
const ENVELOPE_KEYS =
  /\b(?:PROTOCOL_VERSION|CLIENT_INFO|CLIENT_CAPABILITIES)_META_KEY\b|io\.modelcontextprotocol\/(?:protocolVersion|clientInfo|clientCapabilities)\b/;

const known = new WeakMap<McpFile, boolean>();
const knownNew = new WeakMap<McpFile, boolean>();

/**
 * Whether what a file has for peers of 2025-11-25 is there on purpose: it is on SDK v2, or speaks 2026-07-28 by hand,
 * and the settings keep 2025-11-25.
 */
export function keepsLegacy(file: McpFile): boolean {
  let kept = known.get(file);
  if (kept === undefined) {
    const isNew = !file.importsV1 && (isOnV2(file) || speaksNewWords(file));
    known.set(file, (kept = isNew && file.settings.legacy === 'keep'));
  }
  return kept;
}

/** Whether messages of 2025-11-25 that a file writes or reads by hand are there beside those of 2026-07-28. */
export function keepsHandWritten(file: McpFile): boolean {
  return file.settings.legacy === 'keep' && !file.importsV1 && speaksNewWords(file);
}

/**
 * Whether a file speaks 2026-07-28, so that what it says of an older revision means 2025-11-25, and the settings keep
 * that one. A file without the SDK does what its package does.
 */
export function speaksNew(file: McpFile): boolean {
  if (file.settings.legacy !== 'keep' || file.importsV1) return false;
  return (
    keepsLegacy(file) ||
    ENVELOPE_KEYS.test(file.code) ||
    (!file.usesSdk && eraOfPackage(file.filename) === 'v2')
  );
}

/** Whether a file names what only 2026-07-28 has. */
export function speaksNewWords(file: McpFile): boolean {
  let says = knownNew.get(file);
  if (says === undefined)
    knownNew.set(file, (says = NEW_WORDS.test(file.code) || MIRRORED_HEADERS.test(file.code)));
  return says;
}

/** Whether the function around a node asks for the era, or looks at the envelope, and the settings keep 2025-11-25. */
export function readsEnvelope(file: McpFile, node: TSESTree.Node): boolean {
  const owner = enclosingFunction(node);
  if (!owner || file.settings.legacy !== 'keep') return false;
  const code = file.code.slice(...owner.range);
  return ENVELOPE_KEYS.test(code) || /\bis(?:Modern|Legacy)\w*\(/.test(code);
}

/** Whether a file imports SDK v2, directly or through a module of the project. */
export function isOnV2(file: McpFile): boolean {
  if (file.importsV2) return true;
  return file.sourceCode.ast.body.some(
    each =>
      each.type === AST_NODE_TYPES.ImportDeclaration &&
      each.source.value.startsWith('.') &&
      each.specifiers.some(({ local }) => comesFromV2(file, local)),
  );
}

/** Whether a name is of SDK v2, or is made in a module of the project that imports SDK v2. */
function comesFromV2(file: McpFile, local: TSESTree.Identifier): boolean {
  if (isV2Specifier(file.names.origin(local)?.module ?? '')) return true;
  return [...(file.names.imported(local)?.imports.values() ?? [])].some(each => isV2Specifier(each.module));
}
