import detectIndent from 'detect-indent';
import { findNodeAtLocation, parseTree, type JSONPath, type Node } from 'jsonc-parser';
import type { TextEdit } from '../engine/types.js';

/** A member to put into an object. */
export interface NewMember {
  readonly name: string;
  /** A string, or a flat object. */
  readonly value: string | Readonly<Record<string, string | boolean>>;
  /** Stands in for the `anchor` that the members have in common. */
  readonly anchor?: string | undefined;
}

export interface MemberChanges {
  readonly remove?: readonly string[];
  readonly add?: readonly NewMember[];
  /** Where new members go: in order among the keys around this one, or after it where these are in no order. */
  readonly anchor?: string | undefined;
  /** Keep to `anchor` even if the keys happen to be in order. */
  readonly unsorted?: boolean;
}

/** The text of a JSON file, and edits to it that leave the formatting of everything else alone. */
export class JsonText {
  readonly #file: string;
  readonly #text: string;
  readonly #root: Node;
  readonly #eol: string;
  readonly #indent: string;

  /**
   * @param text valid JSON whose top is an object, without byte order mark
   * @throws {SyntaxError} when it is not
   */
  constructor(file: string, text: string) {
    const root = parseTree(text);
    if (root?.type !== 'object') throw new SyntaxError(`${file} holds no JSON object.`);
    this.#file = file;
    this.#text = text;
    this.#root = root;
    this.#eol = text.includes('\r\n') ? '\r\n' : '\n';
    this.#indent = detectIndent(text).indent || '  ';
  }

  /** Offset of a member's key, of the innermost part of `path` that exists. */
  position(path: readonly string[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = this.#find(path.slice(0, length));
      if (node) return node.parent?.offset ?? node.offset;
    }
    return this.#root.offset;
  }

  /** Replaces a value that is there. */
  setString(path: readonly string[], value: string): TextEdit {
    const node = this.#find(path);
    if (!node) throw new Error(`${this.#file} has no ${path.join('.')}.`);
    return this.#edit(node.offset, node.offset + node.length, JSON.stringify(value));
  }

  /** Removes members of an object that is there and adds others: in order when its keys are in order. */
  changeMembers(path: readonly string[], changes: MemberChanges): TextEdit[] {
    const object = path.length === 0 ? this.#root : this.#find(path);
    if (object?.type !== 'object') throw new Error(`${this.#file} has no object ${path.join('.')}.`);
    const layout = this.#layout(object);
    const removed = new Set(changes.remove);
    const members = (object.children ?? []).map(node => ({ node, name: keyOf(node) }));
    const slots: Slot[] = members.map(({ node, name }) => ({ name, node, text: undefined }));
    for (const member of changes.add ?? []) {
      const at = insertionIndex(slots, member.name, { ...changes, anchor: member.anchor ?? changes.anchor });
      slots.splice(at, 0, { name: member.name, node: undefined, text: this.#member(member, layout) });
    }
    return this.#gapEdits(
      object,
      slots.filter(slot => !(slot.node && removed.has(slot.name))),
      layout,
    );
  }

  /** Every string in the file, key or value, that `wanted` accepts, with the path of the member that holds it. */
  strings(wanted: (text: string) => boolean): { path: readonly string[]; pos: number }[] {
    const found: { path: readonly string[]; pos: number }[] = [];
    const visit = (node: Node, path: readonly string[]): void => {
      if (node.type === 'string' && wanted(String(node.value))) found.push({ path, pos: node.offset });
      if (node.type !== 'property') {
        for (const child of node.children ?? []) visit(child, path);
        return;
      }
      const [key, value] = node.children!;
      const inner = [...path, String(key!.value)];
      visit(key!, inner);
      if (value) visit(value, inner);
    };
    visit(this.#root, []);
    return found;
  }

  #find(path: readonly string[]): Node | undefined {
    return findNodeAtLocation(this.#root, path as JSONPath);
  }

  #edit(start: number, end: number, text: string): TextEdit {
    return { file: this.#file, start, end, text };
  }

  #layout(object: Node): Layout {
    const text = this.#text;
    const first = object.children?.[0];
    const last = object.children?.at(-1);
    const end = object.offset + object.length - 1;
    const outer = this.#lineIndent(object.offset);
    const spread = { open: this.#eol + outer + this.#indent, close: this.#eol + outer };
    if (!first || !last)
      return { ...spread, separator: spread.open, colon: ': ', inner: outer + this.#indent };
    const open = text.slice(object.offset + 1, first.offset);
    const close = text.slice(last.offset + last.length, end);
    const [key, value] = first.children as [Node, Node];
    return {
      open,
      close,
      separator: open.includes('\n')
        ? this.#eol + this.#lineIndent(first.offset)
        : this.#inlineSeparator(object),
      colon: text.slice(key.offset + key.length, value.offset),
      inner: this.#lineIndent(first.offset),
    };
  }

  #inlineSeparator(object: Node): string {
    const [first, second] = object.children!;
    if (!second) return this.#text[object.offset + 1] === ' ' ? ' ' : '';
    const between = this.#text.slice(first!.offset + first!.length, second.offset);
    return between.includes('\n') ? ' ' : between.slice(between.indexOf(',') + 1);
  }

  #lineIndent(offset: number): string {
    const start = this.#text.lastIndexOf('\n', offset - 1) + 1;
    return /^[ \t]*/.exec(this.#text.slice(start))![0];
  }

  #member({ name, value }: NewMember, layout: Layout): string {
    const key = JSON.stringify(name) + layout.colon;
    if (typeof value === 'string') return key + JSON.stringify(value);
    if (!layout.separator.includes('\n')) {
      const pairs = Object.entries(value).map(
        ([inner, text]) => `${JSON.stringify(inner)}${layout.colon}${JSON.stringify(text)}`,
      );
      return `${key}{${layout.open}${pairs.join(`,${layout.separator}`)}${layout.open}}`;
    }
    const lines = Object.entries(value).map(
      ([inner, text]) => `${layout.inner}${this.#indent}${JSON.stringify(inner)}: ${JSON.stringify(text)}`,
    );
    return `${key}{${this.#eol}${lines.join(`,${this.#eol}`)}${this.#eol}${layout.inner}}`;
  }

  /** One edit for each stretch between members that stay where what lies in it changes. */
  #gapEdits(object: Node, slots: readonly Slot[], layout: Layout): TextEdit[] {
    const edits: TextEdit[] = [];
    let previous: Node | undefined;
    let added: string[] = [];
    for (const slot of [...slots, undefined]) {
      if (slot?.text !== undefined) {
        added.push(slot.text);
        continue;
      }
      const next = slot?.node;
      const start = previous ? previous.offset + previous.length : object.offset + 1;
      const end = next ? next.offset : object.offset + object.length - 1;
      const unchanged = added.length === 0 && follows(object, previous, next);
      if (!unchanged)
        edits.push(this.#trimmed(start, end, this.#gapText(object, added, previous, next, layout)));
      previous = next;
      added = [];
    }
    return edits;
  }

  #gapText(
    object: Node,
    added: readonly string[],
    previous: Node | undefined,
    next: Node | undefined,
    layout: Layout,
  ): string {
    const between = `,${layout.separator}`;
    if (!next) {
      if (!previous) return added.length === 0 ? '' : layout.open + added.join(between) + layout.close;
      return added.map(text => between + text).join('') + layout.close;
    }
    const members = object.children!;
    const before = members[members.indexOf(next) - 1];
    // The white space in front of a member that stays is its own.
    const own = before && this.#text.slice(before.offset + before.length, next.offset);
    if (previous) return added.map(text => between + text).join('') + (own ?? between);
    return layout.open + added.map(text => text + between).join('');
  }

  #trimmed(start: number, end: number, text: string): TextEdit {
    const old = this.#text.slice(start, end);
    let head = 0;
    while (head < old.length && head < text.length && old[head] === text[head]) head++;
    let tail = 0;
    const most = Math.min(old.length, text.length) - head;
    while (tail < most && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
    return this.#edit(start + head, end - tail, text.slice(head, text.length - tail));
  }
}

interface Slot {
  readonly name: string;
  readonly node: Node | undefined;
  readonly text: string | undefined;
}

interface Layout {
  readonly open: string;
  readonly close: string;
  /** Between the comma and the next member. */
  readonly separator: string;
  readonly colon: string;
  /** Indentation of the members. */
  readonly inner: string;
}

function keyOf(property: Node): string {
  return String(property.children![0]!.value);
}

function follows(object: Node, previous: Node | undefined, next: Node | undefined): boolean {
  const members = object.children ?? [];
  const after = previous ? members.indexOf(previous) + 1 : 0;
  return members[after] === next;
}

/** Package managers sort by locale (npm, yarn) or by code unit (pnpm); members are sorted if either finds them so. */
const ORDERS: readonly ((a: string, b: string) => number)[] = [
  (a, b) => a.localeCompare(b, 'en'),
  (a, b) => (a < b ? -1 : a > b ? 1 : 0),
];

/** So many members in order around the anchor are taken for an order that is kept, whatever the others do. */
const ORDERED_RUN = 3;

function insertionIndex(slots: readonly Slot[], name: string, changes: MemberChanges): number {
  const anchor = slots.findIndex(slot => slot.name === changes.anchor);
  if (!changes.unsorted) {
    const runs = ORDERS.map(order => ({ order, ...orderedRun(slots, anchor, order) }));
    const { order, start, end } = runs.reduce((best, run) =>
      run.end - run.start > best.end - best.start ? run : best,
    );
    if (end - start === slots.length || (anchor >= 0 && end - start >= ORDERED_RUN)) {
      const larger = slots.slice(start, end).findIndex(slot => order(slot.name, name) > 0);
      return larger < 0 ? end : start + larger;
    }
  }
  if (anchor < 0) return slots.length;
  let index = anchor + 1;
  while (slots[index]?.text !== undefined) index++;
  return index;
}

/** The members in order that `anchor` is one of, or the first one is: from `start` to before `end`. */
function orderedRun(
  slots: readonly Slot[],
  anchor: number,
  order: (a: string, b: string) => number,
): { readonly start: number; readonly end: number } {
  const follows = (index: number) => order(slots[index - 1]!.name, slots[index]!.name) <= 0;
  let start = Math.max(anchor, 0);
  let end = Math.min(start + 1, slots.length);
  while (start > 0 && follows(start)) start--;
  while (end < slots.length && follows(end)) end++;
  return { start, end };
}
