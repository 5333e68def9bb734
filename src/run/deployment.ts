import { stat } from 'node:fs/promises';
import { mapLimited } from '../check/map-limited.js';
import { mayHoldAffinity } from '../check/deployment/candidates.js';
import { searchDeployment } from '../check/search.js';
import { readSource } from '../discovery/read.js';
import type { MigrateOptions } from './options.js';
import type { Finding } from './report.js';
import { isSelected } from './selection.js';

/**
 * What files that configure what stands in front of a server do with sessions of MCP: NGINX, Apache, Caddy, HAProxy,
 * Kubernetes, Istio, Envoy, Traefik, Compose, Terraform and CloudFormation. A migration only tells of them, with the lines to delete, and changes none; a
 * check of the result reports the same.
 * @param targets absolute paths of what is migrated
 * @param root what `ignore` globs start from
 */
export async function deploymentNotes(
  targets: readonly string[],
  root: string,
  options: MigrateOptions,
): Promise<Finding[]> {
  const kinds = await Promise.all(
    targets.map(async path => ({ path, isDirectory: (await stat(path)).isDirectory() })),
  );
  const files = await searchDeployment(kinds, root, options.ignore ?? []);
  const read = await mapLimited(files, 32, readSource);
  const findings: Finding[] = [];
  for (const file of read) {
    if (!('text' in file) || !mayHoldAffinity(file.text)) continue;
    const { findDeploymentFindings } = await import('../check/deployment-findings.js');
    for (const found of await findDeploymentFindings(file, false)) {
      if (!isSelected(found.change, options)) continue;
      const { change, line, column, message } = found;
      const severity = found.severity === 'error' ? 'warning' : 'info';
      findings.push({
        ...{ change, kind: 'left', severity, file: file.path },
        ...{ line, column, originalLine: line, message, advice: '' },
      });
    }
  }
  return findings;
}
