import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import { ancestors, isConst, isFunctionNode, methodCall, unwrap, walk } from '../recognise/syntax.js';
import type { ProjectModel } from '../project/model.js';
import type { Reply } from './reply.js';

const STRINGIFIED =
  /^JSON\.stringify\(\s*(.+?)\s*\)(?:\s*\+\s*(['"`])\\n\2)?$|^`\$\{JSON\.stringify\(\s*(.+?)\s*\)\}\\n`$/;

/** How a file that reads messages from standard input writes one to standard output. */
export function stdioReply(project: ProjectModel, unit: SourceUnit, node: ts.Node): Reply | undefined {
  if (!/\bstdin\b|readline/.test(unit.text) || /Content-Length:/i.test(unit.text)) return undefined;
  if (isOfSocket(node)) return undefined;
  let found: string | undefined;
  walk(unit.ast, at => {
    const call = methodCall(at);
    const isWrite = call?.name === 'write' && /stdout$/.test(call.object.getText(unit.ast));
    const isLog = call?.name === 'log' && call.object.getText(unit.ast) === 'console';
    const [written] = call?.call.arguments ?? [];
    if (!call || (!isWrite && !isLog) || !written) return;
    const what = stringified(project, written);
    if (what === undefined) return;
    const writer = writerAround(call.call, what, node);
    const plain = isLog
      ? 'console.log(JSON.stringify(refused.body));'
      : "process.stdout.write(JSON.stringify(refused.body) + '\\n');";
    if (writer) found = `${writer}(refused.body);`;
    else found ??= plain;
  });
  return found === undefined ? undefined : { statements: found, leaves: false, headers: undefined };
}

/** What is made text of where a message is written, as `JSON.stringify(…)` or as a constant that is. */
function stringified(project: ProjectModel, written: ts.Expression): string | undefined {
  const match = STRINGIFIED.exec(written.getText());
  if (match) return match[1] ?? match[3]!;
  const name = ended(written);
  const declaration = name && project.names.symbol(name)?.declarations?.[0];
  if (!declaration || !ts.isVariableDeclaration(declaration) || !isConst(declaration)) return undefined;
  return (
    declaration.initializer &&
    /^JSON\.stringify\(\s*(.+?)\s*\)$/s.exec(declaration.initializer.getText())?.[1]
  );
}

/** `line` of `line + '\n'`, `` `${line}\n` `` and `line`. */
function ended(written: ts.Expression): ts.Identifier | undefined {
  const node = unwrap(written);
  if (ts.isIdentifier(node)) return node;
  if (ts.isBinaryExpression(node)) {
    const isEnd = ts.isStringLiteralLike(node.right) && node.right.text === '\n';
    return isEnd && ts.isIdentifier(node.left) ? node.left : undefined;
  }
  if (!ts.isTemplateExpression(node) || node.head.text !== '' || node.templateSpans.length > 1)
    return undefined;
  const [span] = node.templateSpans;
  return span?.literal.text === '\n' && ts.isIdentifier(span.expression) ? span.expression : undefined;
}

/** Whether a node runs for what comes over a socket: `ws.on('message', …)`, `socket.on('data', …)`. */
function isOfSocket(node: ts.Node): boolean {
  return ancestors(node).some(each => {
    const call = methodCall(each);
    const [event] = call?.call.arguments ?? [];
    if (call?.name !== 'on' || !event || !ts.isStringLiteralLike(event)) return false;
    return event.text === 'message' || (event.text === 'data' && !/stdin|input/i.test(call.object.getText()));
  });
}

/** The function that does nothing but write its parameter, as it is called where a message comes in. */
function writerAround(call: ts.CallExpression, what: string, node: ts.Node): string | undefined {
  const owner = ancestors(call).find(isFunctionNode);
  const [only, ...others] = owner?.parameters ?? [];
  if (!owner || !only || others.length > 0 || only.name.getText() !== what) return undefined;
  if (ts.isMethodDeclaration(owner) && ts.isClassLike(owner.parent)) {
    return ancestors(node).includes(owner.parent) ? `this.${owner.name.getText()}` : undefined;
  }
  const { parent } = owner;
  const name = ts.isFunctionDeclaration(owner)
    ? owner.name
    : ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
      ? parent.name
      : undefined;
  const home = name && ancestors(name).find(each => isFunctionNode(each) && each !== owner);
  return !home || ancestors(node).includes(home) ? name?.text : undefined;
}
