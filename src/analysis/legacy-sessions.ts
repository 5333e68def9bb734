import { ts } from '../engine/ts.js';
import type { LegacyMode, SourceUnit } from '../engine/types.js';
import type { PackageInfo, ProjectModel } from '../project/model.js';
import { isTestFile } from '../recognise/deployment.js';
import { transportCreations } from '../recognise/http-transport.js';
import { memberValue, unwrap, walk } from '../recognise/syntax.js';
import { valuesOf } from '../recognise/values.js';

/** How clients of 2025-11-25 are served somewhere: not at all, over a connection that lasts, or request by request. */
type LegacyServing = 'refused' | 'connected' | 'stateless';

/**
 * Whether clients of 2025-11-25 may reach the handlers of a package without a session, so that nothing can be asked
 * of them. A package whose serving is out of sight may be served either way.
 * @param legacy what the migration does for such clients
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management
 */
export function mayLackSession(project: ProjectModel, unit: SourceUnit, legacy: LegacyMode): boolean {
  if (legacy === 'reject') return false;
  let known = snapshots.get(project);
  if (!known) snapshots.set(project, (known = new Map<PackageInfo | undefined, boolean>()));
  const home = project.packageOf(unit.path);
  let answer = known.get(home);
  if (answer === undefined) {
    const found = project.units
      .filter(each => isServing(project.packageOf(each.path), home) && !isTestFile(project, each))
      .flatMap(each => servings(project, each));
    answer = found.length === 0 || found.includes('stateless');
    known.set(home, answer);
  }
  return answer;
}

const snapshots = new WeakMap<ProjectModel, Map<PackageInfo | undefined, boolean>>();

/** Whether a package may serve the handlers of another one. */
function isServing(owner: PackageInfo | undefined, home: PackageInfo | undefined): boolean {
  if (owner === home) return true;
  const name = home?.manifest.name;
  const { dependencies, devDependencies } = owner?.manifest ?? {};
  return name !== undefined && (dependencies?.[name] ?? devDependencies?.[name]) !== undefined;
}

function servings(project: ProjectModel, unit: SourceUnit): LegacyServing[] {
  const found: LegacyServing[] = transportCreations(unit, project.names).map(({ options }) =>
    options.sessions === true ? 'connected' : 'stateless',
  );
  const values = valuesOf(project);
  walk(unit.ast, node => {
    if (ts.isNewExpression(node)) {
      const name = values.sdkName(node);
      if (name === 'StdioServerTransport' || name === 'SSEServerTransport') found.push('connected');
    } else if (ts.isCallExpression(node)) {
      const name = values.sdkExport(unwrap(node.expression));
      if (name !== 'createMcpHandler' && name !== 'serveStdio') return;
      const options = node.arguments[1] && unwrap(node.arguments[1]);
      const choice =
        options && ts.isObjectLiteralExpression(options) ? memberValue(options, 'legacy') : undefined;
      const isRefused = choice && ts.isStringLiteralLike(choice) && choice.text === 'reject';
      found.push(isRefused ? 'refused' : name === 'serveStdio' ? 'connected' : 'stateless');
    }
  });
  return found;
}
