import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  ancestors,
  isFunctionNode,
  isWritten,
  methodCall,
  nameText,
  unwrap,
  unwrapAwaited,
  walk,
  type FunctionNode,
} from '../recognise/syntax.js';
import { functionsNamed } from './client-path.js';

/** What tells a failure from a success. */
const TELLS =
  /(?:\.|\b)(?:ok|status(?:Code)?|error|err|errors|isError|code|failed|aborted|timedOut)\b|\binstanceof\b/i;
/** What is true of an answer that is right. */
const SUCCEEDS = /^[^!]*(?:\.ok|[!=]==?\s*2\d\d)$|^!\s*\(?[\w.?]+\.(?:error|isError)\)?$/;
/** Names of functions that are handed what runs later, or when something takes too long. */
const TIMERS = /^set(?:Timeout|Interval|Immediate)$|time|delay|sleep|schedule|watchdog|deadline/i;
const LISTENS = /^(?:on|once|addListener|addEventListener|prependListener)$/;
const ENDS = /^(?:error|abort(?:ed)?|timeout|exit|disconnect)$/;
/** Members whose functions hear of failures. */
const HEARS = /^on(?:Error|Fail|Timeout|Abort|Close|Exit)|^(?:timeout|fail)/i;

/**
 * The parts of a function that run when a request fails or takes too long: handlers of errors, branches for them, and
 * what timers do.
 */
export function failureParts(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  walk(root, node => {
    found.push(...partsAt(node));
    return undefined;
  });
  return found;
}

function partsAt(node: ts.Node): readonly ts.Node[] {
  if (ts.isCatchClause(node)) return [node.block];
  if (ts.isIfStatement(node)) return branches(node);
  if (ts.isConditionalExpression(node)) return tells(node.condition) ? [node.whenTrue, node.whenFalse] : [];
  if (ts.isSwitchStatement(node)) return tells(node.expression) ? [node.caseBlock] : [];
  if (ts.isBinaryExpression(node)) {
    const isChoice = /^(?:&&|\|\|)$/.test(node.operatorToken.getText());
    return isChoice && tells(node.left) ? [node.right] : [];
  }
  if (ts.isPropertyAssignment(node)) {
    const isHandler = HEARS.test(nameText(node.name) ?? '') && isFunctionNode(unwrap(node.initializer));
    return isHandler ? [node.initializer] : [];
  }
  return ts.isCallExpression(node) ? callbacks(node) : [];
}

function branches(node: ts.IfStatement): ts.Node[] {
  const { expression, thenStatement, elseStatement, parent } = node;
  if (!tells(expression)) return [];
  const otherwise = elseStatement ? [elseStatement] : [];
  if (!SUCCEEDS.test(expression.getText())) return [thenStatement, ...otherwise];
  const leaves = /\b(?:return|continue|break)\b/.test(thenStatement.getText());
  const following =
    ts.isBlock(parent) && leaves ? parent.statements.filter(each => each.pos >= node.end) : [];
  return [...otherwise, ...following];
}

function tells(condition: ts.Expression): boolean {
  return TELLS.test(condition.getText());
}

/** Functions that a call is handed for failures, or for later. */
function callbacks(call: ts.CallExpression): readonly ts.Node[] {
  const method = methodCall(call);
  const callee = unwrap(call.expression);
  const name = method?.name ?? (ts.isIdentifier(callee) ? callee.text : '');
  if (name === 'catch') return call.arguments;
  if (name === 'then') {
    const isLater = method !== undefined && TIMERS.test(method.object.getText().replace(/\(.*/s, ''));
    return isLater ? call.arguments : call.arguments.slice(1);
  }
  if (LISTENS.test(name)) {
    const [event] = call.arguments;
    return event && ts.isStringLiteralLike(event) && ENDS.test(event.text) ? call.arguments.slice(1) : [];
  }
  return TIMERS.test(name) ? call.arguments.filter(each => !isPlainValue(each)) : [];
}

function isPlainValue(node: ts.Expression): boolean {
  const value = unwrap(node);
  return ts.isNumericLiteral(value) || ts.isIdentifier(value) || ts.isBinaryExpression(value);
}

const LOGS = /^(?:on)?(?:log|debug|info|warn|error|trace)|log(?:ger)?$|^console$/i;
/** Calls of what is shared that forget a request, settle it, or only look. */
const SETTLES =
  /^(?:get|has|delete|clear|reject|resolve|is[A-Z]\w*|includes|startsWith|endsWith|test|match|exec|find|keys|values|entries|at|text|json|cancel|toString|slice|trim|split|join|map|filter)$/;
/** Calls that give back what was there before. */
const LOOKS_UP = /^(?:get|at|find|shift|pop)$/;
/** Calls that end a program, whatever they are called on. */
const KILLS = /^(?:kill|terminate|restart|respawn|reconnect|relaunch|disconnect|shutdown|exit)$/;
const GLOBALS =
  /^(?:clear(?:Timeout|Interval|Immediate)|String|Number|Boolean|BigInt|parse(?:Int|Float)|isNaN|(?:en|de)codeURI(?:Component)?|structuredClone|Symbol)$/;
const STATICS =
  /^(?:JSON|Object|Math|Date|Array|String|Number|Promise|Buffer|Error|Response|Headers|AbortSignal|URL)$/;
/** Functions of packages that only look at what they are handed. */
const ASKS = /^(?:is|to|as|get|parse|format)[A-Z]/;

/** What of a failing request lasts: where something is counted, kept, ended or begun anew, for which nothing else is known. */
export function lastingEffect(
  project: ProjectModel,
  part: ts.Node,
  seen = new Set<ts.Node>(),
): ts.Node | undefined {
  if (seen.has(part)) return undefined;
  seen.add(part);
  let found: ts.Node | undefined;
  walk(part, node => {
    if (found || ts.isTypeNode(node)) return false;
    if (isKept(project, node)) found = node.parent;
    else if (isUnknownCall(project, node)) found = node;
    return !found;
  });
  if (found) return found;
  for (const { node, place } of functionsNamed(project, part)) {
    if (isLogged(place) || !node.body) continue;
    if (lastingEffect(project, node.body, seen)) return place;
  }
  return undefined;
}

/** `this.failures++`, `openUntil = Date.now() + 30_000`; a session that is forgotten is begun anew anyway. */
function isKept(project: ProjectModel, node: ts.Node): boolean {
  const isTarget =
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  if (!isTarget || !isWritten(node)) return false;
  if (/session/i.test(node.getText())) return false;
  const isCounted = ts.isPostfixUnaryExpression(node.parent) || ts.isPrefixUnaryExpression(node.parent);
  return !isLocal(project, node) || (isCounted && !ts.isIdentifier(node));
}

function isUnknownCall(project: ProjectModel, node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return false;
  const callee = unwrap(node.expression);
  if (isFunctionNode(callee)) return false;
  if (ts.isIdentifier(callee)) {
    if (LOGS.test(callee.text) || isExecutorParameter(project, callee)) return false;
    if (functionsNamed(project, node).some(each => each.place === callee || each.place === node))
      return false;
    return !(GLOBALS.test(callee.text) || (ASKS.test(callee.text) && !isParameter(project, callee)));
  }
  if (!ts.isPropertyAccessExpression(callee)) return true;
  const name = callee.name.text;
  const owner = lastName(callee.expression);
  if (KILLS.test(name)) return true;
  if (LOGS.test(name) || LOGS.test(owner)) return false;
  if (functionsNamed(project, node).some(each => each.place === callee || each.place === node)) return false;
  if (ts.isIdentifier(unwrap(callee.expression)) && STATICS.test(owner)) return false;
  if (SETTLES.test(name) || ASKS.test(name)) return false;
  return !isLocal(project, callee) || /\bstdin\b/.test(callee.getText());
}

/** `console` of `console.log`, `log` of `this.options.log`. */
function lastName(node: ts.Expression): string {
  const inner = unwrap(node);
  if (ts.isIdentifier(inner)) return inner.text;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text;
  return ts.isCallExpression(inner) ? lastName(inner.expression) : '';
}

function isLogged(place: ts.Node): boolean {
  return ts.isExpression(place) && LOGS.test(lastName(ts.isCallExpression(place) ? place.expression : place));
}

function declarationOf(project: ProjectModel, node: ts.Identifier): ts.Declaration | undefined {
  return project.names.symbol(node)?.declarations?.[0];
}

function isParameter(project: ProjectModel, node: ts.Identifier): boolean {
  const declaration = declarationOf(project, node);
  return declaration !== undefined && ts.isParameter(declaration);
}

/** `resolve` and `reject` of `new Promise((resolve, reject) => …)`. */
function isExecutorParameter(project: ProjectModel, node: ts.Identifier): boolean {
  const declaration = declarationOf(project, node);
  if (!declaration || !ts.isParameter(declaration)) return false;
  const { parent } = declaration.parent;
  return ts.isNewExpression(parent) && parent.expression.getText() === 'Promise';
}

/** Whether an access begins at what one call of a function has for itself: no alias of something that stays. */
function isLocal(project: ProjectModel, node: ts.Expression): boolean {
  let root = unwrapAwaited(node);
  while (!ts.isIdentifier(root)) {
    if (!(
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isCallExpression(root)
    )) {
      return root.kind !== ts.SyntaxKind.ThisKeyword;
    }
    root = unwrapAwaited(root.expression);
  }
  const declaration = declarationOf(project, root);
  const owner = declaration && ancestors(declaration).find(isFunctionNode);
  if (!declaration || !owner || !ancestors(node).includes(owner)) return false;
  if (isShared(owner, node)) return false;
  const holder = ts.isBindingElement(declaration)
    ? ancestors(declaration).find(each => ts.isVariableDeclaration(each) || ts.isParameter(each))
    : declaration;
  if (node === root || !holder || !ts.isVariableDeclaration(holder) || !holder.initializer) return true;
  const value = unwrap(holder.initializer);
  // What a call made is new, unless it was only looked up.
  const call = methodCall(value);
  const isMade =
    ts.isAwaitExpression(value) || (ts.isCallExpression(value) && !LOOKS_UP.test(call?.name ?? ''));
  return isMade || isLocal(project, value);
}

/** Whether a variable of a function is shared by what is declared in it, as where a client is made. */
function isShared(owner: FunctionNode, node: ts.Node): boolean {
  const inner = ancestors(node).filter(isFunctionNode);
  const between = inner.slice(0, inner.indexOf(owner));
  return between.some(
    each =>
      ts.isFunctionDeclaration(each) || ts.isMethodDeclaration(each) || ts.isVariableDeclaration(each.parent),
  );
}
