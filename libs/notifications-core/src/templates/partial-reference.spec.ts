import { describe, expect, it } from '@jest/globals';
import { TEMPLATE_PARTIALS } from './partial-reference.js';
import { compileTemplate } from './render.js';
import { readShippedPartials } from './shipped.js';
import { EXAMPLE_CONTEXT } from './variables.js';

const partials = readShippedPartials();

const written = (body: string, channel: 'email' | 'sms' = 'email') => {
  const subject = channel === 'email' ? 'Trial' : null;
  const source = {
    name: 'trial',
    channel,
    locale: 'en',
    version: 1,
    category: 'transactional',
    subject,
    body,
  } as const;
  return compileTemplate(source, partials).render(EXAMPLE_CONTEXT);
};

it('every shipped partial is in the reference, and nothing else', () => {
  expect(Object.keys(TEMPLATE_PARTIALS).sort()).toEqual(Object.keys(partials).sort());
});

it.each(Object.entries(TEMPLATE_PARTIALS))(
  'the example of %s can be sent as it stands',
  (_name, { example, channels }) => {
    for (const channel of channels) expect(written(`${example} x`, channel).text).not.toBe('');
  },
);

describe('a mail with a picture', () => {
  it('says what is seen on it to who does not see it', () => {
    const { html, text } = written(
      '{{> image src="https://cdn.example.com/a.png" alt="Our \'new\' shop" width=200}}<p>x</p>',
    );
    expect(html).toContain('<img src="https://cdn.example.com/a.png" alt="Our &#x27;new&#x27; shop" width="200"');
    expect(text).toBe('x');
  });

  it('has the width of the card unless told otherwise', () => {
    expect(written('{{> image src="https://cdn.example.com/a.png" alt=""}}x').html).toContain('width="518"');
  });

  it('leads to where it is told, and never to a script', () => {
    const leads = (url: string) =>
      /<a href="([^"]*)"/.exec(written(`{{> image src="https://x.example/a.png" alt="a" url="${url}"}}x`).html!)?.[1];
    expect(leads('https://example.com/offer')).toBe('https://example.com/offer');
    expect(leads('javascript:alert(1)')).toBe('#');
  });
});

it('two columns stand side by side in every mail program, and below each other where there is no room', () => {
  const { html, text } = written(
    '{{#> columns}}\n{{#> column}}\n{{#> paragraph}}left{{/paragraph}}\n{{/column}}\n{{#> column}}\n{{#> paragraph}}right{{/paragraph}}\n{{/column}}\n{{/columns}}',
  );
  expect(html!.match(/max-width:259px/g)).toHaveLength(2);
  expect(html!.match(/<!--\[if mso\]><td width="259"/g)).toHaveLength(2);
  expect(text).toBe('left\n\nright');
});

it('a divider is a line that no screen reader takes for a table', () => {
  const { html, text } = written('<p>a</p>{{> divider}}<p>b</p>');
  expect(html).toContain('<table role="presentation"');
  expect(text).toMatch(/^a\s+b$/);
});
