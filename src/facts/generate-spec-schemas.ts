/**
 * Writes `src/facts/spec-schemas.generated.ts` from the schemas of the installed SDK v1: run the compiled file
 * with node. The names are the same in v1 and v2.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as schemas from '@modelcontextprotocol/sdk/types.js';

const TARGET = 'src/facts/spec-schemas.generated.ts';

interface MessageSchema {
  readonly shape?: { readonly method?: { readonly value?: unknown } };
}

const all: Readonly<Record<string, unknown>> = schemas;
const lines: string[] = [];
for (const name of Object.keys(all).sort()) {
  const method = (all[name] as MessageSchema | undefined)?.shape?.method?.value;
  if (typeof method !== 'string') continue;
  const ownResult = name.replace(/RequestSchema$/, 'ResultSchema');
  const result = ownResult === name ? undefined : ownResult in all ? ownResult : 'EmptyResultSchema';
  lines.push(`  { method: '${method}', message: '${name}'${result ? `, result: '${result}'` : ''} },`);
}

const text = [
  '// Written by `src/facts/generate-spec-schemas.ts` from the published package. Do not edit.',
  "import type { SpecSchema } from './spec-schemas.js';",
  '',
  'export const specSchemas: readonly SpecSchema[] = [',
  ...lines,
  '];',
  '',
].join('\n');
await writeFile(path.join(fileURLToPath(new URL('../../../', import.meta.url)), TARGET), text);
console.log(`Wrote ${TARGET}`);
