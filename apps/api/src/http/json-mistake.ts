import jsonc from 'jsonc-parser';

/** Where JSON is broken, and how. Never what stands there: it may be personal. */
export interface JsonMistake {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as JavaScript counts them. */
  readonly column: number;
  readonly what: string;
}

/** Thrown to stop at the first mistake: the rest of a large body may take long. */
class Found extends Error {
  constructor(readonly mistake: JsonMistake) {
    super();
  }
}

/** The first mistake of a text that is not JSON. `null`: it has none that we know of. */
export function findJsonMistake(text: string): JsonMistake | null {
  const onError: jsonc.JSONVisitor['onError'] = (code, _offset, _length, line, character) => {
    throw new Found({ line: line + 1, column: character + 1, what: WHAT[code] ?? 'something else is expected here' });
  };
  try {
    jsonc.visit(text, { onError }, { disallowComments: true });
    return null;
  } catch (error) {
    if (error instanceof Found) return error.mistake;
    throw error;
  }
}

/** By the codes of `jsonc-parser`. */
const WHAT: Readonly<Record<number, string>> = {
  1: 'this is no value: texts and names need double quotes, and a value is a text, a number, true, false, null, {…} or […]',
  2: 'this is no number',
  3: 'a field name in double quotes is expected: is there a comma too many before it?',
  4: 'a value is expected: is there a comma too many before it?',
  5: 'a colon is expected after the field name',
  6: 'a comma is expected between two values or fields',
  7: '} is expected: an object is not closed',
  8: '] is expected: a list is not closed',
  9: 'the JSON should have ended here',
  10: 'comments are not allowed',
  11: 'comments are not allowed',
  12: 'a text is not closed: a double quote is missing',
  13: 'a number breaks off',
  14: '\\u needs four hexadecimal digits',
  15: 'this character cannot follow a backslash',
  16: 'a control character stands in a text: write a line break as \\n and a tab as \\t',
};
