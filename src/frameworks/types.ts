import type { ChangeId } from '../changes/index.js';

/** A release of a framework that speaks 2026-07-28. */
export interface FrameworkRelease {
  /** The first one that does. */
  readonly version: string;
  /** Present where the migration moves projects to it by itself. */
  readonly raise?: {
    /** Ranges to write into a package.json, for those of these packages that stand there. */
    readonly ranges: Readonly<Record<string, string>>;
    /** Packages of SDK v2 that the release wants beside it. */
    readonly beside: readonly string[];
    /** Modules that migrated code takes from it: a package that uses others stays at its version. */
    readonly modules?: readonly string[];
    /** Packages that changed with it: where one is declared, the way there is not certain, and nothing is raised. */
    readonly unless?: readonly string[];
    /** Packages that it wants for development besides. */
    readonly adds?: Readonly<Record<string, string>>;
    /** Versions that the way from is known: where an older one is declared, nothing is raised. */
    readonly from?: string;
    /** Packages that it wants besides, each with the range of another that they come out with. */
    readonly follows?: Readonly<Record<string, string>>;
    /** Least versions of other packages: where an older one is declared, nothing is raised. */
    readonly needs?: Readonly<Record<string, string>>;
    /** Versions of Node it runs on: where `engines` admits others, nothing is raised. */
    readonly node?: string;
    /** The exports that code may take from its modules: where it takes others, nothing is raised. */
    readonly exports?: Readonly<Record<string, readonly string[]>>;
    /** Members and options that are gone, or work otherwise: where code has one, nothing is raised. */
    readonly gone?: readonly string[];
    /** Whether it is raised only where code starts it, being a package for other things as well. */
    readonly started?: boolean;
    /** Packages that are raised along with it where they are declared, as far as code uses what they left as it was. */
    readonly companions?: readonly Companion[];
    /** Parts of the names of packages made for one version of a companion: an unknown one keeps all as they are. */
    readonly kin?: readonly string[];
    /** Whether it is an ES module only: packages that may be CommonJS are not raised. */
    readonly isModule?: boolean;
    /** Options that its starts may have in their first argument, the transport among them. */
    readonly options?: readonly string[];
    /** Kinds of transport that carry 2026-07-28, and classes of transports that do. */
    readonly transports?: { readonly types: readonly string[]; readonly classes: readonly string[] };
    /** The option of its starts that has servers by name, and the options each of these may have. */
    readonly servers?: {
      readonly option: string;
      readonly options: readonly string[];
      /** The option whose value must show the path of an address. */
      readonly shown?: string;
    };
    /** Ends of addresses that it does not connect to any more: where code names one, nothing is raised. */
    readonly addresses?: readonly string[];
    /** What to check once it is raised, as a sentence. */
    readonly check?: string;
  };
  /** What to do about options of the first argument that are gone, or mean something else, as sentences. */
  readonly options?: Readonly<Record<string, string>>;
  /** What its calls look like; what looks otherwise is written for an older release. */
  readonly shape?: {
    readonly maxArguments?: number;
    /** Options that are gone. */
    readonly removedOptions?: readonly string[];
    /** Whether the first argument is a function that makes a server. */
    readonly takesFactory?: boolean;
    /** An option of the first argument without which releases below a version do not speak 2026-07-28. */
    readonly opts?: { readonly name: string; readonly value: string; readonly below: string };
  };
}

/**
 * What an option may be: `model` a model of a companion, `text` a string, `event` a function that takes nothing, or
 * these members, from its argument.
 */
export type OptionTerms = 'any' | 'model' | 'text' | { readonly event: readonly string[] };

/** What calls of a function may give it and take from its result for nothing to change. */
export interface CallTerms {
  readonly options: Readonly<Record<string, OptionTerms>>;
  /** Members of its result; absent where all of it is the same. */
  readonly results?: readonly string[];
  /** More of them, for calls without an option. */
  readonly single?: { readonly without: string; readonly results: readonly string[] };
}

/** A package whose new major version a framework needs, with what code may use of it for nothing to change. */
export interface Companion {
  readonly package: string;
  /** The versions that the way is known from. */
  readonly from: string;
  /** The major version that it is raised to. */
  readonly to: string;
  /** `model` for what makes models when it is called, and is used for nothing else. */
  readonly exports: Readonly<Record<string, 'same' | 'model' | CallTerms>>;
  /** What to do about names that changed, as the end of a sentence. */
  readonly changed: Readonly<Record<string, string>>;
  /** What to check once it is raised, as a sentence. */
  readonly check?: string;
}

/**
 * An API of a package that serves MCP, or connects to MCP servers, in the place of the SDK: which revisions it speaks
 * is up to its version. This is data, for the migration and for the rules.
 */
export interface Framework {
  /** Packages that the names below are imported from, all of one line of versions. */
  readonly packages: readonly [string, ...string[]];
  /** Modules of these packages in which the names mean something else. */
  readonly except?: readonly string[];
  /** Packages that it came out of, and that are no longer kept up. */
  readonly formerly?: readonly string[];
  /** Exports that those packages and the first one have in common. */
  readonly shared?: readonly string[];
  /** Exports that are called, constructed or extended where a server is made or a client connects. */
  readonly starts: readonly string[];
  /** Whether they hand an `McpServer` of the SDK to the function that is their first argument. */
  readonly handsServer?: boolean;
  /** Whether its starts are plugins, handed to `register` or `use` as they are. */
  readonly isPlugin?: boolean;
  /** Functions that register on the server which is their first argument, with the method that takes the others. */
  readonly registers?: Readonly<Record<string, 'registerTool' | 'registerResource' | 'registerPrompt'>>;
  /**
   * Whether it takes servers, clients or transports of SDK v1 from the code until it speaks 2026-07-28: packages that
   * start it stay on SDK v1 meanwhile.
   */
  readonly takesV1?: boolean;
  /** Absent while no release speaks 2026-07-28. */
  readonly release?: FrameworkRelease;
  /** Whether the migration puts the SDK itself in its place. */
  readonly isReplaced?: boolean;
  /** The newest release that was looked at, and the day. */
  readonly checked: { readonly version: string; readonly on: string };
  /** Where to watch for releases. */
  readonly repository: string;
  /** What it does about sessions and state, as a sentence. */
  readonly state: string;
  /** Change of the catalogue that its places are reported under; `sessions` for classes that are extended. */
  readonly change: Extract<ChangeId, 'sessions' | 'stateless-handshake'>;
  /** Says what is wrong where the version alone does not tell. */
  readonly message?: string;
  /** What to do, as sentences. */
  readonly advice: string;
}
