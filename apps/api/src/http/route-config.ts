import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Authenticate the caller before reading the body. */
    needsToken?: boolean;
    /** Bytes. Overrides the server's limit. */
    bodyLimit?: number;
    /** Media types of the body, in addition to `application/json`. */
    alsoAccepts?: readonly string[];
    /** The body may be empty. */
    bodyOptional?: boolean;
    /** The answer goes on until somebody ends it. */
    streams?: boolean;
    /**
     * What the body is, if it is not JSON to be parsed: a form, a form in parts with a file, or JSON whose bytes are handed
     * on as they came.
     */
    body?: 'form' | 'bytes' | 'file';
    /** The answer never changes: caches may keep it for ever. */
    isImmutable?: boolean;
  }
}

/** Adds to the Fastify configuration of a route. Nest's own `@RouteConfig` would replace it. */
export function routeConfig(config: Partial<FastifyContextConfig>): MethodDecorator {
  return (target, key, descriptor) => {
    RouteConfig({ ...routeConfigOf(descriptor.value as object), ...config })(target, key, descriptor);
  };
}

/** The configuration that the decorators below gave a handler. */
export function routeConfigOf(handler: object): Partial<FastifyContextConfig> {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as Partial<FastifyContextConfig>;
}

/** Most bytes of a body. Default for routes without `@LargeBody`. */
export const BODY_LIMIT = 256 * 1024;

/** For calls with many items: booking events, bulk, webhooks. */
export const LargeBody = (): MethodDecorator => routeConfig({ bodyLimit: 5 * 1024 * 1024 });

/** For calls that need no body, so that `curl -X POST` just works. */
export const OptionalBody = (): MethodDecorator => routeConfig({ bodyOptional: true });

/** The body is a form (`FormBody`), and nothing else: `application/x-www-form-urlencoded`. */
export const TakesForm = (): MethodDecorator => routeConfig({ body: 'form' });

/**
 * The body is JSON that is signed over its bytes: the handler gets a `Buffer` of them. Once the signature holds, it
 * calls `jsonOf`.
 */
export const TakesBytes = (): MethodDecorator => routeConfig({ body: 'bytes' });

/** An answer that goes on: how long it takes says nothing. */
export const Streams = (): MethodDecorator => routeConfig({ streams: true });

/** The body is a form in parts (`multipart/form-data`) with a file, and the handler gets a `SentFile`. */
export const TakesFile = (bodyLimit: number): MethodDecorator => routeConfig({ body: 'file', bodyLimit });

export const Immutable = (): MethodDecorator => routeConfig({ isImmutable: true });

export const AlsoAccepts = (...types: string[]): MethodDecorator => routeConfig({ alsoAccepts: types });

/** The route pattern of a request, for logs and metrics: `/api/v2/notifications/history/:id`. */
export function routeOf(request: FastifyRequest): string {
  return request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
}
