import type { CallTerms, Companion } from './types.js';

/** Options that are passed on to a model as they are. */
const SETTINGS = {
  model: 'model',
  prompt: 'text',
  system: 'text',
  tools: 'any',
  toolChoice: 'any',
  activeTools: 'any',
  maxOutputTokens: 'any',
  temperature: 'any',
  topP: 'any',
  topK: 'any',
  presencePenalty: 'any',
  frequencyPenalty: 'any',
  stopSequences: 'any',
  seed: 'any',
  maxRetries: 'any',
  abortSignal: 'any',
  headers: 'any',
  stopWhen: 'any',
} as const;

const STEP = ['text', 'toolCalls', 'toolResults', 'finishReason', 'usage', 'reasoningText'] as const;

/** What counts the last step only up to `ai` 6, and all of them from 7 on. */
const LAST_STEP = ['usage', 'toolCalls', 'toolResults', 'warnings', 'files', 'sources'] as const;

const GENERATE = {
  options: { ...SETTINGS, onStepFinish: { event: STEP } },
  results: ['text', 'steps', 'finishReason', 'totalUsage'],
  single: { without: 'stopWhen', results: LAST_STEP },
} as const satisfies CallTerms;

const LAST_STEP_FIX = (name: string) =>
  `\`${name}\` is of all steps in \`ai\` 7, and \`finalStep.${name}\` is what it was`;

/** `ai` from 6 to 7, as its migration guide tells it and as both were seen to send the same to a model. */
const AI: Companion = {
  package: 'ai',
  from: '6.0.0',
  to: '7',
  exports: {
    generateText: GENERATE,
    streamText: {
      ...GENERATE,
      options: {
        ...GENERATE.options,
        onFinish: { event: ['text', 'finishReason', 'totalUsage'] },
        onError: 'any',
      },
      results: [...GENERATE.results, 'textStream', 'consumeStream'],
    },
    tool: {
      options: { description: 'any', title: 'any', inputSchema: 'any', outputSchema: 'any', execute: 'any' },
    },
    stepCountIs: 'same',
    hasToolCall: 'same',
    jsonSchema: 'same',
    generateId: 'same',
    ToolSet: 'same',
    FinishReason: 'same',
  },
  changed: {
    usage: LAST_STEP_FIX('usage'),
    toolCalls: LAST_STEP_FIX('toolCalls'),
    toolResults: LAST_STEP_FIX('toolResults'),
    content: LAST_STEP_FIX('content'),
    files: LAST_STEP_FIX('files'),
    sources: LAST_STEP_FIX('sources'),
    warnings: LAST_STEP_FIX('warnings'),
    reasoning: '`finalStep.reasoning` is what it was',
    reasoningText: '`finalStep.reasoningText` is what it was',
    providerMetadata: '`finalStep.providerMetadata` is what it was',
    request: '`finalStep.request` is what it was, with a body only under `include: { requestBody: true }`',
    response:
      '`responseMessages` has the messages of all steps; `finalStep.response` has a body only under `include: { responseBody: true }`',
    cachedInputTokens: 'it is `inputTokenDetails.cacheReadTokens` in `ai` 7',
    reasoningTokens: 'it is `outputTokenDetails.reasoningTokens` in `ai` 7',
    experimental_output: 'it is `output` in `ai` 7',
    experimental_activeTools: 'it is `activeTools` in `ai` 7',
    experimental_prepareStep: 'it is `prepareStep` in `ai` 7',
    experimental_context: 'tools have a `context` of their own in `ai` 7, given in `toolsContext`',
    experimental_telemetry: 'spans come from `@ai-sdk/otel` in `ai` 7, registered with `registerTelemetry`',
    experimental_repairToolCall: 'it gets `instructions` in the place of `system` in `ai` 7',
    experimental_onStart: 'it is `onStart` in `ai` 7',
    experimental_customProvider: 'it is `customProvider` in `ai` 7',
    experimental_generateImage: 'it is `generateImage` in `ai` 7',
    Experimental_GenerateImageResult: 'it is `GenerateImageResult` in `ai` 7',
    ToolCallOptions: 'it is `ToolExecutionOptions` in `ai` 7',
    isToolOrDynamicToolUIPart: 'it is `isToolUIPart` in `ai` 7',
    prepareStep: 'what it returns stays for the steps after it in `ai` 7',
    messages:
      'system messages among them are refused in `ai` 7: give `instructions`, or `allowSystemInMessages: true` where all of them are trusted',
    prompt:
      'a list of messages is refused in `ai` 7 where one is a system message: give a string, or `instructions`',
    system: 'give a string, as `instructions` in `ai` 7',
    model: 'it has to be one of a provider for `ai` 7',
    providerOptions: 'the providers for `ai` 7 have other defaults; read their part of its migration guide',
    needsApproval: 'it is `toolApproval` of the call in `ai` 7',
    toModelOutput: "files in it are `{ type: 'file', mediaType, data }` in `ai` 7",
    fullStream: 'it is `stream` in `ai` 7, with parts of more types',
    onChunk: 'it gets parts of every type in `ai` 7; look at `chunk.type`',
    toUIMessageStreamResponse:
      'it is `createUIMessageStreamResponse({ stream: toUIMessageStream({ stream: result.stream }) })` in `ai` 7, with the packages for user interfaces raised as well',
  },
};

/** Providers that send the same to their service: those were watched doing so, images from tools included. */
function provider(name: string, exports: readonly string[], check?: string): Companion {
  return {
    package: name,
    from: '3.0.0',
    to: '4',
    exports: Object.fromEntries(exports.map(each => [each, 'model'])),
    changed: {},
    ...(check !== undefined && { check }),
  };
}

export const AI_SDK_COMPANIONS: readonly Companion[] = [
  AI,
  provider('@ai-sdk/anthropic', ['anthropic', 'createAnthropic']),
  provider(
    '@ai-sdk/openai',
    ['openai', 'createOpenAI'],
    'It sends tools with `strict: false`, where it left that to OpenAI.',
  ),
  provider('@ai-sdk/google', ['google', 'createGoogleGenerativeAI']),
];

/** Parts of the names of packages that are made for one major version of `ai`. */
export const AI_SDK_KIN: readonly string[] = [
  '@ai-sdk/',
  'ai-sdk',
  'ai-provider',
  '@mastra/',
  '@voltagent/',
  '@copilotkit/',
];

/** What `@ai-sdk/mcp` exports in versions 1 and 2 alike. */
export const AI_SDK_MCP_EXPORTS: readonly string[] = [
  'MCPClient',
  'MCPClientConfig',
  'createMCPClient',
  'experimental_MCPClient',
  'experimental_MCPClientConfig',
  'experimental_createMCPClient',
];
