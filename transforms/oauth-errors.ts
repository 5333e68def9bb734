import { removeElements, removeStatement } from '../src/engine/prune-imports.js';
import { quoted } from '../src/engine/style.js';
import { ts } from '../src/engine/ts.js';
import type { ImportRequest, Note, Rewrite, SourceUnit, TextEdit, Transform } from '../src/engine/types.js';
import type { ProjectModel } from '../src/project/model.js';
import { errorClasses } from '../src/recognise/error-class.js';
import {
  errorCodeMember,
  isErrorExport,
  LEGACY_AUTH,
  oauthPackage,
  oauthSide,
} from '../src/recognise/oauth-side.js';
import { isChain } from '../src/recognise/schema-arguments.js';
import { unwrap, walk } from '../src/recognise/syntax.js';
import { standsAlone } from '../src/rewrite/stands-alone.js';
import { moduleUses, type ImportedName, type ModuleStatement } from '../src/sdk-codemod/module-uses.js';

const CHANGE = 'sdk-v2-packages';

/**
 * Replaces the OAuth error classes of SDK v1 by `OAuthError` with a code, in packages that meet the errors of v2:
 * those of its client, and those its resource server helpers expect. Where the frozen authorization server of v1
 * still runs, its classes are right and stay. A file is changed as a whole or not at all.
 */
export const oauthErrors: Transform = {
  name: 'oauth-errors',
  phase: 'sdk',
  changes: [CHANGE],
  run({ project, files }) {
    const rewrites: Rewrite[] = [];
    const left: Note[] = [];
    for (const unit of files) {
      const statements = moduleUses(unit).statements.filter(
        ({ specifier, names, whole }) =>
          specifier.text === LEGACY_AUTH && !whole && names.some(each => isErrorExport(each.name)),
      );
      if (statements.length === 0 || oauthSide(project, unit) === 'legacy') continue;
      const file = new OAuthFile(project, unit);
      for (const statement of statements) file.statement(statement);
      const result = file.result();
      rewrites.push(...result.rewrites);
      left.push(...result.left);
    }
    return { rewrites, left };
  },
};

class OAuthFile {
  readonly #project: ProjectModel;
  readonly #unit: SourceUnit;
  readonly #edits: TextEdit[] = [];
  readonly #imports: ImportRequest[] = [];
  readonly #left: Note[] = [];
  readonly #module: string;

  constructor(project: ProjectModel, unit: SourceUnit) {
    this.#project = project;
    this.#unit = unit;
    this.#module = oauthPackage(project, unit);
  }

  result(): { rewrites: Rewrite[]; left: Note[] } {
    if (this.#left.length > 0) return { rewrites: [], left: this.#left };
    this.#readCodes();
    return { rewrites: [{ change: CHANGE, edits: this.#edits, imports: this.#imports }], left: [] };
  }

  /** Rewrites every use of the error classes that a statement imports, and takes them out of it. */
  statement(statement: ModuleStatement): void {
    if (oauthSide(this.#project, this.#unit) === 'unknown') {
      this.#leave(
        statement.statement,
        'These are the OAuth errors of SDK v1; its client and resource server helpers throw `OAuthError` in v2.',
        'Compare `error.code` of `OAuthError` with `OAuthErrorCode`, unless the errors are only your own.',
      );
      return;
    }
    const errors = statement.names.filter(each => isErrorExport(each.name));
    for (const name of errors) this.#name(name);
    this.#replaceNames(statement, errors);
  }

  #name(imported: ImportedName): void {
    if (imported.name === 'OAUTH_ERRORS') {
      this.#leave(imported.node, '`OAUTH_ERRORS` is gone in SDK v2.', 'Use the members of `OAuthErrorCode`.');
      return;
    }
    const member = errorCodeMember(imported.name);
    const isBase = imported.name === 'OAuthError';
    const { text } = imported.local;
    if (isBase) this.#need('OAuthError', text === 'OAuthError' ? undefined : text);
    for (const use of this.#project.names.references(imported.local)) {
      if (isBase) this.#baseUse(use);
      else this.#classUse(use, member, imported.name);
    }
  }

  #baseUse(use: ts.Identifier): void {
    if (ts.isNewExpression(use.parent) || isHeritage(use)) {
      this.#leave(
        use,
        '`OAuthError` takes the error code as its first argument in SDK v2.',
        'Write `new OAuthError(OAuthErrorCode.…, message)`.',
      );
    } else if (ts.isExportSpecifier(use.parent)) this.#leaveExport(use);
  }

  #classUse(use: ts.Identifier, member: string | undefined, name: string): void {
    const { parent } = use;
    if (
      ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
      member
    ) {
      this.#test(parent, member);
    } else if (ts.isNewExpression(parent) && parent.expression === use) {
      this.#construction(parent, member);
    } else if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'errorCode' && member) {
      this.#edit(parent.getStart(), parent.end, `OAuthErrorCode.${member}`);
      this.#need('OAuthErrorCode');
    } else if (ts.isTypeReferenceNode(parent)) {
      this.#edit(use.getStart(), use.end, 'OAuthError');
      this.#need('OAuthError');
    } else if (ts.isExportSpecifier(parent)) {
      this.#leaveExport(use);
    } else {
      this.#leave(
        use,
        `\`${name}\` is \`OAuthError\` with a code in SDK v2.`,
        member
          ? `Use \`OAuthError\` and \`OAuthErrorCode.${member}\`.`
          : 'Use `OAuthError` with a code of your own.',
      );
    }
  }

  /** `e instanceof InvalidGrantError`. */
  #test(test: ts.BinaryExpression, member: string): void {
    const subject = unwrap(test.left);
    if (!isChain(subject)) {
      this.#leave(
        test,
        'OAuth errors are told apart by their code in SDK v2.',
        `Compare with \`OAuthErrorCode.${member}\`.`,
      );
      return;
    }
    const text = `${subject.getText()} instanceof OAuthError && ${subject.getText()}.code === OAuthErrorCode.${member}`;
    const { parent } = test;
    const isJoined =
      ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    this.#edit(test.getStart(), test.end, standsAlone(test) || isJoined ? text : `(${text})`);
    this.#need('OAuthError');
    this.#need('OAuthErrorCode');
  }

  /** `new InvalidTokenError(message)`; the custom class has its code as the first argument already. */
  #construction(node: ts.NewExpression, member: string | undefined): void {
    const first = node.arguments?.[0];
    if (!first || ts.isSpreadElement(first)) {
      this.#leave(
        node,
        'This OAuth error gets no message.',
        'Write `new OAuthError(OAuthErrorCode.…, message)`.',
      );
      return;
    }
    this.#edit(node.expression.getStart(), node.expression.end, 'OAuthError');
    this.#need('OAuthError');
    if (!member) return;
    this.#edit(first.getStart(), first.getStart(), `OAuthErrorCode.${member}, `);
    this.#need('OAuthErrorCode');
  }

  /** `e.errorCode` of what a test says is an OAuth error is `e.code`. */
  #readCodes(): void {
    walk(this.#unit.ast, node => {
      if (!ts.isPropertyAccessExpression(node) || node.name.text !== 'errorCode') return;
      const classes = errorClasses(this.#project, node.expression);
      const isOAuth = classes?.every(
        ({ name }) => name === 'OAuthError' || errorCodeMember(name) !== undefined,
      );
      if (isOAuth) this.#edit(node.name.getStart(), node.name.end, 'code');
    });
  }

  /** Takes the old names out of a statement; one that is left without names takes in the new ones. */
  #replaceNames(statement: ModuleStatement, gone: readonly ImportedName[]): void {
    const list = statement.names[0]!.node.parent;
    if (!ts.isNamedImports(list) && !ts.isObjectBindingPattern(list)) return;
    const elements: ts.NodeArray<ts.Node> = list.elements;
    if (gone.length < elements.length) {
      this.#edits.push(...removeElements(this.#unit, elements, new Set(gone.map(each => each.node))));
      return;
    }
    const merges = moduleUses(this.#unit).statements.some(
      each => each.specifier.text === this.#module && !each.typeOnly && each.names.length > 0,
    );
    if (merges && statement.alone) {
      this.#edits.push(removeStatement(this.#unit, statement.statement));
      return;
    }
    const separator = ts.isNamedImports(list) ? ' as ' : ': ';
    const names = this.#imports.map(({ name, as }) => (as ? `${name}${separator}${as}` : name));
    this.#edit(elements[0]!.getStart(), elements.at(-1)!.end, names.join(', '));
    const { specifier } = statement;
    this.#edit(specifier.getStart(), specifier.end, quoted(this.#module, this.#unit.style));
    this.#imports.length = 0;
  }

  #need(name: string, as?: string): void {
    const known = this.#imports.some(each => each.name === name && each.as === as);
    if (!known) this.#imports.push({ file: this.#unit.path, module: this.#module, name, ...(as && { as }) });
  }

  #leaveExport(use: ts.Identifier): void {
    this.#leave(
      use,
      'An OAuth error class of SDK v1 is passed on to other files here.',
      'Export `OAuthError` and `OAuthErrorCode` instead.',
    );
  }

  #leave(node: ts.Node, message: string, advice: string): void {
    const pos = node.getStart();
    this.#left.push({ change: CHANGE, file: this.#unit.path, pos, severity: 'error', message, advice });
  }

  #edit(start: number, end: number, text: string): void {
    this.#edits.push({ file: this.#unit.path, start, end, text });
  }
}

function isHeritage(use: ts.Identifier): boolean {
  return ts.isExpressionWithTypeArguments(use.parent) && ts.isHeritageClause(use.parent.parent);
}
