import { ts } from '../engine/ts.js';
import { enclosingFunction, isWithin, siblings, walk, type FunctionNode } from '../recognise/syntax.js';
import type { Removable } from '../rewrite/remove.js';
import type { HandClient } from './client.js';

/**
 * What has no use any more where there are no sessions: the statements that end one, when their function does nothing
 * else, and the declaration of the id.
 * @param gone what is taken out besides
 */
export function sessionEnds(client: HandClient, gone: readonly ts.Node[]): Removable[] {
  const { states, ends } = client.sessions;
  const functions = new Set(ends.map(each => enclosingFunction(each)).filter(each => each !== undefined));
  const statements: Removable[] = [...functions].flatMap(each => endingStatements(each, states) ?? []);
  const away = [...gone, ...statements, ...oldPlaces(client)];
  const declarations = states.flatMap(each => declarationOf(client, each, away) ?? []);
  return [...statements, ...declarations];
}

/** Places of the session that go away with the members of headers. */
function oldPlaces({ sessions }: HandClient): ts.Node[] {
  return sessions.sites.map(site => ('whole' in site ? site.whole : site.node));
}

/** All statements of a function that does nothing but end a session. */
function endingStatements({ body }: FunctionNode, states: readonly string[]): ts.Statement[] | undefined {
  if (!body || !ts.isBlock(body)) return undefined;
  const isEnding = (statement: ts.Statement): boolean => {
    if (ts.isIfStatement(statement)) {
      if (statement.elseStatement) return false;
      const { expression, thenStatement } = statement;
      const test = ts.isPrefixUnaryExpression(expression) ? expression.operand : expression;
      return (
        states.includes(test.getText()) &&
        (isLeaving(thenStatement) || partsOf(thenStatement).every(isEnding))
      );
    }
    if (ts.isTryStatement(statement)) {
      const { tryBlock, catchClause, finallyBlock } = statement;
      const parts = [tryBlock, catchClause?.block, finallyBlock].flatMap(each => each?.statements ?? []);
      return parts.every(isEnding);
    }
    if (!ts.isExpressionStatement(statement)) return false;
    const text = statement.getText();
    if (states.some(each => new RegExp(`^${escaped(each)} = (?:undefined|null|''|"")`).test(text)))
      return true;
    const isRequest = /^(?:(?:await|void) )?(?:this\.)?#?[\w.]*(?:fetch|request|axios|got|ky)\(/i.test(text);
    if (/^(?:(?:await|void) )?(?:this\.)?#?\w+\.delete\([^;]*\bheaders\b/.test(text)) return true;
    return isRequest && /method: (['"`])DELETE\1/i.test(text);
  };
  return body.statements.every(isEnding) ? [...body.statements] : undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[.$^#?]/g, '\\$&');
}

function isLeaving(statement: ts.Statement): boolean {
  const [only, ...more] = partsOf(statement);
  return only !== undefined && more.length === 0 && ts.isReturnStatement(only) && !only.expression;
}

function partsOf(statement: ts.Statement): readonly ts.Statement[] {
  return ts.isBlock(statement) ? statement.statements : [statement];
}

/** The declaration of a session id that nothing is left to read or to write. */
function declarationOf(
  { unit, owner }: HandClient,
  state: string,
  gone: readonly ts.Node[],
): Removable | undefined {
  const name = state.replace(/^this\.#?/, '');
  let declaration: Removable | undefined;
  let isUsed = false;
  walk(unit.ast, node => {
    const isName =
      (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text.replace(/^#/, '') === name;
    if (!isName || gone.some(each => isWithin(node, each))) return;
    const { parent } = node;
    if (ts.isPropertyDeclaration(parent) && parent.name === node && parent.parent === owner && state !== name)
      declaration = isOwn(parent) ? parent : undefined;
    else if (ts.isVariableDeclaration(parent) && parent.name === node && state === name) {
      const list = parent.parent;
      const statement = list.parent as ts.Node;
      const isAlone =
        ts.isVariableDeclarationList(list) &&
        list.declarations.length === 1 &&
        ts.isVariableStatement(statement);
      declaration = isAlone && siblings(statement) ? statement : undefined;
      isUsed ||= !isAlone;
    } else isUsed = true;
  });
  return isUsed ? undefined : declaration;
}

/** Whether nothing outside of its class can reach a field. */
function isOwn(node: ts.PropertyDeclaration): boolean {
  const modifiers = ts.getModifiers(node) ?? [];
  return (
    ts.isPrivateIdentifier(node.name) || modifiers.some(each => each.kind === ts.SyntaxKind.PrivateKeyword)
  );
}
