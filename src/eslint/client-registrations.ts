import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { McpFile } from './file.js';
import { eraOfPackage } from './package-era.js';
import { hasSpread, memberName, property, propertyValue } from './tree.js';

/** Members of a registration's body; together they tell that an object is one. */
const METADATA = ['client_name', 'grant_types', 'response_types', 'token_endpoint_auth_method', 'scope'];

/** Modules that authorization servers are built with. */
const AUTHORIZATION_SERVER = /\/server\/auth\/|\/server-legacy\/auth|workers-oauth-provider|oidc-provider/;

/** Whether a call is the `registerClient` of the SDK. */
export function isRegisterClient(file: McpFile, node: TSESTree.CallExpression): boolean {
  return file.names.sdkName(node.callee) === 'registerClient';
}

/** Whether a call registers a client and its metadata certainly leave out `application_type`. */
export function registersUntyped(file: McpFile, node: TSESTree.CallExpression): boolean {
  if (isRegisterClient(file, node)) {
    const metadata = propertyValue(file.names.object(node.arguments[1]), 'clientMetadata');
    return lacksType(file.names.object(metadata));
  }
  const { callee } = node;
  const isBody =
    callee.type === AST_NODE_TYPES.MemberExpression &&
    memberName(callee) === 'stringify' &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'JSON';
  return isBody && isClient(file) && isUntyped(file, node.arguments[0]);
}

/** Whether a registration that a file writes by hand is one of an MCP client, and not a test of a server. */
function isClient(file: McpFile): boolean {
  if (file.isTest || file.modules.some(module => AUTHORIZATION_SERVER.test(module))) return false;
  if (file.speaksMcp || file.code.includes('@modelcontextprotocol/')) return true;
  return eraOfPackage(file.filename) !== undefined && /mcp/i.test(file.code);
}

function isUntyped(file: McpFile, node: TSESTree.Node | undefined): boolean {
  const body = file.names.object(node);
  return lacksType(body) && METADATA.some(name => property(body!, name));
}

function lacksType(body: TSESTree.ObjectExpression | undefined): boolean {
  if (!body || hasSpread(body) || !property(body, 'redirect_uris')) return false;
  // A server answers with the id of the client.
  return !property(body, 'client_id') && !property(body, 'application_type');
}
