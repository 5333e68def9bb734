import { isV1Specifier, isV2Specifier } from '../facts/index.js';

/** Types of the SDK for the context of a handler, v1 and v2. */
const CONTEXT_TYPES = new Set(['RequestHandlerExtra', 'ServerContext', 'ClientContext', 'BaseContext']);

/** Whether a module is one of the SDK, v1 or v2. */
export function isSdk(module: string): boolean {
  return isV1Specifier(module) || isV2Specifier(module);
}

/** The name by which an SDK class or type goes here; `Context` for all contexts of handlers. */
export function className(name: string | undefined): string | undefined {
  return name !== undefined && CONTEXT_TYPES.has(name) ? 'Context' : name;
}
