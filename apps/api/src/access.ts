import {
  createParamDecorator,
  Injectable,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { hasRole, type Caller, type Role } from './auth.js';
import { Problem } from './problem-details.js';
import { routeConfig } from './route-config.js';

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
    private readonly reflector: Reflector,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.get<readonly Role[] | 'public' | undefined>(ACCESS, context.getHandler());
    if (access === 'public') return true;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === undefined || caller === null || !hasRole(caller.role, access))
      throw new Problem(403, `This call needs the role ${access?.join(' or ') ?? 'of nobody'}.`);
    return true;
  }

  /** Finds the route that somebody forgot to protect when the process starts, not when it is called. */
  onApplicationBootstrap(): void {
    for (const { instance, metatype } of this.discovery.getControllers()) {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        if (this.reflector.get<unknown>(ACCESS, handler) === undefined)
          throw new Error(`${metatype?.name ?? 'A controller'}.${name} needs @Roles(...) or @Public()`);
      }
    }
  }
}
