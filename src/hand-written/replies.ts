import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  isWritten,
  memberValue,
  methodCall,
  nameText,
  unwrap,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';
import { callersOf } from './callers.js';

/** How the function around a message answers with an error. */
export interface Reply {
  /** Statements that answer with `refused` and are followed by leaving the function, as `render` wants them. */
  readonly statements: string;
  /** The last of them leaves the function. */
  readonly leaves: boolean;
  /** The headers of the request; undefined over stdio. */
  readonly headers: string | undefined;
}

const NODE = `RES.writeHead(refused.status, { 'Content-Type': 'application/json' });
RES.end(JSON.stringify(refused.body));`;

/** How the functions around a node answer over HTTP, when one of them is a handler of requests. */
export function httpReply(project: ProjectModel, unit: SourceUnit, node: ts.Node): Reply | undefined {
  for (const at of [node, ...ancestors(node)]) {
    if (!isFunctionNode(at)) continue;
    const reply = pairReply(project, at) ?? contextReply(project, at) ?? fetchReply(project, unit, at, node);
    if (reply) return reply;
  }
  return undefined;
}

/** `(req, res) => …` of Express, Fastify and node. */
function pairReply(project: ProjectModel, owner: FunctionNode): Reply | undefined {
  const names = owner.parameters.map(each => each.name).filter(ts.isIdentifier);
  const response = names.find(each => /^_?(?:res|response|reply|rep)$/i.test(each.text));
  const request = names.find(each => /^_?(?:req|request)$/i.test(each.text));
  if (!response || !request) return undefined;
  const calls = membersUsed(project, response, 0);
  const headers = `${request.text}.headers`;
  const say = (statements: string) => ({
    statements: statements.replaceAll('RES', response.text),
    leaves: false,
    headers,
  });
  if (calls.has('code')) return say('RES.code(refused.status).send(refused.body);');
  if (calls.has('json') || calls.has('status')) return say('RES.status(refused.status).json(refused.body);');
  if (calls.has('send')) return say('RES.status(refused.status).send(refused.body);');
  return calls.has('writeHead') || calls.has('end') ? say(NODE) : undefined;
}

/** The members of a response that are used, also in the functions that it is handed to. */
function membersUsed(project: ProjectModel, name: ts.Identifier, depth: number): Set<string> {
  const used = new Set<string>();
  for (const use of project.names.references(name)) {
    const { parent } = use;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === use) used.add(parent.name.text);
    if (!ts.isCallExpression(parent) || depth > 2) continue;
    const target = valuesOf(project).callee(parent)?.parameters[parent.arguments.indexOf(use)]?.name;
    if (target && ts.isIdentifier(target))
      for (const each of membersUsed(project, target, depth + 1)) used.add(each);
  }
  return used;
}

/** `ctx` of `ctx.body = …` */
function isBodySet(context: ts.Identifier): boolean {
  const { parent } = context;
  return ts.isPropertyAccessExpression(parent) && parent.name.text === 'body' && isWritten(parent);
}

/** `c => c.json(…)` of Hono. */
function contextReply(project: ProjectModel, owner: FunctionNode): Reply | undefined {
  const name = owner.parameters[0]?.name;
  if (!name || !ts.isIdentifier(name)) return undefined;
  const used = membersUsed(project, name, 0);
  if (!used.has('req') || !(used.has('json') || used.has('body') || used.has('text'))) return undefined;
  // Koa has a request of node in `ctx.req`, and answers with what `ctx.body` is set to.
  if (project.names.references(name).some(isBodySet)) return undefined;
  return {
    statements: `return ${name.text}.json(refused.body, refused.status);`,
    leaves: true,
    headers: `${name.text}.req.raw.headers`,
  };
}

/** `async request => new Response(…)`, of workers and of routes in frameworks. */
function fetchReply(
  project: ProjectModel,
  unit: SourceUnit,
  owner: FunctionNode,
  anchor: ts.Node,
): Reply | undefined {
  const request = requestName(owner);
  if (!request) return undefined;
  const used = membersUsed(project, request, 0);
  if (!used.has('json') && !used.has('text') && !used.has('headers')) return undefined;
  const shown = responsesIn(project, unit, anchor);
  if (!shown) return undefined;
  const init =
    shown.headers === undefined
      ? '{ status: refused.status }'
      : `{\n  status: refused.status,\n  headers: ${shown.headers},\n}`;
  const made =
    shown.type === 'new'
      ? `new Response(JSON.stringify(refused.body), ${init})`
      : `${shown.type}.json(refused.body, ${init})`;
  return { statements: `return ${made};`, leaves: true, headers: `${request.text}.headers` };
}

function requestName(owner: FunctionNode): ts.Identifier | undefined {
  const name = owner.parameters[0]?.name;
  if (!name) return undefined;
  if (ts.isIdentifier(name)) {
    const type = owner.parameters[0]!.type?.getText() ?? '';
    return /^(?:req|request)$/i.test(name.text) || /\bRequest$/.test(type) ? name : undefined;
  }
  const bound = ts.isObjectBindingPattern(name)
    ? name.elements.find(each => nameText(each.propertyName ?? each.name) === 'request')?.name
    : undefined;
  return bound && ts.isIdentifier(bound) ? bound : undefined;
}

interface Shown {
  /** `new`, or whose `json` is called. */
  readonly type: string;
  readonly headers: string | undefined;
}

/** How a file makes its JSON responses, those with headers that can be named at a place before the others. */
function responsesIn(project: ProjectModel, unit: SourceUnit, anchor: ts.Node): Shown | undefined {
  const found: Shown[] = [];
  const add = (type: string, init: ts.Expression | undefined) => {
    const literal = init && unwrap(init);
    const isObject = literal !== undefined && ts.isObjectLiteralExpression(literal);
    const value = isObject ? memberValue(literal, 'headers') : undefined;
    found.push({ type, headers: value && headersAt(project, value, anchor) });
  };
  walk(unit.ast, node => {
    if (ts.isNewExpression(node) && node.expression.getText(unit.ast) === 'Response') {
      const [body, init] = node.arguments ?? [];
      if (body && /^JSON\.stringify\(/.test(body.getText(unit.ast))) add('new', init);
    }
    const call = methodCall(node);
    const type = call?.object.getText(unit.ast) ?? '';
    if (call?.name === 'json' && /^(?:Next)?Response$/.test(type)) add(type, call.call.arguments[1]);
  });
  return found.find(each => each.headers !== undefined) ?? found[0];
}

/** The headers of a response as they are written at another place: parameters by what a call close to it passes. */
function headersAt(project: ProjectModel, value: ts.Expression, anchor: ts.Node): string | undefined {
  const owner = enclosingFunction(value);
  const around = enclosingFunction(anchor);
  let text = value.getText().replace(/\s*\n\s*/g, ' ');
  const calls = owner && around ? callersOf(project, owner).filter(each => isWithin(each, around)) : [];
  let isNamed = true;
  walk(value, node => {
    if (!ts.isIdentifier(node) || isKey(node)) return;
    const declaration = project.names.symbol(node)?.declarations?.[0];
    if (declaration && ts.isParameter(declaration) && declaration.parent === owner && owner !== around) {
      const index = owner.parameters.indexOf(declaration);
      const given = calls.map(each => each.arguments[index]).find(each => each && ts.isIdentifier(each));
      if (!given || !isVisible(project, given as ts.Identifier, anchor)) isNamed = false;
      else text = text.replace(new RegExp(`\\b${node.text}\\b`, 'g'), (given as ts.Identifier).text);
    } else if (!isVisible(project, node, anchor)) isNamed = false;
  });
  return isNamed ? text : undefined;
}

function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

/** Whether a name means the same at another place, and has its value there. */
function isVisible(project: ProjectModel, name: ts.Identifier, anchor: ts.Node): boolean {
  const declaration = project.names.symbol(name)?.declarations?.[0];
  if (!declaration) return true;
  const home = ancestors(declaration).find(each => isFunctionNode(each) || ts.isBlock(each));
  if (!home) return true;
  return ancestors(anchor).includes(home) && (ts.isParameter(declaration) || declaration.pos < anchor.pos);
}

const STRINGIFIED =
  /^JSON\.stringify\(\s*(.+?)\s*\)(?:\s*\+\s*(['"`])\\n\2)?$|^`\$\{JSON\.stringify\(\s*(.+?)\s*\)\}\\n`$/;

/** How a file that reads messages from standard input writes one to standard output. */
export function stdioReply(unit: SourceUnit, node: ts.Node): Reply | undefined {
  if (!/\bstdin\b|readline/.test(unit.text) || /Content-Length/i.test(unit.text)) return undefined;
  if (isOfSocket(node)) return undefined;
  let found: string | undefined;
  walk(unit.ast, at => {
    const call = methodCall(at);
    const isWrite = call?.name === 'write' && /stdout$/.test(call.object.getText(unit.ast));
    const isLog = call?.name === 'log' && call.object.getText(unit.ast) === 'console';
    const [written] = call?.call.arguments ?? [];
    if (!call || (!isWrite && !isLog) || !written) return;
    const match = STRINGIFIED.exec(written.getText(unit.ast));
    if (!match) return;
    const writer = writerAround(call.call, match[1] ?? match[3]!, node);
    const plain = isLog
      ? 'console.log(JSON.stringify(refused.body));'
      : "process.stdout.write(JSON.stringify(refused.body) + '\\n');";
    if (writer) found = `${writer}(refused.body);`;
    else found ??= plain;
  });
  return found === undefined ? undefined : { statements: found, leaves: false, headers: undefined };
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
