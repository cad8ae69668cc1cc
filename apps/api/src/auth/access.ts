import {
  createParamDecorator,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { hasRole, type Caller, type Role } from './auth.js';
import { Problem } from '../http/problem-details.js';
import { routeConfig } from '../http/route-config.js';
import { handlersOf } from '../http/route-handlers.js';

const ACCESS = 'booking:access';

/** The roles that may call a route. `admin` includes `staff`, which includes `user`. `service` must be named. */
export const Roles =
  (...roles: [Role, ...Role[]]): MethodDecorator =>
  (target, key, descriptor) => {
    SetMetadata(ACCESS, roles)(target, key, descriptor);
    ApiBearerAuth()(target, key, descriptor);
    routeConfig({ needsToken: true })(target, key, descriptor);
  };

/** A route without a token: health, metrics, and callers that prove themselves in another way. */
export const Public = (): MethodDecorator => SetMetadata(ACCESS, 'public');

/** Who may call a handler. `undefined`: it does not say. */
export function accessOf(handler: object): readonly Role[] | 'public' | undefined {
  return Reflect.getMetadata(ACCESS, handler) as readonly Role[] | 'public' | undefined;
}

/** Injects the caller of a route with `@Roles`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === null) throw new Error('@CurrentCaller() belongs on a route with @Roles(...)');
  return caller;
});

/** Denies by default. A route without `@Roles` or `@Public` stops the boot (below). */
@Injectable()
export class AccessGuard implements CanActivate, OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(context.getHandler());
    if (access === 'public') return true;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === undefined || caller === null || !hasRole(caller.role, access))
      throw new Problem('forbidden', `This call needs the role ${access?.join(' or ') ?? 'of nobody'}.`);
    return true;
  }

  /** Finds an unprotected route when the process starts, not when it is called. */
  onApplicationBootstrap(): void {
    for (const { controller, method, handler } of handlersOf(this.discovery, this.scanner))
      if (accessOf(handler) === undefined) throw new Error(`${controller}.${method} needs @Roles(...) or @Public()`);
  }
}
