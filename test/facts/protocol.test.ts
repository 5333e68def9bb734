import * as v1 from '@modelcontextprotocol/sdk/types.js';
import * as v2 from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import {
  ADDED_METHODS,
  ERROR_CODES,
  INPUT_METHODS,
  META_KEYS,
  METHODS,
  OLD_REVISION,
  RELATED_TASK_META_KEY,
  REMOVED_METHODS,
  RETIRED_ERROR_CODES,
  methodFacts,
} from '../../src/facts/protocol.js';

/** Method literals of a module's request and notification schemas. */
function methodsOf(module: object): string[] {
  const methods = Object.values(module).flatMap(schema => {
    const shape = (schema as { shape?: { method?: { value?: unknown } } }).shape;
    return typeof shape?.method?.value === 'string' ? [shape.method.value] : [];
  });
  return [...new Set(methods)].sort();
}

describe('methods', () => {
  it('of 2025-11-25 are those of SDK v1', () => {
    const old = METHODS.filter(facts => facts.old.length > 0).map(facts => facts.method);
    expect(old.sort()).toEqual(methodsOf(v1));
  });

  it('are told apart into removed, added and embedded', () => {
    expect(REMOVED_METHODS).toEqual([
      'initialize',
      'ping',
      'resources/subscribe',
      'resources/unsubscribe',
      'logging/setLevel',
      'tasks/get',
      'tasks/result',
      'tasks/list',
      'tasks/cancel',
      'notifications/initialized',
      'notifications/roots/list_changed',
      'notifications/elicitation/complete',
      'notifications/tasks/status',
    ]);
    expect(ADDED_METHODS).toEqual([
      'server/discover',
      'subscriptions/listen',
      'notifications/subscriptions/acknowledged',
    ]);
    expect(INPUT_METHODS).toEqual(['sampling/createMessage', 'elicitation/create', 'roots/list']);
  });

  it('are looked up by name', () => {
    expect(methodFacts('notifications/progress')).toMatchObject({
      old: ['client', 'server'],
      new: ['server'],
    });
    expect(methodFacts('tools/delete')).toBeUndefined();
  });

  it('link to the newest revision that has them', () => {
    for (const facts of METHODS) {
      const revision = facts.new.length > 0 ? '2026-07-28' : '2025-11-25';
      expect(facts.spec).toMatch(`https://modelcontextprotocol.io/specification/${revision}/`);
    }
  });
});

describe('constants agree with the SDK', () => {
  it('error codes', () => {
    const { ProtocolErrorCode: codes } = v2;
    expect(ERROR_CODES).toMatchObject({
      parseError: codes.ParseError,
      invalidRequest: codes.InvalidRequest,
      methodNotFound: codes.MethodNotFound,
      invalidParams: codes.InvalidParams,
      internalError: codes.InternalError,
      missingRequiredClientCapability: codes.MissingRequiredClientCapability,
      unsupportedProtocolVersion: codes.UnsupportedProtocolVersion,
    });
    expect(RETIRED_ERROR_CODES).toEqual({
      resourceNotFound: codes.ResourceNotFound,
      urlElicitationRequired: codes.UrlElicitationRequired,
    });
  });

  it('_meta keys', () => {
    expect(META_KEYS).toMatchObject({
      protocolVersion: v2.PROTOCOL_VERSION_META_KEY,
      clientCapabilities: v2.CLIENT_CAPABILITIES_META_KEY,
      clientInfo: v2.CLIENT_INFO_META_KEY,
      logLevel: v2.LOG_LEVEL_META_KEY,
      serverInfo: v2.SERVER_INFO_META_KEY,
      subscriptionId: v2.SUBSCRIPTION_ID_META_KEY,
      traceparent: v2.TRACEPARENT_META_KEY,
      tracestate: v2.TRACESTATE_META_KEY,
      baggage: v2.BAGGAGE_META_KEY,
    });
    expect(RELATED_TASK_META_KEY).toBe(v2.RELATED_TASK_META_KEY);
  });

  it('the revision v1 speaks', () => {
    expect(v1.LATEST_PROTOCOL_VERSION).toBe(OLD_REVISION);
  });
});
