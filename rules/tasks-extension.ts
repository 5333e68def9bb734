import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { capability, optionsOf } from '../src/eslint/capabilities.js';
import { createRule } from '../src/eslint/create-rule.js';
import { dispatched, sharesBranch, writtenMethod } from '../src/eslint/dispatch.js';
import { keepsHandWritten } from '../src/eslint/kept-legacy.js';
import { ancestors, keyName, memberName, property, unwrap } from '../src/eslint/tree.js';
import { isV1Specifier, isV2Specifier } from '../src/facts/index.js';
import { METHODS, RELATED_TASK_META_KEY } from '../src/facts/protocol.js';

const TASK_METHODS = new Set(
  METHODS.map(facts => facts.method).filter(method => /(?:^|\/)tasks\//.test(method)),
);
/** Methods of this name that the extension has as well. */
const EXTENSION_METHODS = new Set(['tasks/get', 'tasks/cancel']);
const EXTENSION = /['"`](?:io\.modelcontextprotocol\/tasks|tasks\/update)['"`]|\bTASKS_EXTENSION\w*/;
/** Another protocol with tasks, by its packages and its methods. */
const A2A =
  /@a2a-js\/|['"`](?:message\/(?:send|stream)|tasks\/(?:resubscribe|pushNotificationConfig\/\w+))['"`]/;
/** Exports of the SDK for tasks: `TaskStore`, `CreateTaskResult`, `isTaskAugmentedRequestParams`. */
const TASK_NAME = /Task(?!Support)|^isTerminal$|_TASK_/;
const OPTIONS = ['taskStore', 'taskMessageQueue'];
const CONTEXT_MEMBERS = new Set(['taskStore', 'taskId', 'taskRequestedTtl']);
const PEERS = new Set(['McpServer', 'Server', 'Client']);
const CARRIERS = /^(?:callTool|request|sendRequest|createMessage|elicitInput)$/;

export const tasksExtension = createRule({
  change: 'tasks-extension',
  description: 'Disallow tasks of the core protocol, which are an extension of another design now',
  messages: {
    gone: '{{what}} left the protocol with 2026-07-28: tasks are an extension of another design now, `io.modelcontextprotocol/tasks`. Keep it for 2025-11-25 only if its clients need it.',
    noExport:
      'SDK v2 has no `{{name}}`: tasks are an extension of another design now, `io.modelcontextprotocol/tasks`.',
    oldExport:
      '`{{name}}` is deprecated and describes messages of 2025-11-25: tasks are an extension now, `io.modelcontextprotocol/tasks`.',
  },
  listen({ file, report }) {
    const { code } = file;
    if (!/[Tt]ask/.test(code)) return {};
    const isExtension = EXTENSION.test(code) || keepsHandWritten(file);
    const isOther = A2A.test(code);
    const isTask = (method: string | undefined) =>
      method !== undefined && TASK_METHODS.has(method) && !(isExtension && EXTENSION_METHODS.has(method));

    const gone = (node: TSESTree.Node, what: string) => report({ node, messageId: 'gone', data: { what } });
    const looksFor = (node: TSESTree.Node) => {
      if (!file.speaksMcp || isOther) return;
      for (const { node: at, method } of dispatched(file, node)) {
        if (isTask(method) && !sharesBranch(file, at)) gone(at, `\`${method}\``);
      }
    };
    const declares = (node: TSESTree.NewExpression | TSESTree.CallExpression | TSESTree.ObjectExpression) => {
      const declared = capability(file, node, 'tasks');
      if (declared) gone(declared.node, 'The capability `tasks`');
    };
    const makes = (node: TSESTree.NewExpression | TSESTree.CallExpression) => {
      const made = optionsOf(file, node);
      for (const name of made ? OPTIONS : []) {
        const option = property(made!.options, name);
        if (option) gone(option, `The option \`${name}\``);
      }
      declares(node);
    };
    /** `{ task: { ttl: 60_000 } }` in the parameters or options of a request. */
    const augments = (node: TSESTree.CallExpression) => {
      const call = file.call(node);
      if (!call || !CARRIERS.test(call.name.replace(/^mcpReq\./, ''))) return;
      for (const argument of node.arguments) {
        const object = file.names.object(argument);
        const task = object && property(object, 'task');
        if (task) gone(task, 'A request that asks for a task');
      }
    };

    /** `server.experimental.tasks`, and not the capability of this name, which is read but has no methods. */
    const isTaskInterface = (node: TSESTree.MemberExpression, owner: TSESTree.Node): boolean => {
      if (!file.usesSdk) return false;
      const { parent } = node;
      const isCalled =
        parent.type === AST_NODE_TYPES.MemberExpression &&
        parent.parent.type === AST_NODE_TYPES.CallExpression &&
        parent.parent.callee === parent;
      const kind = file.values.classOf(owner);
      return isCalled || (kind !== undefined && PEERS.has(kind));
    };

    return {
      ImportDeclaration(node) {
        const isV1 = isV1Specifier(node.source.value);
        if (!isV1 && !(isV2Specifier(node.source.value) && file.settings.legacy === 'drop')) return;
        for (const specifier of node.specifiers) {
          if (specifier.type !== AST_NODE_TYPES.ImportSpecifier) continue;
          const { imported } = specifier;
          const name = imported.type === AST_NODE_TYPES.Identifier ? imported.name : imported.value;
          if (!TASK_NAME.test(name)) continue;
          report({ node: specifier, messageId: isV1 ? 'noExport' : 'oldExport', data: { name } });
          return;
        }
      },
      MemberExpression(node) {
        const name = memberName(node);
        const owner = unwrap(node.object);
        const isMember = owner.type === AST_NODE_TYPES.MemberExpression;
        if (name === 'tasks' && isMember && memberName(owner) === 'experimental') {
          if (isTaskInterface(node, owner.object)) gone(node, '`experimental.tasks`');
        } else if (name !== undefined && CONTEXT_MEMBERS.has(name)) {
          if (file.values.classOf(node.object) === 'Context') gone(node, `\`${name}\` of the context`);
        }
      },
      CallExpression(node) {
        const sent = file.sent(node)?.method;
        const handled = file.handled(node, isTask)?.method;
        if (isTask(sent)) gone(node, `A request of \`${sent}\``);
        else if (isTask(handled)) gone(node, `A handler of \`${handled}\``);
        else looksFor(node);
        augments(node);
        makes(node);
      },
      NewExpression(node) {
        looksFor(node);
        makes(node);
      },
      Property(node) {
        const name = keyName(node);
        const isSupport = name === 'taskSupport' && isOfExecution(node);
        const support = isSupport && file.speaksMcp ? file.names.string(node.value) : undefined;
        if (support === 'optional' || support === 'required') gone(node, 'Task support of tools');
        if (name === RELATED_TASK_META_KEY) gone(node, `\`${RELATED_TASK_META_KEY}\``);
      },
      BinaryExpression: looksFor,
      SwitchCase: looksFor,
      ObjectExpression(node) {
        const method = file.speaksMcp && !isOther ? writtenMethod(file, node) : undefined;
        if (isTask(method)) gone(node, `\`${method}\``);
        else looksFor(node);
        declares(node);
      },
    };
  },
});

/** Whether a property is of the `execution` of a tool: `execution: { … }`, `tool.execution = … ?? { … }`. */
function isOfExecution(node: TSESTree.Property): boolean {
  if (node.parent.type !== AST_NODE_TYPES.ObjectExpression) return false;
  return [...ancestors(node.parent)].slice(0, 3).some(at => {
    if (at.type === AST_NODE_TYPES.Property) return keyName(at) === 'execution';
    if (at.type === AST_NODE_TYPES.VariableDeclarator) {
      return at.id.type === AST_NODE_TYPES.Identifier && at.id.name === 'execution';
    }
    return (
      at.type === AST_NODE_TYPES.AssignmentExpression &&
      at.left.type === AST_NODE_TYPES.MemberExpression &&
      memberName(at.left) === 'execution'
    );
  });
}
