import type { SourceUnit } from '../engine/types.js';
import { isTestFile } from '../recognise/deployment.js';
import type { ProjectModel } from '../project/model.js';

/** Sends a request on: by `fetch`, `node:http`, a client library or a proxy library. */
const FORWARDS =
  /\bfetch\w*\s*\(|\.request\s*\(|\b(?:axios|got|undici)\b|\bcreateProxy\w*\(|http-proxy|\bproxyRequest\b|\breply\.from\(/;

/** The SDK's own ends of a connection set and read the headers of a request themselves. */
const SDK_TRANSPORT =
  /\b(?:\w*StreamableHTTP|SSE|Stdio)(?:Client|Server)Transport\b|\bcreateMcpHandler\b|\bMcpServer\b/;

/**
 * Whether a file passes requests of MCP on from where they came in to another server by itself, without an end of a
 * connection of the SDK in between.
 */
export function isProxyFile(project: ProjectModel, unit: SourceUnit): boolean {
  const { text } = unit;
  return FORWARDS.test(text) && !SDK_TRANSPORT.test(text) && !isTestFile(project, unit);
}
