import { noteAt } from '../src/engine/notes.js';
import type { ts } from '../src/engine/ts.js';
import type {
  Note,
  Rewrite,
  SourceUnit,
  TextEdit,
  Transform,
  TransformContext,
} from '../src/engine/types.js';
import type { PackageInfo, ProjectModel } from '../src/project/model.js';
import { isTestFile } from '../src/recognise/deployment.js';
import { planFactory } from '../src/recognise/server-factory.js';
import { sseEndpoints, type SseEndpoint } from '../src/recognise/sse-serving.js';
import { FreeNames } from '../src/rewrite/free-names.js';
import { importOf, local } from '../src/rewrite/sdk-names.js';
import { besideBranch, besideRoute } from '../src/rewrite/sse-neighbours.js';

const CHANGE = 'http-sse-transport';
const SERVER = '@modelcontextprotocol/server';
const NODE = '@modelcontextprotocol/node';
const ADVICE = 'Serve `createMcpHandler` beside it by hand, behind the same checks.';
const OTHER = /\b(?:createMcpHandler|\w*StreamableHTTPServerTransport)\b/;

/**
 * Servers that offer HTTP+SSE only get Streamable HTTP beside it: `createMcpHandler` with the server's factory, on
 * `/mcp`, or on the path of the stream where that is taken, to which clients POST first. The old routes stay for
 * clients of 2024-11-05, with the transport of `@modelcontextprotocol/server-legacy`.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/deprecated
 */
export const serveBesideSse: Transform = {
  name: 'serve-beside-sse',
  phase: 'serve',
  changes: [CHANGE],
  run(context) {
    const { project, files } = context;
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    const served = servedOtherwise(project);
    for (const unit of files) {
      if (isTestFile(project, unit) || served.has(project.packageOf(unit.path))) continue;
      const [endpoint] = sseEndpoints(project, unit);
      if (!endpoint) continue;
      const result = 'because' in endpoint ? odd(unit, endpoint) : serve(context, unit, endpoint);
      if ('edits' in result) rewrites.push(result);
      else left.push(result);
    }
    return { rewrites, left };
  },
};

/** The packages that have an endpoint for Streamable HTTP, which is migrated by itself. */
function servedOtherwise(project: ProjectModel): Set<PackageInfo | undefined> {
  const serving = project.units.filter(unit => OTHER.test(unit.text) && !isTestFile(project, unit));
  return new Set(serving.map(unit => project.packageOf(unit.path)));
}

function serve(context: TransformContext, unit: SourceUnit, endpoint: SseEndpoint): Rewrite | Note {
  const { server, statement } = endpoint;
  const plan = planFactory(context, unit, server, statement, 'per-request');
  if ('refused' in plan) return left(unit, endpoint.creation, plan.refused.message, plan.refused.advice);
  const name = new FreeNames(unit).take('mcpHandler', 'mcpHttpHandler');
  const create = local(unit, 'createMcpHandler', SERVER);
  const adapt = local(unit, 'toNodeHandler', NODE);
  const options = context.legacy === 'reject' ? `, { legacy: 'reject' }` : '';
  const declaration = `const ${name} = ${adapt}(${create}(${plan.expression}${options}));`;
  const becameFunction = plan.edits.length > 0 && (plan.repeated ?? []).length === 0;
  const edits: TextEdit[] = [...plan.edits];
  if (becameFunction) {
    const isAsync = plan.edits.some(edit => /\basync function\b/.test(edit.text));
    const called = isAsync ? `(await ${plan.expression}())` : `${plan.expression}()`;
    edits.push({ file: unit.path, start: server.getStart(unit.ast), end: server.end, text: called });
  }
  const served =
    endpoint.kind === 'route'
      ? besideRoute(context, unit, endpoint, name, declaration)
      : besideBranch(unit, endpoint, name, declaration);
  return {
    change: CHANGE,
    edits: [...edits, ...served.edits],
    imports: [importOf(unit, 'createMcpHandler', SERVER), importOf(unit, 'toNodeHandler', NODE)],
    review: noteAt(unit, served.at, CHANGE, {
      severity: 'info',
      message: `Streamable HTTP is now served on ${served.shown}, beside HTTP+SSE.`,
      advice: `${plan.review ? `${plan.review.message} ${plan.review.advice} ` : ''}Tell users the new address, and take the old routes out when nobody needs them.`,
    }),
    remarks: plan.warnings,
  };
}

function odd(unit: SourceUnit, { creation, because }: { creation: ts.NewExpression; because: string }): Note {
  return left(
    unit,
    creation,
    `This HTTP+SSE transport ${because}, so this server speaks 2025-11-25 at most.`,
    ADVICE,
  );
}

function left(unit: SourceUnit, at: ts.Node, message: string, advice: string): Note {
  return noteAt(unit, at, CHANGE, { severity: 'warning', message, advice });
}
