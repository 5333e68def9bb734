import { ts } from '../../engine/ts.js';
import { moduleUses } from '../module-uses.js';
import type { NameResolver } from '../../project/names.js';
import type { Finder, Finding } from './finding.js';

const TASK_OPTIONS = ['taskStore', 'taskMessageQueue'];
const SERVERS = ['McpServer', 'Server', 'Client'];

/** Options of SDK v1 that v2 no longer knows. */
export const removedOptions: Finder = (unit, names) => {
  if (!TASK_OPTIONS.some(option => unit.text.includes(option))) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && SERVERS.some(name => isExport(node.expression, name, names))) {
      const options = node.arguments?.[1];
      for (const property of options && ts.isObjectLiteralExpression(options) ? options.properties : []) {
        if (!property.name || !ts.isIdentifier(property.name) || !TASK_OPTIONS.includes(property.name.text))
          continue;
        found.push({
          node: property,
          severity: 'error',
          message: `SDK v2 has no option \`${property.name.text}\`: it does not run tasks.`,
          advice: 'Remove the option and what it was given.',
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
};

/** Helpers that have a maintained home beside the frozen copy that the imports were moved to. */
const MAINTAINED = new Set([
  'requireBearerAuth',
  'mcpAuthMetadataRouter',
  'getOAuthProtectedResourceMetadataUrl',
  'OAuthTokenVerifier',
]);

/** Imports from the frozen copy of what v1 had for authorization. */
export const legacyAuth: Finder = unit =>
  moduleUses(unit)
    .statements.filter(({ specifier }) => specifier.text === '@modelcontextprotocol/server-legacy/auth')
    .map(({ statement, names }): Finding => {
      const maintained = names.map(each => each.name).filter(name => MAINTAINED.has(name));
      return {
        node: statement,
        severity: 'info',
        message: '`@modelcontextprotocol/server-legacy/auth` is a frozen copy of SDK v1.',
        advice:
          maintained.length > 0
            ? `Take ${maintained.map(name => `\`${name}\``).join(', ')} from \`@modelcontextprotocol/express\`; verifiers then throw \`OAuthError\`.`
            : 'Move the authorization server to a library or service of its own.',
      };
    });

/** Result schemas passed to `callTool`, which takes options in their place. */
export const resultSchemas: Finder = (unit, names) => {
  if (!/\bcallTool\b/.test(unit.text)) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'callTool'
    ) {
      const schema = node.arguments[1];
      const origin = schema && names.origin(schema);
      if (schema && origin?.module === '@modelcontextprotocol/core' && origin.name.endsWith('Schema')) {
        found.push({
          node: schema,
          severity: 'error',
          message: '`callTool` no longer takes a result schema.',
          advice: 'Leave the schema out, so that the options are the second argument.',
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(unit.ast);
  return found;
};

function isExport(node: ts.Expression, name: string, names: NameResolver): boolean {
  const origin = names.origin(node);
  return origin?.name === name && origin.module.startsWith('@modelcontextprotocol/');
}
