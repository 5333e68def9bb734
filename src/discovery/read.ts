import { readFile, stat } from 'node:fs/promises';
import type { Problem } from '../run/problems.js';
import { systemReason } from './system-error.js';

const BOM = '\uFEFF';

export interface SourceText {
  readonly path: string;
  /** Without byte order mark. */
  readonly text: string;
  readonly bom: boolean;
}

/**
 * Reads a file as UTF-8 text.
 * @returns the text, or the problem that kept it from being read: unreadable, no regular file, or not UTF-8
 */
export async function readSource(path: string): Promise<SourceText | Problem> {
  let bytes: Buffer;
  try {
    // Opening a pipe or a device would wait for somebody to write into it.
    if (!(await stat(path)).isFile()) return { file: path, message: 'is not a regular file' };
    bytes = await readFile(path);
  } catch (error) {
    return { file: path, message: `cannot be read: ${systemReason(error)}` };
  }
  if (isUtf16(bytes)) return { file: path, line: 1, message: 'is UTF-16; convert it to UTF-8 and run again' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.startsWith(BOM) ? { path, text: text.slice(1), bom: true } : { path, text, bom: false };
  } catch {
    const line = firstInvalidLine(bytes);
    return { file: path, line, message: 'is not valid UTF-8; convert it and run again' };
  }
}

/** Whether a file starts with a UTF-16 byte order mark, or with two ASCII characters that are two bytes wide. */
export function isUtf16(bytes: Buffer): boolean {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return (a === 0 && c === 0 && Boolean(b && d)) || (b === 0 && d === 0 && Boolean(a && c));
}

function firstInvalidLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}

/** The bytes to write for a text read by `readSource`. */
export function withBom(text: string, bom: boolean): string {
  return bom ? BOM + text : text;
}
