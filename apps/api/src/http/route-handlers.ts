import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';

/** A method of a controller that answers requests. */
export interface RouteHandler {
  readonly controller: string;
  readonly method: string;
  /** The function that holds the metadata of the decorators. */
  readonly handler: () => unknown;
}

/** Every handler of every controller that the module registers. */
export function handlersOf(discovery: DiscoveryService, scanner: MetadataScanner): RouteHandler[] {
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) return [];
      return [{ controller: metatype?.name ?? 'A controller', method, handler }];
    });
  });
}
