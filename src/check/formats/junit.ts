import path from 'node:path';
import { create } from 'xmlbuilder2';
import type { Problem } from '../../run/problems.js';
import type { CheckFinding, CheckReport } from '../report.js';
import { byFile, printable, relativePath, ruleName } from './text.js';

type Element = ReturnType<typeof create>;

/**
 * Renders a report as JUnit XML: a test suite for each file with something to say, a failed test case for each
 * finding, one with an error for each file that could not be read. A clean report holds one test case that
 * passed, because CI systems take a report without tests for a broken one.
 */
export function junit(report: CheckReport): string {
  const document = create({
    version: '1.0',
    encoding: 'UTF-8',
    invalidCharReplacement: '\uFFFD',
  });
  const { findings, problems } = report;
  const suites = document.ele('testsuites', {
    name: 'mcp-migrate',
    tests: Math.max(findings.length + problems.length, 1),
    failures: findings.length,
    errors: problems.length,
    time: 0,
  });
  const files = byFile<CheckFinding | Problem>([...problems, ...findings]);
  for (const [file, items] of files) addSuite(suites, printable(relativePath(file, report.root)), items);
  if (files.size === 0) addCleanSuite(suites);
  return `${document.end({ prettyPrint: true })}\n`;
}

function addSuite(suites: Element, file: string, items: readonly (CheckFinding | Problem)[]): void {
  const failures = items.filter(isFinding).length;
  const errors = items.length - failures;
  const suite = suites.ele('testsuite', {
    name: file,
    tests: items.length,
    failures,
    errors,
    skipped: 0,
    time: 0,
  });
  const classname = file.slice(0, file.length - path.posix.extname(file).length);
  for (const item of items) {
    const name = isFinding(item) ? `${ruleName(item.change)} ${item.line}:${item.column}` : 'mcp-migrate';
    const testCase = suite.ele('testcase', { name, classname, file, time: 0 });
    const message = printable(item.message);
    if (isFinding(item))
      testCase
        .ele('failure', { message, type: item.severity })
        .txt(`${place(file, item)}: ${message} (${ruleName(item.change)})\n${printable(item.source)}`);
    else testCase.ele('error', { message, type: 'error' }).txt(`${place(file, item)}: ${message}`);
  }
}

function addCleanSuite(suites: Element): void {
  const counts = { tests: 1, failures: 0, errors: 0, skipped: 0, time: 0 };
  suites
    .ele('testsuite', { name: 'mcp-migrate', ...counts })
    .ele('testcase', { name: 'check', classname: 'mcp-migrate', time: 0 });
}

function isFinding(item: CheckFinding | Problem): item is CheckFinding {
  return 'change' in item;
}

function place(file: string, { line, column }: Pick<Problem, 'line' | 'column'>): string {
  return [file, line, column].filter(part => part !== undefined).join(':');
}
