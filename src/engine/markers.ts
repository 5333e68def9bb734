import { isChangeId, type ChangeId } from '../changes/index.js';
import { indentAt, lineStart } from './style.js';
import { ts } from './ts.js';
import type { SourceUnit, TextEdit } from './types.js';

const MARKER = /^[ \t]*\/\/ TODO\(mcp-migrate\): (?<change>[\w-]+) (?<review>review: )?(?<message>.*?)\r?$/;

/** Comments that speak to a tool about the next line, and so have to stay right above it. */
const DIRECTIVE =
  /^[ \t]*(?:\/\/|\/\*)\s*(?:@ts-|eslint-disable-next-line|prettier-ignore|biome-ignore|oxlint-disable-next-line|istanbul ignore|c8 ignore|v8 ignore)/;

/** A place that wants a marker, or has one. */
export interface MarkedPlace {
  readonly change: ChangeId;
  /** Offset of the construct. */
  readonly pos: number;
  readonly review: boolean;
  readonly message: string;
}

interface Existing {
  readonly change: ChangeId;
  readonly review: boolean;
  readonly message: string;
  /** Extent of the comment's lines, line break included. */
  readonly start: number;
  readonly end: number;
  /** Start of the line of code the marker stands above. */
  readonly anchor: number;
}

/** Review markers that stand in a file: a person has not yet confirmed those rewrites. */
export function reviewMarkers(unit: SourceUnit): MarkedPlace[] {
  return existingMarkers(unit)
    .filter(marker => marker.review)
    .map(marker => ({ change: marker.change, pos: marker.anchor, review: true, message: marker.message }));
}

/**
 * Edits that make the markers of a file match its places: one above each statement and change, none twice, and
 * none whose place is gone. A review marker goes only when a person deletes it.
 * @param looksFor whether `places` holds all there are of a change; the markers of others stay as they are
 */
export function markerEdits(
  unit: SourceUnit,
  places: readonly MarkedPlace[],
  looksFor: (change: ChangeId) => boolean = () => true,
): TextEdit[] {
  const existing = existingMarkers(unit);
  const wanted = new Map<string, { anchor: number; place: MarkedPlace }>();
  for (const place of places) {
    const anchor = anchorLine(unit, place.pos);
    const key = `${anchor} ${place.change} ${place.review}`;
    if (!wanted.has(key)) wanted.set(key, { anchor, place });
  }
  const edits: TextEdit[] = [];
  const standing = new Set<string>();
  for (const marker of existing) {
    const key = `${marker.anchor} ${marker.change} ${marker.review}`;
    const stays = marker.review || wanted.has(key) || !looksFor(marker.change);
    if (stays && !standing.has(key)) standing.add(key);
    else edits.push({ file: unit.path, start: marker.start, end: marker.end, text: '' });
  }
  for (const [key, { anchor, place }] of wanted) {
    if (standing.has(key)) continue;
    const at = aboveDirectives(unit.text, anchor);
    const message = `${place.change} ${place.review ? 'review: ' : ''}${place.message.replaceAll(/\s+/g, ' ')}`;
    const text = `${indentAt(unit.text, anchor)}// TODO(mcp-migrate): ${message}${unit.style.eol}`;
    edits.push({ file: unit.path, start: at, end: at, text });
  }
  return edits;
}

function existingMarkers(unit: SourceUnit): Existing[] {
  const found: Existing[] = [];
  const { text } = unit;
  if (!text.includes('TODO(mcp-migrate)')) return found;
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    const groups: Record<string, string | undefined> | undefined = MARKER.exec(
      text.slice(start, feed < 0 ? end : feed),
    )?.groups;
    const change = groups?.['change'];
    if (groups && change && isChangeId(change) && !insideLiteral(unit.ast, start + 1)) {
      found.push({
        change,
        review: groups['review'] !== undefined,
        message: groups['message'] ?? '',
        start,
        end,
        anchor: nextCodeLine(text, end),
      });
    }
    start = end;
  }
  return found;
}

/** Start of the first line from `offset` on that is neither blank nor a line comment. */
function nextCodeLine(text: string, offset: number): number {
  let start = offset;
  while (start < text.length) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    if (!/^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/.test(text.slice(start, end).trimEnd())) return start;
    start = end;
  }
  return start;
}

/** Offset of the line a marker for `pos` stands above: that of the innermost statement or member opening a line. */
export function anchorLine(unit: SourceUnit, pos: number): number {
  const { ast, text } = unit;
  let best: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (pos < node.getStart(ast) || pos >= node.end) return;
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return;
    const start = node.getStart(ast);
    const isPlace = ts.isStatement(node) || ts.isClassElement(node) || ts.isObjectLiteralElement(node);
    if (isPlace && !ts.isBlock(node) && text.slice(lineStart(text, start), start).trim() === '') best = node;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ast, visit);
  let line = lineStart(text, best ? best.getStart(ast) : pos);
  while (line > 0 && insideLiteral(ast, line)) line = lineStart(text, line - 1);
  return line;
}

function aboveDirectives(text: string, anchor: number): number {
  let at = anchor;
  while (at > 0) {
    const previous = lineStart(text, at - 1);
    if (!DIRECTIVE.test(text.slice(previous, at))) break;
    at = previous;
  }
  return at;
}

function insideLiteral(ast: ts.SourceFile, offset: number): boolean {
  const holds = (node: ts.Node) => offset > node.getStart(ast) && offset < node.end;
  let inside = false;
  const visit = (node: ts.Node): void => {
    if (inside || offset <= node.pos || offset >= node.end) return;
    if (ts.isTemplateExpression(node)) {
      inside = [node.head, ...node.templateSpans.map(span => span.literal)].some(holds);
    } else if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) inside = holds(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ast, visit);
  return inside;
}
