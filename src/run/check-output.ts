import path from 'node:path';
import { parseTree, type ParseError } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import { parseSource, syntaxProblems } from '../engine/parse.js';
import { FlowText } from '../flow/flow-text.js';
import type { Problem } from './problems.js';
import type { ChangedFile } from './report.js';

/** Parses what is about to be written once more. A file that does not parse is a defect of ours. */
export function checkOutput({ path: file, after }: ChangedFile): Problem | undefined {
  if (parses(file, after.replace(/^\uFEFF/, ''))) return undefined;
  return { file, message: 'would not parse after the migration; it was left as it is, please report this' };
}

function parses(file: string, text: string): boolean {
  const extension = path.extname(file);
  if (extension === '.yaml') return parseDocument(text).errors.length === 0;
  if (extension !== '.json') {
    return syntaxProblems(parseSource(file, text)).length === 0 || FlowText.read(file, text) !== undefined;
  }
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  return errors.length === 0;
}
