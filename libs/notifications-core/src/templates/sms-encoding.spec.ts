import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measureSms, normalizeSmsText, outsideGsm } from './sms-encoding.js';

const a = (count: number): string => 'a'.repeat(count);

describe('measureSms', () => {
  it.each([
    ['nothing', '', 'GSM-7', 0, 0],
    ['160 plain', a(160), 'GSM-7', 1, 160],
    ['161 plain', a(161), 'GSM-7', 2, 161],
    ['two full parts', a(306), 'GSM-7', 2, 306],
    ['one over two full parts', a(307), 'GSM-7', 3, 307],
    ['accents and Greek of the alphabet', 'àéùìòÇØøÅåÄÖÑÜäöñüß¿¡§ΔΦΓΛΩΠΨΣΘΞ', 'GSM-7', 1, 32],
    ['every character of the extension table', '\f^{}\\[~]|€', 'GSM-7', 1, 20],
    ['159 and one that counts twice', `${a(159)}€`, 'GSM-7', 2, 161],
    ['158 and one that counts twice', `${a(158)}€`, 'GSM-7', 1, 160],
    // 152 + 2 would split the escape from its code: the pair moves on, and 152 + 153 + 2 needs a third part.
    ['a pair at the edge of a part', `${a(152)}€${a(151)}`, 'GSM-7', 2, 305],
    ['a pair at the edge that makes a part more', `${a(152)}€${a(152)}`, 'GSM-7', 3, 306],
    ['a letter outside the alphabet', 'ç', 'UCS-2', 1, 1],
    ['70 wide', 'я'.repeat(70), 'UCS-2', 1, 70],
    ['71 wide', 'я'.repeat(71), 'UCS-2', 2, 71],
    ['134 wide', 'я'.repeat(134), 'UCS-2', 2, 134],
    ['135 wide', 'я'.repeat(135), 'UCS-2', 3, 135],
    ['35 emoji', '😀'.repeat(35), 'UCS-2', 1, 70],
    ['36 emoji', '😀'.repeat(36), 'UCS-2', 2, 72],
    // 33 pairs fill 66 of 67: the odd unit stays empty.
    ['66 emoji', '😀'.repeat(66), 'UCS-2', 2, 132],
    ['67 emoji', '😀'.repeat(67), 'UCS-2', 3, 134],
    ['one wide among plain', `${a(70)}я`, 'UCS-2', 2, 71],
  ] as const)('%s', (_case, text, encoding, segments, characters) => {
    expect(measureSms(text)).toEqual({ encoding, segments, characters });
  });

  it('knows 127 characters of GSM-7 that count once and 10 that count twice', () => {
    const gsm = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).filter(
      (character) => measureSms(character).encoding === 'GSM-7',
    );
    expect(gsm.filter((character) => measureSms(character).characters === 1)).toHaveLength(127);
    expect(gsm.filter((character) => measureSms(character).characters === 2)).toHaveLength(10);
  });

  it('needs at least the parts that the limits allow, and at most those that pairs at every edge explain', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }), (text) => {
        const { encoding, characters, segments } = measureSms(text);
        const part = encoding === 'GSM-7' ? 153 : 67;
        if (segments === 1) expect(characters).toBeLessThanOrEqual(encoding === 'GSM-7' ? 160 : 70);
        else {
          expect(segments).toBeGreaterThanOrEqual(Math.ceil(characters / part));
          expect(segments).toBeLessThanOrEqual(Math.ceil(characters / (part - 1)));
        }
      }),
    );
  });
});

describe('normalizeSmsText', () => {
  it.each([
    ['“Don’t” – it’s…', '"Don\'t" - it\'s...'],
    ['«a» ‹b› „c‟', '"a" <b> "c"'],
    ['10\u00a0AM\u202fEST\u2009now\u3000', '10 AM EST now '],
    ['a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['a\tb', 'a b'],
    ['a\0b\u0007c\u007f\u009bd', 'abcd'],
    ['\u202egnp.exe\u202c \u2066x\u2069 \u200ey', 'gnp.exe x y'],
    ['soft\u00adhyphen zero\u200bwidth \ufeffbom', 'softhyphen zerowidth bom'],
    ['Jose\u0301', 'José'],
    ['\ud83dx\ude00', 'x'],
    ['👩\u200d🔧 Łukasz façade', '👩\u200d🔧 Łukasz façade'],
  ])('turns %j into %j', (text, expected) => {
    expect(normalizeSmsText(text)).toBe(expected);
  });

  it('leaves GSM-7 text as it is, except form feeds and line ends', () => {
    const text = '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€';
    expect(normalizeSmsText(text)).toBe(text);
  });

  it('changes nothing when applied a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalizeSmsText(text);
        expect(normalizeSmsText(once)).toBe(once);
      }),
    );
  });
});

it('the characters that no GSM-7 message can have are named, each once', () => {
  expect(outsideGsm('Příliš žluťoučký €5 [ok] 💈 💈')).toEqual(Array.from('říšžťčý💈'));
  expect(outsideGsm('é€{}')).toEqual([]);
});
