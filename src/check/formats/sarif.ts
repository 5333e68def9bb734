import { pathToFileURL } from 'node:url';
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from 'node-sarif-builder';
import { CHANGES, isAdvice, type Change } from '../../changes/index.js';
import { SPECIFICATION } from '../../changes/links.js';
import { proposalLabel } from '../../changes/labels.js';
import type { Problem } from '../../run/problems.js';
import type { CheckFinding, CheckReport } from '../report.js';
import type { FormatContext } from './formatter.js';
import { isInside, relativePath, sourceRoot } from './text.js';

type Run = SarifRunBuilder['run'];
type Notification = NonNullable<
  NonNullable<Run['invocations']>[number]['toolExecutionNotifications']
>[number];
type Location = NonNullable<Notification['locations']>[number];
type ArtifactLocation = NonNullable<NonNullable<Location['physicalLocation']>['artifactLocation']>;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Key of the fingerprint; a new way to compute fingerprints gets a new one. */
const FINGERPRINT = 'mcpMigrateFinding/v1';

const INFORMATION = 'https://www.npmjs.com/package/mcp-migrate';

/** Renders a report as a SARIF 2.1.0 log with one run. Artifact URIs are relative to `%SRCROOT%`. */
export function sarif(report: CheckReport, { version }: FormatContext): string {
  const builder = new SarifBuilder({ $schema: SCHEMA });
  const run = new SarifRunBuilder().initSimple({
    toolDriverName: 'mcp-migrate',
    toolDriverVersion: version,
    url: INFORMATION,
  });
  const root = sourceRoot(report.root);
  for (const change of CHANGES) if (change.visibleInSource === true) run.addRule(rule(change));
  for (const finding of report.findings) run.addResult(result(finding, root));
  describeRun(run.run, report, root);
  builder.addRun(run);
  return `${JSON.stringify(builder.buildSarifOutput(), null, 2)}\n`;
}

function describeRun(run: Run, report: CheckReport, root: string): void {
  run.columnKind = 'utf16CodeUnits';
  run.originalUriBaseIds = {
    '%SRCROOT%': {
      description: { text: 'Root of the checkout, or the directory the check was started in.' },
    },
  };
  const files = new Set([...report.findings, ...report.problems].map(({ file }) => file));
  run.artifacts = [...files].map(file => ({ location: artifactLocation(file, root) }));
  run.invocations = [
    {
      executionSuccessful: report.problems.length === 0,
      toolExecutionNotifications: report.problems.map(problem => notification(problem, root)),
    },
  ];
}

function rule(change: Change): SarifRuleBuilder {
  const builder = new SarifRuleBuilder().initSimple({
    ruleId: change.id,
    shortDescriptionText: `${change.title}.`,
    fullDescriptionText: change.changed,
    helpUri: change.page,
  });
  const level = isAdvice(change) ? 'warning' : 'error';
  Object.assign(builder.rule, {
    name: change.id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    help: { text: helpText(change), markdown: helpMarkdown(change) },
    defaultConfiguration: { level },
    properties: {
      tags: [...new Set(['mcp', change.section, change.kind, ...change.roles])],
      precision: 'high',
      'problem.severity': level,
    },
  });
  return builder;
}

function helpText(change: Change): string {
  return [
    `${change.title}. ${change.changed}`,
    `Use instead: ${change.instead}`,
    ...(change.reach ? [`What mcp-migrate does: ${change.reach.what}`] : []),
    ...references(change).map(({ label, url }) => `${label}: ${url}`),
  ].join('\n\n');
}

function helpMarkdown(change: Change): string {
  return [
    `**${change.title}.** ${change.changed}`,
    `**Use instead:** ${change.instead}`,
    ...(change.reach ? [`**What \`npx mcp-migrate\` does:** ${change.reach.what}`] : []),
    references(change)
      .map(({ label, url }) => `[${label}](${url})`)
      .join(' · '),
  ].join('\n\n');
}

function references(change: Change): readonly { readonly label: string; readonly url: string }[] {
  return [
    { label: change.page.startsWith(SPECIFICATION) ? 'Specification' : 'Migration guide', url: change.page },
    ...(change.proposal ? [{ label: proposalLabel(change.proposal), url: change.proposal.url }] : []),
  ];
}

function result(finding: CheckFinding, root: string): SarifResultBuilder {
  const builder = new SarifResultBuilder().initSimple({
    level: finding.severity,
    messageText: finding.message,
    ruleId: finding.change,
  });
  builder.setLocationArtifactUri(artifactLocation(finding.file, root));
  builder.setLocationRegion({
    startLine: finding.line,
    startColumn: finding.column,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
  });
  builder.result.partialFingerprints = { [FINGERPRINT]: finding.fingerprint };
  return builder;
}

function notification({ file, line, column, message }: Problem, root: string): Notification {
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column && { startColumn: column }) } };
  return {
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(file, root), ...region } }],
  };
}

function artifactLocation(file: string, root: string): ArtifactLocation {
  if (!isInside(file, root)) return { uri: pathToFileURL(file).href };
  // A lone surrogate, which a file name may have, has no encoding.
  const name = relativePath(file, root).replace(/\p{Surrogate}/gu, '\uFFFD');
  return { uri: encodeURI(name).replace(/[?#:]/g, encodeURIComponent), uriBaseId: '%SRCROOT%' };
}
