/**
 * Letters that readers of every language that has them know without their marks, as in most SMS: one mark on a Latin
 * letter. Two marks, a horn or a dot below (Vietnamese) change the word.
 */
const ONE_MARK = /^([A-Za-z])[\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0326-\u0328]$/;

/** Letters that no mark can be taken from. */
const OTHERS: Readonly<Record<string, string>> = {
  ...{ ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ı: 'i', œ: 'oe', Œ: 'OE', ẞ: 'SS' },
  ...{ '™': '', '®': '', '©': '' },
};

/** Emoji, with what joins and colours them. */
const PICTURES = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)+/gu;

/**
 * A text in letters of GSM-7, where a reader accepts them: "Café Zoë" becomes "Café Zoe", "Salão" "Salao". Letters that
 * GSM-7 has stay. A text with a letter that has no plain form stays as it is. Not for names of people.
 * @param inGsm whether GSM-7 has a text.
 */
export function plainLetters(text: string, inGsm: (text: string) => boolean): string {
  const plain = Array.from(text.normalize('NFC'), (letter) =>
    inGsm(letter) ? letter : (OTHERS[letter] ?? ONE_MARK.exec(letter.normalize('NFD'))?.[1] ?? letter),
  );
  const words = plain.join('').replace(PICTURES, '').replace(/ {2,}/g, ' ').trim();
  return words !== '' && inGsm(words) ? words : text;
}
