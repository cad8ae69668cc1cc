import type { IncomingHttpHeaders } from 'node:http';
import { ApiHeader } from '@nestjs/swagger';
import {
  InvalidInput,
  parseBookingEvent,
  type BookingEvent,
  type EventDefaults,
  type FieldError,
} from '@booking/notifications-core';

// CloudEvents over HTTP in binary mode: each attribute is a header `ce-…`, and the body is `data` alone.

/** The attributes that we read, and the headers that make a request a binary one. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  specversion: '1.0',
  id: 'evt-1',
  source: '/booking-service',
  type: 'booking.created',
  time: '2026-11-22T10:00:00Z',
};

/** Documents the headers of binary mode. */
export const TakesBinaryEvents = (): MethodDecorator => (target, key, descriptor) => {
  for (const [name, example] of Object.entries(ATTRIBUTES))
    ApiHeader({
      name: `ce-${name}`,
      required: false,
      description: `Binary mode: \`${name}\` of the event, percent-encoded; the body is its \`data\`.`,
      schema: { type: 'string', examples: [example] },
    })(target, key, descriptor);
};

/**
 * Whether the headers tell of an event. A body that is a whole event, or of a CloudEvents type, counts whatever they
 * say: gateways copy attributes into headers.
 */
export function isBinary(headers: IncomingHttpHeaders, body: unknown): boolean {
  const isStructured = headers['content-type']?.trim().toLowerCase().startsWith('application/cloudevents') === true;
  if (isStructured || isEnvelope(body)) return false;
  return Object.keys(ATTRIBUTES).some((name) => headers[`ce-${name}`] !== undefined);
}

function isEnvelope(body: unknown): boolean {
  if (Array.isArray(body)) return body.length > 0 && body.every(isEnvelope);
  return typeof body === 'object' && body !== null && 'specversion' in body;
}

/**
 * Checks the event of a request in binary mode.
 * @throws {InvalidInput} naming every wrong header, and every wrong field of the body by its path in `data`.
 */
export function parseBinaryEvent(headers: IncomingHttpHeaders, body: unknown, defaults: EventDefaults): BookingEvent {
  const event = { ...attributesOf(headers), data: body };
  try {
    return parseBookingEvent(event, defaults);
  } catch (error) {
    throw error instanceof InvalidInput ? namingHeaders(error) : error;
  }
}

function attributesOf(headers: IncomingHttpHeaders): Record<string, string> {
  const errors: FieldError[] = [];
  const attributes = Object.entries(headers).flatMap(([header, value]): [string, string][] => {
    if (!header.startsWith('ce-') || typeof value !== 'string') return [];
    const text = decoded(value);
    if (text === null) errors.push({ field: header, message: 'must be percent-encoded: write % as %25' });
    return [[header.slice('ce-'.length), text ?? '']];
  });
  if (errors.length > 0) throw new InvalidInput(errors);
  return Object.fromEntries(attributes);
}

/** Names the header of a wrong attribute: its sender knows no other name for it. */
function namingHeaders({ errors }: InvalidInput): InvalidInput {
  return new InvalidInput(
    errors.map(({ field, message }) => ({
      field: /^data\b/.test(field) ? field : `ce-${field}`,
      message,
    })),
  );
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
