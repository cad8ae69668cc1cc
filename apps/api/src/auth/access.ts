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

/** Who may call a route. `admin` includes `staff`, which includes `user`; `service` only where it is named. */
export const Roles =
  (...roles: [Role, ...Role[]]): MethodDecorator =>
  (target, key, descriptor) => {
    SetMetadata(ACCESS, roles)(target, key, descriptor);
    ApiBearerAuth()(target, key, descriptor);
    routeConfig({ needsToken: true })(target, key, descriptor);
  };

/** No token needed: health, metrics, and callers that prove themselves another way. */
export const Public = (): MethodDecorator => SetMetadata(ACCESS, 'public');

/** What the handler of a route says about its callers; `undefined` when it says nothing. */
export function accessOf(handler: object): readonly Role[] | 'public' | undefined {
  return Reflect.getMetadata(ACCESS, handler) as readonly Role[] | 'public' | undefined;
}

/** The caller of a route with `@Roles`. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === null) throw new Error('@CurrentCaller() belongs on a route with @Roles(...)');
  return caller;
});

/** Denies by default: a route says who may call it, or nobody may, and the boot fails (below). */
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
      throw new Problem(403, `This call needs the role ${access?.join(' or ') ?? 'of nobody'}.`);
    return true;
  }

  /** Finds the route that somebody forgot to protect when the process starts, not when it is called. */
  onApplicationBootstrap(): void {
    for (const { controller, method, handler } of handlersOf(this.discovery, this.scanner))
      if (accessOf(handler) === undefined) throw new Error(`${controller}.${method} needs @Roles(...) or @Public()`);
  }
}
