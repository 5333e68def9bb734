import { child, childrenOf, list, type FlowNode } from './parse.js';
import { typeParameterSpans, typeSpans, type Span } from './type-spans.js';

/** Declarations that stand for nothing when the program runs, and that TypeScript spells in another way. */
const TYPE_STATEMENT = /^(?:Declare\w*|InterfaceDeclaration|OpaqueType)$/;

/**
 * What has to be blanked in a Flow file so that TypeScript can parse it.
 * @param keepsTypes whether types stay that TypeScript has as well, for the names in them
 * @returns spans in no order, which do not overlap
 */
export function flowSpans(program: FlowNode, text: string, keepsTypes: boolean): Span[] {
  const spans: Span[] = [];

  function visit(node: FlowNode, parent: FlowNode): void {
    const own = spansOf(node, parent);
    if (own) spans.push(...own);
    else for (const each of childrenOf(node)) visit(each, node);
  }

  /** The spans of a node that is looked at as a whole; undefined for one whose parts are looked at. */
  function spansOf(node: FlowNode, parent: FlowNode): Span[] | undefined {
    if (TYPE_STATEMENT.test(node.type)) return [statement(node, parent)];
    switch (node.type) {
      case 'ImportDeclaration':
        return importSpans(node, text);
      case 'TypeAlias':
        return aliasSpans(node) ?? [statement(node, parent)];
      case 'TypeAnnotation':
        return annotationSpans(node, parent);
      case 'TypeParameterDeclaration':
        return parameterSpans(node, parent);
      case 'TypeParameterInstantiation':
      case 'InferredPredicate':
      case 'Variance':
        return [node.range];
      case 'AsExpression':
      case 'SatisfiesExpression':
        castSpans(node, parent);
        return [];
      case 'EnumDeclaration':
        return enumSpans(node, text);
      default:
        return undefined;
    }
  }

  function aliasSpans(node: FlowNode): Span[] | undefined {
    const generics = child(node, 'typeParameters');
    const before = generics ? typeParameterSpans(generics, text) : [];
    const right = typeSpans(child(node, 'right')!, text);
    return keepsTypes && before && right ? [...before, ...right] : undefined;
  }

  function annotationSpans(node: FlowNode, parent: FlowNode): Span[] {
    // Types in comments are comments to TypeScript.
    if (text[node.range[0]] === '/') return [];
    const type = child(node, 'typeAnnotation')!;
    const kept = keepsTypes && parent.type !== 'TypeCastExpression' ? typeSpans(type, text) : undefined;
    return kept ?? [node.range];
  }

  function parameterSpans(node: FlowNode, parent: FlowNode): Span[] {
    // In a file that may hold JSX, `<T>` in front of an arrow function starts an element.
    const isArrow = parent.type === 'ArrowFunctionExpression';
    return (keepsTypes && !isArrow ? typeParameterSpans(node, text) : undefined) ?? [node.range];
  }

  function castSpans(node: FlowNode, parent: FlowNode): void {
    const value = child(node, 'expression')!;
    visit(value, parent);
    const type = child(node, 'typeAnnotation')!;
    spans.push(
      ...((keepsTypes ? typeSpans(type, text) : undefined) ?? [[value.range[1], node.range[1]] as const]),
    );
  }

  /** A semicolon stays, so that the statements around it do not run into each other. */
  function statement(node: FlowNode, parent: FlowNode): Span {
    const [start, end] = parent.type === 'ExportNamedDeclaration' ? parent.range : node.range;
    return [start, text[end - 1] === ';' ? end - 1 : end];
  }

  visit(program, program);
  return spans;
}

/** `import type` is TypeScript as well, `import typeof` is not. */
function importSpans(node: FlowNode, text: string): Span[] {
  if (node['importKind'] === 'typeof') return [node.range];
  return list(node, 'specifiers')
    .filter(specifier => specifier['importKind'] === 'typeof')
    .map(({ range: [start, end] }) => {
      const comma = /^\s*,/.exec(text.slice(end));
      return [start, end + (comma?.[0].length ?? 0)] as const;
    });
}

/** `enum E of string { A = 'a', ... }` */
function enumSpans(node: FlowNode, text: string): Span[] {
  const body = child(node, 'body')!;
  const spans: Span[] = [];
  const open = text.indexOf('{', body.range[0]);
  if (body['explicitType'] === true) spans.push([body.range[0], open]);
  if (body['hasUnknownMembers'] === true) {
    const dots = text.lastIndexOf('...', body.range[1]);
    spans.push([dots, dots + 3]);
  }
  return spans;
}
