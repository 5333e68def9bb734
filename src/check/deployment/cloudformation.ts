import { isMap, isSeq } from 'yaml';
import { affinity } from './messages.js';
import type { Place } from './types.js';
import { namesMcp } from './words.js';
import { entries, rangeOf, textOf, valueAt } from './yaml-nodes.js';

/** Logical names are written together: `McpTargetGroup`. */
const LOGICAL_MCP = /(?:^|[a-z\d])M(?:cp|CP)(?![a-z])/;

/**
 * Finds target groups of a CloudFormation template that keep the clients of MCP on one target.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
export function cloudFormationPlaces(document: unknown): readonly Place[] {
  const resources = valueAt(document, 'Resources');
  if (!isMap(resources)) return [];
  return entries(resources).flatMap(({ key, value }) => {
    if (!/::TargetGroup$/.test(textOf(valueAt(value, 'Type')) ?? '')) return [];
    const named = ['Name', 'HealthCheckPath'].map(each => textOf(valueAt(value, 'Properties', each)) ?? '');
    if (!LOGICAL_MCP.test(key) && !namesMcp(key) && !named.some(namesMcp)) return [];
    return stickyPlaces(valueAt(value, 'Properties', 'TargetGroupAttributes'));
  });
}

function stickyPlaces(attributes: unknown): readonly Place[] {
  if (!isSeq(attributes)) return [];
  const sticky = attributes.items
    .filter(isMap)
    .filter(item => /^stickiness\./.test(textOf(valueAt(item, 'Key')) ?? ''));
  const on = sticky.find(item => textOf(valueAt(item, 'Key')) === 'stickiness.enabled');
  if (!on || textOf(valueAt(on, 'Value')) !== 'true') return [];
  // A list without items is no list.
  const remove = sticky.length < attributes.items.length ? sticky.map(rangeOf) : [];
  const { start } = rangeOf(on);
  const end = rangeOf(entries(on)[0]!.value!).end;
  return [{ change: 'sessions', start, end, message: affinity('stickiness.enabled'), remove }];
}
