import type { Draft } from './draft/history.js';
import type { TemplateKey } from './template-api.js';

/** What a new template begins with. */
export function starterOf({ channel, locale }: TemplateKey, title: string): Draft {
  const settings = { category: 'transactional', is_active: true } as const;
  if (channel === 'sms') return { ...settings, subject: null, body: '{{business_name}}: Hi {{client_name}}, ' };
  const body = `{{#> layout lang="${locale}" title="${title.replace(/["\\{}]/g, '')}"}}
{{#> card}}
{{#> title}}${title}{{/title}}
{{#> paragraph}}Hi {{client_name}},{{/paragraph}}
{{/card}}
{{/layout}}
`;
  return { ...settings, subject: title, body };
}
