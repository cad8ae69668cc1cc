import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './openapi.types.js';

/** When the earliest booking of the examples starts, as they stand in the code. */
const WRITTEN_FOR = Date.parse('2026-12-01T00:00:00Z');
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The start of a booking lies at least so far ahead, so that its reminders are planned too. */
const AHEAD_MS = 4 * DAY_MS;
/** This one names an instant in the past, and should. */
const LOOKS_BACK = '/redrive';

/**
 * The document with the dates of what one may post moved on by whole weeks, so that bookings start in the future and on
 * the same day of the week. For trying calls out: the file that others keep does not change.
 */
export function withFutureExamples(document: OpenAPIObject, now: number): OpenAPIObject {
  const weeks = Math.max(0, Math.ceil((now + AHEAD_MS - WRITTEN_FOR) / WEEK_MS));
  if (weeks === 0) return document;
  const moved = structuredClone(document);
  for (const { path, operation } of operationsOf(moved)) {
    const { requestBody } = operation;
    if (requestBody === undefined || '$ref' in requestBody || path.includes(LOOKS_BACK)) continue;
    for (const media of Object.values(requestBody.content)) {
      media.example = movedOn<unknown>(media.example, weeks);
      media.examples = movedOn(media.examples, weeks);
    }
  }
  return moved;
}

function movedOn<T>(example: T, weeks: number): T {
  if (example === undefined) return example;
  const text = JSON.stringify(example).replaceAll(/\d{4}-\d\d-\d\d(?=T\d\d:)/g, (day) =>
    new Date(Date.parse(day) + weeks * WEEK_MS).toISOString().slice(0, 10),
  );
  return JSON.parse(text) as T;
}
