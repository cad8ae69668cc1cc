/** A mistake that keeps a template from being parsed, in plain words. */
export interface ParseProblem {
  /** From 1. Where the parser noticed it. */
  readonly line: number;
  /** What is wrong and what would be right. */
  readonly what: string;
}

/**
 * Translates an error of Handlebars' parser, which speaks of tokens: `Expecting 'ID', got 'INVALID'`.
 * @param text the template that it could not parse.
 */
export function explainParseError(error: unknown, text: string): ParseProblem {
  const message = error instanceof Error ? error.message : '';
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? (error as { lineNumber?: number }).lineNumber ?? 1);
  return { line, what: whatIsWrong(message, text) };
}

function whatIsWrong(message: string, text: string): string {
  const [, opened, closed] = /^(\S+) doesn't match (\S+)/.exec(message) ?? [];
  if (opened !== undefined && closed !== undefined)
    return `{{#${short(opened)}}} is closed by {{/${short(closed)}}}: close the inner block first, with {{/${short(opened)}}}`;
  if (message.startsWith('Invalid path')) return '../ stands only at the beginning of a name, as in {{../name}}';
  // The parser's message quotes the template first. Its last line says what it found.
  const told = message.split('\n').at(-1) ?? '';
  const found = /got '(\w+)'$/.exec(told)?.[1];
  if (found === undefined) return 'something is not closed: a comment {{!-- needs --}}, and every {{ needs }}';
  if (found === 'EOF') return unclosed(text);
  if (found === 'CLOSE' && told.includes('CLOSE_UNESCAPED')) return '{{{ needs }}}: write {{…}} with two braces';
  return FOUND[found] ?? 'this cannot be understood: look at the braces, quotes and names of this line';
}

/** By the token that the parser did not expect. */
const FOUND: Readonly<Record<string, string>> = {
  OPEN_ENDBLOCK: '{{/…}} closes a block that is not open: remove it, or open the block before it with {{#…}}',
  INVERSE: '{{else}} stands outside of a block: put it between {{#if …}} and {{/if}}',
  OPEN_INVERSE_CHAIN: '{{else if}} stands outside of a block: put it between {{#if …}} and {{/if}}',
  CLOSE: 'a name or a value is missing before }}: write it, as in {{client_name}}',
  CLOSE_UNESCAPED: 'three braces }}} close nothing here: write {{…}} with two',
  INVALID:
    '{{…}} is not closed with }}, or holds a character that cannot stand there: names have letters, digits and _, and texts stand in double quotes',
  EQUALS: '= cannot stand here: compare with {{#if (eq name "text")}}',
  CLOSE_BLOCK_PARAMS: '| cannot stand here: there are no filters, a value is printed as it is',
  OPEN_BLOCK_PARAMS: '`as |name|` is not supported: write {{this}} or {{field}} in the block',
  OPEN_SEXPR: '( cannot stand here: write {{name}}, or {{#if (eq name "text")}}',
  CLOSE_SEXPR: ') closes nothing: remove it, or add ( before it',
};

/** Names the innermost block that is still open at the end, and where it was opened. */
function unclosed(text: string): string {
  const open: { readonly name: string; readonly line: number }[] = [];
  let line = 1;
  for (const [part, kind, name = ''] of text.matchAll(/\n|\{\{~?(#>?|\^|\/)\s*([\w@-]*)/g)) {
    if (part === '\n') line += 1;
    else if (kind === '/') open.pop();
    else if (name !== '') open.push({ name, line });
  }
  const innermost = open.at(-1);
  if (innermost === undefined) return 'a block is not closed: every {{#…}} needs its {{/…}}';
  const name = short(innermost.name);
  return `{{#${name}}} of line ${innermost.line} is not closed: add {{/${name}}}`;
}

/** A name from the template, as far as a reader needs it. */
function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
