import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { withFutureExamples } from './future-examples.js';

const bodyWith = (starts_at: string) => ({
  post: { responses: {}, requestBody: { content: { 'application/json': { example: { starts_at, name: 'Dec 1' } } } } },
});
const document = {
  openapi: '3.1.0',
  info: { title: '', version: '' },
  paths: {
    '/events': bodyWith('2026-12-01T14:00:00-05:00'),
    '/history/redrive': bodyWith('2026-12-01T14:00:00-05:00'),
  },
} satisfies OpenAPIObject;

const startAt = (now: string, path: keyof typeof document.paths): string => {
  const { paths } = withFutureExamples(document, Date.parse(now)) as typeof document;
  return paths[path].post.requestBody.content['application/json'].example.starts_at;
};

describe('an example of what one may post', () => {
  it.each([
    ['2026-11-01T00:00:00Z', '2026-12-01T14:00:00-05:00'],
    ['2026-12-01T12:00:00Z', '2026-12-08T14:00:00-05:00'],
    ['2028-02-27T12:00:00Z', '2028-03-07T14:00:00-05:00'],
  ])('starts in the future, on the same day of the week, at %s', (now, start) => {
    expect(startAt(now, '/events')).toBe(start);
  });

  it('that looks back stays in the past, and the document itself as it is', () => {
    expect(startAt('2028-02-27T12:00:00Z', '/history/redrive')).toBe('2026-12-01T14:00:00-05:00');
    expect(document.paths['/events'].post.requestBody.content['application/json'].example.starts_at).toContain('2026');
  });
});
