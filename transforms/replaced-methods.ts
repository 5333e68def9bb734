import { noteAt } from '../src/engine/notes.js';
import { ts } from '../src/engine/ts.js';
import type { Note, SourceUnit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { mcpObject } from '../src/recognise/mcp-objects.js';
import { nameText, walk, type FunctionNode } from '../src/recognise/syntax.js';
import { valuesOf } from '../src/recognise/values.js';
import { isTypeScript } from '../src/rewrite/languages.js';

const CHANGE = 'sdk-v2-packages';

/** Methods of clients and servers that SDK v1 declared once, and SDK v2 by overloads. */
const OVERLOADED = new Set(['request', 'setRequestHandler', 'setNotificationHandler']);

/**
 * Reports functions in the place of methods that SDK v2 declares by overloads: assigned to them, or in classes that
 * extend a client or server. TypeScript does not infer their parameters, and refuses types that fit one overload only.
 */
export const replacedMethods: Transform = {
  name: 'replaced-methods',
  phase: 'report',
  changes: [CHANGE],
  run({ project, files }) {
    return { rewrites: [], left: files.filter(isTypeScript).flatMap(unit => replacedIn(project, unit)) };
  },
};

function replacedIn(project: ProjectModel, unit: SourceUnit): Note[] {
  const found: Note[] = [];
  walk(unit.ast, node => {
    const name = assigned(project, node) ?? overridden(project, node);
    if (name !== undefined) {
      found.push(
        noteAt(unit, node, CHANGE, {
          severity: 'warning',
          message: `SDK v2 declares \`${name}\` by overloads, and the function in its place has to fit all of them.`,
          advice: `Take any and return any in it, \`(first: any, ...rest: any[])\`, and keep the method before it as \`(...given: any[]) => any\`.`,
        }),
      );
    }
  });
  return found;
}

/** `client.request = async function (…) {…}` */
function assigned(project: ProjectModel, node: ts.Node): string | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { left, right } = node;
  if (!ts.isPropertyAccessExpression(left) || !OVERLOADED.has(left.name.text)) return undefined;
  const given = ts.isParenthesizedExpression(right) ? right.expression : right;
  const isNarrow = (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) && !takesAny(given);
  return isNarrow && mcpObject(project, left.expression) ? left.name.text : undefined;
}

function overridden(project: ProjectModel, node: ts.Node): string | undefined {
  if (!ts.isMethodDeclaration(node) || !ts.isClassLike(node.parent) || takesAny(node)) return undefined;
  const name = nameText(node.name);
  if (name === undefined || !OVERLOADED.has(name)) return undefined;
  const base = valuesOf(project).sdkBase(node.parent);
  return base === 'Client' || base === 'Server' || base === 'Protocol' ? name : undefined;
}

/** Whether a function can be called in any way. */
function takesAny(node: FunctionNode): boolean {
  return node.parameters.every(({ type, dotDotDotToken }) => {
    if (!type) return false;
    const taken = dotDotDotToken && ts.isArrayTypeNode(type) ? type.elementType : type;
    return taken.kind === ts.SyntaxKind.AnyKeyword;
  });
}
