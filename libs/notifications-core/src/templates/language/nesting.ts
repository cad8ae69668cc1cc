export interface NestingLimits {
  /** Blocks within blocks, and branches of one `{{#if}}`. */
  readonly blocks: number;
  readonly parentheses: number;
}

/**
 * The line where blocks, or the parentheses of one expression, are nested deeper than the limits. `null`: nowhere. It
 * is one pass before the parser, which takes minutes for thousands of levels. Braces in comments and texts count too:
 * nobody nests that deep by accident.
 */
export function lineOfDeepNesting(text: string, limits: NestingLimits): number | null {
  /** For each open block the number of levels that its end closes: one, and one for each of its `{{else if}}`. */
  const open: number[] = [];
  let blocks = 0;
  let parentheses = 0;
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    const sign = groups?.['sign'];
    if (token === '(') parentheses += 1;
    else if (token === ')') parentheses -= 1;
    else parentheses = 0;
    if (sign === '/') blocks -= open.pop() ?? 0;
    else if (sign === 'else') {
      blocks += 1;
      open.push((open.pop() ?? 0) + 1);
    } else if (sign !== undefined) {
      blocks += 1;
      open.push(1);
    }
    if (blocks > limits.blocks || parentheses > limits.parentheses) return text.slice(0, index).split('\n').length;
  }
  return null;
}

/** `{{#…`, `{{^name`, `{{else name`, `{{/…`, any other `{{`, and parentheses; `{{^}}` and `{{else}}` nest nothing. */
const TOKEN = /\{\{+~?\s*(?:(?<sign>#|\/|\^(?!\s*~?\})|else(?=\s+[^\s~}]))|)|[()]/g;
