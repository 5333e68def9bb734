import { applyEdits } from '../engine/edits.js';
import { indentAt, render } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { walk } from '../recognise/syntax.js';

/** A snippet with places in it for text of the file, which is taken over as it is written there. */
export class Snippet {
  readonly #unit: SourceUnit;
  readonly #moved: { readonly text: string; readonly indent: string }[] = [];

  constructor(unit: SourceUnit) {
    this.#unit = unit;
  }

  /** A stand-in for a node of the file. */
  node(node: ts.Node): string {
    const start = node.getStart(this.#unit.ast);
    return this.text(this.#unit.text.slice(start, node.end), indentAt(this.#unit.text, start));
  }

  /** A stand-in for a node of the file with some edits inside it. */
  edited(node: ts.Node, edits: readonly TextEdit[]): string {
    const start = node.getStart(this.#unit.ast);
    const own = edits.map(edit => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const { text } = applyEdits(this.#unit.text.slice(start, node.end), own);
    return this.text(text, indentAt(this.#unit.text, start));
  }

  /** @param indent indentation of the line that the text comes from */
  text(text: string, indent: string): string {
    this.#moved.push({ text, indent });
    return `__moved${this.#moved.length - 1}__`;
  }

  /** Writes the snippet the way the file is written; moved text only changes its indentation. */
  render(snippet: string, baseIndent: string): string {
    return this.fill(render(snippet, this.#unit.style, baseIndent), baseIndent);
  }

  /** Puts the moved text into a rendered snippet. */
  fill(rendered: string, baseIndent = ''): string {
    return rendered.replaceAll(/__moved(\d+)__/g, (_match: string, index: string, offset: number) => {
      const { text, indent } = this.#moved[Number(index)]!;
      // A template that spans lines would change with its indentation.
      if (hasLongTemplate(text)) return text;
      const lineStart = rendered.lastIndexOf('\n', offset) + 1;
      const target = lineStart === 0 ? baseIndent : /^[ \t]*/.exec(rendered.slice(lineStart))![0];
      return text.replaceAll(/\n([ \t]*)(?=\S)/g, (_line: string, own: string) =>
        own.startsWith(indent) ? `\n${target}${own.slice(indent.length)}` : `\n${own}`,
      );
    });
  }
}

/** Whether there is a template literal whose own text spans lines. */
function hasLongTemplate(text: string): boolean {
  if (!/`[^`]*\n[^`]*`/.test(text)) return false;
  const parsed = ts.createSourceFile('moved.ts', text, ts.ScriptTarget.Latest);
  let isFound = false;
  walk(parsed, node => {
    isFound ||= ts.isTemplateLiteralToken(node) && node.getText(parsed).includes('\n');
  });
  return isFound;
}
