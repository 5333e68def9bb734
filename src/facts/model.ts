/** What one module specifier of a published package offers. */
export interface EntryFacts {
  /** Exported names that exist at run time (classes count here, not as types). */
  readonly values: readonly string[];
  /** Exported names that exist for the type checker only. */
  readonly types: readonly string[];
  /** Packages the importing project has to declare itself: peers that are required or loaded by this entry. */
  readonly peers: readonly string[];
}

/** Facts about one published package, read from its tarball. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  /** `engines.node`, when declared. */
  readonly node?: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  /** Keyed by the specifier that is written in an import. */
  readonly entryPoints: Readonly<Record<string, EntryFacts>>;
}

/** Facts about the published SDK packages, as `src/facts/generate.ts` found them. */
export interface SdkFacts {
  /** Node range that satisfies every v2 package. */
  readonly node: string;
  /** Zod range that the v2 packages depend on. */
  readonly zod: string;
  readonly v1: PackageFacts;
  /** In the order in which they are preferred as the home of a symbol. */
  readonly v2: readonly PackageFacts[];
}
