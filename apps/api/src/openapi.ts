import { existsSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Written by the build from the types and comments of controllers and DTOs. */
const METADATA = new URL('./openapi-metadata.js', import.meta.url);

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', examples: ['about:blank'] },
    title: { type: 'string', examples: ['Unprocessable Entity'] },
    status: { type: 'integer', examples: [422] },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Names this occurrence in the log (5xx).' },
    errors: {
      type: 'array',
      description: 'Every value that is wrong.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** `/openapi.json`, and `/docs` from files of this machine. */
export async function setUpDocs(app: NestFastifyApplication): Promise<void> {
  if (existsSync(METADATA))
    await SwaggerModule.loadPluginMetadata(async () => {
      const { default: metadata } = (await import(METADATA.href)) as {
        default: () => Promise<Record<string, unknown>>;
      };
      return metadata();
    });
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Booking Notifications')
    .setDescription('Tells clients, by email and SMS, that an appointment is confirmed, coming up, moved or cancelled.')
    .setVersion('2')
    .addBearerAuth()
    .build();
  SwaggerModule.setup(
    'docs',
    app,
    () => withProblems(SwaggerModule.createDocument(app, outline, { operationIdFactory })),
    {
      jsonDocumentUrl: 'openapi.json',
      raw: ['json'],
      customSiteTitle: 'Booking Notifications API',
    },
  );
}

function operationIdFactory(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '')}_${method}`;
}

/** Every call can be refused in the same form; said once here instead of at each of them. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const problem = {
    description: 'The call was refused.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  const operations = Object.values(document.paths).flatMap((path) =>
    [path.get, path.put, path.post, path.delete].filter((operation) => operation !== undefined),
  );
  for (const operation of operations) operation.responses['default'] = problem;
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA } },
  };
}
