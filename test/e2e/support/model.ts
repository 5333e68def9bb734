import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Message {
  readonly role: string;
  readonly content: string | readonly { readonly type: string }[];
}

export interface FakeModel {
  /** Environment with which a program asks this model in the place of Claude. */
  readonly env: Readonly<Record<string, string>>;
  /** Bodies of the requests so far, in order. */
  readonly requests: readonly unknown[];
  stop(): Promise<void>;
}

/** Starts a model behind the Messages API that calls one tool, and then says that it is done. */
export async function startModel(tool: string, input: object): Promise<FakeModel> {
  const requests: unknown[] = [];
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => {
      const body = JSON.parse(text) as { readonly messages: readonly Message[] };
      requests.push(body);
      const isAnswered = body.messages.some(
        ({ content }) => typeof content !== 'string' && content.some(part => part.type === 'tool_result'),
      );
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          type: 'message',
          id: 'msg_1',
          model: 'claude',
          role: 'assistant',
          content: isAnswered
            ? [{ type: 'text', text: 'Done.' }]
            : [{ type: 'tool_use', id: 'toolu_1', name: tool, input }],
          stop_reason: isAnswered ? 'end_turn' : 'tool_use',
          usage: { input_tokens: 3, output_tokens: 2 },
        }),
      );
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}/v1` },
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
