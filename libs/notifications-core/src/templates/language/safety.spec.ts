import { describe, expect, it } from '@jest/globals';
import { compileTemplate, TemplateRefused, type Partials, type TemplateRefusal } from '../render.js';

const PARTIALS: Partials = {
  name: '<b>{{client_name}}</b>',
  loop: '{{> loop}}',
  ping: '{{> pong}}',
  pong: '{{> ping}}',
  broken: '<p>\n{{{x}}}</p>',
  opening: '<a title="',
  framed: '<p>{{> @partial-block}}</p>',
  repeated: '{{#each items}}{{> @partial-block}}{{/each}}',
};

function refusals(body: string, subject = 'Subject', channel: 'email' | 'sms' = 'email'): readonly TemplateRefusal[] {
  try {
    compileTemplate(
      { name: 'trial', channel, locale: 'en', version: 1, category: 'transactional', subject, body },
      PARTIALS,
    );
    return [];
  } catch (error) {
    if (error instanceof TemplateRefused) return error.refusals;
    throw error;
  }
}

describe('a template is refused', () => {
  it.each<[what: string, body: string, line: number, reason: RegExp]>([
    ['triple-stash', 'a\n\n{{{client_name}}}', 3, /unescaped/],
    ['the ampersand form', 'a\n{{&client_name}}', 2, /unescaped/],
    ['a decorator', '{{* log}}', 1, /decorators/],
    ['an inline partial', '<p>\n{{#*inline "name"}}x{{/inline}}', 2, /decorators/],
    ['an unknown partial', '\n{{> missing}}', 2, /unknown partial "missing": there is broken, framed/],
    ['a partial named like a property of objects', '{{> toString}}', 1, /unknown partial/],
    ['a dynamic partial', '\n{{> (eq a b)}}', 2, /named outright/],
    ['a partial that includes itself', '\n{{> loop}}', 2, /in partial "loop", line 1: .*includes itself/],
    ['partials that include each other', '{{> ping}}', 1, /includes itself/],
    ['something unsafe in a partial', '\n\n{{> broken}}', 3, /in partial "broken", line 2: .*unescaped/],
    ['a context for a partial', '{{> name client}}', 1, /by name/],
    ['a partial block outside of a partial', '{{> @partial-block}}', 1, /no block/],
    ['a partial block within a loop', '{{#> repeated}}x{{/repeated}}', 1, /cannot stand inside/],
    ['lookup', '\n{{lookup user "x"}}', 2, /lookup is not allowed/],
    ['lookup within a condition', '{{#if (lookup user "x")}}x{{/if}}', 1, /lookup is not allowed/],
    ['log', '{{log client_name}}', 1, /log is not allowed/],
    ['an unknown helper', 'a\n{{shout client_name}}', 2, /unknown helper "shout"/],
    ['an unknown block helper', 'a\n{{#shout client_name}}x{{/shout}}', 2, /unknown helper "shout"/],
    ['a block without a helper', '{{#client_name}}x{{/client_name}}', 1, /unknown helper "client_name"/],
    ['a raw block', '{{{{raw}}}} {{x}} {{{{/raw}}}}', 1, /unknown helper "raw"/],
    ['a helper in parentheses that is none', '{{#if (shout x)}}x{{/if}}', 1, /unknown helper "shout"/],
    ['if without a block', '{{if client_name "a"}}', 1, /needs a block/],
    ['if with an option', '{{#if x includeZero=true}}x{{/if}}', 1, /takes one value/],
    ['eq with one value', '{{#if (eq x)}}x{{/if}}', 1, /takes two values/],
    ['a property every object has', '{{client.constructor.name}}', 1, /not a variable/],
    ['a prototype', '\n{{__proto__.polluted}}', 2, /not a variable/],
    ['a prototype in brackets', '{{client.[__proto__]}}', 1, /not a variable/],
    ['a prototype in a condition', '{{#if prototype}}x{{/if}}', 1, /not a variable/],
    ['an accessor of old', '{{__lookupGetter__}}', 1, /not a variable/],
    ['@root', '{{@root.client_name}}', 1, /@root/],
    ['@root in a loop', '{{#each items}}\n{{@root}}{{/each}}', 2, /@root/],
    ['@index outside of a loop', '{{@index}}', 1, /inside {{#each}}/],
    ['a block parameter', '{{#each items as |item|}}{{item}}{{/each}}', 1, /as \|name\|/],
    ['fixed text in braces', '{{"client_name"}}', 1, /must name a variable/],
    [
      'three loops in each other',
      '{{#each a}}\n{{#each b}}\n{{#each c}}x{{/each}}{{/each}}{{/each}}',
      3,
      /within more than 1 other/,
    ],
    ['more than 100,000 characters', 'x'.repeat(100_001), 1, /100000 characters/],
    [
      'more comparisons than a template may have',
      `{{#if ${'(eq '.repeat(20)}x${' 1)'.repeat(20)}}}y{{/if}}`.repeat(300),
      1,
      /more than 5000 pieces/,
    ],
    ['more pieces than a template may have', '{{x}}'.repeat(5_001), 1, /more than 5000 pieces/],
    ['blocks nested without end', `\n${'{{#if x}}'.repeat(5_000)}`, 2, /nested deeper than 50 levels/],
    ['inverse blocks nested without end', '{{^x}}'.repeat(16_000), 1, /nested deeper than 50 levels/],
    ['branches without end', `{{#if x}}${'{{else if y}}'.repeat(5_000)}{{/if}}`, 1, /nested deeper than 50 levels/],
    ['parentheses nested without end', `{{#if ${'(eq '.repeat(9_000)}`, 1, /nested deeper than 50 levels/],
    ['elements nested without end', '<b>'.repeat(33_000), 1, /elements nested deeper than 200 levels/],
    ['links nested without end', '<a href="https://a.example">'.repeat(3_000), 1, /elements nested deeper than 200/],
    ['a variable of many steps', `a\n{{${'a.'.repeat(20)}b}}`, 2, /more than 20 steps/],
    ['a variable of many steps out', `a\n{{${'../'.repeat(20)}b}}`, 2, /more than 20 steps/],
    ['a block that is not closed', '<p>\n{{#if x}}\n</p>', 3, /{{#if}} of line 2 is not closed: add/],
    ['a block closed by another name', '\n{{#if x}}a{{/unless}}', 2, /{{#if}} is closed by {{\/unless}}/],
    ['braces that are not closed', 'a\nb {{client_name', 2, /is not closed with }}/],
  ])('for %s', (_what, body, line, reason) => {
    expect(refusals(body)[0]).toMatchObject({ part: 'body', line, reason: expect.stringMatching(reason) });
  });

  it.each<[what: string, body: string, line: number, reason: RegExp]>([
    ['an attribute without quotes', '<p>\n<a title={{x}}>', 2, /must be quoted/],
    ['an attribute half without quotes', '<a title=a{{x}}>', 1, /must be quoted/],
    ['a script', '<script>\nvar a = "{{x}}"</script>', 2, /inside <script>/],
    ['a style sheet', '<style>a { color: {{x}} }</style>', 1, /inside <style>/],
    ['a style sheet written oddly', '<STYLE\n>a {}</styles>{{x}}</STYLE>', 2, /inside <style>/],
    ['an event handler', '<p onclick="go(\'{{x}}\')">x</p>', 1, /attribute onclick/],
    ['a style attribute', '<p style="color:{{x}}">x</p>', 1, /attribute style/],
    ['a document in an attribute', '<iframe srcdoc="{{x}}"></iframe>', 1, /attribute srcdoc/],
    ['a link', '<p>\n<a href="{{url}}">x</a>', 2, /safe_url/],
    ['a link after spaces', '<a href=" {{url}}">x</a>', 1, /safe_url/],
    ['a link written oddly', "<A\nHREF = '{{url}}'>x</A>", 2, /safe_url/],
    ['a link with a scheme that runs', '<a href="javascript:f({{x}})">x</a>', 1, /safe_url/],
    ['a link with half a scheme', '<a href="java{{x}}">x</a>', 1, /safe_url/],
    ['an image', '<img src="{{url}}">', 1, /safe_url/],
    ['a link in one branch', '<a href="{{#if x}}https://a.example/{{/if}}{{url}}">x</a>', 1, /begin and end|safe_url/],
    ['the name of a tag', '<{{x}}>', 1, /name of a tag/],
    ['the place of an attribute', '<p {{x}}>', 1, /outside an attribute/],
    ['the name of an attribute', '<p data-{{x}}="1">', 1, /outside an attribute/],
    ['a comment', '<!-- a > {{x}} -->', 1, /inside a comment/],
    ['a condition for Outlook', '<!--[if mso]>\n<p>{{x}}</p><![endif]-->', 2, /inside a comment/],
    [
      'an attribute that a partial left open',
      '\n{{> opening}}',
      2,
      /in partial "opening".*ends inside the attribute title/,
    ],
  ])('for a value inside %s', (_what, body, line, reason) => {
    expect(refusals(body)[0]).toMatchObject({ line, reason: expect.stringMatching(reason) });
  });

  it.each([
    ['a tag in one branch only', '<p>\n{{#if x}}<a title="{{/if}}{{y}}">', 2],
    ['a tag that a loop leaves open', '{{#each items}}<p title="{{/each}}">', 1],
    ['branches that begin different attributes', '<a {{#if x}}href="{{else}}title="{{/if}}https://a.example/">', 1],
  ])('for %s', (_what, body, line) => {
    expect(refusals(body)).toContainEqual(
      expect.objectContaining({ line, reason: expect.stringContaining('same place of the HTML') }),
    );
  });

  it('for a block that begins outside a hidden element and ends inside it', () => {
    expect(refusals('{{#if x}}<div hidden>{{/if}}</div>')).toEqual([
      expect.objectContaining({ line: 1, reason: expect.stringContaining('different elements') }),
    ]);
  });

  it('with all its mistakes in the order of their lines', () => {
    expect(refusals('{{{a}}}\n<a href="{{b}}">\n{{log c}}', '{{{d}}}').map(({ part, line }) => [part, line])).toEqual([
      ['subject', 1],
      ['body', 1],
      ['body', 2],
      ['body', 3],
    ]);
  });

  it('with a message that names template, line and reason', () => {
    const source = {
      name: 'trial',
      channel: 'sms',
      locale: 'en',
      version: 3,
      category: 'marketing',
      subject: null,
    } as const;
    expect(() => compileTemplate({ ...source, body: 'a\n{{{b}}}' })).toThrow(
      /^Template trial \(sms, en, version 3\) is refused: line 2: \{\{\{…\}\}\} and .*two braces$/,
    );
  });
});

describe('a template is accepted', () => {
  it.each([
    ['values in text and quoted attributes', '<p title="{{x}}" class=\'{{y}}\'>{{z}}</p>'],
    ['a checked link', '<a href="{{safe_url url}}">x</a>'],
    ['a checked link with a query', '<a href="{{safe_url url}}?a={{b}}">x</a>'],
    ['a number to dial', '<a href="tel:{{business_phone}}">x</a>'],
    ['a value in the path of a fixed address', '<a href="https://a.example/{{id}}">x</a>'],
    ['links in both branches', '<a href="{{#if x}}{{safe_url x}}{{else}}https://a.example/{{/if}}">x</a>'],
    ['an attribute in one branch', '<p {{#if x}}class="a"{{/if}}>x</p>'],
    ['fixed styles by branch', '<p style="{{#if x}}color:red{{/if}}">x</p>'],
    ['a title', '<title>{{x}}</title><p>{{x}}</p>'],
    ['comments and conditions without values', '<!doctype html><!--[if mso]><p title="a"><![endif]--><p>{{x}}</p>'],
    ['what only other clients show', '<!--[if !mso]><!--><p>{{x}}</p><!--<![endif]-->'],
    ['a lone angle bracket', '<p>1 < 2 {{x}}</p>'],
    ['two loops in each other', '{{#each a}}{{@index}}{{#each b}}{{@key}}{{../c}}{{else}}-{{/each}}{{/each}}'],
    [
      'the other blocks',
      '{{#with a}}{{b}}{{/with}}{{#unless c}}d{{/unless}}{{^if e}}f{{/if}}{{#if g}}{{else if h}}i{{/if}}',
    ],
    ['partials', '{{> name}}{{#> framed}}{{x}}{{/framed}}'],
    ['Handlebars comments', '{{! {{{ }}{{!-- }} --}}x'],
  ])('with %s', (_what, body) => {
    expect(refusals(body)).toEqual([]);
  });

  it('in an SMS, where HTML means nothing', () => {
    expect(refusals('<{{x}} href={{y}}', 'unused', 'sms')).toEqual([]);
  });
});
