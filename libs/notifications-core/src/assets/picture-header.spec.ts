import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPictureHeader } from './picture-header.js';

const hex = (text: string): Buffer => Buffer.concat([Buffer.from(text.replaceAll(' ', ''), 'hex'), Buffer.alloc(40)]);
const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

describe('the header of a picture', () => {
  it.each<[string, string, Buffer]>([
    ['PNG', 'png', hex('89504e470d0a1a0a 0000000d 49484452 00000140 000000f0')],
    ['GIF', 'gif', hex(`${ascii('GIF89a')} 4001 f000`)],
    ['JPEG', 'jpg', hex('ffd8 ffe0 0004 0000 ffffff fe 0003 00 ffc2 0011 08 00f0 0140')],
    ['lossy WebP', 'webp', hex(`${ascii('RIFF')} 00000000 ${ascii('WEBPVP8 ')} 00000000 000000 9d012a 4001 f000`)],
    ['lossless WebP', 'webp', hex(`${ascii('RIFF')} 00000000 ${ascii('WEBPVP8L')} 00000000 2f 3fc13b00`)],
    ['extended WebP', 'webp', hex(`${ascii('RIFF')} 00000000 ${ascii('WEBPVP8X')} 00000000 00000000 3f0100 ef0000`)],
  ])('of %s says its size', (_, type, bytes) => {
    expect(readPictureHeader(bytes)).toEqual({ type, width: 320, height: 240 });
  });

  it.each([
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(60))],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(60))],
    ['a PNG without size', hex('89504e470d0a1a0a 0000000d 49484452 00000000 00000000')],
    ['a JPEG that ends before its frame', hex('ffd8 ffda 0002')],
    ['a JPEG with a segment of no length', hex('ffd8 ffe0 0000')],
    ['nothing', Buffer.alloc(0)],
  ])('is none in %s', (_, bytes) => {
    expect(readPictureHeader(bytes)).toBeNull();
  });

  it('is looked for in anything, and never beyond the end', () => {
    const start = fc.constantFrom(
      'ffd8ff',
      '89504e470d0a1a0a0000000d49484452',
      ascii('GIF89a'),
      ascii('RIFF....WEBPVP8L'),
    );
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 300 }), (first, rest) => {
        const bytes = Buffer.concat([Buffer.from(first, 'hex'), rest]);
        expect(() => readPictureHeader(bytes)).not.toThrow();
      }),
    );
    expect(readPictureHeader(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(1_000_000, 0xff)]))).toBeNull();
  });
});
