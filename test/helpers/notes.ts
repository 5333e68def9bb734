import { runPipeline } from '../../src/engine/pipeline.js';
import type { Severity, Transform } from '../../src/engine/types.js';

export interface FoundNote {
  readonly severity: Severity;
  readonly change: string;
  readonly line: number;
  readonly message: string;
}

/**
 * What a transform leaves for a person in files in memory.
 * @throws when it has a defect, or changes a file
 */
export function notesOf(transform: Transform, files: Readonly<Record<string, string>>): FoundNote[] {
  const output = runPipeline({
    root: '/project',
    sources: Object.entries(files).map(([name, text]) => ({ path: `/project/${name}`, text })),
    packages: [],
    transforms: [transform],
    legacy: 'auto',
  });
  if (output.defects.length > 0) throw new Error(output.defects.map(defect => defect.message).join('\n'));
  if (output.applied.length > 0) throw new Error(`${transform.name} changed a file.`);
  return output.notes.map(({ severity, change, message, file, after }) => {
    const { ast } = output.after.unit(file)!;
    return { severity, change, message, line: ast.getLineAndCharacterOfPosition(after).line + 1 };
  });
}

const IMPORTS = `import { McpServer, Server, isInitializeRequest, type ServerContext } from '@modelcontextprotocol/server';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
const mcp = new McpServer(info);
const server = mcp.server;
const client = new Client(info);\n`;

/** The notes on code that finds `mcp`, `server` and `client` declared, as `severity:line message`. */
export function notesOn(transform: Transform, text: string, file = 'src/a.ts'): string[] {
  return notesOf(transform, { [file]: IMPORTS + text }).map(
    ({ severity, line, message }) => `${severity}:${line - 5} ${message}`,
  );
}
