import { describe, expect, it } from '@jest/globals';
import { Permanent } from '../domain/errors.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import { compileTemplate, safeUrl, type CompiledTemplate, type Partials, type Rendered } from './render.js';

function compile(channel: Channel, body: string, subject = 'Subject', partials: Partials = {}): CompiledTemplate {
  const source = { name: 'trial', channel, locale: 'en', version: 2, category: 'transactional' } as const;
  return compileTemplate({ ...source, subject: channel === 'email' ? subject : null, body }, partials);
}

const email = (body: string, context: TemplateContext, subject?: string): Rendered =>
  compile('email', body, subject).render(context);
const sms = (body: string, context: TemplateContext): string => compile('sms', body).render(context).text;

function failure(work: () => unknown): Permanent {
  try {
    work();
  } catch (error) {
    if (error instanceof Permanent) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const BOOKING = {
  client_name: 'John Doe',
  appointment_date: 'December 1, 2024',
  appointment_time: '2:00 PM',
  service_name: 'Haircut',
  price: 50.0,
  business_name: '6FB Barbershop',
};

describe('the documented example is rendered as documented', () => {
  it('by email', () => {
    const body =
      '<h2>Hello {{ client_name }}!</h2>\n<p>Your {{ service_name }} appointment is confirmed for {{ appointment_date }} at {{ appointment_time }}.</p>';
    expect(email(body, BOOKING).html).toBe(
      '<h2>Hello John Doe!</h2>\n<p>Your Haircut appointment is confirmed for December 1, 2024 at 2:00 PM.</p>',
    );
  });

  it('by SMS', () => {
    const body =
      'Hi {{ client_name }}! Your {{ service_name }} is confirmed for {{ appointment_date }} at {{ appointment_time }}. - {{ business_name }}';
    expect(sms(body, BOOKING)).toBe(
      'Hi John Doe! Your Haircut is confirmed for December 1, 2024 at 2:00 PM. - 6FB Barbershop',
    );
  });
});

describe('escaping', () => {
  const name = `<script>alert("1")</script> & 'Sons'`;

  it('changes markup in HTML and leaves subject, text part and SMS as they are', () => {
    const rendered = email('<p title="{{n}}">{{n}}</p>', { n: name }, 'For {{n}}');
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#x27;Sons&#x27;';
    expect(rendered).toEqual({
      subject: `For ${name}`,
      html: `<p title="${escaped}">${escaped}</p>`,
      text: name,
    });
    expect(sms('{{n}}', { n: name })).toBe(name);
  });

  it('covers fixed text that is given to a partial', () => {
    const partials = { tag: '<b title="{{label}}">{{label}}</b>' };
    const compiled = compile('email', '{{> tag label="a \\" onclick=1"}}', 'S', partials);
    expect(compiled.render({}).html).toBe('<b title="a &quot; onclick&#x3D;1">a &quot; onclick&#x3D;1</b>');
  });

  it.each([
    ['https://a.example/x?a=1&b=2', 'https://a.example/x?a=1&b=2'],
    ['mailto:a@a.example', 'mailto:a@a.example'],
    ['tel:+12025550100', 'tel:+12025550100'],
    ['javascript:alert(1)', '#'],
    [' java\nscript:alert(1)', '#'],
    ['JAVASCRIPT:alert(1)', '#'],
    ['data:text/html,<script>', '#'],
    ['vbscript:x', '#'],
    ['//a.example', '#'],
    ['relative', '#'],
    ['', '#'],
    [undefined, '#'],
    [{ href: 'https://a.example' }, '#'],
  ])('lets %j through as %j', (value, expected) => {
    expect(safeUrl(value)).toBe(expected);
  });

  it('shows what stands in for a link that it does not let through', () => {
    const body = '{{#if book_new_url}}Book: {{safe_url book_new_url}}{{else}}Call us{{/if}}';
    expect(compile('sms', body).render({ book_new_url: 'shop.example.com/book' }).text).toBe('Call us');
    expect(compile('sms', body).render({ book_new_url: 'https://a.example/' }).text).toBe('Book: https://a.example/');
  });

  it('keeps a URL inside its attribute', () => {
    const { html, text } = email('<a href="{{safe_url u}}">Book</a>', { u: `https://a.example/?a=1&b='"><b>` });
    expect(html).toBe('<a href="https://a.example/?a=1&#38;b=%27%22%3E%3Cb%3E">Book</a>');
    expect(text).toBe('Book: https://a.example/?a=1&b=%27%22%3E%3Cb%3E');
  });
});

describe('injection', () => {
  it('makes no second header line of a subject', () => {
    const { subject } = email('<p>x</p>', { n: 'John\r\nBcc: all@a.example\u2028\n x' }, 'Hi {{n}}\n');
    expect(subject).toBe('Hi John Bcc: all@a.example x');
  });

  it('gets no control characters or text-direction overrides through', () => {
    const n = 'a\u0000\u001B[31m\u202Eb\u2066c\u009B';
    const { subject, html, text } = email('<p>{{n}}</p>', { n }, '{{n}}');
    expect([subject, html, text, sms('{{n}}', { n })]).toEqual(['a[31mbc', '<p>a[31mbc</p>', 'a[31mbc', 'a[31mbc']);
  });

  it('reaches no prototype', () => {
    const context: TemplateContext = JSON.parse(
      '{"__proto__":{"a":"1"},"constructor":{"a":"1"},"b":{"__proto__":{"a":"2"}}}',
    );
    expect(sms('[{{a}}{{b.a}}{{toString}}{{valueOf}}{{hasOwnProperty}}{{b.toString}}]', context)).toBe('[]');
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });

  it('calls no function and no method of an object', () => {
    const called: string[] = [];
    const spy = (): string => String(called.push('called'));
    class Client {
      name = 'John';
      get secret(): string {
        return spy();
      }
    }
    const context = {
      f: spy,
      o: { f: spy, toString: spy, toHTML: spy, toJSON: spy },
      list: [spy, 'x'],
      c: new Client(),
    };
    expect(sms('[{{f}}{{o.f}}{{#each list}}{{this}}{{/each}}{{c.name}}{{c.secret}}]', context)).toBe('[x]');
    expect(called).toEqual([]);
  });

  it('runs no object that looks like a program', () => {
    const program = { type: 'Program', body: [{ type: 'MustacheStatement', path: 'x' }], toHTML: 'x', toString: 'x' };
    const error = failure(() => sms('{{x}}', { x: program }));
    expect(error.message).toContain('it prints an object where text is expected');
  });

  it('renders values that look like templates as they are', () => {
    expect(sms('{{a}} {{b}}', { a: '{{b}}', b: '{{{c}}}' })).toBe('{{b}} {{{c}}}');
    expect(email('<p>{{a}}</p>', { a: '\uE0000\uE002' }).text).toBe('\uE0000\uE002');
  });

  it('does not take braces written as entities for a variable of the text part', () => {
    expect(email('<p>&#123;&#123;{secret}} &lbrace;&lbrace;secret}}</p>', { secret: 'no' }).text).toContain(
      '{{{secret}}',
    );
  });
});

describe('rendering', () => {
  it.each<[string, string, TemplateContext, string]>([
    ['an object', '{{client}}', { client: { name: 'Secret' } }, 'it prints an object'],
    ['a long value', '{{n}}', { n: 'Secret'.repeat(2_000) }, 'longer than 10000 characters'],
    ['too many values', '{{n}}', { n: Array(11).fill(Array(200).fill('Secret')) }, 'more than 2000 values'],
    ['deep nesting', '{{n}}', { n: [[[[[['Secret']]]]]] }, 'deeper than 6'],
    ['a long SMS', '{{n}}{{n}}', { n: 'Secret'.repeat(200) }, 'more than 1600 characters'],
    ['an empty SMS', '{{n}}', { m: 'Secret' }, 'comes out empty'],
    ['a value printed without end', '{{n}}'.repeat(60), { n: 'Secret'.repeat(1_500) }, 'more than 500000 characters'],
    ['a list printed without end', '{{n}}'.repeat(9), { n: Array(200).fill('Secret'.repeat(100)) }, 'more than 500000'],
    [
      'loops that do nothing for long',
      `{{#each n}}${'{{#if ../x}}{{/if}}'.repeat(1_200)}{{/each}}Secret`,
      { n: Array(200).fill('Secret') },
      'more than 200000 things',
    ],
    [
      'loops without end',
      '{{#each n}}{{#each ../n}}a{{/each}}{{/each}}',
      { n: Array(200).fill('Secret') },
      'more than 2000 times',
    ],
  ])('fails for good for %s, without showing values', (_what, body, context, cause) => {
    const error = failure(() => sms(body, context));
    expect(error.reason).toBe('template_error');
    expect(error.message).toMatch(/^Template trial \(sms, en, version 2\) could not be rendered: /);
    expect(error.message).toContain(cause);
    expect(error.message).not.toContain('Secret');
  });

  it.each([
    ['HTML', '<p>{{#each n}}{{../long}}{{/each}}</p>', 'S', 'has more than 500000 characters'],
    ['a subject', '<p>x</p>', '{{long}}', 'its subject has more than 998 characters'],
    ['an empty subject', '<p>x</p>', '{{missing}}', 'its subject comes out empty'],
  ])('fails for good for %s', (_what, body, subject, cause) => {
    const context = { n: Array(200).fill('x'), long: 'x'.repeat(9_000) };
    expect(failure(() => email(body, context, subject)).message).toContain(cause);
  });

  it('shows 200 items of a list at most', () => {
    expect(sms('{{#each n}}x{{/each}}', { n: Array(300).fill(1) })).toHaveLength(200);
  });
});

describe('values', () => {
  it('write amounts given as numbers with the decimals of their currency, two without one', () => {
    expect(sms('{{price}} {{refund_amount}} {{n}}', { price: 50, refund_amount: 12.5, n: 3 })).toBe('50.00 12.50 3');
    expect(sms('{{price}}', { price: '50.00' })).toBe('50.00');
    expect(sms('{{price}} {{refund_amount}}', { price: 5000, refund_amount: 12, currency: 'JPY' })).toBe('5000 12');
  });

  it('have amounts and the phone number as people write them, where the caller gave only the facts', () => {
    const facts = { price: 5000, refund_amount: '12.5', currency: 'JPY', business_phone: '+12025550100' };
    const body = '{{price_text}} {{refund_text}} {{business_phone_text}}';
    expect(sms(body, { ...facts, currency: 'USD' })).toBe('$5,000.00 $12.50 (202) 555-0100');
    expect(sms(body, { ...facts, price_text: 'free', business_phone_text: 'here' })).toBe('free ¥13 here');
    expect(sms(body, { price: 'from 20', refund_amount: 5 })).toBe('from 20 5.00');
  });

  it('are compared without regard to number or text', () => {
    const body = '{{#if (eq a 1)}}one{{else}}other{{/if}}';
    expect([1, '1', 2, null].map((a) => sms(body, { a }))).toEqual(['one', 'one', 'other', 'other']);
  });

  it('in lists and objects are looped over', () => {
    const body = '{{#each l}}{{@index}}{{#if @first}}F{{/if}}{{#if @last}}L{{/if}}{{n}}{{../x}} {{else}}none{{/each}}';
    expect(sms(body, { l: [{ n: 'a' }, { n: 'b' }], x: '!' })).toBe('0Fa! 1Lb!');
    expect(sms(body, { l: [] })).toBe('none');
    expect(sms('{{#each o}}{{@key}}={{this}} {{/each}}', { o: { a: 1, b: 2 } })).toBe('a=1 b=2');
    expect(sms('{{#with o}}{{a}}{{../x}}{{/with}}', { o: { a: 1 }, x: '!' })).toBe('1!');
  });
});

describe('partials', () => {
  const partials = {
    row: '<p>{{label}}: {{> @partial-block}}</p>',
    field: '{{#each items}}{{../label}}{{name}} {{/each}}',
    outer: '{{#> row label=text}}{{> @partial-block}}{{/row}}',
  };

  it('see the values that they are given, and pass blocks on', () => {
    const compiled = compile('email', '{{#> outer text=a}}{{b}}{{/outer}}', 'S', partials);
    expect(compiled.render({ a: 'A', b: 'B', label: 'no', text: 'no' }).html).toBe('<p>A: B</p>');
    expect(compiled.variables).toEqual(['a', 'b']);
  });

  it('see the values that they are given inside their loops too', () => {
    const compiled = compile('sms', '{{> field label=x}}', '', partials);
    expect(compiled.render({ x: '*', items: [{ name: 'a', x: 'no' }, { name: 'b' }] }).text).toBe('*a *b');
  });
});

describe('variables', () => {
  it('are those read at the top level, by subject, body and partials', () => {
    const compiled = compile(
      'email',
      '{{a}}{{b.c}}{{#if (eq d "x")}}{{e}}{{/if}}{{#each f}}{{g}}{{../h}}{{this}}{{@index}}{{/each}}{{#with i}}{{j}}{{/with}}{{> p}}',
      '{{s}}{{a}}',
      { p: '<i>{{k}}</i>' },
    );
    expect(compiled.variables).toEqual(['s', 'a', 'b', 'd', 'e', 'f', 'h', 'i', 'k']);
  });
});

describe('the text part of an email', () => {
  const text = (body: string, context: TemplateContext = {}): string => email(body, context).text;

  it('shows links once, with their address', () => {
    const body =
      '<p><a href="{{safe_url u}}">Book</a> or <a href="https://a.example">https://a.example</a> or <a href="tel:{{t}}">{{t}}</a></p>';
    expect(text(body, { u: 'https://b.example/', t: '123' })).toBe(
      'Book: https://b.example/ or https://a.example or 123',
    );
  });

  it('has no layout of tables, no styles and nothing hidden', () => {
    const body = `<head><title>T</title><style>p { color: red }</style></head><body>
      <div class="preheader">{{a}}</div><div style="display:none">b</div><!-- c --><img src="https://a.example/i.png" alt="d">
      <table><tr><td class="label">When</td><td>{{a}}</td></tr>
      {{#if x}}<tr><td class="label">With</td><td>{{x}}</td></tr>{{/if}}
      <tr><td>One</td><td>two</td></tr></table><h1>Title</h1><ul><li>e</li><li>f</li></ul></body>`;
    expect(text(body, { a: 'now' })).toBe('When: now\nOne two\n\nTitle\n\n- e\n- f');
    expect(text(body, { a: 'now', x: 'Sam' })).toBe('When: now\nWith: Sam\nOne two\n\nTitle\n\n- e\n- f');
  });

  it('leaves no blank lines where a block showed nothing', () => {
    const body = '<p>a</p>{{#if x}}<p>b {{#if y}}c{{/if}} d</p>{{else}}{{#if z}}<p>e</p>{{/if}}{{/if}}<p>f</p>';
    expect(text(body)).toBe('a\n\nf');
    expect(text(body, { x: 1 })).toBe('a\n\nb d\n\nf');
    expect(text(body, { z: 1 })).toBe('a\n\ne\n\nf');
  });

  it('is the subject where a page has no text at all', () => {
    expect(text('<img src="https://a.example/i.png" alt="">')).toBe('Subject');
  });
});
