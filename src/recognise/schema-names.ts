import { isV1Specifier, isV2Specifier } from '../facts/index.js';
import type { Origin } from '../project/names.js';
import { isZodModule } from './zod.js';

/**
 * What an expression is where the SDK takes a schema.
 * - `schema`: a schema object
 * - `shape`: a plain object of Zod schemas, which SDK v1 wrapped itself
 * - `absent`: `undefined`
 * - `json`: JSON Schema written as a plain object
 * - `unknown`: none of these with certainty
 */
export interface SchemaKind {
  readonly is: 'schema' | 'shape' | 'absent' | 'json' | 'unknown';
  /** May be `undefined` as well. */
  readonly optional?: boolean;
  /** Zod module that the schemas of a shape come from, when the source shows it. */
  readonly zod?: string;
}

const UNKNOWN: SchemaKind = { is: 'unknown' };
const SCHEMA: SchemaKind = { is: 'schema' };

/** Functions of Zod that make no schema. */
const NO_FACTORY =
  /^(?:safeP|p)arse|^(?:safe)?(?:en|de)code|^(?:toJSONSchema|prettifyError|treeifyError|flattenError|formatError|setErrorMap|getErrorMap|config|registry|globalRegistry|locales|NEVER)/;

/** Methods of a schema that return something else. */
const NO_SCHEMA =
  /^(?:safe)?(?:p|P)arse|^(?:safe)?(?:en|de)code|^(?:spa|isOptional|isNullable|toJSONSchema|getter)$/;

/** What a function of a package makes. */
export function madeBy({ module, name }: Origin): SchemaKind {
  if (isZodModule(module)) return NO_FACTORY.test(name) ? UNKNOWN : { is: 'schema', zod: module };
  const isFactory =
    ((isV2Specifier(module) || isV1Specifier(module)) && /^(?:fromJsonSchema|completable)$/.test(name)) ||
    (module === 'arktype' && /^(?:type|scope)$/.test(name)) ||
    (module === '@valibot/to-json-schema' && name === 'toStandardJsonSchema');
  return isFactory ? SCHEMA : UNKNOWN;
}

/** Whether a method of a schema returns a schema. */
export function returnsSchema(method: string): boolean {
  return !NO_SCHEMA.test(method);
}

/** What values of a type of a package are. */
export function typedAs({ module, name }: Origin): SchemaKind {
  const isSdk = isV1Specifier(module) || isV2Specifier(module);
  if (isSdk && /^(?:StandardSchema|AnySchema|AnyObjectSchema)/.test(name)) return SCHEMA;
  if (isSdk && name === 'ZodRawShapeCompat') return { is: 'shape' };
  if (!isZodModule(module)) return UNKNOWN;
  if (/^\$?Zod(?:Raw|Loose)?Shape$/.test(name)) return { is: 'shape', zod: module };
  const isSchema =
    /^\$?Zod[A-Z]\w*$|^(?:Schema|AnyZodObject|Type)$/.test(name) &&
    !/(?:Error|Issue|Def|ErrorMap)$/.test(name);
  return isSchema ? { is: 'schema', zod: module } : UNKNOWN;
}
