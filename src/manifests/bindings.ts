import path from 'node:path';
import type { PackageInfo } from '../project/model.js';

/** What a package stays on SDK v1 for. */
export interface Binding {
  /** Package of the framework that takes objects of SDK v1. */
  readonly framework: string;
  /** The package that starts it: this one, or one that it shares code with. */
  readonly package: PackageInfo;
}

/** Says at a dependency on SDK v1 why nothing of the package was migrated. */
export function boundNote(
  info: PackageInfo,
  { framework, package: starter }: Binding,
): { readonly severity: 'warning'; readonly message: string; readonly advice: string } {
  const isOwn = starter.manifestPath === info.manifestPath;
  const where = starter.manifest.name ?? path.basename(starter.dir);
  return {
    severity: 'warning',
    message: isOwn
      ? `This package stays on SDK v1: \`${framework}\` takes servers, clients and transports of SDK v1 here.`
      : `This package stays on SDK v1: it shares code with \`${where}\`, where \`${framework}\` takes what SDK v1 makes.`,
    advice: `Do what is said at \`${framework}\` first, then run the migration again.`,
  };
}
