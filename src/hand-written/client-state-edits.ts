import { indentAt } from '../engine/style.js';
import { ts } from '../engine/ts.js';
import type { SourceUnit, TextEdit } from '../engine/types.js';
import { ancestors, classOfThis, enclosingFunction, isWithin } from '../recognise/syntax.js';
import type { FreeNames } from '../rewrite/free-names.js';
import { isTypeScript } from '../rewrite/languages.js';
import { headStart } from '../rewrite/remove.js';
import type { WireSite } from './client-wire.js';
import type { HandClient } from './client.js';

/** The edits that give a client its dialect, and how its code names it. */
export interface StateEdits {
  readonly edits: readonly TextEdit[];
  readonly dialect: string;
}

/** Gives a client its dialect: a field of its class, else a constant around its functions. */
export function stateEdits(client: HandClient, names: FreeNames, className: string): StateEdits | undefined {
  const { unit, owner } = client;
  const name = names.take('dialect', 'mcpDialect');
  return owner ? fieldEdits(client, owner, name, className) : constantEdits(client, unit, name, className);
}

function fieldEdits(
  { unit, sites, handshake }: HandClient,
  owner: ts.ClassLikeDeclaration,
  name: string,
  className: string,
): StateEdits | undefined {
  if ([...sites.map(each => each.call), handshake.call].some(each => classOfThis(each) !== owner))
    return undefined;
  const { path: file, style, text, ast } = unit;
  const isPrivate = owner.members.some(each => each.name && ts.isPrivateIdentifier(each.name));
  const typed = isTypeScript(unit);
  const declared = isPrivate ? `#${name}` : name;
  const modifiers = typed ? (isPrivate ? 'readonly ' : 'private readonly ') : '';
  const field = `${modifiers}${declared} = new ${className}()${style.semicolons ? ';' : ''}`;
  const first = owner.members.find(
    each => !ts.isPropertyDeclaration(each) && !ts.isIndexSignatureDeclaration(each),
  );
  if (!first) return undefined;
  const index = owner.members.indexOf(first);
  const last = owner.members[index - 1];
  const edit = last
    ? { start: last.end, text: `${style.eol}${indentAt(text, last.getStart(ast))}${field}` }
    : {
        start: headStart(unit, first),
        text: `${indentAt(text, first.getStart(ast))}${field}${style.eol}${style.eol}`,
      };
  return {
    edits: [{ file, start: edit.start, end: edit.start, text: edit.text }],
    dialect: `this.${declared}`,
  };
}

/** `const dialect = new McpDialect();` in the innermost block that the whole exchange is in. */
function constantEdits(
  client: HandClient,
  unit: SourceUnit,
  name: string,
  className: string,
): StateEdits | undefined {
  const { sites, handshake, initialized, functions } = client;
  const parts: ts.Node[] = [
    ...sites.map(each => each.call),
    handshake.call,
    ...initialized,
    ...functions.map(each => each.node),
  ];
  const block = ancestors(handshake.call).find(
    (each): each is ts.Block | ts.SourceFile =>
      (ts.isBlock(each) || ts.isSourceFile(each)) && parts.every(part => isWithin(part, each)),
  );
  if (!block) return undefined;
  // A function that is told the address may talk to many servers.
  if (ts.isSourceFile(block) && sites.some(isToldWhere)) return undefined;
  const user = block.statements.find(each => parts.some(part => isWithin(part, each)));
  const imports = block.statements.filter(each => ts.isImportDeclaration(each));
  const runsBefore = block.statements.find(each => ts.isExpressionStatement(each) && !isDirective(each));
  const before =
    ts.isSourceFile(block) && runsBefore && user && runsBefore.pos < user.pos
      ? block.statements[imports.length]
      : user;
  if (!before) return undefined;
  const start = headStart(unit, before);
  const text = `${indentAt(unit.text, before.getStart(unit.ast))}const ${name} = new ${className}()`;
  const end = unit.style.semicolons ? ';' : '';
  const isLarge = ts.isFunctionDeclaration(before) || ts.isClassDeclaration(before);
  const gap = unit.style.eol.repeat(ts.isSourceFile(block) || isLarge ? 2 : 1);
  return { edits: [{ file: unit.path, start, end: start, text: `${text}${end}${gap}` }], dialect: name };
}

function isDirective(node: ts.ExpressionStatement): boolean {
  return ts.isStringLiteral(node.expression);
}

/** Whether the address, or the process, that a request goes to is a parameter of a function around it. */
function isToldWhere({ call, address }: WireSite): boolean {
  const told = new Set<string>();
  for (let owner = enclosingFunction(call); owner; owner = enclosingFunction(owner)) {
    for (const { name } of owner.parameters)
      for (const each of name.getText().match(/\w+/g) ?? []) told.add(each);
  }
  return address.some(at => (at.getText().match(/\w+/g) ?? []).some(each => told.has(each)));
}
