import { distance } from 'fastest-levenshtein';

/** One letter in three may be wrong. More is another word. */
const LETTERS_PER_MISTAKE = 3;

/**
 * The known name that somebody probably meant, such as `client_name` for `clientname`. Case, `_`, `-` and `.` do not
 * count as differences. `null`: none is near.
 */
export function didYouMean(name: string, known: Iterable<string>): string | null {
  const wanted = letters(name);
  let nearest: { readonly name: string; readonly mistakes: number } | null = null;
  for (const candidate of known) {
    const mistakes = distance(wanted, letters(candidate));
    if (mistakes < (nearest?.mistakes ?? Infinity)) nearest = { name: candidate, mistakes };
  }
  return nearest !== null && nearest.mistakes <= wanted.length / LETTERS_PER_MISTAKE ? nearest.name : null;
}

function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '');
}
