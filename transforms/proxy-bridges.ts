import { indentAt, render } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import { answersItself, bridges, caught, tryAround, type Bridge } from '../src/hand-written/bridges.js';
import { cancellationOf } from '../src/hand-written/bridged-cancellations.js';
import { clientNameEdits } from '../src/hand-written/bridged-client-info.js';
import type { ProjectModel } from '../src/project/model.js';
import { isFunctionNode, wrapped } from '../src/recognise/syntax.js';

const CHANGE = 'stateless-handshake';
const TELLER = 'isJSONRPCRequest';

/**
 * Moves code that hands the messages of one transport of the SDK to another, as proxies between stdio and HTTP do. The
 * transports of SDK v2 carry both revisions and write the headers of each request themselves. What is added: a request
 * that cannot be passed on is answered, since clients of 2026-07-28 ask `server/discover` first and wait for an answer
 * before they fall back to `initialize`; and a client that is renamed in `initialize` is renamed in `_meta` as well.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
export const proxyBridges: Transform = {
  name: 'proxy-bridges',
  phase: 'serve',
  changes: [CHANGE],
  run({ files, project }) {
    const rewrites: Rewrite[] = [];
    for (const unit of files) {
      for (const bridge of bridges(project, unit)) {
        const module = moduleOf(unit);
        const cancellation = cancellationOf(project, unit, bridge);
        const edits = module && answerEdits(project, unit, { ...bridge, isOpen: cancellation?.isOpen });
        if (edits) {
          rewrites.push({
            change: CHANGE,
            edits: [...edits, ...(cancellation?.edits ?? [])],
            imports: [{ file: unit.path, module, name: TELLER }],
          });
        }
        const renamed = clientNameEdits(project, unit, bridge);
        if (renamed) rewrites.push({ change: CHANGE, edits: renamed });
      }
    }
    return { rewrites, left: [] };
  },
};

interface AnsweringBridge extends Bridge {
  /** What tells a request that is open from one that is cancelled. */
  readonly isOpen?: string | undefined;
}

/** The package of SDK v2 that a file imports already; undefined where the name of the test is another's. */
function moduleOf(unit: SourceUnit): string | undefined {
  const named = (end: string) =>
    new RegExp(`from ['"](@modelcontextprotocol/(?:client|server))${end}['"]`).exec(unit.text)?.[1];
  const module = named('') ?? named('/\\w+');
  if (!unit.text.includes(TELLER)) return module;
  return new RegExp(`import[^;]*\\b${TELLER}\\b[^;]*from ['"]@modelcontextprotocol/`).test(unit.text)
    ? module
    : undefined;
}

/** Edits that answer a request of the client that could not be sent on, where nothing does yet. */
function answerEdits(
  project: ProjectModel,
  unit: SourceUnit,
  bridge: AnsweringBridge,
): readonly TextEdit[] | undefined {
  const { send, toClient } = bridge;
  const clause = tryAround(send);
  if (clause) {
    const variable = clause.variableDeclaration?.name;
    if (/\.\s*send\(/.test(clause.block.getText(unit.ast)) || (variable && !ts.isIdentifier(variable)))
      return undefined;
    return variable ? [atEnd(unit, clause.block, answer(bridge, variable.text))] : undefined;
  }
  const given = caught(send);
  if (!given) return plainSend(unit, bridge);
  const { handler, whole } = given;
  const isLast = ts.isExpressionStatement(wrapped(whole).parent) || wrapped(whole).parent === bridge.receive;
  if (!isLast || answersItself(project, handler, toClient)) return undefined;
  const indent = indentAt(unit.text, handler.getStart(unit.ast));
  if (!isFunctionNode(handler)) {
    const text = handler.getText(unit.ast);
    if (text === 'error') return undefined;
    const snippet = `error => {\n  ${text}(error);\n${indented(answer(bridge, 'error'))}\n}`;
    return [replace(unit, handler, render(snippet, unit.style, indent))];
  }
  const [parameter] = handler.parameters;
  if (!ts.isArrowFunction(handler) || !parameter || !ts.isIdentifier(parameter.name)) return undefined;
  const added = answer(bridge, parameter.name.text);
  if (ts.isBlock(handler.body)) {
    const leaves = handler.body.statements.some(
      each => ts.isReturnStatement(each) || ts.isThrowStatement(each),
    );
    return leaves ? undefined : [atEnd(unit, handler.body, added)];
  }
  const done = handler.body.getText(unit.ast);
  return [replace(unit, handler.body, render(`{\n  ${done};\n${indented(added)}\n}`, unit.style, indent))];
}

/** A call whose promise nobody waits for: `to.send(message);`, `message => to.send(message)`. */
function plainSend(unit: SourceUnit, bridge: AnsweringBridge): readonly TextEdit[] | undefined {
  const { send, receive } = bridge;
  const { parent } = wrapped(send);
  const isPlain =
    ts.isExpressionStatement(parent) || parent === receive || (ts.isVoidExpression(parent) && parent.parent);
  if (!isPlain) return undefined;
  const indent = indentAt(unit.text, send.getStart(unit.ast));
  const snippet = `.catch(error => {\n${indented(answer(bridge, 'error'))}\n})`;
  const { end } = send;
  return [{ file: unit.path, start: end, end, text: render(snippet, unit.style, indent) }];
}

function answer({ toClient, message, onClientError, isOpen }: AnsweringBridge, error: string): string {
  return `// Clients of 2026-07-28 ask \`server/discover\` first; hearing that it failed, they fall back to \`initialize\`.
if (${TELLER}(${message.text})${isOpen ? ` && ${isOpen}` : ''}) {
  ${toClient}
    .send({ jsonrpc: '2.0', id: ${message.text}.id, error: { code: -32603, message: String(${error}) } })
    .catch(${onClientError ?? '() => {}'});
}`;
}

function indented(snippet: string): string {
  return snippet.replace(/^(?=.)/gm, '  ');
}

function atEnd(unit: SourceUnit, block: ts.Block, snippet: string): TextEdit {
  const last = block.statements.at(-1);
  const inner = last
    ? indentAt(unit.text, last.getStart(unit.ast))
    : `${indentAt(unit.text, block.getStart(unit.ast))}  `;
  const at = last ? last.end : block.getStart(unit.ast) + 1;
  const text = unit.style.eol + inner + render(snippet, unit.style, inner);
  return { file: unit.path, start: at, end: at, text };
}

function replace(unit: SourceUnit, node: ts.Node, text: string): TextEdit {
  return { file: unit.path, start: node.getStart(unit.ast), end: node.end, text };
}
