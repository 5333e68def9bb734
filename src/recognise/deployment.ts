import { isTestPath } from '../discovery/tests.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TransformContext } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { walk } from './syntax.js';
import { valuesOf } from './values.js';

const WIRE_TRANSPORTS = ['StreamableHTTPClientTransport', 'SSEClientTransport', 'StdioClientTransport'];
const HTTP_SERVING = /\b(?:createMcpHandler|\w*StreamableHTTPServerTransport|McpAgent)\b/;

/** Whether a file is a test, by its path in the project. */
export function isTestFile(project: ProjectModel, unit: SourceUnit): boolean {
  return isTestPath(project.packageOf(unit.path)?.dir ?? project.root, unit.path);
}

/**
 * The files to report about: not tests, which tell by themselves what no longer works, and which may well go on
 * testing 2025-11-25.
 */
export function reportedFiles({ project, files }: TransformContext): SourceUnit[] {
  return files.filter(unit => !isTestFile(project, unit));
}

/**
 * Whether clients of a file may meet a server over a transport that can carry 2026-07-28: not those of files that
 * know in-memory transports only, nor of tests that bring a transport of their own.
 */
export function speaksOverWire(project: ProjectModel, unit: SourceUnit): boolean {
  const values = valuesOf(project);
  const used = new Set<string>();
  walk(unit.ast, node => {
    if (!ts.isIdentifier(node) || !isTransport(node.text)) return;
    const name = values.sdkExport(node);
    if (name) used.add(name);
  });
  if (WIRE_TRANSPORTS.some(name => used.has(name))) return true;
  return !used.has('InMemoryTransport') && !isTestFile(project, unit);
}

function isTransport(name: string): boolean {
  return name === 'InMemoryTransport' || WIRE_TRANSPORTS.includes(name);
}

const serving = new WeakMap<ProjectModel, Map<string, boolean>>();

/** Whether the package that a file belongs to serves MCP over HTTP, now or after its migration. */
export function servesHttp(project: ProjectModel, unit: SourceUnit): boolean {
  let known = serving.get(project);
  if (!known) serving.set(project, (known = new Map<string, boolean>()));
  const owner = project.packageOf(unit.path)?.dir ?? '';
  const answer = known.get(owner);
  if (answer !== undefined) return answer;
  const found = project.units.some(
    each =>
      (project.packageOf(each.path)?.dir ?? '') === owner &&
      each.text.includes('@modelcontextprotocol/') &&
      !isTestFile(project, each) &&
      HTTP_SERVING.test(each.text),
  );
  known.set(owner, found);
  return found;
}
