import { findChange, isAdvice } from '../changes/index.js';
import type { LintFinding, LintInput } from './lint-options.js';

/** What a deployment file holds, in the form of what a rule finds. */
export async function findDeploymentFindings(file: LintInput, isStrict: boolean): Promise<LintFinding[]> {
  const { deploymentFindings } = await import('./deployment/index.js');
  return deploymentFindings(file).map(finding => ({
    ...finding,
    severity: !isStrict && isAdvice(findChange(finding.change)) ? 'warning' : 'error',
    fixable: false,
  }));
}
