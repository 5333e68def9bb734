import type { TransportCreation } from './http-transport.js';

/** What a value is to the sessions of 2025-11-25. */
export type SessionRole =
  | 'transport'
  /** The server of one transport, made next to it. */
  | 'server'
  /** An object that holds a transport and what belongs to it. */
  | 'record'
  /** A collection of transports or records. */
  | 'store'
  /** What a record holds beside transport and server: a time, a flag. */
  | 'detail'
  /** A session id, or the header it comes in. */
  | 'id';

export interface SessionValue {
  readonly role: SessionRole;
  /** What a store holds. */
  readonly element?: 'transport' | 'record';
  /** The transports it has to do with. */
  readonly from: ReadonlySet<TransportCreation>;
}

/** What is kept in a store. */
export function elementOf(value: SessionValue | undefined): SessionValue | undefined {
  if (value?.role !== 'store') return undefined;
  return { role: value.element ?? 'transport', from: value.from };
}

/** What a record holds under a name. */
export function memberOf(record: SessionValue, name: string): SessionValue {
  const role = /transport/i.test(name) ? 'transport' : /^(?:mcp)?server$/i.test(name) ? 'server' : 'detail';
  return { role, from: record.from };
}
