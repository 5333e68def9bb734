import { indentAt, lineStart } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  isConst,
  isFunctionNode,
  isWithin,
  member,
  memberValue,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { FreeNames } from '../rewrite/free-names.js';
import { capabilitiesNow } from './capabilities.js';
import type { Branch } from './dispatcher.js';
import { entryValue } from './table-entries.js';

/** The answer to `initialize`, where it is written. */
export interface HandshakeAnswer {
  readonly unit: SourceUnit;
  readonly literal: ts.ObjectLiteralExpression;
  /** The functions between the branch and the literal, outermost first, each with the call that leads to it. */
  readonly path: readonly { readonly call: ts.CallExpression | undefined; readonly owner: FunctionNode }[];
}

const MAX_DEPTH = 2;
/** How long a line may become. */
const LINE = 110;

/** The object with `serverInfo` and `protocolVersion` that a branch answers with. */
export function handshakeAnswer(project: ProjectModel, branch: Branch): HandshakeAnswer | undefined {
  const found = branch.body.flatMap(each => answersIn(project, each, [], 0));
  return found.length === 1 ? found[0] : undefined;
}

function answersIn(
  project: ProjectModel,
  root: ts.Node,
  path: HandshakeAnswer['path'],
  depth: number,
): HandshakeAnswer[] {
  const found: HandshakeAnswer[] = [];
  const enter = (call: ts.CallExpression | undefined, owner: FunctionNode | undefined) => {
    if (!owner?.body || depth >= MAX_DEPTH) return;
    found.push(...answersIn(project, owner.body, [...path, { call, owner }], depth + 1));
  };
  const entry = entryFunction(project, root);
  if (entry) {
    enter(undefined, entry);
    return found;
  }
  walk(root, node => {
    if (ts.isObjectLiteralExpression(node) && member(node, 'serverInfo') && member(node, 'protocolVersion')) {
      const unit = project.unit(node.getSourceFile().fileName);
      if (unit) found.push({ unit, literal: node, path });
      return false;
    }
    if (ts.isCallExpression(node)) enter(node, valuesOf(project).callee(node));
    return undefined;
  });
  return found;
}

/** The function that an entry of a table stands for. */
export function entryFunction(project: ProjectModel, node: ts.Node): FunctionNode | undefined {
  if (ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent)) return node;
  const value = entryValue(node);
  const target = value && valuesOf(project).of(value);
  return target?.is === 'function' && isFunctionNode(target.node) ? target.node : undefined;
}

/** The members of the answer, with those that both answers have under a name of their own. */
export class AnswerParts {
  readonly edits: TextEdit[] = [];
  readonly #names: FreeNames;
  constructor(
    readonly project: ProjectModel,
    readonly answer: HandshakeAnswer,
    /** There are two answers, which share what is long. */
    readonly isShared = true,
    /** `subscriptions/listen` is served, so that notifications can be promised. */
    readonly listens = false,
  ) {
    this.#names = new FreeNames(answer.unit);
  }

  discoverLiteral(): string | undefined {
    const { literal } = this.answer;
    const isKnown = literal.properties.every(each =>
      ['protocolVersion', 'capabilities', 'serverInfo', 'instructions'].some(
        name => member(literal, name) === each,
      ),
    );
    const capabilities = memberValue(literal, 'capabilities');
    const serverInfo = memberValue(literal, 'serverInfo');
    const now = capabilities && capabilitiesNow(this.project, capabilities, this.listens);
    if (!isKnown || !serverInfo || !now) return undefined;
    const info = this.#shared(serverInfo, 'serverInfo', 'SERVER_INFO');
    const able =
      now === 'same' ? this.#shared(capabilities, 'capabilities', 'CAPABILITIES') : objectOf(now.members);
    const instructions = memberValue(literal, 'instructions');
    const said = instructions && this.#shared(instructions, 'instructions', 'INSTRUCTIONS');
    if (info === undefined || able === undefined || (instructions && said === undefined)) return undefined;
    const members = [
      "resultType: 'complete'",
      "supportedVersions: ['2026-07-28']",
      able === 'capabilities' ? able : `capabilities: ${able}`,
      this.#meta(info),
      ...(said === undefined ? [] : [said === 'instructions' ? said : `instructions: ${said}`]),
      'ttlMs: 0',
      "cacheScope: 'private'",
    ];
    const isOneLine = !literal.getText().includes('\n');
    const end = isOneLine || literal.properties.hasTrailingComma ? ',' : '';
    return `{\n${members.map(each => `  ${each}`).join(',\n')}${end}\n}`;
  }

  /** `_meta` with the server's identity, over several lines where that has several. */
  #meta(info: string): string {
    const key = `'io.modelcontextprotocol/serverInfo'`;
    if (!info.includes('\n')) return `_meta: { ${key}: ${info} }`;
    const { indent } = this.answer.unit.style;
    const lines = info.split(/\r?\n/).map((line, index) => {
      let depth = 0;
      while (line.startsWith(indent, depth * indent.length)) depth++;
      return index === 0 ? line : '  '.repeat(depth + 2) + line.slice(depth * indent.length);
    });
    return `_meta: {\n    ${key}: ${lines.join('\n')},\n  }`;
  }

  /** A value for both answers: as it is when it is short or has a name, else as a constant at the top of the file. */
  #shared(value: ts.Expression, key: string, name: string): string | undefined {
    const { unit } = this.answer;
    const text = value.getText(unit.ast);
    if (!this.isShared) return dedent(text, indentAt(unit.text, value.getStart(unit.ast)));
    if (!this.#isOfModule(value)) return this.#isOutside(value) ? text : undefined;
    const isShort = !text.includes('\n') && text.length <= (key === 'capabilities' ? 40 : 30);
    if (isShort || ts.isIdentifier(value) || ts.isPropertyAccessExpression(value)) return text;
    if (!this.#isConstant(value)) return dedent(text, indentAt(unit.text, value.getStart(unit.ast)));
    const constant = this.#names.take(name, `MCP_${name}`);
    const top = topStatement(value);
    const start = documentedStart(unit, top);
    const body = dedent(text, indentAt(unit.text, value.getStart(unit.ast)));
    const { path: file, style } = unit;
    const semicolon = style.semicolons ? ';' : '';
    const isLong = !body.includes('\n') && `const ${constant} = ${body}`.length > LINE;
    const gap = isLong ? style.eol + style.indent : ' ';
    const given = ts.isPropertyAssignment(value.parent) ? value.parent.name.end : undefined;
    const from = given === undefined ? value.getStart(unit.ast) : unit.text.indexOf(':', given) + 1;
    this.edits.push(
      {
        file,
        start,
        end: start,
        text: `const ${constant} =${gap}${body}${semicolon}${style.eol}${style.eol}`,
      },
      { file, start: from, end: value.end, text: given === undefined ? constant : ` ${constant}` },
    );
    return constant;
  }

  /** Whether all that a value names is declared at the top of its file, or nowhere in it. */
  #isOfModule(value: ts.Expression): boolean {
    return everyName(value, each => {
      if (each.kind === ts.SyntaxKind.ThisKeyword) return false;
      const declaration = this.project.names.symbol(each as ts.Identifier)?.declarations?.[0];
      return !declaration || !ancestors(declaration).some(isFunctionNode);
    });
  }

  /** Whether a value is the same when its file is loaded: of literals, imports and constants that are literals. */
  #isConstant(value: ts.Expression): boolean {
    let isCalled = false;
    walk(value, node => {
      if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isFunctionLike(node)) isCalled = true;
    });
    const isKnown = (each: ts.Node) => {
      const declaration = this.project.names.symbol(each as ts.Identifier)?.declarations?.[0];
      if (!declaration) return (each as ts.Identifier).text === 'undefined';
      const variable = ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
      if (!ts.isVariableDeclaration(variable)) return !ts.isFunctionLike(declaration);
      const given = variable.initializer && unwrap(variable.initializer);
      if (!given || !isConst(variable) || variable.pos > topStatement(value).pos) return false;
      const isRequired = ts.isCallExpression(given) && given.expression.getText() === 'require';
      return isRequired || ts.isLiteralExpression(given) || this.#isConstant(given);
    };
    return !isCalled && everyName(value, isKnown);
  }

  /** Whether all that a value names is declared outside of the functions and the branch that are copied. */
  #isOutside(value: ts.Expression): boolean {
    const { path } = this.answer;
    const inner = path.at(-1)?.owner;
    return everyName(value, each => {
      if (each.kind === ts.SyntaxKind.ThisKeyword) return true;
      const declaration = this.project.names.symbol(each as ts.Identifier)?.declarations?.[0];
      if (!declaration) return true;
      if (ts.isParameter(declaration) && declaration.parent === inner) return true;
      const block = ancestors(declaration).find(
        each => isFunctionNode(each) || ts.isCaseBlock(each) || ts.isIfStatement(each),
      );
      return !block || (isWithin(value, block) && block !== inner && isFunctionNode(block));
    });
  }
}

/** An object of members, over several lines where it is long. */
function objectOf(members: readonly string[]): string {
  if (members.length === 0) return '{}';
  const line = `{ ${members.join(', ')} }`;
  return line.length <= LINE - 30 ? line : `{\n${members.map(each => `    ${each},\n`).join('')}  }`;
}

/** Whether a test passes for every name, and `this`, in a node. */
export function everyName(root: ts.Node, test: (name: ts.Node) => boolean, without?: ts.Node): boolean {
  let isOk = true;
  walk(root, node => {
    if (node === without) return false;
    if (node.kind === ts.SyntaxKind.ThisKeyword && !test(node)) isOk = false;
    if (!ts.isIdentifier(node)) return isOk;
    const { parent } = node;
    const isKey =
      (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
      (ts.isPropertyAssignment(parent) && parent.name === node);
    if (!isKey && !test(node)) isOk = false;
    return isOk;
  });
  return isOk;
}

/** The statement at the top of a file that holds a node. */
export function topStatement(node: ts.Node): ts.Node {
  let top = node;
  while (!ts.isSourceFile(top.parent)) top = top.parent;
  return top;
}

/** Where a declaration begins together with the comment that belongs to it, at the start of a line. */
export function documentedStart(unit: SourceUnit, node: ts.Node): number {
  const comments = ts.getLeadingCommentRanges(unit.text, node.getFullStart()) ?? [];
  let start = node.getStart(unit.ast);
  for (const each of [...comments].reverse()) {
    if (/\n\s*\n/.test(unit.text.slice(each.end, start)) || each.pos === 0) break;
    start = each.pos;
  }
  return lineStart(unit.text, start);
}

/** Where a branch begins together with the comments right above it. */
export function commentedStart(unit: SourceUnit, node: ts.Node): number {
  const comments = ts.getLeadingCommentRanges(unit.text, node.getFullStart()) ?? [];
  let start = node.getStart(unit.ast);
  for (const each of [...comments].reverse()) {
    if (/\n\s*\n/.test(unit.text.slice(each.end, start))) break;
    if (/\S/.test(unit.text.slice(lineStart(unit.text, each.pos), each.pos))) break;
    start = each.pos;
  }
  return start;
}

function dedent(text: string, indent: string): string {
  return indent === '' ? text : text.replaceAll(`\n${indent}`, '\n');
}
