import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseSource, syntaxProblems } from '../engine/parse.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { flowProblem } from '../flow/flow-problem.js';
import { FlowText } from '../flow/flow-text.js';
import type { Problem } from '../run/problems.js';
import type { SkippedFile } from '../run/report.js';
import {
  asksClient,
  dispatches,
  importsCompanion,
  isAccompanied,
  isCandidate,
  isMachineMade,
  mayKeepState,
  mayRecordSession,
  mentionsProtocol,
  namesSdkModule,
  servesSessions,
} from './candidates.js';
import { isGeneratedDeclaration } from './declarations.js';
import { isUtf16, readSource, type SourceText } from './read.js';

/** Nobody writes a source file this long by hand; parsing it takes seconds and hundreds of megabytes. */
const MAX_BYTES = 5_000_000;

/** Walking down further than this takes more stack than there is. */
const MAX_DEPTH = 1000;
const TOO_DEEP = 'is nested too deeply to be migrated; split the expression and run again';

const GENERATED = 'generated, minified or bundled';

/** A text that parses, and what the parser made of it. */
export interface ParsedSource extends SourceText {
  readonly unit: SourceUnit;
  /** Present when the text is Flow that TypeScript cannot parse; `unit` then is the text without it. */
  readonly flow?: FlowText;
}

export interface SourceReading {
  /** Files to migrate, in the order given: they may hold something of MCP, and they parse. */
  readonly sources: readonly ParsedSource[];
  /** Files that may hold something of MCP and cannot be read or parsed. */
  readonly problems: readonly Problem[];
  /** Files that may hold something of MCP and are not maintained by hand. */
  readonly skipped: readonly SkippedFile[];
}

/**
 * Reads the source files of a run and keeps those that are worth parsing.
 * @param peripheral files among them that are worth it only if they import the SDK
 */
export async function readSources(
  files: readonly string[],
  peripheral: ReadonlySet<string> = new Set(),
): Promise<SourceReading> {
  const sources: ParsedSource[] = [];
  const problems: Problem[] = [];
  const skipped: SkippedFile[] = [];
  const others: string[] = [];
  const companions: string[] = [];
  for (const file of files) {
    if (((await stat(file).catch(() => undefined))?.size ?? 0) > MAX_BYTES) {
      if (!peripheral.has(file)) skipped.push({ file, reason: `larger than ${MAX_BYTES / 1_000_000} MB` });
      continue;
    }
    const read = await readSource(file);
    if ('text' in read && peripheral.has(file) && !namesSdkModule(read.text)) {
      if (importsCompanion(read.text)) companions.push(file);
      continue;
    }
    if (!('text' in read)) {
      if (read.line === undefined || (await mayMatter(file))) problems.push(read);
    } else if (await isGeneratedDeclaration(file, read.text)) {
      skipped.push({ file, reason: GENERATED });
    } else if (isCandidate(read.text)) {
      const parsed = parseText(file, read.text);
      if ('message' in parsed) problems.push(parsed);
      else sources.push({ ...read, ...parsed });
    } else if (mentionsProtocol(read.text) && isMachineMade(read.text)) {
      skipped.push({ file, reason: GENERATED });
    } else if (!isMachineMade(read.text)) {
      others.push(file);
      if (importsCompanion(read.text)) companions.push(file);
    }
  }
  // A package is raised along with a framework only if no file uses what changed in it.
  if (sources.some(each => isAccompanied(each.text))) {
    await addParsed(sources, companions, new Set(companions.map(withoutExtension)));
  }
  // What a handler calls before it asks its client decides whether it can be rewritten; it need not name MCP.
  await addParsed(sources, others, importedBy(sources.filter(each => asksClient(each.text))));
  // Handlers of a server that is written by hand are in files that need not name MCP either.
  await addParsed(sources, others, importedBy(sources.filter(each => dispatches(each.text))));
  // Spans, metrics and loggers are told by the package that the module comes from which makes them.
  await addParsed(sources, others, importedBy(sources.filter(each => mayRecordSession(each.text))));
  // State is also what a server made for each session keeps in objects of classes of its own, and in objects of those.
  let makers = sources.some(each => servesSessions(each.text))
    ? sources.filter(each => mayKeepState(each.text))
    : [];
  while (makers.length > 0) makers = await addParsed(sources, others, importedBy(makers, isConstructed));
  return { sources, problems, skipped };
}

/** Adds those of the files that are wanted and not there yet, as far as they parse; answers what was added. */
async function addParsed(
  sources: ParsedSource[],
  files: readonly string[],
  wanted: ReadonlySet<string>,
): Promise<ParsedSource[]> {
  const known = new Set(sources.map(each => each.path));
  const added: ParsedSource[] = [];
  for (const file of files.filter(each => wanted.has(withoutExtension(each)) && !known.has(each))) {
    const read = await readSource(file);
    const parsed = 'text' in read ? parseText(file, read.text) : undefined;
    if ('text' in read && parsed && !('message' in parsed)) added.push({ ...read, ...parsed });
  }
  sources.push(...added);
  return added;
}

/** Paths, without extension, of the files that files import: all of them, or those of which a name passes a test. */
function importedBy(
  sources: readonly ParsedSource[],
  isWanted?: (name: string, text: string) => boolean,
): Set<string> {
  const found = new Set<string>();
  for (const { path: file, text, unit } of sources) {
    for (const statement of unit.ast.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const { text: specifier } = statement.moduleSpecifier;
      if (!specifier.startsWith('.')) continue;
      if (isWanted && !namesOf(statement).some(name => isWanted(name, text))) continue;
      const target = path.resolve(path.dirname(file), specifier);
      found.add(withoutExtension(target)).add(target).add(path.join(target, 'index'));
    }
    for (const [, specifier] of isWanted ? [] : text.matchAll(/\brequire\(\s*['"](\.[^'"\n]*)['"]\s*\)/g)) {
      const target = path.resolve(path.dirname(file), specifier!);
      found.add(withoutExtension(target)).add(target).add(path.join(target, 'index'));
    }
  }
  return found;
}

/** The names that an import gives to a file. */
function namesOf({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  return [importClause, ...named].flatMap(each => each?.name?.text ?? []);
}

function isConstructed(name: string, text: string): boolean {
  return text.includes(`new ${name}`);
}

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, '');
}

/**
 * Parses the text of a file, as Flow when it is nothing else.
 * @returns the parsed file, or what keeps it from being migrated although it can be read
 */
export function parseText(file: string, text: string): Pick<ParsedSource, 'unit' | 'flow'> | Problem {
  try {
    const unit = parseSource(file, text);
    const [syntax] = syntaxProblems(unit);
    const flow = syntax && FlowText.read(file, text);
    if (syntax && !flow) {
      return flowProblem(syntax, text) ?? { ...syntax, message: `syntax error: ${syntax.message}` };
    }
    const tooDeep = nodeBelow(flow?.unit.ast ?? unit.ast, MAX_DEPTH);
    if (!tooDeep) return flow ? { unit: flow.unit, flow } : { unit };
    const { line } = unit.ast.getLineAndCharacterOfPosition(tooDeep.getStart());
    return { file, line: line + 1, message: TOO_DEEP };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { file, message: TOO_DEEP };
  }
}

/** The first node that lies `depth` levels down. */
function nodeBelow(root: ts.Node, depth: number): ts.Node | undefined {
  let level: ts.Node[] = [root];
  for (let down = 0; down < depth && level.length > 0; down++) {
    const next: ts.Node[] = [];
    for (const node of level) ts.forEachChild(node, child => void next.push(child));
    level = next;
  }
  return level[0];
}

/** Whether a file that is no UTF-8 may hold something of MCP: a video can be called `.ts`, too. */
async function mayMatter(file: string): Promise<boolean> {
  const bytes = await readFile(file);
  const isBinary = bytes.includes(0) && !isUtf16(bytes);
  // Without the zeros UTF-16 reads like ASCII.
  return !isBinary && mentionsProtocol(bytes.toString('latin1').replaceAll('\0', ''));
}
