/**
 * One line of at most `most` characters. Control characters are removed, because they could change the terminal: names,
 * ids and texts come from outside.
 */
export function printable(text: string, most = 120): string {
  return shortened(text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim(), most);
}

/** Several lines, without the control characters that could change the terminal. */
export function printableLines(text: string): string[] {
  return text.split(/\r?\n/).map((part) => part.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd());
}

/** The text, cut to `most` characters with an ellipsis. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, Math.max(0, most - 1)).join('')}…` : text;
}

/** The words in lines of at most `width` characters. A longer word has its own line. */
export function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
