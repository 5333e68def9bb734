// Written by `src/sdk-codemod/generate-routes.ts` from the published packages. Do not edit.
import type { ModuleRoutes } from './route-model.js';

/** By v1 module without package name and extension. */
export const routes: Readonly<Record<string, ModuleRoutes>> = {
  'client': {
    '@modelcontextprotocol/client':
      'Client ClientOptions getSupportedElicitationModes',
  },
  'client/auth-extensions': {
    '@modelcontextprotocol/client':
      'ClientCredentialsProvider ClientCredentialsProviderOptions PrivateKeyJwtProvider PrivateKeyJwtProviderOptions StaticPrivateKeyJwtProvider StaticPrivateKeyJwtProviderOptions createPrivateKeyJwtAuth',
  },
  'client/auth': {
    '@modelcontextprotocol/client':
      'AddClientAuthentication AuthResult OAuthClientProvider OAuthDiscoveryState OAuthServerInfo UnauthorizedError auth buildDiscoveryUrls discoverAuthorizationServerMetadata discoverOAuthMetadata discoverOAuthProtectedResourceMetadata discoverOAuthServerInfo exchangeAuthorization extractResourceMetadataUrl extractWWWAuthenticateParams fetchToken isHttpsUrl parseErrorResponse prepareAuthorizationCodeRequest refreshAuthorization registerClient selectClientAuthMethod selectResourceURL startAuthorization',
  },
  'client/index': {
    '@modelcontextprotocol/client':
      'Client ClientOptions getSupportedElicitationModes',
  },
  'client/middleware': {
    '@modelcontextprotocol/client':
      'LoggingOptions Middleware RequestLogger applyMiddlewares createMiddleware withLogging withOAuth',
  },
  'client/sse': {
    '@modelcontextprotocol/client':
      'SSEClientTransport SSEClientTransportOptions SseError',
  },
  'client/stdio': {
    '@modelcontextprotocol/client/stdio':
      'DEFAULT_INHERITED_ENV_VARS StdioClientTransport StdioServerParameters getDefaultEnvironment',
  },
  'client/streamableHttp': {
    '@modelcontextprotocol/client':
      'StartSSEOptions StreamableHTTPClientTransport StreamableHTTPClientTransportOptions StreamableHTTPReconnectionOptions',
  },
  'client/websocket': {
  },
  'experimental': {
    '*':
      'CancelTaskRequest CancelTaskResult CreateTaskResult GetTaskPayloadRequest GetTaskRequest GetTaskResult ListTasksRequest ListTasksResult RelatedTaskMetadata Task TaskCreationParams TaskStatusNotification TaskStatusNotificationParams',
    '@modelcontextprotocol/core':
      'CancelTaskRequestSchema CancelTaskResultSchema CreateTaskResultSchema GetTaskPayloadRequestSchema GetTaskRequestSchema GetTaskResultSchema ListTasksRequestSchema ListTasksResultSchema RelatedTaskMetadataSchema TaskCreationParamsSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema',
    '@modelcontextprotocol/server':
      'BaseToolCallback',
  },
  'experimental/index': {
    '*':
      'CancelTaskRequest CancelTaskResult CreateTaskResult GetTaskPayloadRequest GetTaskRequest GetTaskResult ListTasksRequest ListTasksResult RelatedTaskMetadata Task TaskCreationParams TaskStatusNotification TaskStatusNotificationParams',
    '@modelcontextprotocol/core':
      'CancelTaskRequestSchema CancelTaskResultSchema CreateTaskResultSchema GetTaskPayloadRequestSchema GetTaskRequestSchema GetTaskResultSchema ListTasksRequestSchema ListTasksResultSchema RelatedTaskMetadataSchema TaskCreationParamsSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema',
    '@modelcontextprotocol/server':
      'BaseToolCallback',
  },
  'experimental/tasks': {
    '*':
      'CancelTaskRequest CancelTaskResult CreateTaskResult GetTaskPayloadRequest GetTaskRequest GetTaskResult ListTasksRequest ListTasksResult RelatedTaskMetadata Task TaskCreationParams TaskStatusNotification TaskStatusNotificationParams',
    '@modelcontextprotocol/core':
      'CancelTaskRequestSchema CancelTaskResultSchema CreateTaskResultSchema GetTaskPayloadRequestSchema GetTaskRequestSchema GetTaskResultSchema ListTasksRequestSchema ListTasksResultSchema RelatedTaskMetadataSchema TaskCreationParamsSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema',
    '@modelcontextprotocol/server':
      'BaseToolCallback',
  },
  'experimental/tasks/client': {
  },
  'experimental/tasks/helpers': {
  },
  'experimental/tasks/index': {
    '*':
      'CancelTaskRequest CancelTaskResult CreateTaskResult GetTaskPayloadRequest GetTaskRequest GetTaskResult ListTasksRequest ListTasksResult RelatedTaskMetadata Task TaskCreationParams TaskStatusNotification TaskStatusNotificationParams',
    '@modelcontextprotocol/core':
      'CancelTaskRequestSchema CancelTaskResultSchema CreateTaskResultSchema GetTaskPayloadRequestSchema GetTaskRequestSchema GetTaskResultSchema ListTasksRequestSchema ListTasksResultSchema RelatedTaskMetadataSchema TaskCreationParamsSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema',
    '@modelcontextprotocol/server':
      'BaseToolCallback',
  },
  'experimental/tasks/interfaces': {
    '@modelcontextprotocol/server':
      'BaseToolCallback',
  },
  'experimental/tasks/mcp-server': {
  },
  'experimental/tasks/server': {
  },
  'experimental/tasks/stores/in-memory': {
  },
  'experimental/tasks/types': {
    '*':
      'CancelTaskRequest CancelTaskResult CreateTaskResult GetTaskPayloadRequest GetTaskRequest GetTaskResult ListTasksRequest ListTasksResult RelatedTaskMetadata Task TaskCreationParams TaskStatusNotification TaskStatusNotificationParams',
    '@modelcontextprotocol/core':
      'CancelTaskRequestSchema CancelTaskResultSchema CreateTaskResultSchema GetTaskPayloadRequestSchema GetTaskRequestSchema GetTaskResultSchema ListTasksRequestSchema ListTasksResultSchema RelatedTaskMetadataSchema TaskCreationParamsSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema',
  },
  'inMemory': {
    '*':
      'InMemoryTransport',
  },
  'server': {
    '@modelcontextprotocol/server':
      'Server ServerOptions',
  },
  'server/auth/clients': {
    '@modelcontextprotocol/server-legacy/auth':
      'OAuthRegisteredClientsStore',
  },
  'server/auth/errors': {
    '@modelcontextprotocol/server-legacy/auth':
      'AccessDeniedError CustomOAuthError InsufficientScopeError InvalidClientError InvalidClientMetadataError InvalidGrantError InvalidRequestError InvalidScopeError InvalidTargetError InvalidTokenError MethodNotAllowedError OAUTH_ERRORS OAuthError ServerError TemporarilyUnavailableError TooManyRequestsError UnauthorizedClientError UnsupportedGrantTypeError UnsupportedResponseTypeError UnsupportedTokenTypeError',
  },
  'server/auth/handlers/authorize': {
    '@modelcontextprotocol/server-legacy/auth':
      'AuthorizationHandlerOptions authorizationHandler redirectUriMatches',
  },
  'server/auth/handlers/metadata': {
    '@modelcontextprotocol/server-legacy/auth':
      'metadataHandler',
  },
  'server/auth/handlers/register': {
    '@modelcontextprotocol/server-legacy/auth':
      'ClientRegistrationHandlerOptions clientRegistrationHandler',
  },
  'server/auth/handlers/revoke': {
    '@modelcontextprotocol/server-legacy/auth':
      'RevocationHandlerOptions revocationHandler',
  },
  'server/auth/handlers/token': {
    '@modelcontextprotocol/server-legacy/auth':
      'TokenHandlerOptions tokenHandler',
  },
  'server/auth/middleware/allowedMethods': {
    '@modelcontextprotocol/server-legacy/auth':
      'allowedMethods',
  },
  'server/auth/middleware/bearerAuth': {
    '@modelcontextprotocol/server-legacy/auth':
      'BearerAuthMiddlewareOptions requireBearerAuth',
  },
  'server/auth/middleware/clientAuth': {
    '@modelcontextprotocol/server-legacy/auth':
      'ClientAuthenticationMiddlewareOptions authenticateClient',
  },
  'server/auth/provider': {
    '@modelcontextprotocol/server-legacy/auth':
      'AuthorizationParams OAuthServerProvider OAuthTokenVerifier',
  },
  'server/auth/providers/proxyProvider': {
    '@modelcontextprotocol/server-legacy/auth':
      'ProxyEndpoints ProxyOAuthServerProvider ProxyOptions',
  },
  'server/auth/router': {
    '@modelcontextprotocol/server-legacy/auth':
      'AuthMetadataOptions AuthRouterOptions createOAuthMetadata getOAuthProtectedResourceMetadataUrl mcpAuthMetadataRouter mcpAuthRouter',
  },
  'server/auth/types': {
    '*':
      'AuthInfo',
  },
  'server/completable': {
    '@modelcontextprotocol/server':
      'CompletableSchema CompleteCallback completable isCompletable',
  },
  'server/express': {
    '@modelcontextprotocol/express':
      'CreateMcpExpressAppOptions createMcpExpressApp',
  },
  'server/index': {
    '@modelcontextprotocol/server':
      'Server ServerOptions',
  },
  'server/mcp': {
    '@modelcontextprotocol/server':
      'AnyToolHandler BaseToolCallback CompleteResourceTemplateCallback ListResourcesCallback McpServer McpServerOptions PromptCallback ReadResourceCallback ReadResourceTemplateCallback RegisteredPrompt RegisteredResource RegisteredResourceTemplate RegisteredTool ResourceMetadata ResourceTemplate ToolCallback',
  },
  'server/middleware/hostHeaderValidation': {
    '@modelcontextprotocol/express':
      'hostHeaderValidation localhostHostValidation',
  },
  'server/requestBody': {
    '@modelcontextprotocol/server':
      'DEFAULT_MAX_REQUEST_BODY_SIZE readRequestBody',
  },
  'server/sse': {
    '@modelcontextprotocol/server-legacy/sse':
      'SSEServerTransport SSEServerTransportOptions',
  },
  'server/sseKeepAlive': {
  },
  'server/stdio': {
    '@modelcontextprotocol/server/stdio':
      'StdioServerTransport',
  },
  'server/streamableHttp': {
    '@modelcontextprotocol/node':
      'StreamableHTTPServerTransport>NodeStreamableHTTPServerTransport StreamableHTTPServerTransportOptions',
    '@modelcontextprotocol/server':
      'EventId EventStore StreamId',
  },
  'server/webStandardStreamableHttp': {
    '@modelcontextprotocol/server':
      'EventId EventStore HandleRequestOptions StreamId WebStandardStreamableHTTPServerTransport WebStandardStreamableHTTPServerTransportOptions',
  },
  'server/zod-compat': {
  },
  'server/zod-json-schema-compat': {
  },
  'shared/auth-utils': {
    '*':
      'checkResourceAllowed resourceUrlFromServerUrl',
  },
  'shared/auth': {
    '*':
      'AuthorizationServerMetadata OAuthClientInformation OAuthClientInformationFull OAuthClientInformationMixed OAuthClientMetadata OAuthClientRegistrationError OAuthErrorResponse OAuthMetadata OAuthProtectedResourceMetadata OAuthTokenRevocationRequest OAuthTokens OpenIdProviderDiscoveryMetadata OpenIdProviderMetadata',
    '@modelcontextprotocol/core':
      'OAuthClientInformationFullSchema OAuthClientInformationSchema OAuthClientMetadataSchema OAuthClientRegistrationErrorSchema OAuthErrorResponseSchema OAuthMetadataSchema OAuthProtectedResourceMetadataSchema OAuthTokenRevocationRequestSchema OAuthTokensSchema OpenIdProviderDiscoveryMetadataSchema OpenIdProviderMetadataSchema',
  },
  'shared/mediaType': {
    '*':
      'isJsonContentType',
  },
  'shared/metadataUtils': {
    '*':
      'getDisplayName',
  },
  'shared/protocol': {
    '*':
      'DEFAULT_REQUEST_TIMEOUT_MSEC NotificationOptions ProgressCallback Protocol ProtocolOptions RequestOptions mergeCapabilities',
  },
  'shared/responseMessage': {
  },
  'shared/stdio': {
    '*':
      'ReadBuffer STDIO_DEFAULT_MAX_BUFFER_SIZE deserializeMessage serializeMessage',
  },
  'shared/toolNameValidation': {
  },
  'shared/transport': {
    '*':
      'FetchLike Transport TransportSendOptions createFetchWithInit',
  },
  'shared/uriTemplate': {
    '*':
      'UriTemplate Variables',
  },
  'spec.types': {
    '*':
      'Annotations AudioContent BaseMetadata BlobResourceContents BooleanSchema CallToolRequest CallToolRequestParams CallToolResult CancelTaskRequest CancelTaskResult CancelledNotification CancelledNotificationParams ClientCapabilities ClientNotification ClientRequest ClientResult CompleteRequest CompleteRequestParams CompleteResult ContentBlock CreateMessageRequest CreateMessageRequestParams CreateMessageResult CreateTaskResult Cursor ElicitRequest ElicitRequestFormParams ElicitRequestParams ElicitRequestURLParams ElicitResult ElicitationCompleteNotification EmbeddedResource EmptyResult EnumSchema GetPromptRequest GetPromptRequestParams GetPromptResult GetTaskPayloadRequest GetTaskPayloadResult GetTaskRequest GetTaskResult INTERNAL_ERROR INVALID_PARAMS INVALID_REQUEST Icon Icons ImageContent Implementation InitializeRequest InitializeRequestParams InitializeResult InitializedNotification JSONRPCErrorResponse JSONRPCMessage JSONRPCNotification JSONRPCRequest JSONRPCResponse>JSONRPCResultResponse JSONRPCResultResponse JSONRPC_VERSION LATEST_PROTOCOL_VERSION LegacyTitledEnumSchema ListPromptsRequest ListPromptsResult ListResourceTemplatesRequest ListResourceTemplatesResult ListResourcesRequest ListResourcesResult ListRootsRequest ListRootsResult ListTasksRequest ListTasksResult ListToolsRequest ListToolsResult LoggingLevel LoggingMessageNotification LoggingMessageNotificationParams METHOD_NOT_FOUND ModelHint ModelPreferences MultiSelectEnumSchema Notification NotificationParams NumberSchema PARSE_ERROR PaginatedRequest PaginatedRequestParams PaginatedResult PingRequest PrimitiveSchemaDefinition ProgressNotification ProgressNotificationParams ProgressToken Prompt PromptArgument PromptListChangedNotification PromptMessage PromptReference ReadResourceRequest ReadResourceRequestParams ReadResourceResult RelatedTaskMetadata Request RequestId RequestParams Resource ResourceContents ResourceLink ResourceListChangedNotification ResourceRequestParams ResourceTemplate>ResourceTemplateType ResourceTemplateReference ResourceUpdatedNotification ResourceUpdatedNotificationParams Result Role Root RootsListChangedNotification SamplingMessage SamplingMessageContentBlock ServerCapabilities ServerNotification ServerRequest ServerResult SetLevelRequest SetLevelRequestParams SingleSelectEnumSchema StringSchema SubscribeRequest SubscribeRequestParams Task TaskAugmentedRequestParams TaskMetadata TaskStatus TaskStatusNotification TaskStatusNotificationParams TextContent TextResourceContents TitledMultiSelectEnumSchema TitledSingleSelectEnumSchema Tool ToolAnnotations ToolChoice ToolExecution ToolListChangedNotification ToolResultContent ToolUseContent UnsubscribeRequest UnsubscribeRequestParams UntitledMultiSelectEnumSchema UntitledSingleSelectEnumSchema',
  },
  'types': {
    '*':
      'Annotations AudioContent BaseMetadata BlobResourceContents BooleanSchema CallToolRequest CallToolRequestParams CallToolResult CancelTaskRequest CancelTaskResult CancelledNotification CancelledNotificationParams ClientCapabilities ClientNotification ClientRequest ClientResult CompatibilityCallToolResult CompleteRequest CompleteRequestParams CompleteRequestPrompt CompleteRequestResourceTemplate CompleteResult ContentBlock CreateMessageRequest CreateMessageRequestParams CreateMessageRequestParamsBase CreateMessageRequestParamsWithTools CreateMessageResult CreateMessageResultWithTools CreateTaskResult Cursor DEFAULT_NEGOTIATED_PROTOCOL_VERSION ElicitRequest ElicitRequestFormParams ElicitRequestParams ElicitRequestURLParams ElicitResult ElicitationCompleteNotification ElicitationCompleteNotificationParams EmbeddedResource EmptyResult EnumSchema GetPromptRequest GetPromptRequestParams GetPromptResult GetTaskPayloadRequest GetTaskPayloadResult GetTaskRequest GetTaskResult Icon Icons ImageContent Implementation InitializeRequest InitializeRequestParams InitializeResult InitializedNotification JSONRPCError>JSONRPCErrorResponse JSONRPCErrorResponse JSONRPCMessage JSONRPCNotification JSONRPCRequest JSONRPCResponse>JSONRPCResultResponse JSONRPCResultResponse JSONRPC_VERSION LATEST_PROTOCOL_VERSION LegacyTitledEnumSchema ListChangedCallback ListChangedHandlers ListChangedOptions ListPromptsRequest ListPromptsResult ListResourceTemplatesRequest ListResourceTemplatesResult ListResourcesRequest ListResourcesResult ListRootsRequest ListRootsResult ListTasksRequest ListTasksResult ListToolsRequest ListToolsResult LoggingLevel LoggingMessageNotification LoggingMessageNotificationParams McpError>ProtocolError MessageExtraInfo ModelHint ModelPreferences MultiSelectEnumSchema Notification NotificationParams NumberSchema PaginatedRequest PaginatedRequestParams PaginatedResult PingRequest PrimitiveSchemaDefinition Progress ProgressNotification ProgressNotificationParams ProgressToken Prompt PromptArgument PromptListChangedNotification PromptMessage PromptReference RELATED_TASK_META_KEY ReadResourceRequest ReadResourceRequestParams ReadResourceResult RelatedTaskMetadata Request RequestId RequestMeta RequestParams Resource ResourceContents ResourceLink ResourceListChangedNotification ResourceReference>ResourceTemplateReference ResourceRequestParams ResourceTemplate>ResourceTemplateType ResourceTemplateReference ResourceUpdatedNotification ResourceUpdatedNotificationParams Result Role Root RootsListChangedNotification SUPPORTED_PROTOCOL_VERSIONS SamplingContent SamplingMessage SamplingMessageContentBlock ServerCapabilities ServerNotification ServerRequest ServerResult SetLevelRequest SetLevelRequestParams SingleSelectEnumSchema StringSchema SubscribeRequest SubscribeRequestParams Task TaskAugmentedRequestParams TaskCreationParams TaskMetadata TaskStatus TaskStatusNotification TaskStatusNotificationParams TextContent TextResourceContents TitledMultiSelectEnumSchema TitledSingleSelectEnumSchema Tool ToolAnnotations ToolChoice ToolExecution ToolListChangedNotification ToolResultContent ToolUseContent UnsubscribeRequest UnsubscribeRequestParams UntitledMultiSelectEnumSchema UntitledSingleSelectEnumSchema UrlElicitationRequiredError assertCompleteRequestPrompt assertCompleteRequestResourceTemplate isInitializeRequest isInitializedNotification isJSONRPCError>isJSONRPCErrorResponse isJSONRPCErrorResponse isJSONRPCNotification isJSONRPCRequest isJSONRPCResponse>isJSONRPCResultResponse isJSONRPCResultResponse isTaskAugmentedRequestParams',
    '@modelcontextprotocol/core':
      'AnnotationsSchema AudioContentSchema BaseMetadataSchema BlobResourceContentsSchema BooleanSchemaSchema CallToolRequestParamsSchema CallToolRequestSchema CallToolResultSchema CancelTaskRequestSchema CancelTaskResultSchema CancelledNotificationParamsSchema CancelledNotificationSchema ClientCapabilitiesSchema ClientNotificationSchema ClientRequestSchema ClientResultSchema CompatibilityCallToolResultSchema CompleteRequestParamsSchema CompleteRequestSchema CompleteResultSchema ContentBlockSchema CreateMessageRequestParamsSchema CreateMessageRequestSchema CreateMessageResultSchema CreateMessageResultWithToolsSchema CreateTaskResultSchema CursorSchema ElicitRequestFormParamsSchema ElicitRequestParamsSchema ElicitRequestSchema ElicitRequestURLParamsSchema ElicitResultSchema ElicitationCompleteNotificationParamsSchema ElicitationCompleteNotificationSchema EmbeddedResourceSchema EmptyResultSchema EnumSchemaSchema GetPromptRequestParamsSchema GetPromptRequestSchema GetPromptResultSchema GetTaskPayloadRequestSchema GetTaskPayloadResultSchema GetTaskRequestSchema GetTaskResultSchema IconSchema IconsSchema ImageContentSchema ImplementationSchema InitializeRequestParamsSchema InitializeRequestSchema InitializeResultSchema InitializedNotificationSchema JSONRPCErrorResponseSchema JSONRPCErrorSchema>JSONRPCErrorResponseSchema JSONRPCMessageSchema JSONRPCNotificationSchema JSONRPCRequestSchema JSONRPCResponseSchema>JSONRPCResultResponseSchema JSONRPCResultResponseSchema LegacyTitledEnumSchemaSchema ListPromptsRequestSchema ListPromptsResultSchema ListResourceTemplatesRequestSchema ListResourceTemplatesResultSchema ListResourcesRequestSchema ListResourcesResultSchema ListRootsRequestSchema ListRootsResultSchema ListTasksRequestSchema ListTasksResultSchema ListToolsRequestSchema ListToolsResultSchema LoggingLevelSchema LoggingMessageNotificationParamsSchema LoggingMessageNotificationSchema ModelHintSchema ModelPreferencesSchema MultiSelectEnumSchemaSchema NotificationSchema NumberSchemaSchema PaginatedRequestParamsSchema PaginatedRequestSchema PaginatedResultSchema PingRequestSchema PrimitiveSchemaDefinitionSchema ProgressNotificationParamsSchema ProgressNotificationSchema ProgressSchema ProgressTokenSchema PromptArgumentSchema PromptListChangedNotificationSchema PromptMessageSchema PromptReferenceSchema PromptSchema ReadResourceRequestParamsSchema ReadResourceRequestSchema ReadResourceResultSchema RelatedTaskMetadataSchema RequestIdSchema RequestSchema ResourceContentsSchema ResourceLinkSchema ResourceListChangedNotificationSchema ResourceReferenceSchema>ResourceTemplateReferenceSchema ResourceRequestParamsSchema ResourceSchema ResourceTemplateReferenceSchema ResourceTemplateSchema ResourceUpdatedNotificationParamsSchema ResourceUpdatedNotificationSchema ResultSchema RoleSchema RootSchema RootsListChangedNotificationSchema SamplingContentSchema SamplingMessageContentBlockSchema SamplingMessageSchema ServerCapabilitiesSchema ServerNotificationSchema ServerRequestSchema ServerResultSchema SetLevelRequestParamsSchema SetLevelRequestSchema SingleSelectEnumSchemaSchema StringSchemaSchema SubscribeRequestParamsSchema SubscribeRequestSchema TaskAugmentedRequestParamsSchema TaskCreationParamsSchema TaskMetadataSchema TaskSchema TaskStatusNotificationParamsSchema TaskStatusNotificationSchema TaskStatusSchema TextContentSchema TextResourceContentsSchema TitledMultiSelectEnumSchemaSchema TitledSingleSelectEnumSchemaSchema ToolAnnotationsSchema ToolChoiceSchema ToolExecutionSchema ToolListChangedNotificationSchema ToolResultContentSchema ToolSchema ToolUseContentSchema UnsubscribeRequestParamsSchema UnsubscribeRequestSchema UntitledMultiSelectEnumSchemaSchema UntitledSingleSelectEnumSchemaSchema',
  },
  'validation': {
    '*':
      'JsonSchemaType JsonSchemaValidator JsonSchemaValidatorResult jsonSchemaValidator',
  },
  'validation/ajv': {
    '*/validators/ajv':
      'AjvJsonSchemaValidator',
  },
  'validation/ajv-provider': {
    '*/validators/ajv':
      'AjvJsonSchemaValidator',
  },
  'validation/cfworker': {
    '*/validators/cf-worker':
      'CfWorkerJsonSchemaValidator CfWorkerSchemaDraft',
  },
  'validation/cfworker-provider': {
    '*/validators/cf-worker':
      'CfWorkerJsonSchemaValidator CfWorkerSchemaDraft',
  },
  'validation/index': {
    '*':
      'JsonSchemaType JsonSchemaValidator JsonSchemaValidatorResult jsonSchemaValidator',
  },
  'validation/types': {
    '*':
      'JsonSchemaType JsonSchemaValidator JsonSchemaValidatorResult jsonSchemaValidator',
  },
};
