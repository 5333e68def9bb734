import { specSchemas } from './spec-schemas.generated.js';

/** The Zod schemas that the SDK exports for one method. */
export interface SpecSchema {
  readonly method: string;
  /** Schema of the request or notification. */
  readonly message: string;
  /** Schema of the result; absent for notifications. */
  readonly result?: string;
}

const BY_MESSAGE = new Map(specSchemas.map(each => [each.message, each]));
const BY_METHOD = new Map(specSchemas.map(each => [each.method, each]));

/** Schemas of 2025-11-25 tasks; SDK v2 knows their methods only as custom ones. */
function isTask(schema: SpecSchema): boolean {
  return /^(?:notifications\/)?tasks\//.test(schema.method);
}

/** The method whose requests or notifications a schema describes: `tools/call` for `CallToolRequestSchema`. */
export function methodOfSchema(name: string): string | undefined {
  const found = BY_MESSAGE.get(name);
  return found && !isTask(found) ? found.method : undefined;
}

/** Whether a schema is that of a message of 2025-11-25 tasks. */
export function isTaskSchema(name: string): boolean {
  const found = BY_MESSAGE.get(name);
  return found !== undefined && isTask(found);
}

/** Whether SDK v2 finds the result schema of a method by itself. */
export function isSpecRequest(method: string): boolean {
  const found = BY_METHOD.get(method);
  return found?.result !== undefined && !isTask(found);
}

/** Whether a schema is the one that SDK v2 uses for the results of a method when none is passed. */
export function isResultSchemaOf(name: string, method: string): boolean {
  if (!isSpecRequest(method)) return false;
  // SDK v2 chooses between the two by the request.
  if (method === 'sampling/createMessage' && name === 'CreateMessageResultWithToolsSchema') return true;
  return BY_METHOD.get(method)?.result === name;
}
