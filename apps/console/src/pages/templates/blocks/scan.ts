/** Reads a text from its beginning, and goes back where something turns out to be something else. */
export class Scanner {
  at = 0;
  constructor(readonly text: string) {}

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes what is here, if it is exactly that. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** Takes what matches here. `pattern` is sticky (`y`). */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  /** Takes everything before `literal`, and `literal`. */
  upTo(literal: string): string | null {
    const end = this.text.indexOf(literal, this.at);
    if (end < 0) return null;
    const before = this.text.slice(this.at, end);
    this.at = end + literal.length;
    return before;
  }

  /** Takes the rest of the line, with its end. */
  line(): string {
    const end = this.text.indexOf('\n', this.at);
    const from = this.at;
    this.at = end < 0 ? this.text.length : end + 1;
    return this.text.slice(from, this.at);
  }

  /** What `read` makes of what is here, or nothing taken. */
  attempt<Result>(read: () => Result | null): Result | null {
    const before = this.at;
    const result = read();
    if (result === null) this.at = before;
    return result;
  }
}

/** Blocks of Handlebars that a piece of code opens, less those that it closes. `-1` and below: it closes another's. */
export function depthAfter(code: string, depth: number): number {
  for (const [, sign] of code.matchAll(/\{\{~?(#|\^(?!\s*~?\}\})|\/)(?!\*)/g)) {
    depth += sign === '/' ? -1 : 1;
    if (depth < 0) return depth;
  }
  return depth;
}
