import { describe, expect, it } from '@jest/globals';
import { createStorm } from './storm.js';

describe('a storm', () => {
  let now = 0;
  const storm = () => createStorm(() => now);
  const noted = (one: ReturnType<typeof storm>, ...answers: (string | null)[]): boolean =>
    answers.map((answer) => one.note(answer)).includes(true);
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `n-${n}`);

  it('is ten of the last twenty answers', () => {
    expect(noted(storm(), ...ids(9))).toBe(false);
    expect(noted(storm(), ...ids(10))).toBe(true);
    expect(noted(storm(), ...ids(10).flatMap((id) => [null, id]))).toBe(true);
    expect(noted(storm(), ...ids(30).flatMap((id) => [null, null, id]))).toBe(false);
  });

  it('is never a single message that always fails', () => {
    expect(noted(storm(), ...Array<string>(50).fill('poison'))).toBe(false);
  });

  it('is over when its answers are a minute old, or forgotten', () => {
    const one = storm();
    noted(one, ...ids(9));
    now += 60_001;
    expect(one.note('another')).toBe(false);
    noted(one, ...ids(8));
    one.forget();
    expect(one.note('one more')).toBe(false);
  });
});
