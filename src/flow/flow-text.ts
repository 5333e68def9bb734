import { parseSource, syntaxProblems } from '../engine/parse.js';
import type { SourceUnit } from '../engine/types.js';
import { boundNames } from './bound-names.js';
import { hiddenNames, type HiddenName } from './hidden-names.js';
import { parseFlow, type FlowNode } from './parse.js';
import { flowSpans } from './spans.js';
import type { Span } from './type-spans.js';

/** Spaces to TypeScript and ESLint that next to nobody writes. */
const BLANKS = [
  ...['\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007'],
  ...['\u2008', '\u2009', '\u200A', '\u202F', '\u205F', '\u3000'],
];
const BLANK_RUN = new RegExp(`[${BLANKS.join('')}]+`, 'g');
const LINE_END = /[\n\r\u2028\u2029]/;

/** Only files without types of TypeScript's own may be Flow. */
const JAVASCRIPT = /\.[cm]?jsx?$/;

/** Puts Flow's syntax into a text that has blanks for all of it, in order; undefined for any other text. */
type Fill = (text: string) => string | undefined;

/** A text with Flow's own syntax in place, or what kept it from being put there. */
export type Restored = { readonly text: string; readonly fill: Fill } | { readonly reason: string };

/**
 * A file that is valid as Flow and not as TypeScript or JavaScript, and the same text with what is Flow's own blanked:
 * every character is at the same place in both.
 */
export class FlowText {
  private constructor(
    readonly original: string,
    /** The blanked text; TypeScript parses it. */
    readonly unit: SourceUnit,
    private readonly blanks: ReadonlySet<string>,
    private readonly names: readonly HiddenName[],
    private readonly keepsTypes: boolean,
  ) {}

  /**
   * Reads a file that TypeScript cannot parse.
   * @param path decides with its extension whether the file may be Flow
   * @returns undefined when the text is not valid Flow, or has syntax that stands for more than types
   */
  static read(path: string, text: string): FlowText | undefined {
    if (!JAVASCRIPT.test(path)) return undefined;
    const program = parseFlow(text);
    return (
      program && (FlowText.#blank(path, text, program, true) ?? FlowText.#blank(path, text, program, false))
    );
  }

  static #blank(path: string, text: string, program: FlowNode, keepsTypes: boolean): FlowText | undefined {
    const blanks = BLANKS.filter(blank => !text.includes(blank));
    if (blanks.length < 2) return undefined;
    const spans = flowSpans(program, text, keepsTypes);
    const unit = parseSource(path, blanked(text, spans, blanks));
    if (syntaxProblems(unit).length > 0) return undefined;
    return new FlowText(text, unit, new Set(blanks), hiddenNames(program, spans), keepsTypes);
  }

  /** Puts Flow's syntax into a text that edits were made to, as long as none of them touched it. */
  fill(text: string): string | undefined {
    const origins = this.#origins(text);
    const filled = origins && this.#filled(text, origins, this.#hidden());
    return filled !== undefined && this.#isBlanked(filled, text) ? filled : undefined;
  }

  /**
   * Puts what was blanked back into a rewritten text.
   * @param rewritten the blanked text after edits
   * @param originOf where a place of `rewritten` was in the blanked text
   * @param renamed what became of a name that the edits no longer import or declare
   * @returns the text, or why there is none: edits have moved, copied or cut Flow's own syntax, or have taken away a
   * name that it still has
   */
  restore(
    rewritten: SourceUnit,
    originOf: (position: number) => number,
    renamed: (name: string) => string | undefined,
  ): Restored {
    const bound = boundNames(rewritten.ast);
    const before = boundNames(this.unit.ast);
    const hidden = this.#hidden();
    for (const { name, start, end } of this.names) {
      if (!before.has(name) || bound.has(name)) continue;
      const now = renamed(name);
      if (now === undefined || !bound.has(now)) return { reason: lostName(name) };
      for (let at = start; at < end; at++) hidden.set(at, at === start ? now : '');
    }
    const { text } = rewritten;
    const origins = this.#origins(text) ?? this.#origins(text, originOf);
    const filled = origins && this.#filled(text, origins, hidden);
    if (filled === undefined || !this.#isBlanked(filled, text)) return { reason: MOVED };
    return { text: filled, fill: marked => this.#filled(marked, origins!, hidden) };
  }

  /** What stands at each blanked place. */
  #hidden(): Map<number, string> {
    return new Map(this.#places(this.unit.text).map(place => [place, this.original[place]!]));
  }

  /** Where each blank of a text came from; undefined unless they have stayed in their order, each at most once. */
  #origins(text: string, originOf?: (position: number) => number): number[] | undefined {
    const targets = this.#places(text);
    const places = this.#places(this.unit.text);
    if (!originOf && targets.length !== places.length) return undefined;
    const origins = originOf ? targets.map(originOf) : places;
    const isSame = targets.every((target, index) => text[target] === this.unit.text[origins[index]!]);
    const isInOrder = origins.every((origin, index) => index === 0 || origins[index - 1]! < origin);
    return isSame && isInOrder ? origins : undefined;
  }

  #filled(text: string, origins: readonly number[], hidden: ReadonlyMap<number, string>): string | undefined {
    const targets = this.#places(text);
    if (targets.length !== origins.length) return undefined;
    const characters = text.split('');
    for (const [index, target] of targets.entries()) characters[target] = hidden.get(origins[index]!)!;
    return characters.join('');
  }

  #places(text: string): number[] {
    const places: number[] = [];
    for (let at = 0; at < text.length; at++) if (this.blanks.has(text[at]!)) places.push(at);
    return places;
  }

  /** Whether a text is Flow, and the same text as `rewritten` once it is blanked. */
  #isBlanked(text: string, rewritten: string): boolean {
    const { path } = this.unit;
    const program = parseFlow(text);
    const again = program && FlowText.#blank(path, text, program, this.keepsTypes);
    return again !== undefined && shape(again.unit.text) === shape(rewritten);
  }
}

const MOVED = 'code that has to move or go has Flow types in it; migrate this file by hand';

function lostName(name: string): string {
  return `Flow types name \`${name}\`, which SDK v2 no longer has in this form; migrate this file by hand`;
}

/** A text in which it does not matter how long blanks are, since names in them may have been renamed. */
function shape(text: string): string {
  return text.replace(BLANK_RUN, BLANKS[0]!);
}

/** No two blanks in a row are the same, so that what moves is noticed. */
function blanked(text: string, spans: readonly Span[], blanks: readonly string[]): string {
  const characters = text.split('');
  let count = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    for (let at = start; at < end; at++) {
      if (!LINE_END.test(characters[at]!)) characters[at] = blanks[count++ % blanks.length]!;
    }
  }
  return characters.join('');
}
