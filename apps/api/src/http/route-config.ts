import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The caller is authenticated before a byte of the body is read. */
    needsToken?: boolean;
    /** Bytes; overrides the server's own limit. */
    bodyLimit?: number;
    /** Media types of the body beside `application/json`. */
    alsoAccepts?: readonly string[];
    /** An empty body is fine. */
    bodyOptional?: boolean;
  }
}

/** Adds to the Fastify configuration of a route; Nest's own `@RouteConfig` would replace what is there. */
export function routeConfig(config: Partial<FastifyContextConfig>): MethodDecorator {
  return (target, key, descriptor) => {
    RouteConfig({ ...routeConfigOf(descriptor.value as object), ...config })(target, key, descriptor);
  };
}

/** What the decorators below said about a handler. */
export function routeConfigOf(handler: object): Partial<FastifyContextConfig> {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as Partial<FastifyContextConfig>;
}

/** Bytes of a body, unless the route has `@LargeBody`. */
export const BODY_LIMIT = 256 * 1024;

/** For calls that carry many things at once: booking events, bulk, webhooks. */
export const LargeBody = (): MethodDecorator => routeConfig({ bodyLimit: 5 * 1024 * 1024 });

/** For calls that need no body: `curl -X POST` just works. */
export const OptionalBody = (): MethodDecorator => routeConfig({ bodyOptional: true });

export const AlsoAccepts = (...types: string[]): MethodDecorator => routeConfig({ alsoAccepts: types });

/** Pattern of the route that a request met, such as `/api/v2/notifications/history/:id`; for logs and metrics. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
}
