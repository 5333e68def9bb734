import { ts } from '../engine/ts.js';
import type { ProjectModel } from '../project/model.js';
import {
  member,
  memberValue,
  methodCall,
  nameText,
  propertyValue,
  unwrap,
  walk,
  wrapped,
} from '../recognise/syntax.js';
import { HTTP_LIBRARIES, type AnswerForm, type HttpLibrary } from './http-libraries.js';
import { stringOf } from './messages.js';

/** A request of a library for HTTP, taken apart. */
export interface LibraryPost {
  /** The whole call, down to what is in the answer: `got.post(…).json()`. */
  readonly call: ts.CallExpression;
  /** What is sent: the message, or its text. */
  readonly body: ts.Expression;
  readonly isText: boolean;
  readonly options: ts.ObjectLiteralExpression | undefined;
  /** Where the address is said: the address, and what the request is made by. */
  readonly address: readonly ts.Node[];
  readonly form: AnswerForm;
}

/** The request by `POST` that a call is; undefined for other calls, and where its answer is not like those of others. */
export function libraryPost(project: ProjectModel, call: ts.CallExpression): LibraryPost | undefined {
  const used = libraryCall(project, call);
  if (!used) return undefined;
  // What looks at answers on their way may hand on something else.
  if (project.units.some(each => /\binterceptors\s*\.\s*response\b/.test(each.text))) return undefined;
  const { library, member: name, maker } = used;
  const isPosting = name !== undefined && library.posting.includes(name);
  const places = isPosting ? library.postingArguments : { options: call.arguments.length - 1 };
  const given = call.arguments[places.options];
  const options = given && unwrap(given);
  if (call.arguments.length > places.options + 1) return undefined;
  const literal = options && ts.isObjectLiteralExpression(options) ? options : undefined;
  if (options && !literal) return undefined;
  if (!isPosting) {
    const method = literal && memberValue(literal, 'method');
    if (!method || stringOf(project, method)?.toUpperCase() !== 'POST') return undefined;
  }
  if ([literal, ...maker].some(each => each && isOtherwise(library, each))) return undefined;
  const isArgument = isPosting && library.postingArguments.body !== undefined;
  const body = isArgument
    ? call.arguments[library.postingArguments.body]
    : literal && bodyIn(library, literal);
  if (!body) return undefined;
  const isText =
    !isArgument && library.textBodies.some(each => literal && memberValue(literal, each) === body);
  const content = contentCall(library, call);
  // The promise of such a library has more to it than the answer.
  if (!content && library.contents.length > 0 && !isTaken(call)) return undefined;
  const isAlone = places.options === 0;
  const address = isAlone
    ? literal && library.address && memberValue(literal, library.address)
    : call.arguments[0];
  return {
    call: content ?? call,
    body,
    isText,
    options: literal,
    address: [call.expression, ...(address ? [address] : [])],
    form: content ? 'parsed' : library.form,
  };
}

/** Whether a promise is waited for, or handed back, and nothing else is done with it. */
function isTaken(call: ts.CallExpression): boolean {
  const { parent } = wrapped(call);
  return ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent);
}

/** The library that a call asks for something, by whatever method. */
export function libraryCall(
  project: ProjectModel,
  call: ts.CallExpression,
):
  | { library: HttpLibrary; member: string | undefined; maker: readonly ts.ObjectLiteralExpression[] }
  | undefined {
  const callee = unwrap(call.expression);
  const direct = originOf(project, callee);
  for (const library of direct ? HTTP_LIBRARIES : []) {
    if (!library.modules.includes(direct!.module)) continue;
    if (library.general.includes(direct!.name)) return { library, member: undefined, maker: [] };
    const isMember =
      ts.isPropertyAccessExpression(callee) &&
      (library.generalMembers.includes(direct!.name) || library.posting.includes(direct!.name));
    if (isMember) return { library, member: direct!.name, maker: [] };
  }
  if (direct) return undefined;
  const access = methodCall(call);
  const object = access ? access.object : callee;
  const instance = instanceOf(project, object);
  if (!instance) return undefined;
  const { library, maker } = instance;
  const isKnown =
    !access || library.posting.includes(access.name) || library.generalMembers.includes(access.name);
  return isKnown && !access
    ? { library, member: undefined, maker }
    : isKnown
      ? { library, member: access.name, maker }
      : undefined;
}

/** Whether a call has some library ask for something with `GET`, in whatever way. */
export function isLibraryGet(project: ProjectModel, call: ts.CallExpression): boolean {
  const access = methodCall(call);
  const origin = originOf(project, unwrap(call.expression));
  const isOfLibrary = origin
    ? HTTP_LIBRARIES.some(each => each.modules.includes(origin.module))
    : instanceOf(project, access?.object ?? call.expression) !== undefined;
  if (!isOfLibrary) return false;
  if (access && /^(?:get|stream)$/.test(access.name)) return true;
  const options = call.arguments.at(-1) && unwrap(call.arguments.at(-1)!);
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  const method = memberValue(options, 'method');
  return (!access || access.name === 'request') && (!method || /\bGET\b/i.test(method.getText()));
}

/** `axios.post`, where the namespace of a module has its default as well. */
function originOf(project: ProjectModel, callee: ts.Expression) {
  const own = project.names.origin(callee);
  if (own || !ts.isPropertyAccessExpression(callee)) return own;
  // `import { axios }`, `import { got }`: the members are those of the default.
  const object = project.names.origin(callee.expression);
  const library = object && HTTP_LIBRARIES.find(each => each.modules.includes(object.module));
  return library?.general.includes(object!.name)
    ? { module: object!.module, name: callee.name.text }
    : undefined;
}

interface Instance {
  readonly library: HttpLibrary;
  /** What it was made with, as far as it is in view. */
  readonly maker: readonly ts.ObjectLiteralExpression[];
}

/** The library that a variable or a field holds an instance of. */
function instanceOf(project: ProjectModel, node: ts.Expression): Instance | undefined {
  const name = unwrap(node);
  if (ts.isIdentifier(name)) {
    const declaration = project.names.declaration(name) ?? project.names.symbol(name)?.declarations?.[0];
    return declaration && declaredInstance(project, declaration);
  }
  const isOwn = ts.isPropertyAccessExpression(name) && name.expression.kind === ts.SyntaxKind.ThisKeyword;
  if (!isOwn) return undefined;
  let owner: ts.Node = name;
  while (owner.parent && !ts.isClassLike(owner)) owner = owner.parent;
  if (!ts.isClassLike(owner)) return undefined;
  let found: Instance | undefined;
  walk(owner, at => {
    const isField =
      (ts.isPropertyDeclaration(at) ||
        (ts.isParameter(at) && ts.isParameterPropertyDeclaration(at, at.parent))) &&
      at.name.getText() === name.name.getText();
    if (isField) found = declaredInstance(project, at) ?? found;
    const isSet =
      ts.isBinaryExpression(at) &&
      at.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      at.left.getText() === name.getText();
    if (isSet) found = madeInstance(project, at.right) ?? found;
  });
  return found;
}

function declaredInstance(project: ProjectModel, declaration: ts.Declaration): Instance | undefined {
  if (
    !ts.isVariableDeclaration(declaration) &&
    !ts.isPropertyDeclaration(declaration) &&
    !ts.isParameter(declaration)
  )
    return undefined;
  const made = declaration.initializer && madeInstance(project, declaration.initializer);
  if (made) return made;
  const { type } = declaration;
  const origin = type && ts.isTypeReferenceNode(type) ? project.names.origin(type.typeName) : undefined;
  const library =
    origin &&
    HTTP_LIBRARIES.find(
      each => each.modules.includes(origin.module) && each.instanceTypes.includes(origin.name),
    );
  return library && { library, maker: [] };
}

/** `axios.create({ baseURL, headers })` */
function madeInstance(project: ProjectModel, node: ts.Expression): Instance | undefined {
  const call = unwrap(node);
  if (!ts.isCallExpression(call)) return undefined;
  const origin = originOf(project, unwrap(call.expression));
  const library =
    origin &&
    HTTP_LIBRARIES.find(each => each.modules.includes(origin.module) && each.makers.includes(origin.name));
  const given = call.arguments[0] && unwrap(call.arguments[0]);
  return library && { library, maker: given && ts.isObjectLiteralExpression(given) ? [given] : [] };
}

/** Whether options make a request or its answer another than the library's own. */
function isOtherwise(library: HttpLibrary, options: ts.ObjectLiteralExpression): boolean {
  if (options.properties.some(each => library.unknownOptions.test(nameText(each.name) ?? ''))) return true;
  const type = memberValue(options, 'responseType');
  return type !== undefined && !/^(['"`])(?:json|text|stream)\1$/.test(type.getText());
}

/** What the options have for a body; undefined when they have more than one. */
function bodyIn(library: HttpLibrary, options: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const found = [...library.textBodies, ...library.valueBodies].flatMap(each => member(options, each) ?? []);
  return found.length === 1 ? propertyValue(found[0]!) : undefined;
}

/** `.json()` behind a request that was not awaited yet. */
function contentCall(library: HttpLibrary, call: ts.CallExpression): ts.CallExpression | undefined {
  const { parent } = call;
  const isContent =
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === call &&
    library.contents.includes(parent.name.text) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent;
  return isContent ? parent.parent : undefined;
}
