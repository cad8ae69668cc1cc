import { existsSync } from 'node:fs';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { accessOf } from '../auth/access.js';
import { hasRole, ROLES } from '../auth/auth.js';
import { SESSION_COOKIE } from '../auth/session-cookie.js';
import { addExamples } from './openapi-examples.js';
import { addRefusals, PROBLEM_SCHEMA, refusalResponses, refusalsOf, type RouteFacts } from './openapi-refusals.js';
import { withFutureExamples } from './future-examples.js';
import { refineSchemas } from './openapi-schemas.js';
import { operationsOf, type OperationObject } from './openapi.types.js';
import { codesRefusedBy } from '../http/refuses.js';
import { BODY_LIMIT, routeConfigOf } from '../http/route-config.js';
import { handlersOf, type RouteHandler } from '../http/route-handlers.js';

/** Written by the build from the types and comments of controllers and DTOs. */
const METADATA = new URL('../openapi-metadata.js', import.meta.url);

interface Metadata {
  readonly default: () => Promise<Record<string, unknown>>;
  /** The description of each controller, by the name of its class. */
  readonly tags: Readonly<Record<string, string>>;
}

const ABOUT = `Tells clients, by email and SMS, that an appointment is confirmed, coming up, moved or cancelled.

Your booking service posts one event for each change of a booking; the rest shows what was planned and sent, to whom it belongs, and lets people choose what they want to hear.

- **Begin here.** Outside production, \`npm run --silent notify -- token --role admin --sub me\` prints a token: put it into *Authorize*, which keeps it over a reload. In production tokens come from your identity provider. Who is signed in to the console in this browser needs none. Then post a booking event, and read the history and the captured messages.
- **Roles.** A token has one of the roles \`user\`, \`staff\`, \`admin\` and \`service\`. \`admin\` may do all that \`staff\` may, \`staff\` all that \`user\` may; \`service\` only what names it.
- **Refusals** are \`application/problem+json\` (RFC 9457), also where a call does not list them: 404 for an unknown address, 405 with \`Allow\` for a method that an address does not take.
- **Times** are RFC 3339 in UTC, ids are UUIDv7.
- **Repeats** are safe: the same event again, by \`source\` and \`id\`, gets the first answer and changes nothing.`;

/** Serves `/openapi.json` and `/docs`, whose files come from this machine. */
export async function setUpDocs(app: NestFastifyApplication): Promise<void> {
  const metadata = existsSync(METADATA) ? ((await import(METADATA.href)) as Metadata) : null;
  if (metadata !== null) await SwaggerModule.loadPluginMetadata(metadata.default);
  SwaggerModule.setup('docs', app, () => describeApi(app, metadata?.tags ?? {}), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    // The file stays as it is; in the page one tries calls out.
    patchDocumentOnRequest: (request, _reply, document) =>
      (request as { url: string }).url.startsWith('/docs') ? withFutureExamples(document, Date.now()) : document,
    customSiteTitle: 'Booking Notifications API',
    // The token stays over a reload. Groups stand closed, in the order of the document.
    swaggerOptions: { persistAuthorization: true, docExpansion: 'none', tryItOutEnabled: true },
  });
}

/**
 * The document: what Nest knows of the routes, completed by what follows from their decorators. Nothing is written
 * twice by hand.
 */
function describeApi(app: NestFastifyApplication, tags: Metadata['tags']): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Booking Notifications')
    .setDescription(ABOUT)
    .setVersion('2')
    .addServer('/', 'Where this document comes from.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'HS256, or RS256 and ES256.' })
    .addCookieAuth(
      SESSION_COOKIE,
      {
        type: 'apiKey',
        in: 'cookie',
        description: 'Of the console, for its own pages. Over https `__Host-` stands before its name.',
      },
      'session',
    )
    .build();
  const document = SwaggerModule.createDocument(app, outline, { operationIdFactory, autoTagControllers: false });
  document.info = {
    title: document.info.title,
    version: document.info.version,
    description: ABOUT,
    // OpenAPI 3.1 names a licence by its SPDX id, which the type does not know yet.
    license: Object.assign({ name: 'MIT' }, { identifier: 'MIT' }),
  };

  const handlers = new Map<string | undefined, RouteHandler>(
    handlersOf(app.get(DiscoveryService), app.get(MetadataScanner)).map((each) => [
      operationIdFactory(each.controller, each.method),
      each,
    ]),
  );
  const used = new Set<number>();
  const named = new Map<string, string>();
  for (const { path, httpMethod, operation } of operationsOf(document)) {
    const route = handlers.get(operation.operationId);
    if (route === undefined) throw new Error(`no handler is known for ${httpMethod} ${path}`);
    const { controller, handler } = route;
    const facts = {
      path,
      httpMethod,
      access: accessOf(handler),
      config: routeConfigOf(handler),
      codes: codesRefusedBy(handler),
    };
    const refusals = refusalsOf(facts, operation);
    completeOperation(operation, facts);
    addRefusals(operation, refusals, facts);
    refusals.forEach((status) => used.add(status));
    operation.tags = [tagOf(controller)];
    named.set(tagOf(controller), tags[controller] ?? '');
  }
  document.tags = inOrder([...named].map(([name, description]) => ({ name, description })));
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
    responses: refusalResponses(used),
  };
  refineSchemas(document);
  addExamples(document);
  return document;
}

/** What people do first, and in this order. The rest follows by its name. */
const FIRST_GROUPS = [
  'Booking events',
  'History',
  'Appointments',
  'Sandbox',
  'Sends',
  'Bulk',
  'Test sends',
  'Preferences',
  'Recipients',
  'Templates',
];

function inOrder(tags: { name: string; description: string }[]): { name: string; description: string }[] {
  const placeOf = ({ name }: { name: string }): number => {
    const place = FIRST_GROUPS.indexOf(name);
    return place === -1 ? FIRST_GROUPS.length : place;
  };
  return tags.toSorted((a, b) => placeOf(a) - placeOf(b) || a.name.localeCompare(b.name));
}

function completeOperation(operation: OperationObject, { access, config }: RouteFacts): void {
  const callers = access === 'public' || access === undefined ? [] : ROLES.filter((role) => hasRole(role, access));
  const who = callers.length === 0 ? 'Needs no token.' : `For ${callers.map((role) => `\`${role}\``).join(', ')}.`;
  operation.description = operation.description === undefined ? who : `${operation.description}\n\n${who}`;
  operation.security =
    callers.length === 0 ? [] : [{ bearer: [] }, ...(callers.includes('admin') ? [{ session: [] }] : [])];
  for (const [status, response] of Object.entries(operation.responses))
    if (response !== undefined && 'description' in response && response.description === '')
      response.description = DONE[status] ?? 'Done.';
  const { requestBody } = operation;
  if (requestBody === undefined || '$ref' in requestBody) return;
  requestBody.description ??= `At most ${sizeOf(config.bodyLimit ?? BODY_LIMIT)}.`;
  const json = requestBody.content['application/json'];
  if (json !== undefined) for (const type of config.alsoAccepts ?? []) requestBody.content[type] ??= { ...json };
}

const DONE: Readonly<Record<string, string>> = { 200: 'Done.', 201: 'Made.', 202: 'Stored.', 204: 'Done; no body.' };

function sizeOf(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MB` : `${bytes / 1024} KB`;
}

/** `BookingEventsController` becomes `Booking events`. */
function tagOf(controller: string): string {
  const [first = '', ...rest] = controller.replace(/Controller$/, '').split(/(?=[A-Z])/);
  return [first, ...rest.map((word) => word.toLowerCase())].join(' ');
}

function operationIdFactory(controller: string, method: string): string {
  return `${controller.replace(/Controller$/, '')}_${method}`;
}
