import { ts } from '../engine/ts.js';
import type { SourceUnit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { ancestors, isFunctionNode, isWritten, type FunctionNode } from '../recognise/syntax.js';
import { fetchReply } from './fetch-reply.js';
import { membersUsed, type Reply } from './reply.js';

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
