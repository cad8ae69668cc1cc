import { describe, expect, it } from '@jest/globals';
import { readable } from './log-line.js';

describe('a log line', () => {
  it('shows time, level, message and fields', () => {
    expect(
      readable(
        '{"level":"warn","message":"tick skipped","service":"scheduler","job":"cleanup","why":"it is late","n":3,"timestamp":"2026-11-22T22:00:01.123Z"}',
      ),
    ).toBe('2026-11-22 22:00:01.123  warn   tick skipped  job=cleanup why="it is late" n=3');
  });

  it('shows the place of an error at its end', () => {
    expect(readable('{"level":"error","message":"failed","error":"TypeError","stack":"at a < at b"}')).toBe(
      '-  error  failed  error=TypeError  (at a < at b)',
    );
  });

  it.each(['plain text', '{"half":', '{"no":"message here"}', ''])(
    'that is no log entry stays as it is: %s',
    (text) => {
      expect(readable(text)).toBe(text);
    },
  );
});
