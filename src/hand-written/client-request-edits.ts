import { indentAt, quoted } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { TextEdit } from '../engine/types.js';
import { returnedExpressions, type FunctionNode } from '../recognise/syntax.js';
import { fitsLine } from './client-text.js';
import type { Writing } from './client-edits.js';
import type { RequestFunction } from './client-requests.js';

/**
 * The functions that send requests: each gets one around it that answers what the server asks for meanwhile.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export function requestEdits(writing: Writing): TextEdit[] | undefined {
  const { client, unit, dialect, legacy } = writing;
  const edits: TextEdit[] = [];
  for (const each of client.functions.filter(({ isRequest }) => isRequest)) {
    if (returnedExpressions(each.node).length === 0) return undefined;
    if (each.params === undefined) continue;
    const own = wrapperEdits(writing, each);
    if (!own) return undefined;
    edits.push(...own);
  }
  const discover = quoted('server/discover', unit.style);
  for (const ping of client.pings) {
    const text = legacy ? `${dialect}.isLegacy ? ${ping.getText(unit.ast)} : ${discover}` : discover;
    edits.push({ file: unit.path, start: ping.getStart(unit.ast), end: ping.end, text });
  }
  return edits;
}

function wrapperEdits(writing: Writing, request: RequestFunction): TextEdit[] | undefined {
  const { unit, dialect, client, names } = writing;
  const { node, name } = request;
  const { path: file, ast, style, text } = unit;
  const once = ts.isPrivateIdentifier(name)
    ? `#${names.take(`${name.text.slice(1)}Once`)}`
    : names.take(`${name.text}Once`);
  const isMethod = ts.isMethodDeclaration(node);
  const params = node.parameters.map((each, index) => {
    const given = index === request.params ? 'next' : handedOn(each.name);
    return each.dotDotDotToken ? `...${given}` : given;
  });
  const types = node.typeParameters ? `<${node.typeParameters.map(each => each.name.text).join(', ')}>` : '';
  const call = `${isMethod ? 'this.' : ''}${once}${types}(${params.join(', ')})`;
  const answer = client.answer && answerText(client.answer.node, client.answer.args);
  const given = node.parameters[request.params!]!.name.getText(ast);
  const args = [given, `next => ${call}`, ...(answer ? [answer] : [])];
  const statement = statementOf(node);
  if (!statement || !node.body) return undefined;
  const start = statement.getStart(ast);
  const indent = indentAt(text, start);
  const inner = indent + style.indent;
  const whole = `${dialect}.complete(${args.join(', ')})`;
  const isFitting = fitsLine(unit, start, `${style.indent}return ${whole};`);
  const spread = `${dialect}.complete(${style.eol}${args.map(each => `${inner}${style.indent}${each},${style.eol}`).join('')}${inner})`;
  const completed = isFitting ? whole : spread;
  const end = style.semicolons ? ';' : '';
  const rename = { file, start: name.getStart(ast), end: name.end, text: once };
  if (ts.isArrowFunction(node)) {
    const head = text.slice(node.getStart(ast), node.equalsGreaterThanToken.end);
    const wrapper = `const ${name.text} = ${head} ${isFitting ? whole : whole}${end}`;
    return [
      rename,
      { file, start: statement.end, end: statement.end, text: `${style.eol}${indent}${wrapper}` },
    ];
  }
  const head = text.slice(start, node.body.getStart(ast)).trimEnd();
  const wrapper = `${head} {${style.eol}${inner}return ${completed}${end}${style.eol}${indent}}${style.eol}${style.eol}${indent}`;
  const exported = /^export\s+(?:default\s+)?/.exec(head);
  const gone = exported
    ? [{ file, start, end: start + exported[0].length, text: wrapper }]
    : [{ file, start, end: start, text: wrapper }];
  return [...gone, rename];
}

/** `{ notification = false }` is handed on as `{ notification }`. */
function handedOn(name: ts.BindingName): string {
  if (!ts.isObjectBindingPattern(name)) return name.getText();
  const members = name.elements.map(each =>
    each.propertyName ? `${each.propertyName.getText()}: ${each.name.getText()}` : each.name.getText(),
  );
  return `{ ${members.join(', ')} }`;
}

/** The declaration that a function is, as far as it can have a second one beside it. */
function statementOf(node: FunctionNode): ts.Node | undefined {
  if (ts.isMethodDeclaration(node)) {
    const { parent } = node;
    const same = ts.isClassLike(parent)
      ? parent.members.filter(each => each.name?.getText() === node.name.getText())
      : [];
    return same.length === 1 && !ts.getDecorators(node)?.length ? node : undefined;
  }
  if (ts.isFunctionDeclaration(node)) return node;
  const declaration = node.parent;
  if (!ts.isArrowFunction(node) || !ts.isVariableDeclaration(declaration) || declaration.type)
    return undefined;
  const statement = declaration.parent.parent;
  const isAlone = ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1;
  return isAlone && !ts.getModifiers(statement)?.length ? statement : undefined;
}

export function answerText(node: FunctionNode, args: readonly string[]): string | undefined {
  const name = node.name?.getText();
  if (name === undefined) return undefined;
  return `request => ${ts.isMethodDeclaration(node) ? 'this.' : ''}${name}(${args.join(', ')})`;
}
