import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { tokensOf, type Token } from './tokens.js';

/** A stretch of the file that reads differently in the scratch copy. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A token of the scratch copy with the stretch of the file it stands for. */
export interface PlacedToken extends Token {
  readonly fileStart: number;
  readonly fileEnd: number;
}

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly fileStart: number;
  readonly fileEnd: number;
}

/**
 * A copy of a file as the official transforms want to see it: all SDK names as plain named imports at the top,
 * wherever and however the file itself takes them in.
 */
export class ScratchCopy {
  readonly text: string;
  /** Where the file's own code begins, behind the imports. */
  readonly bodyStart: number;
  readonly #segments: Segment[] = [];

  /** @param replacements sorted, without overlaps */
  constructor(unit: SourceUnit, imports: readonly string[], replacements: readonly Replacement[]) {
    let text = imports.map(line => `${line}\n`).join('');
    this.bodyStart = text.length;
    const copy = (from: number, to: number, replacement?: string): void => {
      const piece = replacement ?? unit.text.slice(from, to);
      this.#segments.push({
        start: text.length,
        end: text.length + piece.length,
        fileStart: from,
        fileEnd: to,
      });
      text += piece;
    };
    let last = ts.getShebang(unit.text)?.length ?? 0;
    for (const { start, end, text: replacement } of replacements) {
      copy(last, start);
      copy(start, end, replacement);
      last = end;
    }
    copy(last, unit.text.length);
    this.text = text;
  }

  /** The tokens of the file's own code. */
  tokens(ast: ts.SourceFile): PlacedToken[] {
    let index = 0;
    return tokensOf(ast)
      .filter(token => token.start >= this.bodyStart)
      .map(token => {
        while (this.#segments[index]!.end <= token.start) index++;
        return { ...token, ...placed(token, this.#segments[index]!) };
      });
  }
}

function placed(token: Token, segment: Segment): { fileStart: number; fileEnd: number } {
  const isCopy = segment.end - segment.start === segment.fileEnd - segment.fileStart;
  const isWhole = token.start === segment.start && token.end === segment.end;
  if (isWhole || !isCopy) return { fileStart: segment.fileStart, fileEnd: segment.fileEnd };
  const shift = segment.fileStart - segment.start;
  return { fileStart: token.start + shift, fileEnd: token.end + shift };
}
