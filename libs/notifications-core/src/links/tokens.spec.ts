import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTokens, type LinkPurpose } from './tokens.js';

const tokens = createTokens(Buffer.alloc(32, 7));
const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).filter((text) => !text.includes('\0'));

describe('a token of a link', () => {
  it('gives back what it was made of, for any id, and can stand in a URL', () => {
    fc.assert(
      fc.property(id, (recipient) => {
        const token = tokens.seal('unsubscribe', [recipient, 'email']);
        expect(token).toMatch(/^[\w-]+$/);
        expect(tokens.open('unsubscribe', token)).toEqual([recipient, 'email']);
      }),
    );
  });

  it('is the same each time, and another for each recipient and channel', () => {
    const seal = (recipient: string, channel: string): string => tokens.seal('unsubscribe', [recipient, channel]);
    expect(seal('ann', 'email')).toBe(seal('ann', 'email'));
    expect(new Set([seal('ann', 'email'), seal('ann', 'sms'), seal('ben', 'email')]).size).toBe(3);
  });

  it('shows nothing of the recipient, and is as long for ids of similar length', () => {
    const [ann, anna] = ['ann', 'anna-maria'].map((recipient) => tokens.seal('unsubscribe', [recipient, 'email']));
    expect(Buffer.from(ann!, 'base64url').toString('latin1')).not.toContain('ann');
    expect(anna).toHaveLength(ann!.length);
    expect(ann!.length).toBeLessThan(50);
  });

  it('is no token after any change of a single character, or when it is cut off or longer', () => {
    const token = tokens.seal('unsubscribe', ['ann', 'email']);
    for (let at = 0; at < token.length; at++)
      for (const other of ['A', 'b', '-', '.', ' ', 'é']) {
        if (token[at] === other) continue;
        expect(tokens.open('unsubscribe', token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
      }
    for (let length = 0; length < token.length; length++)
      expect(tokens.open('unsubscribe', token.slice(0, length))).toBeNull();
    for (const more of ['A', '=', '%', '\n', 'AAAA']) expect(tokens.open('unsubscribe', token + more)).toBeNull();
  });

  it('is read by who has the key, and for its own purpose', () => {
    const token = tokens.seal('unsubscribe', ['ann', 'email']);
    expect(createTokens(Buffer.alloc(32, 8)).open('unsubscribe', token)).toBeNull();
    expect(tokens.open('another' as LinkPurpose, token)).toBeNull();
  });

  it('is never made of what a stranger writes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), fc.base64String()), (text) => {
        expect(tokens.open('unsubscribe', text)).toBeNull();
      }),
    );
  });
});
