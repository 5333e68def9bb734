import { describe, expect, test } from 'vitest';
import { frameworkCalls } from '../transforms/framework-calls.js';
import { frameworkServing } from '../transforms/framework-serving.js';
import { migrateText } from './helpers/migrate-text.js';

const MANIFEST = {
  name: 'app',
  dependencies: { '@nestjs/core': '^11.0.0', '@rekog/mcp-nest': '^1.9.11', zod: '^4.1.0' },
};

const TOOL = `import { Injectable } from '@nestjs/common';
import { Tool } from '@rekog/mcp-nest';

@Injectable()
export class Echo {
  @Tool({ name: 'echo', parameters })
  echo({ text }: { text: string }) {
    return text;
  }
}
`;
const MODULE = `import { Module } from '@nestjs/common';
import { McpModule, McpTransportType } from '@rekog/mcp-nest';
import { Echo } from './echo';

@Module({
  imports: [McpModule.forRoot({ name: 'a', version: '1', transport: McpTransportType.STREAMABLE_HTTP })],
  providers: [Echo],
})
export class AppModule {}
`;
const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
bootstrap();
`;
const PROJECT = { 'src/echo.ts': TOOL, 'src/app.module.ts': MODULE, 'src/main.ts': MAIN };

const migrated = (files: Record<string, string>, manifest: object = MANIFEST) =>
  migrateText(files, [frameworkCalls, frameworkServing], { manifest });
const moduleWith = (from: string, to: string) => ({
  ...PROJECT,
  'src/app.module.ts': swapped(MODULE, from, to),
});
const toolWith = (from: string, to: string) => ({ ...PROJECT, 'src/echo.ts': swapped(TOOL, from, to) });
const mainWith = (from: string, to: string) => ({ ...PROJECT, 'src/main.ts': swapped(MAIN, from, to) });
const STREAMABLE = 'transport: McpTransportType.STREAMABLE_HTTP';

function swapped(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

describe('a server of @rekog/mcp-nest 1', () => {
  test('is connected as a strategy, with its tools in a controller', () => {
    const { files, left } = migrated(PROJECT);
    expect(left).toEqual([]);
    expect(files['src/app.module.ts']).toBe(`import { Module } from '@nestjs/common';
import { McpStrategy, StreamableHttpTransport } from '@rekog/mcp-nest';
import { Echo } from './echo';

export const mcp = new McpStrategy({
  name: 'a',
  version: '1',
  transports: [new StreamableHttpTransport()],
});

@Module({
  controllers: [Echo],
})
export class AppModule {}
`);
    expect(files['src/main.ts']).toContain(`  mcp.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy: mcp });
  await app.startAllMicroservices();
  await app.listen(3000);
`);
    expect(files['src/echo.ts']).toContain(
      '@UseFilters(McpExceptionFilter)\n@McpController()\nexport class Echo',
    );
    expect(files['src/echo.ts']).toContain('echo(@Payload() { text }: { text: string })');
  });

  test.each([
    ['its path', `${STREAMABLE}, mcpEndpoint: '/api/mcp/'`, "{ endpoint: '/api/mcp' }"],
    [
      'its streams',
      `${STREAMABLE}, streamableHttp: { statelessMode: true }`,
      '{ enableJsonResponse: false }',
    ],
    [
      'its answers',
      `${STREAMABLE}, streamableHttp: { statelessMode: true, enableJsonResponse: true, sessionIdGenerator: undefined }`,
      '',
    ],
  ])('keeps %s', (_, options, given) => {
    const { files } = migrated(moduleWith(STREAMABLE, options));
    expect(files['src/app.module.ts']).toContain(`transports: [new StreamableHttpTransport(${given})],`);
  });

  test('keeps stdio, and says that HTTP+SSE is gone', () => {
    const { files, review } = migrated(moduleWith(`, ${STREAMABLE}`, ''));
    expect(files['src/app.module.ts']).toContain('[new StreamableHttpTransport(), new StdioTransport()]');
    expect(review).toEqual([expect.stringContaining('`@rekog/mcp-nest` 2 no longer speaks HTTP+SSE.')]);
  });

  test('keeps the other providers and controllers', () => {
    const source = swapped(
      MODULE,
      'providers: [Echo]',
      'controllers: [Health],\n  providers: [Clock, Echo, Log]',
    );
    const { files } = migrated({ ...PROJECT, 'src/app.module.ts': source });
    expect(files['src/app.module.ts']).toContain(
      '  controllers: [Health, Echo],\n  providers: [Clock, Log],\n',
    );
  });

  test('gets another name where its own is taken', () => {
    const { files } = migrated(
      mainWith('await app.listen(3000);', 'const mcp = 3000;\n  await app.listen(mcp);'),
    );
    expect(files['src/main.ts']).toContain('app.connectMicroservice({ strategy: mcpStrategy });');
  });

  test.each<[string, Record<string, string>]>([
    ['that speaks stdio only', moduleWith('STREAMABLE_HTTP', 'STDIO')],
    ['with transports that are not in view', moduleWith(STREAMABLE, 'transport')],
    ['with guards', moduleWith(STREAMABLE, `${STREAMABLE}, guards: [AuthGuard]`)],
    ['with spread options', moduleWith(STREAMABLE, `${STREAMABLE}, ...shared`)],
    [
      'with sessions',
      moduleWith(STREAMABLE, `${STREAMABLE}, streamableHttp: { statelessMode: false, sessionIdGenerator }`),
    ],
    ['with a path that is not in view', moduleWith(STREAMABLE, `${STREAMABLE}, mcpEndpoint: path`)],
    ['made asynchronously', moduleWith('McpModule.forRoot(', 'McpModule.forRootAsync(')],
    ['in two', moduleWith('imports: [', "imports: [McpModule.forRoot({ name: 'b', version: '1' }), ")],
    ['whose imports are not in view', moduleWith('imports: [', 'imports: [...shared, ')],
    ['whose providers are not in view', moduleWith('providers: [Echo]', 'providers: [...tools, Echo]')],
    [
      'whose providers are given elsewhere',
      moduleWith('providers: [Echo]', 'providers: [{ provide: Echo, useClass: Echo }]'),
    ],
    ['whose tools are provided elsewhere', moduleWith('providers: [Echo]', 'providers: []')],
    ['whose tools are exported', moduleWith('providers: [Echo]', 'providers: [Echo],\n  exports: [Echo]')],
    [
      'whose controllers are not in view',
      moduleWith('providers: [Echo]', 'controllers: all,\n  providers: [Echo]'),
    ],
    [
      'whose tools live as long as a request',
      toolWith('@Injectable()', '@Injectable({ scope: Scope.REQUEST })'),
    ],
    ['whose tools have another base', toolWith('class Echo', 'class Echo extends Base')],
    [
      'whose tools are guarded',
      toolWith(
        "@Tool({ name: 'echo', parameters })",
        "@Tool({ name: 'echo', parameters })\n  @UseGuards(Admin)",
      ),
    ],
    ['whose tools are for roles', toolWith('import { Tool }', 'import { Tool, ToolRoles }')],
    ['whose tools take what is decorated', toolWith('echo({ text }', 'echo(@Body() { text }')],
    ['whose tools take the rest', toolWith('echo({ text }: { text: string })', 'echo(...all: unknown[])')],
    [
      'whose tools use the server',
      toolWith('return text;', 'return context.mcpServer.server.createMessage(text);'),
    ],
    [
      'whose tools throw errors of the protocol',
      toolWith(
        'import { Tool }',
        "import { McpError } from '@modelcontextprotocol/sdk/types.js';\nimport { Tool }",
      ),
    ],
    ['behind a prefix', mainWith('await app.listen', "app.setGlobalPrefix('api');\n  await app.listen")],
    ['behind guards', mainWith('await app.listen', 'app.useGlobalGuards(guard);\n  await app.listen')],
    [
      'behind middleware',
      {
        ...PROJECT,
        'src/other.ts': "import { MiddlewareConsumer } from '@nestjs/common';\nimport './mcp';\n",
      },
    ],
    [
      'that is a microservice already',
      mainWith('await app.listen', 'app.connectMicroservice(options);\n  await app.listen'),
    ],
    ['that listens elsewhere', mainWith('await app.listen(3000)', 'await start(app)')],
    ['that listens in a branch', mainWith('await app.listen(3000);', 'if (port) await app.listen(port);')],
    [
      'that listens twice',
      mainWith('await app.listen(3000);', 'await app.listen(3000);\n  await app.listen(3001);'),
    ],
    ['that is not waited for', mainWith('await app.listen(3000)', 'void app.listen(3000)')],
    ['of another module', mainWith('create(AppModule)', 'create(Other)')],
    ['that is made twice', { ...PROJECT, 'src/cli.ts': MAIN }],
    ['without a start', { 'src/echo.ts': TOOL, 'src/app.module.ts': MODULE }],
    ['whose names are taken', mainWith('create(AppModule);', 'create(AppModule, { mcp, mcpStrategy });')],
    [
      'whose tools are called from elsewhere',
      {
        ...PROJECT,
        'src/job.ts':
          "import { Echo } from './echo';\nexport class Job {\n  constructor(private readonly echo: Echo) {}\n}\n// mcp\n",
      },
    ],
  ])('%s is left and reported', (_, files) => {
    const result = migrated(files);
    expect(result.files).toEqual(files);
    expect(result.left.join('\n')).toContain('`@rekog/mcp-nest` speaks 2026-07-28 from 2.0.0 on');
  });

  test.each([
    ['of a version that is not known', { '@rekog/mcp-nest': '^1.5.2' }],
    ['with schemas of zod 3', { zod: '^3.25.0' }],
    ['with the authorization server of its own', { '@rekog/mcp-nest-auth': '^1.0.0' }],
  ])('%s is left', (_, dependencies) => {
    const manifest = { ...MANIFEST, dependencies: { ...MANIFEST.dependencies, ...dependencies } };
    expect(migrated(PROJECT, manifest).files).toEqual(PROJECT);
  });

  test('of another package is left', () => {
    const files = moduleWith("'@rekog/mcp-nest'", "'./mcp.module'");
    expect(migrated(files).files).toEqual(files);
  });
});
