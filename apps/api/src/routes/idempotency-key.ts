import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestChecksum, type Answered, type Idempotency } from '@booking/notifications-core';
import type { Caller } from '../auth/auth.js';
import { invalidValues, KEY_REUSED } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';

const HEADER = 'Idempotency-Key';

/** For calls that a client may repeat without effect. */
export const TakesIdempotencyKey = (): MethodDecorator => (target, key, descriptor) => {
  Refuses('idempotency_key_reused', KEY_REUSED)(target, key, descriptor);
  ApiHeader({
    name: HEADER,
    required: false,
    description:
      'Your own name for this request, 1 to 255 visible ASCII characters, such as a UUID. Repeated with the same body ' +
      'within 24 hours it gets the first answer, with `Idempotency-Replayed: true`; with another body it is refused (409).',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$', examples: ['6f1c1f6e-7d2b-4c0a-9a44-0b8f2f1f2f10'] },
  })(target, key, descriptor);
};

/**
 * Reads the idempotency key of a request. `null`: the caller gave none.
 * @throws {Problem} 422 for an invalid key.
 */
export function idempotencyOf(request: FastifyRequest, caller: Caller): Idempotency | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  // Node joins repeated headers with a comma and a space.
  if (typeof key !== 'string' || !/^[!-~]{1,255}$/.test(key))
    throw invalidValues([{ field: HEADER, message: 'must have 1 to 255 visible ASCII characters, and come once' }]);
  const [path = ''] = request.url.split('?');
  return { caller: caller.userId, key, checksum: requestChecksum(request.method, path, request.body) };
}

/** Marks a repeated answer with a header. */
export function replied<T>({ answer, replayed }: Answered<T>, reply: FastifyReply): T {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return answer;
}
