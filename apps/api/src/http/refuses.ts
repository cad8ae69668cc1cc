import { ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from './problem-catalogue.js';

const REFUSED = 'booking:refused';

/** Documents a refusal of a route's own. Those that follow from the route itself (401, 422, …) need no words. */
export const Refuses =
  (code: ProblemCode, description: string): MethodDecorator =>
  (target, key, descriptor) => {
    const { status } = PROBLEMS[code];
    ApiResponse({ status, description })(target, key, descriptor);
    const handler = descriptor.value as object;
    Reflect.defineMetadata(REFUSED, { ...codesRefusedBy(handler), [status]: code }, handler);
  };

/** The codes of a handler's own refusals, by their status. */
export function codesRefusedBy(handler: object): Readonly<Partial<Record<number, ProblemCode>>> {
  return (Reflect.getMetadata(REFUSED, handler) ?? {}) as Partial<Record<number, ProblemCode>>;
}
