import { ts } from '../engine/ts.js';
import { CHECK, CREDENTIAL, leaves } from '../recognise/route-exits.js';
import { isWithin, siblings, walk } from '../recognise/syntax.js';

/**
 * The statement that a check of the revision goes behind, so that who may not ask at all is told that first: the last of
 * the refusals by credentials which follow the statement that makes the message, or that statement itself.
 * @param later statements that the check has to be in front of
 */
export function behindAccess(made: ts.Statement, later: readonly ts.Statement[]): ts.Statement {
  const list = siblings(made);
  let last = made;
  for (const each of list?.slice(list.indexOf(made) + 1) ?? []) {
    if (later.some(other => isWithin(other, each))) break;
    if (isRefusal(each)) last = each;
    else if (!ts.isVariableStatement(each) || calls(each)) break;
  }
  return last;
}

/** `if (!KEYS.has(key)) return res.status(401).end();` */
function isRefusal(statement: ts.Statement): boolean {
  if (!ts.isIfStatement(statement) || statement.elseStatement || !endsIn(statement.thenStatement))
    return false;
  const condition = statement.expression.getText();
  return (
    /\b40[13]\b/.test(statement.thenStatement.getText()) &&
    (CREDENTIAL.test(condition) || CHECK.test(condition) || /\bkeys?\b/i.test(condition))
  );
}

function endsIn(branch: ts.Statement): boolean {
  const last = ts.isBlock(branch) ? branch.statements.at(-1) : branch;
  return last !== undefined && leaves(last);
}

/** Whether a declaration does something with what came in, other than to read it. */
function calls(statement: ts.VariableStatement): boolean {
  let does = false;
  walk(statement, node => {
    const name = ts.isCallExpression(node) ? node.expression.getText().split('.').at(-1)! : 'get';
    does ||= !/^(?:get|header|has|String|Boolean|split|slice|replace|trim|startsWith|at|toLowerCase)$/.test(
      name,
    );
    return !does;
  });
  return does;
}
