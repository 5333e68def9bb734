import type { ts } from '../engine/ts.js';
import type { ChangeId } from '../changes/index.js';
import type { SourceUnit } from '../engine/types.js';
import type { Framework } from '../frameworks/index.js';
import { frameworkReport } from '../frameworks/report.js';
import type { ProjectModel } from '../project/model.js';
import { frameworkHold } from './framework-hold.js';
import { frameworkStarts } from './framework-starts.js';

/** A place where a package other than the SDK serves MCP, or connects to servers. */
export interface FrameworkServing {
  readonly node: ts.Node;
  readonly framework: Framework;
  readonly change: ChangeId;
  readonly message: string;
  readonly advice: string;
}

/**
 * Servers and clients of frameworks in a file that are not ready for 2026-07-28. What only the version speaks
 * against is left out where the migration raises that.
 */
export function frameworkServing(project: ProjectModel, unit: SourceUnit): FrameworkServing[] {
  const registered = new Set<Framework>();
  return frameworkStarts(project, unit).flatMap(start => {
    const { node, framework } = start;
    const { raise } = framework.release ?? {};
    const hold = frameworkHold(project, unit, framework);
    const isRaised = raise !== undefined && !raise.modules && hold === undefined;
    const report = frameworkReport(isRaised ? { ...start, range: undefined } : start);
    if (!report || registered.has(framework)) return [];
    // Every registration says the same.
    if (framework.registers) registered.add(framework);
    const advice = hold === undefined ? report.advice : `${hold} ${report.advice}`;
    return [{ node, framework, change: framework.change, message: report.message, advice }];
  });
}
