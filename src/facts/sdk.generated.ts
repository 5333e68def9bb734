// Written by `npm run facts` from the published packages. Do not edit.
import type { SdkFacts } from './model.js';

export const sdkFacts: SdkFacts = {
  node: '>=20',
  zod: '^4.2.0',
  v1: {
    name: '@modelcontextprotocol/sdk',
    version: '1.32.2',
    node: '>=18',
    dependencies: {
      '@hono/node-server': '^1.19.9 || ^2.0.5',
      ajv: '^8.17.1',
      'ajv-formats': '^3.0.1',
      'content-type': '^1.0.5',
      cors: '^2.8.5',
      'cross-spawn': '^7.0.5',
      eventsource: '^3.0.2',
      'eventsource-parser': '^3.0.0',
      express: '^5.2.1',
      'express-rate-limit': '^8.2.1',
      hono: '^4.11.4',
      jose: '^6.1.3',
      'json-schema-typed': '^8.0.2',
      'pkce-challenge': '^5.0.0',
      'raw-body': '^3.0.0',
      zod: '^3.25 || ^4.0',
      'zod-to-json-schema': '^3.25.1',
    },
    peerDependencies: {
      '@cfworker/json-schema': '^4.1.1',
      zod: '^3.25 || ^4.0',
    },
    entryPoints: {
      '@modelcontextprotocol/sdk/client': {
        values: [
          'Client', 'getSupportedElicitationModes',
        ],
        types: [
          'ClientOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/auth-extensions.js': {
        values: [
          'ClientCredentialsProvider', 'PrivateKeyJwtProvider', 'StaticPrivateKeyJwtProvider',
          'createPrivateKeyJwtAuth',
        ],
        types: [
          'ClientCredentialsProviderOptions', 'PrivateKeyJwtProviderOptions',
          'StaticPrivateKeyJwtProviderOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/auth.js': {
        values: [
          'UnauthorizedError', 'auth', 'buildDiscoveryUrls', 'discoverAuthorizationServerMetadata',
          'discoverOAuthMetadata', 'discoverOAuthProtectedResourceMetadata', 'discoverOAuthServerInfo',
          'exchangeAuthorization', 'extractResourceMetadataUrl', 'extractWWWAuthenticateParams', 'fetchToken',
          'isHttpsUrl', 'parseErrorResponse', 'prepareAuthorizationCodeRequest', 'refreshAuthorization',
          'registerClient', 'selectClientAuthMethod', 'selectResourceURL', 'startAuthorization',
        ],
        types: [
          'AddClientAuthentication', 'AuthResult', 'OAuthClientProvider', 'OAuthDiscoveryState',
          'OAuthServerInfo',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/index.js': {
        values: [
          'Client', 'getSupportedElicitationModes',
        ],
        types: [
          'ClientOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/middleware.js': {
        values: [
          'applyMiddlewares', 'createMiddleware', 'withLogging', 'withOAuth',
        ],
        types: [
          'LoggingOptions', 'Middleware', 'RequestLogger',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/sse.js': {
        values: [
          'SSEClientTransport', 'SseError',
        ],
        types: [
          'SSEClientTransportOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/stdio.js': {
        values: [
          'DEFAULT_INHERITED_ENV_VARS', 'StdioClientTransport', 'getDefaultEnvironment',
        ],
        types: [
          'StdioServerParameters',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/streamableHttp.js': {
        values: [
          'StreamableHTTPClientTransport', 'StreamableHTTPError',
        ],
        types: [
          'StartSSEOptions', 'StreamableHTTPClientTransportOptions', 'StreamableHTTPReconnectionOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/client/websocket.js': {
        values: [
          'WebSocketClientTransport',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental': {
        values: [
          'CancelTaskRequestSchema', 'CancelTaskResultSchema', 'ClientTasksCapabilitySchema',
          'CreateTaskResultSchema', 'ExperimentalClientTasks', 'ExperimentalMcpServerTasks',
          'ExperimentalServerTasks', 'GetTaskPayloadRequestSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'InMemoryTaskMessageQueue', 'InMemoryTaskStore', 'ListTasksRequestSchema',
          'ListTasksResultSchema', 'RelatedTaskMetadataSchema', 'ServerTasksCapabilitySchema',
          'TaskCreationParamsSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
          'TaskStatusNotificationSchema', 'assertClientRequestTaskCapability',
          'assertToolsCallTaskCapability', 'isTerminal', 'takeResult', 'toArrayAsync',
        ],
        types: [
          'BaseQueuedMessage', 'BaseResponseMessage', 'BaseToolCallback', 'CancelTaskRequest',
          'CancelTaskResult', 'CreateTaskOptions', 'CreateTaskRequestHandler',
          'CreateTaskRequestHandlerExtra', 'CreateTaskResult', 'ErrorMessage', 'GetTaskPayloadRequest',
          'GetTaskRequest', 'GetTaskResult', 'ListTasksRequest', 'ListTasksResult', 'QueuedError',
          'QueuedMessage', 'QueuedNotification', 'QueuedRequest', 'QueuedResponse', 'RelatedTaskMetadata',
          'ResponseMessage', 'ResultMessage', 'Task', 'TaskCreatedMessage', 'TaskCreationParams',
          'TaskMessageQueue', 'TaskRequestHandler', 'TaskRequestHandlerExtra', 'TaskStatusMessage',
          'TaskStatusNotification', 'TaskStatusNotificationParams', 'TaskStore', 'TaskToolExecution',
          'ToolTaskHandler',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/index.js': {
        values: [
          'CancelTaskRequestSchema', 'CancelTaskResultSchema', 'ClientTasksCapabilitySchema',
          'CreateTaskResultSchema', 'ExperimentalClientTasks', 'ExperimentalMcpServerTasks',
          'ExperimentalServerTasks', 'GetTaskPayloadRequestSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'InMemoryTaskMessageQueue', 'InMemoryTaskStore', 'ListTasksRequestSchema',
          'ListTasksResultSchema', 'RelatedTaskMetadataSchema', 'ServerTasksCapabilitySchema',
          'TaskCreationParamsSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
          'TaskStatusNotificationSchema', 'assertClientRequestTaskCapability',
          'assertToolsCallTaskCapability', 'isTerminal', 'takeResult', 'toArrayAsync',
        ],
        types: [
          'BaseQueuedMessage', 'BaseResponseMessage', 'BaseToolCallback', 'CancelTaskRequest',
          'CancelTaskResult', 'CreateTaskOptions', 'CreateTaskRequestHandler',
          'CreateTaskRequestHandlerExtra', 'CreateTaskResult', 'ErrorMessage', 'GetTaskPayloadRequest',
          'GetTaskRequest', 'GetTaskResult', 'ListTasksRequest', 'ListTasksResult', 'QueuedError',
          'QueuedMessage', 'QueuedNotification', 'QueuedRequest', 'QueuedResponse', 'RelatedTaskMetadata',
          'ResponseMessage', 'ResultMessage', 'Task', 'TaskCreatedMessage', 'TaskCreationParams',
          'TaskMessageQueue', 'TaskRequestHandler', 'TaskRequestHandlerExtra', 'TaskStatusMessage',
          'TaskStatusNotification', 'TaskStatusNotificationParams', 'TaskStore', 'TaskToolExecution',
          'ToolTaskHandler',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks': {
        values: [
          'CancelTaskRequestSchema', 'CancelTaskResultSchema', 'ClientTasksCapabilitySchema',
          'CreateTaskResultSchema', 'ExperimentalClientTasks', 'ExperimentalMcpServerTasks',
          'ExperimentalServerTasks', 'GetTaskPayloadRequestSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'InMemoryTaskMessageQueue', 'InMemoryTaskStore', 'ListTasksRequestSchema',
          'ListTasksResultSchema', 'RelatedTaskMetadataSchema', 'ServerTasksCapabilitySchema',
          'TaskCreationParamsSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
          'TaskStatusNotificationSchema', 'assertClientRequestTaskCapability',
          'assertToolsCallTaskCapability', 'isTerminal', 'takeResult', 'toArrayAsync',
        ],
        types: [
          'BaseQueuedMessage', 'BaseResponseMessage', 'BaseToolCallback', 'CancelTaskRequest',
          'CancelTaskResult', 'CreateTaskOptions', 'CreateTaskRequestHandler',
          'CreateTaskRequestHandlerExtra', 'CreateTaskResult', 'ErrorMessage', 'GetTaskPayloadRequest',
          'GetTaskRequest', 'GetTaskResult', 'ListTasksRequest', 'ListTasksResult', 'QueuedError',
          'QueuedMessage', 'QueuedNotification', 'QueuedRequest', 'QueuedResponse', 'RelatedTaskMetadata',
          'ResponseMessage', 'ResultMessage', 'Task', 'TaskCreatedMessage', 'TaskCreationParams',
          'TaskMessageQueue', 'TaskRequestHandler', 'TaskRequestHandlerExtra', 'TaskStatusMessage',
          'TaskStatusNotification', 'TaskStatusNotificationParams', 'TaskStore', 'TaskToolExecution',
          'ToolTaskHandler',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/client.js': {
        values: [
          'ExperimentalClientTasks',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/helpers.js': {
        values: [
          'assertClientRequestTaskCapability', 'assertToolsCallTaskCapability',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/index.js': {
        values: [
          'CancelTaskRequestSchema', 'CancelTaskResultSchema', 'ClientTasksCapabilitySchema',
          'CreateTaskResultSchema', 'ExperimentalClientTasks', 'ExperimentalMcpServerTasks',
          'ExperimentalServerTasks', 'GetTaskPayloadRequestSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'InMemoryTaskMessageQueue', 'InMemoryTaskStore', 'ListTasksRequestSchema',
          'ListTasksResultSchema', 'RelatedTaskMetadataSchema', 'ServerTasksCapabilitySchema',
          'TaskCreationParamsSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
          'TaskStatusNotificationSchema', 'assertClientRequestTaskCapability',
          'assertToolsCallTaskCapability', 'isTerminal', 'takeResult', 'toArrayAsync',
        ],
        types: [
          'BaseQueuedMessage', 'BaseResponseMessage', 'BaseToolCallback', 'CancelTaskRequest',
          'CancelTaskResult', 'CreateTaskOptions', 'CreateTaskRequestHandler',
          'CreateTaskRequestHandlerExtra', 'CreateTaskResult', 'ErrorMessage', 'GetTaskPayloadRequest',
          'GetTaskRequest', 'GetTaskResult', 'ListTasksRequest', 'ListTasksResult', 'QueuedError',
          'QueuedMessage', 'QueuedNotification', 'QueuedRequest', 'QueuedResponse', 'RelatedTaskMetadata',
          'ResponseMessage', 'ResultMessage', 'Task', 'TaskCreatedMessage', 'TaskCreationParams',
          'TaskMessageQueue', 'TaskRequestHandler', 'TaskRequestHandlerExtra', 'TaskStatusMessage',
          'TaskStatusNotification', 'TaskStatusNotificationParams', 'TaskStore', 'TaskToolExecution',
          'ToolTaskHandler',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/interfaces.js': {
        values: [
          'isTerminal',
        ],
        types: [
          'BaseQueuedMessage', 'BaseToolCallback', 'CreateTaskOptions', 'CreateTaskRequestHandler',
          'CreateTaskRequestHandlerExtra', 'QueuedError', 'QueuedMessage', 'QueuedNotification',
          'QueuedRequest', 'QueuedResponse', 'TaskMessageQueue', 'TaskRequestHandler',
          'TaskRequestHandlerExtra', 'TaskStore', 'TaskToolExecution', 'ToolTaskHandler',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/mcp-server.js': {
        values: [
          'ExperimentalMcpServerTasks',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/server.js': {
        values: [
          'ExperimentalServerTasks',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js': {
        values: [
          'InMemoryTaskMessageQueue', 'InMemoryTaskStore',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/experimental/tasks/types.js': {
        values: [
          'CancelTaskRequestSchema', 'CancelTaskResultSchema', 'ClientTasksCapabilitySchema',
          'CreateTaskResultSchema', 'GetTaskPayloadRequestSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'ListTasksRequestSchema', 'ListTasksResultSchema',
          'RelatedTaskMetadataSchema', 'ServerTasksCapabilitySchema', 'TaskCreationParamsSchema',
          'TaskSchema', 'TaskStatusNotificationParamsSchema', 'TaskStatusNotificationSchema',
        ],
        types: [
          'CancelTaskRequest', 'CancelTaskResult', 'CreateTaskResult', 'GetTaskPayloadRequest',
          'GetTaskRequest', 'GetTaskResult', 'ListTasksRequest', 'ListTasksResult', 'RelatedTaskMetadata',
          'Task', 'TaskCreationParams', 'TaskStatusNotification', 'TaskStatusNotificationParams',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/inMemory.js': {
        values: [
          'InMemoryTransport',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server': {
        values: [
          'Server',
        ],
        types: [
          'ServerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/clients.js': {
        values: [],
        types: [
          'OAuthRegisteredClientsStore',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/errors.js': {
        values: [
          'AccessDeniedError', 'CustomOAuthError', 'InsufficientScopeError', 'InvalidClientError',
          'InvalidClientMetadataError', 'InvalidGrantError', 'InvalidRequestError', 'InvalidScopeError',
          'InvalidTargetError', 'InvalidTokenError', 'MethodNotAllowedError', 'OAUTH_ERRORS', 'OAuthError',
          'ServerError', 'TemporarilyUnavailableError', 'TooManyRequestsError', 'UnauthorizedClientError',
          'UnsupportedGrantTypeError', 'UnsupportedResponseTypeError', 'UnsupportedTokenTypeError',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/handlers/authorize.js': {
        values: [
          'authorizationHandler', 'redirectUriMatches',
        ],
        types: [
          'AuthorizationHandlerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/handlers/metadata.js': {
        values: [
          'metadataHandler',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/handlers/register.js': {
        values: [
          'clientRegistrationHandler',
        ],
        types: [
          'ClientRegistrationHandlerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/handlers/revoke.js': {
        values: [
          'revocationHandler',
        ],
        types: [
          'RevocationHandlerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/handlers/token.js': {
        values: [
          'tokenHandler',
        ],
        types: [
          'TokenHandlerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/middleware/allowedMethods.js': {
        values: [
          'allowedMethods',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js': {
        values: [
          'requireBearerAuth',
        ],
        types: [
          'BearerAuthMiddlewareOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/middleware/clientAuth.js': {
        values: [
          'authenticateClient',
        ],
        types: [
          'ClientAuthenticationMiddlewareOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/provider.js': {
        values: [],
        types: [
          'AuthorizationParams', 'OAuthServerProvider', 'OAuthTokenVerifier',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/providers/proxyProvider.js': {
        values: [
          'ProxyOAuthServerProvider',
        ],
        types: [
          'ProxyEndpoints', 'ProxyOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/router.js': {
        values: [
          'createOAuthMetadata', 'getOAuthProtectedResourceMetadataUrl', 'mcpAuthMetadataRouter',
          'mcpAuthRouter',
        ],
        types: [
          'AuthMetadataOptions', 'AuthRouterOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/auth/types.js': {
        values: [],
        types: [
          'AuthInfo',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/completable.js': {
        values: [
          'COMPLETABLE_SYMBOL', 'McpZodTypeKind', 'completable', 'getCompleter', 'isCompletable',
          'unwrapCompletable',
        ],
        types: [
          'CompletableDef', 'CompletableMeta', 'CompletableSchema', 'CompleteCallback',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/express.js': {
        values: [
          'createMcpExpressApp',
        ],
        types: [
          'CreateMcpExpressAppOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/index.js': {
        values: [
          'Server',
        ],
        types: [
          'ServerOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/mcp.js': {
        values: [
          'McpServer', 'ResourceTemplate',
        ],
        types: [
          'AnyToolHandler', 'BaseToolCallback', 'CompleteResourceTemplateCallback', 'ListResourcesCallback',
          'McpServerOptions', 'PromptCallback', 'ReadResourceCallback', 'ReadResourceTemplateCallback',
          'RegisteredPrompt', 'RegisteredResource', 'RegisteredResourceTemplate', 'RegisteredTool',
          'ResourceMetadata', 'ToolCallback',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/middleware/hostHeaderValidation.js': {
        values: [
          'hostHeaderValidation', 'localhostHostValidation',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/requestBody.js': {
        values: [
          'DEFAULT_MAX_REQUEST_BODY_SIZE', 'MAX_BATCH_SIZE', 'readRequestBody', 'requestBodyTooLargeMessage',
          'resolveMaxRequestBodySize',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/sse.js': {
        values: [
          'SSEServerTransport',
        ],
        types: [
          'SSEServerTransportOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/sseKeepAlive.js': {
        values: [
          'DEFAULT_SSE_KEEP_ALIVE_MS', 'armSseKeepAlive',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/stdio.js': {
        values: [
          'StdioServerTransport',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/streamableHttp.js': {
        values: [
          'StreamableHTTPServerTransport',
        ],
        types: [
          'EventId', 'EventStore', 'StreamId', 'StreamableHTTPServerTransportOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js': {
        values: [
          'WebStandardStreamableHTTPServerTransport',
        ],
        types: [
          'EventId', 'EventStore', 'HandleRequestOptions', 'StreamId',
          'WebStandardStreamableHTTPServerTransportOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/zod-compat.js': {
        values: [
          'getLiteralValue', 'getObjectShape', 'getParseErrorMessage', 'getSchemaDescription',
          'isSchemaOptional', 'isZ4Schema', 'normalizeObjectSchema', 'objectFromShape', 'safeParse',
          'safeParseAsync',
        ],
        types: [
          'AnyObjectSchema', 'AnySchema', 'SchemaInput', 'SchemaOutput', 'ShapeOutput', 'ZodRawShapeCompat',
          'ZodV3Internal', 'ZodV4Internal',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/server/zod-json-schema-compat.js': {
        values: [
          'getMethodLiteral', 'parseWithCompat', 'toJsonSchemaCompat',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/auth-utils.js': {
        values: [
          'checkResourceAllowed', 'resourceUrlFromServerUrl',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/auth.js': {
        values: [
          'OAuthClientInformationFullSchema', 'OAuthClientInformationSchema', 'OAuthClientMetadataSchema',
          'OAuthClientRegistrationErrorSchema', 'OAuthErrorResponseSchema', 'OAuthMetadataSchema',
          'OAuthProtectedResourceMetadataSchema', 'OAuthTokenRevocationRequestSchema', 'OAuthTokensSchema',
          'OpenIdProviderDiscoveryMetadataSchema', 'OpenIdProviderMetadataSchema', 'OptionalSafeUrlSchema',
          'SafeUrlSchema',
        ],
        types: [
          'AuthorizationServerMetadata', 'OAuthClientInformation', 'OAuthClientInformationFull',
          'OAuthClientInformationMixed', 'OAuthClientMetadata', 'OAuthClientRegistrationError',
          'OAuthErrorResponse', 'OAuthMetadata', 'OAuthProtectedResourceMetadata',
          'OAuthTokenRevocationRequest', 'OAuthTokens', 'OpenIdProviderDiscoveryMetadata',
          'OpenIdProviderMetadata',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/mediaType.js': {
        values: [
          'isJsonContentType', 'mediaTypeEssence',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/metadataUtils.js': {
        values: [
          'getDisplayName',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/protocol.js': {
        values: [
          'DEFAULT_REQUEST_TIMEOUT_MSEC', 'Protocol', 'mergeCapabilities',
        ],
        types: [
          'NotificationOptions', 'ProgressCallback', 'ProtocolOptions', 'RequestHandlerExtra',
          'RequestOptions', 'RequestTaskStore', 'TaskRequestOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/responseMessage.js': {
        values: [
          'takeResult', 'toArrayAsync',
        ],
        types: [
          'AsyncGeneratorValue', 'BaseResponseMessage', 'ErrorMessage', 'ResponseMessage', 'ResultMessage',
          'TaskCreatedMessage', 'TaskStatusMessage',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/stdio.js': {
        values: [
          'ReadBuffer', 'STDIO_DEFAULT_MAX_BUFFER_SIZE', 'deserializeMessage', 'serializeMessage',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/toolNameValidation.js': {
        values: [
          'issueToolNameWarning', 'validateAndWarnToolName', 'validateToolName',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/transport.js': {
        values: [
          'createFetchWithInit', 'fetchLeavingRedirects', 'fetchWithinOrigin', 'followWithinOrigin',
          'isWithinOrigin', 'normalizeHeaders', 'unfollowedRedirect',
        ],
        types: [
          'FetchLike', 'Transport', 'TransportSendOptions',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/shared/uriTemplate.js': {
        values: [
          'UriTemplate',
        ],
        types: [
          'Variables',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/spec.types.js': {
        values: [
          'INTERNAL_ERROR', 'INVALID_PARAMS', 'INVALID_REQUEST', 'JSONRPC_VERSION', 'LATEST_PROTOCOL_VERSION',
          'METHOD_NOT_FOUND', 'PARSE_ERROR', 'URL_ELICITATION_REQUIRED',
        ],
        types: [
          'Annotations', 'AudioContent', 'BaseMetadata', 'BlobResourceContents', 'BooleanSchema',
          'CallToolRequest', 'CallToolRequestParams', 'CallToolResult', 'CancelTaskRequest',
          'CancelTaskResult', 'CancelledNotification', 'CancelledNotificationParams', 'ClientCapabilities',
          'ClientNotification', 'ClientRequest', 'ClientResult', 'CompleteRequest', 'CompleteRequestParams',
          'CompleteResult', 'ContentBlock', 'CreateMessageRequest', 'CreateMessageRequestParams',
          'CreateMessageResult', 'CreateTaskResult', 'Cursor', 'ElicitRequest', 'ElicitRequestFormParams',
          'ElicitRequestParams', 'ElicitRequestURLParams', 'ElicitResult', 'ElicitationCompleteNotification',
          'EmbeddedResource', 'EmptyResult', 'EnumSchema', 'Error', 'GetPromptRequest',
          'GetPromptRequestParams', 'GetPromptResult', 'GetTaskPayloadRequest', 'GetTaskPayloadResult',
          'GetTaskRequest', 'GetTaskResult', 'Icon', 'Icons', 'ImageContent', 'Implementation',
          'InitializeRequest', 'InitializeRequestParams', 'InitializeResult', 'InitializedNotification',
          'JSONRPCErrorResponse', 'JSONRPCMessage', 'JSONRPCNotification', 'JSONRPCRequest',
          'JSONRPCResponse', 'JSONRPCResultResponse', 'LegacyTitledEnumSchema', 'ListPromptsRequest',
          'ListPromptsResult', 'ListResourceTemplatesRequest', 'ListResourceTemplatesResult',
          'ListResourcesRequest', 'ListResourcesResult', 'ListRootsRequest', 'ListRootsResult',
          'ListTasksRequest', 'ListTasksResult', 'ListToolsRequest', 'ListToolsResult', 'LoggingLevel',
          'LoggingMessageNotification', 'LoggingMessageNotificationParams', 'ModelHint', 'ModelPreferences',
          'MultiSelectEnumSchema', 'Notification', 'NotificationParams', 'NumberSchema', 'PaginatedRequest',
          'PaginatedRequestParams', 'PaginatedResult', 'PingRequest', 'PrimitiveSchemaDefinition',
          'ProgressNotification', 'ProgressNotificationParams', 'ProgressToken', 'Prompt', 'PromptArgument',
          'PromptListChangedNotification', 'PromptMessage', 'PromptReference', 'ReadResourceRequest',
          'ReadResourceRequestParams', 'ReadResourceResult', 'RelatedTaskMetadata', 'Request', 'RequestId',
          'RequestParams', 'Resource', 'ResourceContents', 'ResourceLink', 'ResourceListChangedNotification',
          'ResourceRequestParams', 'ResourceTemplate', 'ResourceTemplateReference',
          'ResourceUpdatedNotification', 'ResourceUpdatedNotificationParams', 'Result', 'Role', 'Root',
          'RootsListChangedNotification', 'SamplingMessage', 'SamplingMessageContentBlock',
          'ServerCapabilities', 'ServerNotification', 'ServerRequest', 'ServerResult', 'SetLevelRequest',
          'SetLevelRequestParams', 'SingleSelectEnumSchema', 'StringSchema', 'SubscribeRequest',
          'SubscribeRequestParams', 'Task', 'TaskAugmentedRequestParams', 'TaskMetadata', 'TaskStatus',
          'TaskStatusNotification', 'TaskStatusNotificationParams', 'TextContent', 'TextResourceContents',
          'TitledMultiSelectEnumSchema', 'TitledSingleSelectEnumSchema', 'Tool', 'ToolAnnotations',
          'ToolChoice', 'ToolExecution', 'ToolListChangedNotification', 'ToolResultContent', 'ToolUseContent',
          'URLElicitationRequiredError', 'UnsubscribeRequest', 'UnsubscribeRequestParams',
          'UntitledMultiSelectEnumSchema', 'UntitledSingleSelectEnumSchema',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/types.js': {
        values: [
          'AnnotationsSchema', 'AudioContentSchema', 'BaseMetadataSchema', 'BlobResourceContentsSchema',
          'BooleanSchemaSchema', 'CallToolRequestParamsSchema', 'CallToolRequestSchema',
          'CallToolResultSchema', 'CancelTaskRequestSchema', 'CancelTaskResultSchema',
          'CancelledNotificationParamsSchema', 'CancelledNotificationSchema', 'ClientCapabilitiesSchema',
          'ClientNotificationSchema', 'ClientRequestSchema', 'ClientResultSchema',
          'ClientTasksCapabilitySchema', 'CompatibilityCallToolResultSchema', 'CompleteRequestParamsSchema',
          'CompleteRequestSchema', 'CompleteResultSchema', 'ContentBlockSchema',
          'CreateMessageRequestParamsSchema', 'CreateMessageRequestSchema', 'CreateMessageResultSchema',
          'CreateMessageResultWithToolsSchema', 'CreateTaskResultSchema', 'CursorSchema',
          'DEFAULT_NEGOTIATED_PROTOCOL_VERSION', 'ElicitRequestFormParamsSchema', 'ElicitRequestParamsSchema',
          'ElicitRequestSchema', 'ElicitRequestURLParamsSchema', 'ElicitResultSchema',
          'ElicitationCompleteNotificationParamsSchema', 'ElicitationCompleteNotificationSchema',
          'EmbeddedResourceSchema', 'EmptyResultSchema', 'EnumSchemaSchema', 'ErrorCode',
          'GetPromptRequestParamsSchema', 'GetPromptRequestSchema', 'GetPromptResultSchema',
          'GetTaskPayloadRequestSchema', 'GetTaskPayloadResultSchema', 'GetTaskRequestSchema',
          'GetTaskResultSchema', 'IconSchema', 'IconsSchema', 'ImageContentSchema', 'ImplementationSchema',
          'InitializeRequestParamsSchema', 'InitializeRequestSchema', 'InitializeResultSchema',
          'InitializedNotificationSchema', 'JSONRPCErrorResponseSchema', 'JSONRPCErrorSchema',
          'JSONRPCMessageSchema', 'JSONRPCNotificationSchema', 'JSONRPCRequestSchema',
          'JSONRPCResponseSchema', 'JSONRPCResultResponseSchema', 'JSONRPC_VERSION',
          'LATEST_PROTOCOL_VERSION', 'LegacyTitledEnumSchemaSchema', 'ListChangedOptionsBaseSchema',
          'ListPromptsRequestSchema', 'ListPromptsResultSchema', 'ListResourceTemplatesRequestSchema',
          'ListResourceTemplatesResultSchema', 'ListResourcesRequestSchema', 'ListResourcesResultSchema',
          'ListRootsRequestSchema', 'ListRootsResultSchema', 'ListTasksRequestSchema',
          'ListTasksResultSchema', 'ListToolsRequestSchema', 'ListToolsResultSchema', 'LoggingLevelSchema',
          'LoggingMessageNotificationParamsSchema', 'LoggingMessageNotificationSchema', 'McpError',
          'ModelHintSchema', 'ModelPreferencesSchema', 'MultiSelectEnumSchemaSchema', 'NotificationSchema',
          'NumberSchemaSchema', 'PaginatedRequestParamsSchema', 'PaginatedRequestSchema',
          'PaginatedResultSchema', 'PingRequestSchema', 'PrimitiveSchemaDefinitionSchema',
          'ProgressNotificationParamsSchema', 'ProgressNotificationSchema', 'ProgressSchema',
          'ProgressTokenSchema', 'PromptArgumentSchema', 'PromptListChangedNotificationSchema',
          'PromptMessageSchema', 'PromptReferenceSchema', 'PromptSchema', 'RELATED_TASK_META_KEY',
          'ReadResourceRequestParamsSchema', 'ReadResourceRequestSchema', 'ReadResourceResultSchema',
          'RelatedTaskMetadataSchema', 'RequestIdSchema', 'RequestSchema', 'ResourceContentsSchema',
          'ResourceLinkSchema', 'ResourceListChangedNotificationSchema', 'ResourceReferenceSchema',
          'ResourceRequestParamsSchema', 'ResourceSchema', 'ResourceTemplateReferenceSchema',
          'ResourceTemplateSchema', 'ResourceUpdatedNotificationParamsSchema',
          'ResourceUpdatedNotificationSchema', 'ResultSchema', 'RoleSchema', 'RootSchema',
          'RootsListChangedNotificationSchema', 'SUPPORTED_PROTOCOL_VERSIONS', 'SamplingContentSchema',
          'SamplingMessageContentBlockSchema', 'SamplingMessageSchema', 'ServerCapabilitiesSchema',
          'ServerNotificationSchema', 'ServerRequestSchema', 'ServerResultSchema',
          'ServerTasksCapabilitySchema', 'SetLevelRequestParamsSchema', 'SetLevelRequestSchema',
          'SingleSelectEnumSchemaSchema', 'StringSchemaSchema', 'SubscribeRequestParamsSchema',
          'SubscribeRequestSchema', 'TaskAugmentedRequestParamsSchema', 'TaskCreationParamsSchema',
          'TaskMetadataSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
          'TaskStatusNotificationSchema', 'TaskStatusSchema', 'TextContentSchema',
          'TextResourceContentsSchema', 'TitledMultiSelectEnumSchemaSchema',
          'TitledSingleSelectEnumSchemaSchema', 'ToolAnnotationsSchema', 'ToolChoiceSchema',
          'ToolExecutionSchema', 'ToolListChangedNotificationSchema', 'ToolResultContentSchema', 'ToolSchema',
          'ToolUseContentSchema', 'UnsubscribeRequestParamsSchema', 'UnsubscribeRequestSchema',
          'UntitledMultiSelectEnumSchemaSchema', 'UntitledSingleSelectEnumSchemaSchema',
          'UrlElicitationRequiredError', 'assertCompleteRequestPrompt',
          'assertCompleteRequestResourceTemplate', 'isInitializeRequest', 'isInitializedNotification',
          'isJSONRPCError', 'isJSONRPCErrorResponse', 'isJSONRPCNotification', 'isJSONRPCRequest',
          'isJSONRPCResponse', 'isJSONRPCResultResponse', 'isTaskAugmentedRequestParams',
        ],
        types: [
          'Annotations', 'AudioContent', 'BaseMetadata', 'BlobResourceContents', 'BooleanSchema',
          'CallToolRequest', 'CallToolRequestParams', 'CallToolResult', 'CancelTaskRequest',
          'CancelTaskResult', 'CancelledNotification', 'CancelledNotificationParams', 'ClientCapabilities',
          'ClientNotification', 'ClientRequest', 'ClientResult', 'CompatibilityCallToolResult',
          'CompleteRequest', 'CompleteRequestParams', 'CompleteRequestPrompt',
          'CompleteRequestResourceTemplate', 'CompleteResult', 'ContentBlock', 'CreateMessageRequest',
          'CreateMessageRequestParams', 'CreateMessageRequestParamsBase',
          'CreateMessageRequestParamsWithTools', 'CreateMessageResult', 'CreateMessageResultWithTools',
          'CreateTaskResult', 'Cursor', 'ElicitRequest', 'ElicitRequestFormParams', 'ElicitRequestParams',
          'ElicitRequestURLParams', 'ElicitResult', 'ElicitationCompleteNotification',
          'ElicitationCompleteNotificationParams', 'EmbeddedResource', 'EmptyResult', 'EnumSchema',
          'GetPromptRequest', 'GetPromptRequestParams', 'GetPromptResult', 'GetTaskPayloadRequest',
          'GetTaskPayloadResult', 'GetTaskRequest', 'GetTaskResult', 'Icon', 'Icons', 'ImageContent',
          'Implementation', 'InitializeRequest', 'InitializeRequestParams', 'InitializeResult',
          'InitializedNotification', 'IsomorphicHeaders', 'JSONRPCError', 'JSONRPCErrorResponse',
          'JSONRPCMessage', 'JSONRPCNotification', 'JSONRPCRequest', 'JSONRPCResponse',
          'JSONRPCResultResponse', 'LegacyTitledEnumSchema', 'ListChangedCallback', 'ListChangedHandlers',
          'ListChangedOptions', 'ListPromptsRequest', 'ListPromptsResult', 'ListResourceTemplatesRequest',
          'ListResourceTemplatesResult', 'ListResourcesRequest', 'ListResourcesResult', 'ListRootsRequest',
          'ListRootsResult', 'ListTasksRequest', 'ListTasksResult', 'ListToolsRequest', 'ListToolsResult',
          'LoggingLevel', 'LoggingMessageNotification', 'LoggingMessageNotificationParams',
          'MessageExtraInfo', 'ModelHint', 'ModelPreferences', 'MultiSelectEnumSchema', 'Notification',
          'NotificationParams', 'NumberSchema', 'PaginatedRequest', 'PaginatedRequestParams',
          'PaginatedResult', 'PingRequest', 'PrimitiveSchemaDefinition', 'Progress', 'ProgressNotification',
          'ProgressNotificationParams', 'ProgressToken', 'Prompt', 'PromptArgument',
          'PromptListChangedNotification', 'PromptMessage', 'PromptReference', 'ReadResourceRequest',
          'ReadResourceRequestParams', 'ReadResourceResult', 'RelatedTaskMetadata', 'Request', 'RequestId',
          'RequestInfo', 'RequestMeta', 'RequestParams', 'Resource', 'ResourceContents', 'ResourceLink',
          'ResourceListChangedNotification', 'ResourceReference', 'ResourceRequestParams', 'ResourceTemplate',
          'ResourceTemplateReference', 'ResourceUpdatedNotification', 'ResourceUpdatedNotificationParams',
          'Result', 'Role', 'Root', 'RootsListChangedNotification', 'SamplingContent', 'SamplingMessage',
          'SamplingMessageContentBlock', 'ServerCapabilities', 'ServerNotification', 'ServerRequest',
          'ServerResult', 'SetLevelRequest', 'SetLevelRequestParams', 'SingleSelectEnumSchema',
          'StringSchema', 'SubscribeRequest', 'SubscribeRequestParams', 'Task', 'TaskAugmentedRequestParams',
          'TaskCreationParams', 'TaskMetadata', 'TaskStatus', 'TaskStatusNotification',
          'TaskStatusNotificationParams', 'TextContent', 'TextResourceContents',
          'TitledMultiSelectEnumSchema', 'TitledSingleSelectEnumSchema', 'Tool', 'ToolAnnotations',
          'ToolChoice', 'ToolExecution', 'ToolListChangedNotification', 'ToolResultContent', 'ToolUseContent',
          'UnsubscribeRequest', 'UnsubscribeRequestParams', 'UntitledMultiSelectEnumSchema',
          'UntitledSingleSelectEnumSchema',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation': {
        values: [],
        types: [
          'JsonSchemaType', 'JsonSchemaValidator', 'JsonSchemaValidatorResult', 'jsonSchemaValidator',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/ajv': {
        values: [
          'AjvJsonSchemaValidator',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/ajv-provider.js': {
        values: [
          'AjvJsonSchemaValidator',
        ],
        types: [],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/cfworker': {
        values: [
          'CfWorkerJsonSchemaValidator',
        ],
        types: [
          'CfWorkerSchemaDraft',
        ],
        peers: [
          '@cfworker/json-schema', 'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/cfworker-provider.js': {
        values: [
          'CfWorkerJsonSchemaValidator',
        ],
        types: [
          'CfWorkerSchemaDraft',
        ],
        peers: [
          '@cfworker/json-schema', 'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/index.js': {
        values: [],
        types: [
          'JsonSchemaType', 'JsonSchemaValidator', 'JsonSchemaValidatorResult', 'jsonSchemaValidator',
        ],
        peers: [
          'zod',
        ],
      },
      '@modelcontextprotocol/sdk/validation/types.js': {
        values: [],
        types: [
          'JsonSchemaType', 'JsonSchemaValidator', 'JsonSchemaValidatorResult', 'jsonSchemaValidator',
        ],
        peers: [
          'zod',
        ],
      },
    },
  },
  v2: [
    {
      name: '@modelcontextprotocol/server',
      version: '2.4.0',
      node: '>=20',
      dependencies: {
        zod: '^4.2.0',
        '@modelcontextprotocol/core': '2.4.0',
      },
      peerDependencies: {},
      entryPoints: {
        '@modelcontextprotocol/server': {
          values: [
            'BAGGAGE_META_KEY', 'CLIENT_CAPABILITIES_META_KEY', 'CLIENT_INFO_META_KEY',
            'DEFAULT_MAX_REQUEST_BODY_SIZE', 'DEFAULT_NEGOTIATED_PROTOCOL_VERSION',
            'DEFAULT_REQUEST_TIMEOUT_MSEC', 'INTERNAL_ERROR', 'INVALID_PARAMS', 'INVALID_REQUEST',
            'InMemoryServerEventBus', 'InMemoryTransport', 'JSONRPC_VERSION', 'LATEST_PROTOCOL_VERSION',
            'LOG_LEVEL_META_KEY', 'METHOD_NOT_FOUND', 'McpServer', 'MissingRequiredClientCapabilityError',
            'OAuthError', 'OAuthErrorCode', 'PARSE_ERROR', 'PROTOCOL_VERSION_META_KEY',
            'PerRequestHTTPServerTransport', 'Protocol', 'ProtocolError', 'ProtocolErrorCode',
            'RELATED_TASK_META_KEY', 'ReadBuffer', 'ResourceNotFoundError', 'ResourceTemplate',
            'SERVER_INFO_META_KEY', 'STDIO_DEFAULT_MAX_BUFFER_SIZE', 'SUBSCRIPTION_ID_META_KEY',
            'SUPPORTED_PROTOCOL_VERSIONS', 'SdkError', 'SdkErrorCode', 'SdkHttpError', 'Server',
            'TRACEPARENT_META_KEY', 'TRACESTATE_META_KEY', 'UnsupportedProtocolVersionError', 'UriTemplate',
            'UrlElicitationRequiredError', 'WebStandardStreamableHTTPServerTransport', 'acceptedContent',
            'assertCompleteRequestPrompt', 'assertCompleteRequestResourceTemplate',
            'bearerAuthChallengeResponse', 'buildOAuthProtectedResourceMetadata', 'checkResourceAllowed',
            'classifyInboundRequest', 'completable', 'createFetchWithInit', 'createMcpHandler',
            'createRequestStateCodec', 'deserializeMessage', 'fromJsonSchema', 'getDisplayName',
            'getOAuthProtectedResourceMetadataUrl', 'hostHeaderValidationResponse', 'inputRequired',
            'inputResponse', 'isCallToolResult', 'isCompletable', 'isInitializeRequest',
            'isInitializedNotification', 'isInputRequiredResult', 'isJSONRPCErrorResponse',
            'isJSONRPCNotification', 'isJSONRPCRequest', 'isJSONRPCResponse', 'isJSONRPCResultResponse',
            'isJsonContentType', 'isLegacyRequest', 'isSpecType', 'isTaskAugmentedRequestParams',
            'legacyStatelessFallback', 'localhostAllowedHostnames', 'localhostAllowedOrigins',
            'mergeCapabilities', 'oauthMetadataResponse', 'originValidationResponse', 'parseJSONRPCMessage',
            'preloadSchemas', 'readRequestBody', 'requireBearerAuth', 'requireScopes',
            'resourceUrlFromServerUrl', 'serializeMessage', 'specTypeSchemas', 'validateHostHeader',
            'validateOriginHeader', 'verifyBearerToken',
          ],
          types: [
            'Annotations', 'AnyToolHandler', 'AudioContent', 'AuthInfo', 'AuthMetadataOptions',
            'AuthorizationServerMetadata', 'BaseContext', 'BaseMetadata', 'BaseToolCallback',
            'BearerAuthOptions', 'BlobResourceContents', 'BooleanSchema', 'CacheHint', 'CacheScope',
            'CallToolRequest', 'CallToolRequestParams', 'CallToolResult', 'CancelTaskRequest',
            'CancelTaskResult', 'CancelledNotification', 'CancelledNotificationParams', 'ClientCapabilities',
            'ClientContext', 'ClientNotification', 'ClientRequest', 'ClientResult',
            'CompatibilityCallToolResult', 'CompletableSchema', 'CompleteCallback', 'CompleteRequest',
            'CompleteRequestParams', 'CompleteRequestPrompt', 'CompleteRequestResourceTemplate',
            'CompleteResourceTemplateCallback', 'CompleteResult', 'ContentBlock', 'CreateMcpHandlerOptions',
            'CreateMessageRequest', 'CreateMessageRequestParams', 'CreateMessageRequestParamsBase',
            'CreateMessageRequestParamsWithTools', 'CreateMessageResult', 'CreateMessageResultWithTools',
            'CreateTaskResult', 'Cursor', 'DiscoverRequest', 'DiscoverResult', 'ElicitInputParams',
            'ElicitRequest', 'ElicitRequestFormParams', 'ElicitRequestParams', 'ElicitRequestURLParams',
            'ElicitResult', 'ElicitationCompleteNotification', 'ElicitationCompleteNotificationParams',
            'EmbeddedResource', 'EmptyResult', 'EnumSchema', 'EventId', 'EventStore', 'FetchLike',
            'GetPromptRequest', 'GetPromptRequestParams', 'GetPromptResult', 'GetTaskPayloadRequest',
            'GetTaskPayloadResult', 'GetTaskRequest', 'GetTaskResult', 'HandleRequestOptions',
            'HandlerResultTypeMap', 'HostHeaderValidationResult', 'Icon', 'Icons',
            'IdJagTokenExchangeResponse', 'ImageContent', 'Implementation', 'InboundClassificationOutcome',
            'InboundHttpRequest', 'InboundLadderRejection', 'InboundLegacyRoute', 'InboundLegacyRouteReason',
            'InboundModernRoute', 'InboundValidationRung', 'InitializeRequest', 'InitializeRequestParams',
            'InitializeResult', 'InitializedNotification', 'InputRequest', 'InputRequests',
            'InputRequiredResult', 'InputRequiredSpec', 'InputResponse', 'InputResponseView',
            'InputResponses', 'InternalError', 'InvalidParamsError', 'InvalidRequestError',
            'IsLegacyRequestOptions', 'JSONArray', 'JSONObject', 'JSONRPCErrorResponse', 'JSONRPCMessage',
            'JSONRPCNotification', 'JSONRPCRequest', 'JSONRPCResponse', 'JSONRPCResultResponse', 'JSONValue',
            'JsonSchemaType', 'JsonSchemaValidator', 'JsonSchemaValidatorResult', 'LegacyHttpHandler',
            'LegacyStatelessFallbackOptions', 'LegacyTitledEnumSchema', 'ListChangedCallback',
            'ListChangedHandlers', 'ListChangedOptions', 'ListPromptsRequest', 'ListPromptsResult',
            'ListResourceTemplatesRequest', 'ListResourceTemplatesResult', 'ListResourcesCallback',
            'ListResourcesRequest', 'ListResourcesResult', 'ListRootsRequest', 'ListRootsResult',
            'ListTasksRequest', 'ListTasksResult', 'ListToolsRequest', 'ListToolsResult', 'LoggingLevel',
            'LoggingMessageNotification', 'LoggingMessageNotificationParams', 'McpHandlerRequestOptions',
            'McpHttpHandler', 'McpRequestContext', 'McpServerFactory', 'McpServerOptions',
            'MessageClassification', 'MessageExtraInfo', 'MetaObject', 'MethodNotFoundError',
            'MissingRequiredClientCapabilityErrorData', 'ModelHint', 'ModelPreferences',
            'MultiSelectEnumSchema', 'Notification', 'NotificationMethod', 'NotificationOptions',
            'NotificationParams', 'NotificationTypeMap', 'NumberSchema', 'OAuthClientInformation',
            'OAuthClientInformationFull', 'OAuthClientInformationMixed', 'OAuthClientMetadata',
            'OAuthClientRegistrationError', 'OAuthErrorResponse', 'OAuthMetadata',
            'OAuthProtectedResourceMetadata', 'OAuthTokenRevocationRequest', 'OAuthTokenVerifier',
            'OAuthTokens', 'OpenIdProviderDiscoveryMetadata', 'OpenIdProviderMetadata',
            'OriginValidationResult', 'PaginatedRequest', 'PaginatedRequestParams', 'PaginatedResult',
            'ParseError', 'PerRequestHTTPServerTransportOptions', 'PerRequestMessageExtra',
            'PerRequestResponseMode', 'PingRequest', 'PrimitiveSchemaDefinition', 'Progress',
            'ProgressCallback', 'ProgressNotification', 'ProgressNotificationParams', 'ProgressToken',
            'Prompt', 'PromptArgument', 'PromptCallback', 'PromptListChangedNotification', 'PromptMessage',
            'PromptReference', 'ProtocolEra', 'ProtocolOptions', 'ReadResourceCallback',
            'ReadResourceRequest', 'ReadResourceRequestParams', 'ReadResourceResult',
            'ReadResourceTemplateCallback', 'RegisteredPrompt', 'RegisteredResource',
            'RegisteredResourceTemplate', 'RegisteredTool', 'RelatedTaskMetadata', 'Request',
            'RequestHandlerSchemas', 'RequestId', 'RequestMeta', 'RequestMetaEnvelope', 'RequestMetaObject',
            'RequestMethod', 'RequestOptions', 'RequestParams', 'RequestStateAccessor', 'RequestStateCodec',
            'RequestStateCodecOptions', 'RequestTypeMap', 'Resource', 'ResourceContents', 'ResourceLink',
            'ResourceListChangedNotification', 'ResourceMetadata', 'ResourceRequestParams',
            'ResourceTemplateReference', 'ResourceTemplateType', 'ResourceUpdatedNotification',
            'ResourceUpdatedNotificationParams', 'Result', 'ResultMetaObject', 'ResultTypeMap', 'Role',
            'Root', 'RootsListChangedNotification', 'SamplingContent', 'SamplingMessage',
            'SamplingMessageContentBlock', 'ScopeChallenge', 'ScopeChallengeHandler', 'SdkHttpErrorData',
            'ServerCapabilities', 'ServerContext', 'ServerEvent', 'ServerEventBus', 'ServerNotification',
            'ServerNotifier', 'ServerOptions', 'ServerRequest', 'ServerResult', 'SetLevelRequest',
            'SetLevelRequestParams', 'SingleSelectEnumSchema', 'SpecTypeName', 'SpecTypes',
            'StandardSchemaV1', 'StandardSchemaV1Sync', 'StandardSchemaWithJSON',
            'StoredOAuthClientInformation', 'StoredOAuthTokens', 'StreamId', 'StringSchema',
            'SubscribeRequest', 'SubscribeRequestParams', 'SubscriptionFilter',
            'SubscriptionsAcknowledgedNotification', 'SubscriptionsAcknowledgedNotificationParams',
            'SubscriptionsListenRequest', 'SubscriptionsListenRequestParams', 'SubscriptionsListenResult',
            'SubscriptionsListenResultMeta', 'Task', 'TaskAugmentedRequestParams', 'TaskCreationParams',
            'TaskMetadata', 'TaskStatus', 'TaskStatusNotification', 'TaskStatusNotificationParams',
            'TextContent', 'TextResourceContents', 'TitledMultiSelectEnumSchema',
            'TitledSingleSelectEnumSchema', 'Tool', 'ToolAnnotations', 'ToolCallback', 'ToolChoice',
            'ToolExecution', 'ToolListChangedNotification', 'ToolResultContent', 'ToolUseContent',
            'Transport', 'TransportSendOptions', 'UnsubscribeRequest', 'UnsubscribeRequestParams',
            'UnsupportedProtocolVersionErrorData', 'UntitledMultiSelectEnumSchema',
            'UntitledSingleSelectEnumSchema', 'Variables', 'VerifyBearerTokenOptions',
            'WebStandardStreamableHTTPServerTransportOptions', 'jsonSchemaValidator',
          ],
          peers: [],
        },
        '@modelcontextprotocol/server/ext/skills': {
          values: [
            'DIRECTORY_MIME_TYPE', 'RESOURCES_DIRECTORY_READ_METHOD', 'SKILLS_EXTENSION_ID',
            'SKILLS_GET_METHOD', 'SKILLS_LIST_METHOD', 'SKILL_LIMITS', 'SkillCatalog', 'SkillCatalogError',
            'SkillsExtension', 'memorySkillFiles', 'skillEntry',
          ],
          types: [
            'DirectoryResource', 'GetSkillResult', 'ListSkillsResult', 'ReadResourceDirectoryResult', 'Skill',
            'SkillCacheScope', 'SkillCatalogChanges', 'SkillCatalogOptions', 'SkillFileEntry', 'SkillFiles',
            'SkillFrontmatter', 'SkillReadResult', 'SkillResourceEntry', 'SkillResources', 'SkillSource',
            'SkillSourceOptions', 'SkillWarning', 'SkillsCapability', 'SkillsOptions',
          ],
          peers: [],
        },
        '@modelcontextprotocol/server/ext/skills/node': {
          values: [
            'loadSkills', 'nodeSkillFiles',
          ],
          types: [],
          peers: [],
        },
        '@modelcontextprotocol/server/stdio': {
          values: [
            'StdioServerTransport', 'serveStdio',
          ],
          types: [
            'ServeStdioOptions', 'StdioServerHandle',
          ],
          peers: [],
        },
        '@modelcontextprotocol/server/validators/ajv': {
          values: [
            'Ajv', 'AjvJsonSchemaValidator', 'addFormats',
          ],
          types: [],
          peers: [],
        },
        '@modelcontextprotocol/server/validators/cf-worker': {
          values: [
            'CfWorkerJsonSchemaValidator',
          ],
          types: [
            'CfWorkerSchemaDraft',
          ],
          peers: [],
        },
      },
    },
    {
      name: '@modelcontextprotocol/client',
      version: '2.4.0',
      node: '>=20',
      dependencies: {
        'cross-spawn': '^7.0.5',
        eventsource: '^3.0.2',
        'eventsource-parser': '^3.0.8',
        jose: '^6.1.3',
        'pkce-challenge': '^5.0.0',
        zod: '^4.2.0',
        '@modelcontextprotocol/core': '2.4.0',
      },
      peerDependencies: {},
      entryPoints: {
        '@modelcontextprotocol/client': {
          values: [
            'AuthorizationServerMismatchError', 'BAGGAGE_META_KEY', 'CLIENT_CAPABILITIES_META_KEY',
            'CLIENT_INFO_META_KEY', 'Client', 'ClientCredentialsProvider', 'CrossAppAccessProvider',
            'DEFAULT_NEGOTIATED_PROTOCOL_VERSION', 'DEFAULT_REQUEST_TIMEOUT_MSEC', 'DPOP_SUPPORTED_ALGS',
            'DpopSession', 'INTERNAL_ERROR', 'INVALID_PARAMS', 'INVALID_REQUEST',
            'InMemoryResponseCacheStore', 'InMemoryTransport', 'InsecureTokenEndpointError',
            'InsufficientScopeError', 'IssuerMismatchError', 'JSONRPC_VERSION', 'LATEST_PROTOCOL_VERSION',
            'LOG_LEVEL_META_KEY', 'MAX_CACHE_TTL_MS', 'METHOD_NOT_FOUND',
            'MissingRequiredClientCapabilityError', 'OAuthClientFlowError', 'OAuthError', 'OAuthErrorCode',
            'PARSE_ERROR', 'PROTOCOL_VERSION_META_KEY', 'PrivateKeyJwtProvider', 'Protocol', 'ProtocolError',
            'ProtocolErrorCode', 'RELATED_TASK_META_KEY', 'ReadBuffer', 'RegistrationRejectedError',
            'ResourceNotFoundError', 'SERVER_INFO_META_KEY', 'SSEClientTransport',
            'STDIO_DEFAULT_MAX_BUFFER_SIZE', 'SUBSCRIPTION_ID_META_KEY', 'SUPPORTED_PROTOCOL_VERSIONS',
            'SdkError', 'SdkErrorCode', 'SdkHttpError', 'SseError', 'StaticPrivateKeyJwtProvider',
            'StreamableHTTPClientTransport', 'TRACEPARENT_META_KEY', 'TRACESTATE_META_KEY',
            'UnauthorizedError', 'UnsupportedProtocolVersionError', 'UriTemplate',
            'UrlElicitationRequiredError', 'accessTokenHash', 'applyMiddlewares',
            'assertCompleteRequestPrompt', 'assertCompleteRequestResourceTemplate',
            'assertSecureTokenEndpoint', 'auth', 'buildDiscoveryUrls', 'checkResourceAllowed',
            'computeScopeUnion', 'createFetchWithInit', 'createMiddleware', 'createPrivateKeyJwtAuth',
            'deserializeMessage', 'discoverAndRequestJwtAuthGrant', 'discoverAuthorizationServerMetadata',
            'discoverOAuthMetadata', 'discoverOAuthProtectedResourceMetadata', 'discoverOAuthServerInfo',
            'exchangeAuthorization', 'exchangeJwtAuthGrant', 'extractResourceMetadataUrl',
            'extractWWWAuthenticateParams', 'fetchToken', 'fromJsonSchema', 'generateDpopKeyPair',
            'getDisplayName', 'getSupportedElicitationModes', 'isCallToolResult', 'isDpopNonceChallenge',
            'isHttpsUrl', 'isInitializeRequest', 'isInitializedNotification', 'isInputRequiredResult',
            'isJSONRPCErrorResponse', 'isJSONRPCNotification', 'isJSONRPCRequest', 'isJSONRPCResponse',
            'isJSONRPCResultResponse', 'isJsonContentType', 'isSpecType', 'isStrictScopeSuperset',
            'isTaskAugmentedRequestParams', 'mergeCapabilities', 'parseErrorResponse', 'parseJSONRPCMessage',
            'preloadSchemas', 'prepareAuthorizationCodeRequest', 'refreshAuthorization', 'registerClient',
            'requestJwtAuthorizationGrant', 'resolveClientMetadata', 'resourceUrlFromServerUrl',
            'selectClientAuthMethod', 'selectResourceURL', 'serializeMessage', 'specTypeSchemas',
            'startAuthorization', 'validateAuthorizationResponseIssuer', 'validateClientMetadataUrl',
            'withDpop', 'withDpopFromProvider', 'withInputRequired', 'withLogging', 'withOAuth',
          ],
          types: [
            'AddClientAuthentication', 'Annotations', 'AssertionCallback', 'AudioContent', 'AuthInfo',
            'AuthOptions', 'AuthProvider', 'AuthResult', 'AuthorizationServerMetadata', 'BaseContext',
            'BaseMetadata', 'BlobResourceContents', 'BooleanSchema', 'CacheEntry', 'CacheKey', 'CacheMode',
            'CacheScope', 'CacheableRequestOptions', 'CallToolRequest', 'CallToolRequestOptions',
            'CallToolRequestParams', 'CallToolResult', 'CancelTaskRequest', 'CancelTaskResult',
            'CancelledNotification', 'CancelledNotificationParams', 'ClientAuthMethod', 'ClientCapabilities',
            'ClientContext', 'ClientCredentialsProviderOptions', 'ClientNotification', 'ClientOptions',
            'ClientRequest', 'ClientResult', 'CompatibilityCallToolResult', 'CompleteRequest',
            'CompleteRequestParams', 'CompleteRequestPrompt', 'CompleteRequestResourceTemplate',
            'CompleteResult', 'ConnectOptions', 'ContentBlock', 'CreateMessageRequest',
            'CreateMessageRequestParams', 'CreateMessageRequestParamsBase',
            'CreateMessageRequestParamsWithTools', 'CreateMessageResult', 'CreateMessageResultWithTools',
            'CreateTaskResult', 'CrossAppAccessContext', 'CrossAppAccessProviderOptions', 'Cursor',
            'DiscoverAndRequestJwtAuthGrantOptions', 'DiscoverRequest', 'DiscoverResult', 'DpopAlg',
            'DpopKeyPair', 'DpopProofRequest', 'DpopSessionSource', 'DpopTokenSource', 'ElicitRequest',
            'ElicitRequestFormParams', 'ElicitRequestParams', 'ElicitRequestURLParams', 'ElicitResult',
            'ElicitationCompleteNotification', 'ElicitationCompleteNotificationParams', 'EmbeddedResource',
            'EmptyResult', 'EnumSchema', 'FetchLike', 'GenerateDpopKeyPairOptions', 'GetPromptRequest',
            'GetPromptRequestParams', 'GetPromptResult', 'GetTaskPayloadRequest', 'GetTaskPayloadResult',
            'GetTaskRequest', 'GetTaskResult', 'HandlerResultTypeMap', 'Icon', 'Icons',
            'IdJagTokenExchangeResponse', 'ImageContent', 'Implementation',
            'InMemoryResponseCacheStoreOptions', 'InitializeRequest', 'InitializeRequestParams',
            'InitializeResult', 'InitializedNotification', 'InputRequest', 'InputRequests',
            'InputRequiredOptions', 'InputRequiredResult', 'InputResponse', 'InputResponses', 'InternalError',
            'InvalidParamsError', 'InvalidRequestError', 'JSONArray', 'JSONObject', 'JSONRPCErrorResponse',
            'JSONRPCMessage', 'JSONRPCNotification', 'JSONRPCRequest', 'JSONRPCResponse',
            'JSONRPCResultResponse', 'JSONValue', 'JsonSchemaType', 'JsonSchemaValidator',
            'JsonSchemaValidatorResult', 'JwtAuthGrantResult', 'LegacyTitledEnumSchema',
            'ListChangedCallback', 'ListChangedHandlers', 'ListChangedOptions', 'ListPromptsRequest',
            'ListPromptsResult', 'ListResourceTemplatesRequest', 'ListResourceTemplatesResult',
            'ListResourcesRequest', 'ListResourcesResult', 'ListRootsRequest', 'ListRootsResult',
            'ListTasksRequest', 'ListTasksResult', 'ListToolsRequest', 'ListToolsResult', 'LoggingLevel',
            'LoggingMessageNotification', 'LoggingMessageNotificationParams', 'LoggingOptions',
            'MaybePromise', 'McpSubscription', 'MessageClassification', 'MessageExtraInfo', 'MetaObject',
            'MethodNotFoundError', 'Middleware', 'MissingRequiredClientCapabilityErrorData', 'ModelHint',
            'ModelPreferences', 'MultiSelectEnumSchema', 'Notification', 'NotificationMethod',
            'NotificationOptions', 'NotificationParams', 'NotificationTypeMap', 'NumberSchema',
            'OAuthClientInformation', 'OAuthClientInformationContext', 'OAuthClientInformationFull',
            'OAuthClientInformationMixed', 'OAuthClientMetadata', 'OAuthClientProvider',
            'OAuthClientRegistrationError', 'OAuthDiscoveryState', 'OAuthErrorResponse', 'OAuthMetadata',
            'OAuthProtectedResourceMetadata', 'OAuthServerInfo', 'OAuthTokenRevocationRequest', 'OAuthTokens',
            'OpenIdProviderDiscoveryMetadata', 'OpenIdProviderMetadata', 'PaginatedRequest',
            'PaginatedRequestParams', 'PaginatedResult', 'ParseError', 'PingRequest',
            'PrimitiveSchemaDefinition', 'PriorDiscovery', 'PrivateKeyJwtProviderOptions', 'Progress',
            'ProgressCallback', 'ProgressNotification', 'ProgressNotificationParams', 'ProgressToken',
            'Prompt', 'PromptArgument', 'PromptListChangedNotification', 'PromptMessage', 'PromptReference',
            'ProtocolEra', 'ProtocolOptions', 'ReadResourceRequest', 'ReadResourceRequestParams',
            'ReadResourceResult', 'ReconnectionScheduler', 'RelatedTaskMetadata', 'Request',
            'RequestHandlerSchemas', 'RequestId', 'RequestJwtAuthGrantOptions', 'RequestLogger',
            'RequestMeta', 'RequestMetaEnvelope', 'RequestMetaObject', 'RequestMethod', 'RequestOptions',
            'RequestParams', 'RequestStateAccessor', 'RequestTypeMap', 'Resource', 'ResourceContents',
            'ResourceLink', 'ResourceListChangedNotification', 'ResourceRequestParams',
            'ResourceTemplateReference', 'ResourceTemplateType', 'ResourceUpdatedNotification',
            'ResourceUpdatedNotificationParams', 'ResponseCacheStore', 'Result', 'ResultMetaObject',
            'ResultTypeMap', 'Role', 'Root', 'RootsListChangedNotification', 'SSEClientTransportOptions',
            'SamplingContent', 'SamplingMessage', 'SamplingMessageContentBlock', 'SdkHttpErrorData',
            'ServerCapabilities', 'ServerContext', 'ServerNotification', 'ServerRequest', 'ServerResult',
            'SetLevelRequest', 'SetLevelRequestParams', 'SingleSelectEnumSchema', 'SpecTypeName', 'SpecTypes',
            'StandardSchemaV1', 'StandardSchemaV1Sync', 'StandardSchemaWithJSON', 'StartSSEOptions',
            'StaticPrivateKeyJwtProviderOptions', 'StoredOAuthClientInformation', 'StoredOAuthTokens',
            'StreamableHTTPClientTransportOptions', 'StreamableHTTPReconnectionOptions', 'StringSchema',
            'SubscribeRequest', 'SubscribeRequestParams', 'SubscriptionFilter',
            'SubscriptionsAcknowledgedNotification', 'SubscriptionsAcknowledgedNotificationParams',
            'SubscriptionsListenRequest', 'SubscriptionsListenRequestParams', 'SubscriptionsListenResult',
            'SubscriptionsListenResultMeta', 'Task', 'TaskAugmentedRequestParams', 'TaskCreationParams',
            'TaskMetadata', 'TaskStatus', 'TaskStatusNotification', 'TaskStatusNotificationParams',
            'TextContent', 'TextResourceContents', 'TitledMultiSelectEnumSchema',
            'TitledSingleSelectEnumSchema', 'Tool', 'ToolAnnotations', 'ToolChoice', 'ToolExecution',
            'ToolListChangedNotification', 'ToolResultContent', 'ToolUseContent', 'Transport',
            'TransportSendOptions', 'UnsubscribeRequest', 'UnsubscribeRequestParams',
            'UnsupportedProtocolVersionErrorData', 'UntitledMultiSelectEnumSchema',
            'UntitledSingleSelectEnumSchema', 'Variables', 'VersionNegotiationMode',
            'VersionNegotiationOptions', 'VersionNegotiationProbeOptions', 'jsonSchemaValidator',
          ],
          peers: [],
        },
        '@modelcontextprotocol/client/ext/skills': {
          values: [
            'DIRECTORY_MIME_TYPE', 'RESOURCES_DIRECTORY_READ_METHOD', 'SKILLS_EXTENSION_ID',
            'SKILLS_GET_METHOD', 'SKILLS_LIST_METHOD', 'SKILL_LIMITS', 'SkillVerificationError',
            'SkillsClient',
          ],
          types: [
            'DirectoryResource', 'GetSkillResult', 'InvalidSkillEntry', 'ListSkillsResult',
            'ReadResourceDirectoryResult', 'Skill', 'SkillCacheScope', 'SkillFile', 'SkillFrontmatter',
            'SkillListing', 'SkillResourceEntry', 'SkillResources', 'SkillVerificationReason',
            'SkillsCapability', 'SkillsClientOptions',
          ],
          peers: [],
        },
        '@modelcontextprotocol/client/stdio': {
          values: [
            'DEFAULT_INHERITED_ENV_VARS', 'StdioClientTransport', 'getDefaultEnvironment',
          ],
          types: [
            'StdioServerParameters',
          ],
          peers: [],
        },
        '@modelcontextprotocol/client/validators/ajv': {
          values: [
            'Ajv', 'AjvJsonSchemaValidator', 'addFormats',
          ],
          types: [],
          peers: [],
        },
        '@modelcontextprotocol/client/validators/cf-worker': {
          values: [
            'CfWorkerJsonSchemaValidator',
          ],
          types: [
            'CfWorkerSchemaDraft',
          ],
          peers: [],
        },
      },
    },
    {
      name: '@modelcontextprotocol/core',
      version: '2.4.0',
      node: '>=20',
      dependencies: {
        zod: '^4.2.0',
      },
      peerDependencies: {},
      entryPoints: {
        '@modelcontextprotocol/core': {
          values: [
            'AnnotationsSchema', 'AudioContentSchema', 'BaseMetadataSchema', 'BlobResourceContentsSchema',
            'BooleanSchemaSchema', 'CallToolRequestParamsSchema', 'CallToolRequestSchema',
            'CallToolResultSchema', 'CancelTaskRequestSchema', 'CancelTaskResultSchema',
            'CancelledNotificationParamsSchema', 'CancelledNotificationSchema', 'ClientCapabilitiesSchema',
            'ClientNotificationSchema', 'ClientRequestSchema', 'ClientResultSchema',
            'CompatibilityCallToolResultSchema', 'CompleteRequestParamsSchema', 'CompleteRequestSchema',
            'CompleteResultSchema', 'ContentBlockSchema', 'CreateMessageRequestParamsSchema',
            'CreateMessageRequestSchema', 'CreateMessageResultSchema', 'CreateMessageResultWithToolsSchema',
            'CreateTaskResultSchema', 'CursorSchema', 'DiscoverRequestSchema', 'DiscoverResultSchema',
            'ElicitRequestFormParamsSchema', 'ElicitRequestParamsSchema', 'ElicitRequestSchema',
            'ElicitRequestURLParamsSchema', 'ElicitResultSchema',
            'ElicitationCompleteNotificationParamsSchema', 'ElicitationCompleteNotificationSchema',
            'EmbeddedResourceSchema', 'EmptyResultSchema', 'EnumSchemaSchema', 'GetPromptRequestParamsSchema',
            'GetPromptRequestSchema', 'GetPromptResultSchema', 'GetTaskPayloadRequestSchema',
            'GetTaskPayloadResultSchema', 'GetTaskRequestSchema', 'GetTaskResultSchema', 'IconSchema',
            'IconsSchema', 'IdJagTokenExchangeResponseSchema', 'ImageContentSchema', 'ImplementationSchema',
            'InitializeRequestParamsSchema', 'InitializeRequestSchema', 'InitializeResultSchema',
            'InitializedNotificationSchema', 'JSONArraySchema', 'JSONObjectSchema',
            'JSONRPCErrorResponseSchema', 'JSONRPCMessageSchema', 'JSONRPCNotificationSchema',
            'JSONRPCRequestSchema', 'JSONRPCResponseSchema', 'JSONRPCResultResponseSchema', 'JSONValueSchema',
            'LegacyTitledEnumSchemaSchema', 'ListPromptsRequestSchema', 'ListPromptsResultSchema',
            'ListResourceTemplatesRequestSchema', 'ListResourceTemplatesResultSchema',
            'ListResourcesRequestSchema', 'ListResourcesResultSchema', 'ListRootsRequestSchema',
            'ListRootsResultSchema', 'ListTasksRequestSchema', 'ListTasksResultSchema',
            'ListToolsRequestSchema', 'ListToolsResultSchema', 'LoggingLevelSchema',
            'LoggingMessageNotificationParamsSchema', 'LoggingMessageNotificationSchema', 'ModelHintSchema',
            'ModelPreferencesSchema', 'MultiSelectEnumSchemaSchema', 'NotificationSchema',
            'NumberSchemaSchema', 'OAuthClientInformationFullSchema', 'OAuthClientInformationSchema',
            'OAuthClientMetadataSchema', 'OAuthClientRegistrationErrorSchema', 'OAuthErrorResponseSchema',
            'OAuthMetadataSchema', 'OAuthProtectedResourceMetadataSchema',
            'OAuthTokenRevocationRequestSchema', 'OAuthTokensSchema', 'OpenIdProviderDiscoveryMetadataSchema',
            'OpenIdProviderMetadataSchema', 'PaginatedRequestParamsSchema', 'PaginatedRequestSchema',
            'PaginatedResultSchema', 'PingRequestSchema', 'PrimitiveSchemaDefinitionSchema',
            'ProgressNotificationParamsSchema', 'ProgressNotificationSchema', 'ProgressSchema',
            'ProgressTokenSchema', 'PromptArgumentSchema', 'PromptListChangedNotificationSchema',
            'PromptMessageSchema', 'PromptReferenceSchema', 'PromptSchema', 'ReadResourceRequestParamsSchema',
            'ReadResourceRequestSchema', 'ReadResourceResultSchema', 'RelatedTaskMetadataSchema',
            'RequestIdSchema', 'RequestMetaSchema', 'RequestSchema', 'ResourceContentsSchema',
            'ResourceLinkSchema', 'ResourceListChangedNotificationSchema', 'ResourceRequestParamsSchema',
            'ResourceSchema', 'ResourceTemplateReferenceSchema', 'ResourceTemplateSchema',
            'ResourceUpdatedNotificationParamsSchema', 'ResourceUpdatedNotificationSchema',
            'ResultMetaObjectSchema', 'ResultSchema', 'RoleSchema', 'RootSchema',
            'RootsListChangedNotificationSchema', 'SamplingContentSchema',
            'SamplingMessageContentBlockSchema', 'SamplingMessageSchema', 'ServerCapabilitiesSchema',
            'ServerNotificationSchema', 'ServerRequestSchema', 'ServerResultSchema',
            'SetLevelRequestParamsSchema', 'SetLevelRequestSchema', 'SingleSelectEnumSchemaSchema',
            'StringSchemaSchema', 'SubscribeRequestParamsSchema', 'SubscribeRequestSchema',
            'SubscriptionFilterSchema', 'SubscriptionsAcknowledgedNotificationParamsSchema',
            'SubscriptionsAcknowledgedNotificationSchema', 'SubscriptionsListenRequestParamsSchema',
            'SubscriptionsListenRequestSchema', 'SubscriptionsListenResultMetaSchema',
            'SubscriptionsListenResultSchema', 'TaskAugmentedRequestParamsSchema', 'TaskCreationParamsSchema',
            'TaskMetadataSchema', 'TaskSchema', 'TaskStatusNotificationParamsSchema',
            'TaskStatusNotificationSchema', 'TaskStatusSchema', 'TextContentSchema',
            'TextResourceContentsSchema', 'TitledMultiSelectEnumSchemaSchema',
            'TitledSingleSelectEnumSchemaSchema', 'ToolAnnotationsSchema', 'ToolChoiceSchema',
            'ToolExecutionSchema', 'ToolListChangedNotificationSchema', 'ToolResultContentSchema',
            'ToolSchema', 'ToolUseContentSchema', 'UnsubscribeRequestParamsSchema',
            'UnsubscribeRequestSchema', 'UntitledMultiSelectEnumSchemaSchema',
            'UntitledSingleSelectEnumSchemaSchema',
          ],
          types: [],
          peers: [],
        },
        '@modelcontextprotocol/core/ext/skills': {
          values: [
            'DIRECTORY_MIME_TYPE', 'DirectoryResourceSchema', 'GetSkillRequestParamsSchema',
            'GetSkillResultSchema', 'ListSkillsRequestParamsSchema', 'ListSkillsResultSchema',
            'RESOURCES_DIRECTORY_READ_METHOD', 'ReadResourceDirectoryRequestParamsSchema',
            'ReadResourceDirectoryResultSchema', 'SKILLS_EXTENSION_ID', 'SKILLS_GET_METHOD',
            'SKILLS_LIST_METHOD', 'SKILL_DIGEST_PATTERN', 'SKILL_LIMITS', 'SkillCacheScopeSchema',
            'SkillDigestSchema', 'SkillFrontmatterSchema', 'SkillResourceEntrySchema', 'SkillResourcesSchema',
            'SkillSchema', 'SkillsCapabilitySchema', 'skillsCapabilityOf',
          ],
          types: [
            'CapabilitiesWithExtensions', 'DirectoryResource', 'GetSkillRequestParams', 'GetSkillResult',
            'ListSkillsRequestParams', 'ListSkillsResult', 'ReadResourceDirectoryRequestParams',
            'ReadResourceDirectoryResult', 'Skill', 'SkillCacheScope', 'SkillFrontmatter',
            'SkillResourceEntry', 'SkillResources', 'SkillsCapability',
          ],
          peers: [],
        },
      },
    },
    {
      name: '@modelcontextprotocol/node',
      version: '2.1.2',
      node: '>=20',
      dependencies: {
        '@hono/node-server': '^1.19.9 || ^2.1.3',
        hono: '^4.11.4',
      },
      peerDependencies: {
        '@modelcontextprotocol/server': '^2.4.0',
      },
      entryPoints: {
        '@modelcontextprotocol/node': {
          values: [
            'NodeStreamableHTTPServerTransport', 'hostHeaderValidation', 'localhostHostValidation',
            'localhostOriginValidation', 'originValidation', 'toNodeHandler', 'toWebRequest',
          ],
          types: [
            'FetchLikeMcpHandler', 'NodeIncomingMessageLike', 'NodeMcpRequestHandler',
            'NodeServerResponseLike', 'StreamableHTTPServerTransportOptions', 'ToNodeHandlerOptions',
            'ToWebRequestOptions',
          ],
          peers: [
            '@modelcontextprotocol/server',
          ],
        },
      },
    },
    {
      name: '@modelcontextprotocol/express',
      version: '2.0.2',
      node: '>=20',
      dependencies: {
        cors: '^2.8.5',
      },
      peerDependencies: {
        express: '^4.18.0 || ^5.0.0',
        '@modelcontextprotocol/server': '^2.3.0',
      },
      entryPoints: {
        '@modelcontextprotocol/express': {
          values: [
            'createMcpExpressApp', 'getOAuthProtectedResourceMetadataUrl', 'hostHeaderValidation',
            'localhostHostValidation', 'localhostOriginValidation', 'mcpAuthMetadataRouter',
            'originValidation', 'requireBearerAuth',
          ],
          types: [
            'AuthMetadataOptions', 'BearerAuthMiddlewareOptions', 'CreateMcpExpressAppOptions',
            'OAuthTokenVerifier',
          ],
          peers: [
            '@modelcontextprotocol/server', 'express',
          ],
        },
      },
    },
    {
      name: '@modelcontextprotocol/fastify',
      version: '2.0.1',
      node: '>=20',
      dependencies: {},
      peerDependencies: {
        fastify: '^5.2.0',
        '@modelcontextprotocol/server': '^2.3.0',
      },
      entryPoints: {
        '@modelcontextprotocol/fastify': {
          values: [
            'createMcpFastifyApp', 'hostHeaderValidation', 'localhostHostValidation',
            'localhostOriginValidation', 'originValidation',
          ],
          types: [
            'CreateMcpFastifyAppOptions',
          ],
          peers: [
            '@modelcontextprotocol/server', 'fastify',
          ],
        },
      },
    },
    {
      name: '@modelcontextprotocol/hono',
      version: '2.0.2',
      node: '>=20',
      dependencies: {},
      peerDependencies: {
        hono: '^4.11.4',
        '@modelcontextprotocol/server': '^2.3.0',
      },
      entryPoints: {
        '@modelcontextprotocol/hono': {
          values: [
            'createMcpHonoApp', 'hostHeaderValidation', 'localhostHostValidation',
            'localhostOriginValidation', 'originValidation',
          ],
          types: [
            'CreateMcpHonoAppOptions',
          ],
          peers: [
            '@modelcontextprotocol/server', 'hono',
          ],
        },
      },
    },
    {
      name: '@modelcontextprotocol/server-legacy',
      version: '2.3.1',
      node: '>=20',
      dependencies: {
        zod: '^4.2.0',
        'raw-body': '^3.0.0',
        'content-type': '^1.0.5',
        cors: '^2.8.5',
        'express-rate-limit': '^8.2.1',
        'pkce-challenge': '^5.0.0',
        '@modelcontextprotocol/core': '2.3.1',
      },
      peerDependencies: {
        express: '^4.18.0 || ^5.0.0',
      },
      entryPoints: {
        '@modelcontextprotocol/server-legacy': {
          values: [
            'AccessDeniedError', 'CustomOAuthError', 'InsufficientScopeError', 'InvalidClientError',
            'InvalidClientMetadataError', 'InvalidGrantError', 'InvalidRequestError', 'InvalidScopeError',
            'InvalidTargetError', 'InvalidTokenError', 'MethodNotAllowedError', 'OAUTH_ERRORS', 'OAuthError',
            'ProxyOAuthServerProvider', 'SSEServerTransport', 'ServerError', 'TemporarilyUnavailableError',
            'TooManyRequestsError', 'UnauthorizedClientError', 'UnsupportedGrantTypeError',
            'UnsupportedResponseTypeError', 'UnsupportedTokenTypeError', 'allowedMethods',
            'authenticateClient', 'authorizationHandler', 'clientRegistrationHandler', 'createOAuthMetadata',
            'getOAuthProtectedResourceMetadataUrl', 'mcpAuthMetadataRouter', 'mcpAuthRouter',
            'metadataHandler', 'redirectUriMatches', 'requireBearerAuth', 'revocationHandler', 'tokenHandler',
          ],
          types: [
            'AuthInfo', 'AuthMetadataOptions', 'AuthRouterOptions', 'AuthorizationHandlerOptions',
            'AuthorizationParams', 'BearerAuthMiddlewareOptions', 'ClientAuthenticationMiddlewareOptions',
            'ClientRegistrationHandlerOptions', 'OAuthRegisteredClientsStore', 'OAuthServerProvider',
            'OAuthTokenVerifier', 'ProxyEndpoints', 'ProxyOptions', 'RevocationHandlerOptions',
            'SSEServerTransportOptions', 'TokenHandlerOptions',
          ],
          peers: [
            'express',
          ],
        },
        '@modelcontextprotocol/server-legacy/auth': {
          values: [
            'AccessDeniedError', 'CustomOAuthError', 'InsufficientScopeError', 'InvalidClientError',
            'InvalidClientMetadataError', 'InvalidGrantError', 'InvalidRequestError', 'InvalidScopeError',
            'InvalidTargetError', 'InvalidTokenError', 'MethodNotAllowedError', 'OAUTH_ERRORS', 'OAuthError',
            'ProxyOAuthServerProvider', 'ServerError', 'TemporarilyUnavailableError', 'TooManyRequestsError',
            'UnauthorizedClientError', 'UnsupportedGrantTypeError', 'UnsupportedResponseTypeError',
            'UnsupportedTokenTypeError', 'allowedMethods', 'authenticateClient', 'authorizationHandler',
            'clientRegistrationHandler', 'createOAuthMetadata', 'getOAuthProtectedResourceMetadataUrl',
            'mcpAuthMetadataRouter', 'mcpAuthRouter', 'metadataHandler', 'redirectUriMatches',
            'requireBearerAuth', 'revocationHandler', 'tokenHandler',
          ],
          types: [
            'AuthInfo', 'AuthMetadataOptions', 'AuthRouterOptions', 'AuthorizationHandlerOptions',
            'AuthorizationParams', 'BearerAuthMiddlewareOptions', 'ClientAuthenticationMiddlewareOptions',
            'ClientRegistrationHandlerOptions', 'OAuthRegisteredClientsStore', 'OAuthServerProvider',
            'OAuthTokenVerifier', 'ProxyEndpoints', 'ProxyOptions', 'RevocationHandlerOptions',
            'TokenHandlerOptions',
          ],
          peers: [
            'express',
          ],
        },
        '@modelcontextprotocol/server-legacy/sse': {
          values: [
            'SSEServerTransport',
          ],
          types: [
            'SSEServerTransportOptions',
          ],
          peers: [],
        },
      },
    },
  ],
};
