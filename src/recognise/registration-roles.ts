import type { ProjectModel } from '../project/model.js';
import { schemaKindsOf } from './schema-kind.js';
import { variadicCalls, type VariadicCall } from './variadic-calls.js';

/** What an argument of a v1 registration is: its own place in v2, or a member of the configuration. */
export type RegistrationRole =
  'name' | 'uri' | 'metadata' | 'callback' | 'description' | 'inputSchema' | 'argsSchema' | 'annotations';

/** The roles of the arguments of one v1 method, as far as all its calls in a project agree on them. */
export class RegistrationRoles {
  readonly #calls: readonly RegistrationRole[][];
  readonly #isComplete: boolean;

  constructor(project: ProjectModel, calls: readonly VariadicCall[]) {
    this.#calls = calls.flatMap(call => rolesOf(call) ?? []);
    const kinds = schemaKindsOf(project);
    const schemas = calls.flatMap(({ config }) =>
      config && config !== 'complete' ? config.filter(each => /Schema$/.test(each.key)) : [],
    );
    // What was a plain object of schemas is found as the shape of the schema that it is wrapped in.
    this.#isComplete =
      this.#calls.length === calls.length && schemas.every(each => kinds.of(each.node).is === 'shape');
  }

  /** The role of the argument at a place; undefined when calls differ. */
  at(index: number): RegistrationRole | undefined {
    const roles = new Set(this.#calls.filter(each => each.length > index).map(each => each[index]!));
    return this.#isComplete && roles.size === 1 ? [...roles][0] : undefined;
  }

  /** The roles of all arguments of a call with so many; undefined when calls differ, or none has so many. */
  ofLength(length: number): readonly RegistrationRole[] | undefined {
    const calls = this.#calls.filter(each => each.length === length);
    const [first] = calls;
    const isSame = first && calls.every(each => each.every((role, index) => role === first[index]));
    return isSame && this.#isComplete ? first : undefined;
  }
}

/** The roles of each v1 method that the project calls. */
export function registrationRoles(project: ProjectModel): ReadonlyMap<string, RegistrationRoles> {
  const byMethod = new Map<string, VariadicCall[]>();
  for (const call of variadicCalls(project)) {
    byMethod.set(call.method, [...(byMethod.get(call.method) ?? []), call]);
  }
  return new Map([...byMethod].map(([method, calls]) => [method, new RegistrationRoles(project, calls)]));
}

/** Where a role is among the arguments of the v2 method; a member of the configuration has the path to it. */
export function newPlace(
  method: string,
  role: RegistrationRole,
): { readonly index: number; readonly member?: readonly string[] } {
  if (role === 'name') return { index: 0 };
  if (role === 'uri') return { index: 1 };
  if (role === 'metadata') return { index: 2 };
  if (role === 'callback') return { index: method === 'resource' ? 3 : 2 };
  return { index: 1, member: /Schema$/.test(role) ? [role, 'shape'] : [role] };
}

function rolesOf({ call, method, config }: VariadicCall): RegistrationRole[][] | undefined {
  if (!config) return undefined;
  if (method === 'resource') {
    return [config === 'complete' ? ['name', 'uri', 'metadata', 'callback'] : ['name', 'uri', 'callback']];
  }
  if (config === 'complete' || call.arguments.length !== config.length + 2) return undefined;
  return [['name', ...config.map(each => each.key as RegistrationRole), 'callback']];
}
