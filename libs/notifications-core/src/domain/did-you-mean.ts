import { distance } from 'fastest-levenshtein';

/** One letter in three may be wrong. More is another word. */
const LETTERS_PER_MISTAKE = 3;
/** Characters. A longer name is no misspelt one. Names come from outside, and comparing long ones takes long. */
const LONGEST_NAME = 60;

/**
 * The known name that somebody probably meant, such as `client_name` for `clientname`. Case, `_`, `-` and `.` do not
 * count as differences. `null`: none is near.
 */
export function didYouMean(name: string, known: Iterable<string>): string | null {
  if (name.length > LONGEST_NAME) return null;
  const wanted = letters(name);
  let nearest: { readonly name: string; readonly mistakes: number } | null = null;
  for (const candidate of known) {
    if (candidate.length > LONGEST_NAME) continue;
    const mistakes = distance(wanted, letters(candidate));
    if (mistakes < (nearest?.mistakes ?? Infinity)) nearest = { name: candidate, mistakes };
  }
  return nearest !== null && nearest.mistakes <= wanted.length / LETTERS_PER_MISTAKE ? nearest.name : null;
}

function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '');
}
