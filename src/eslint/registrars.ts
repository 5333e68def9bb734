import type { TSESTree } from '@typescript-eslint/utils';
import { registrarMethod } from '../frameworks/index.js';
import type { Names } from './names.js';
import { unwrap } from './tree.js';

/** A call by which a framework registers a handler on the server it is given. */
export interface RegistrarCall {
  /** Method of the server that it calls. */
  readonly method: string;
  readonly server: TSESTree.Node;
  /** What the method gets. */
  readonly given: readonly TSESTree.Node[];
}

/** Takes apart `registerAppTool(server, name, config, handler)` and its like. */
export function registrarCall(names: Names, call: TSESTree.CallExpression): RegistrarCall | undefined {
  const [server, ...given] = call.arguments;
  const origin = server && names.origin(unwrap(call.callee));
  const method = origin && registrarMethod(origin.module, origin.name);
  return method === undefined ? undefined : { method, server: server!, given };
}
