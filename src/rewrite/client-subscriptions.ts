import { ts } from '../engine/ts.js';
import type { ImportRequest, SourceUnit, TextEdit } from '../engine/types.js';
import type { ProjectModel } from '../project/model.js';
import { mcpCalls } from '../recognise/mcp-calls.js';
import {
  ancestors,
  enclosingFunction,
  isFunctionNode,
  isWithin,
  memberValue,
  siblings,
  unwrap,
} from '../recognise/syntax.js';
import { clientStatement, modernOrElse, type ClientStatement } from './era-branch.js';
import { FreeNames } from './free-names.js';
import { isTypeScript } from './languages.js';
import { indentAt, render } from '../engine/style.js';

const CLIENT = '@modelcontextprotocol/client';

export interface SubscriptionRewrite {
  readonly at: ts.Node;
  readonly edits: TextEdit[];
  readonly imports?: readonly ImportRequest[];
}

interface Site extends ClientStatement {
  /** The resource, written so that it can be written again. */
  readonly uri: string;
}

/**
 * `subscribeResource` and `unsubscribeResource` of the clients in a file, for connections that have neither: listens
 * for the resource, and closes the subscription. Without an `unsubscribeResource` the subscription lasts as long as
 * the connection.
 */
export function subscriptionRewrites(project: ProjectModel, unit: SourceUnit): SubscriptionRewrite[] {
  const subscribe = sites(project, unit, 'subscribeResource');
  const unsubscribe = sites(project, unit, 'unsubscribeResource');
  // All or none: a subscription that is opened in one way has to be closed in the same.
  if (!subscribe || !unsubscribe || subscribe.length === 0) return [];
  const isClosedElsewhere = project.units.some(
    each =>
      each !== unit &&
      each.text.includes('unsubscribeResource') &&
      project.packageOf(each.path) === project.packageOf(unit.path),
  );
  if (isClosedElsewhere) return [];
  if (unsubscribe.length === 0) {
    return subscribe.map(site => ({ at: site.call, edits: [modernOrElse(unit, site, `${listen(site)};`)] }));
  }
  const [open] = subscribe;
  if (subscribe.length === 1 && unsubscribe.every(close => isInReach(open!, close))) {
    return [inOneFunction(unit, open!, unsubscribe)];
  }
  return inOneHome(unit, subscribe, unsubscribe);
}

function sites(project: ProjectModel, unit: SourceUnit, name: string): Site[] | undefined {
  const found: Site[] = [];
  for (const { call, on } of mcpCalls(project, unit, [name])) {
    if (on !== 'client') continue;
    const statement = clientStatement(call);
    const uri = uriOf(call);
    if (!statement?.isAwaited || uri === undefined || call.arguments.length > 1) return undefined;
    found.push({ ...statement, uri });
  }
  return found;
}

function uriOf(call: ts.CallExpression): string | undefined {
  const parameters = call.arguments[0] && unwrap(call.arguments[0]);
  if (!parameters) return undefined;
  if (ts.isIdentifier(parameters)) return `${parameters.text}.uri`;
  if (!ts.isObjectLiteralExpression(parameters)) return undefined;
  const uri = memberValue(parameters, 'uri');
  const text = uri?.getText();
  return text !== undefined && /^(?:[\w$.]+|'[^']*'|"[^"]*"|`[^`]*`)$/.test(text) ? text : undefined;
}

function listen({ client, uri }: Site): string {
  return `await ${client}.listen({ resourceSubscriptions: [${uri}] })`;
}

/** Whether a variable declared in front of `open` is visible at `close`, which names the same resource. */
function isInReach(open: Site, close: Site): boolean {
  const list = siblings(open.statement);
  return (
    list !== undefined &&
    open.client === close.client &&
    open.uri === close.uri &&
    close.statement.pos > open.statement.pos &&
    isWithin(close.statement, list[0]!.parent) &&
    enclosingFunction(open.statement) !== undefined
  );
}

function inOneFunction(unit: SourceUnit, open: Site, closes: readonly Site[]): SubscriptionRewrite {
  const name = new FreeNames(unit).take('subscription', 'resourceSubscription');
  const isTyped = isTypeScript(unit);
  const declared = isTyped ? `let ${name}: McpSubscription | undefined;\n` : `let ${name};\n`;
  return {
    at: open.call,
    edits: [
      modernOrElse(unit, open, `${name} = ${listen(open)};`, declared),
      ...closes.map(close => modernOrElse(unit, close, `await ${name}?.close();`)),
    ],
    ...(isTyped && { imports: [subscriptionType(unit)] }),
  };
}

function subscriptionType(unit: SourceUnit): ImportRequest {
  return { file: unit.path, module: CLIENT, name: 'McpSubscription', typeOnly: true };
}

/**
 * Opened and closed in different functions: kept by their resource, in the class whose member the client is or in the
 * module of which it is a constant.
 */
function inOneHome(unit: SourceUnit, opens: readonly Site[], closes: readonly Site[]): SubscriptionRewrite[] {
  const all = [...opens, ...closes];
  const [first] = all;
  if (all.some(each => each.client !== first!.client)) return [];
  const name = new FreeNames(unit).take('subscriptions', 'resourceSubscriptions', 'openSubscriptions');
  const isTyped = isTypeScript(unit);
  const home = homeOf(unit, all);
  if (!home) return [];
  const type = isTyped ? '<string, McpSubscription>' : '';
  const isClass = ts.isClassLike(home.owner);
  const declared = isClass
    ? `${isTyped ? 'private readonly ' : ''}${name} = new Map${type}();`
    : `const ${name} = new Map${type}();`;
  const map = isClass ? `this.${name}` : name;
  return [
    {
      at: first!.call,
      edits: [
        declaration(unit, home, declared),
        ...opens.map(open => modernOrElse(unit, open, `${map}.set(${open.uri}, ${listen(open)});`)),
        ...closes.map(close =>
          modernOrElse(
            unit,
            close,
            `await ${map}.get(${close.uri})?.close();\n  ${map}.delete(${close.uri});`,
          ),
        ),
      ],
      ...(isTyped && { imports: [subscriptionType(unit)] }),
    },
  ];
}

/** A declaration on a line of its own: behind the members of a class, or in front of its functions. */
function declaration(unit: SourceUnit, { owner, before }: Home, text: string): TextEdit {
  const { eol } = unit.style;
  const behind = ts.isClassLike(owner)
    ? owner.members[owner.members.indexOf(before as ts.ClassElement) - 1]
    : undefined;
  const at = behind?.end ?? before.getStart(unit.ast);
  const indent = indentAt(unit.text, (behind ?? before).getStart(unit.ast));
  const own = render(text, unit.style);
  const gap = ts.isClassLike(owner) ? eol + eol : eol;
  const line = behind ? eol + indent + own : own + gap + indent;
  return { file: unit.path, start: at, end: at, text: line };
}

interface Home {
  readonly owner: ts.Node;
  /** What the subscriptions are declared in front of. */
  readonly before: ts.ClassElement | ts.Statement;
}

/** The class or module that the client lives in, and what its subscriptions are declared in front of. */
function homeOf(unit: SourceUnit, all: readonly Site[]): Home | undefined {
  if (all[0]!.client.startsWith('this.')) {
    const owners = new Set(all.map(each => ancestors(each.statement).find(ts.isClassLike)));
    const [owner] = owners;
    const before = owner?.members.find(each => isFunctionNode(each));
    return owners.size === 1 && owner && before ? { owner, before } : undefined;
  }
  const name = /^[\w$]+/.exec(all[0]!.client)![0];
  const before = unit.ast.statements.find(
    each =>
      ts.isVariableStatement(each) &&
      each.declarationList.declarations.some(one => one.name.getText() === name),
  );
  const isShadowed = all.some(each =>
    ancestors(each.statement).some(
      at => isFunctionNode(at) && at.parameters.some(one => one.name.getText() === name),
    ),
  );
  return before && !isShadowed ? { owner: unit.ast, before } : undefined;
}
