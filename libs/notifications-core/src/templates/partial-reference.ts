/** One partial that a template may include. */
export interface TemplatePartial {
  readonly meaning: string;
  /** How it is written. */
  readonly example: string;
  /** SMS has no HTML. */
  readonly channels: readonly ('email' | 'sms')[];
}

const inMails = (example: string, meaning: string): TemplatePartial => ({ meaning, example, channels: ['email'] });
const inSms = (example: string, meaning: string): TemplatePartial => ({ meaning, example, channels: ['sms'] });
const inAll = (example: string, meaning: string): TemplatePartial => ({ meaning, example, channels: ['email', 'sms'] });

/** The reference of the shipped partials, for those who write templates. */
export const TEMPLATE_PARTIALS: Readonly<Record<string, TemplatePartial>> = {
  layout: inMails('{{#> layout lang="en" title="News"}}…{{/layout}}', 'The whole page: head, styles and footer'),
  preheader: inMails('{{#> preheader}}…{{/preheader}}', 'The line that mail programs show beside the subject'),
  card: inMails('{{#> card}}…{{/card}}', 'The name of the business above a white card'),
  title: inMails('{{#> title}}…{{/title}}', 'The heading of the page'),
  heading: inMails('{{#> heading}}…{{/heading}}', 'A smaller heading'),
  paragraph: inMails('{{#> paragraph}}…{{/paragraph}}', 'A paragraph'),
  lines: inMails('{{#> lines}}{{cancellation_policy}}{{/lines}}', 'A paragraph that keeps its line breaks'),
  facts: inMails('{{#> facts}}{{#> fact label="When"}}…{{/fact}}{{/facts}}', 'A panel of labelled lines'),
  fact: inMails('{{#> fact label="When"}}…{{/fact}}', 'One line of the panel'),
  button: inMails('{{#> button url=book_new_url}}Book again{{/button}}', 'A link as a button'),
  link: inMails('{{#> link url=cancel_url}}Cancel the appointment{{/link}}', 'A link in a paragraph of its own'),
  image: inMails(
    '{{> image src="https://example.com/shop.png" alt="Our shop" width=518}}',
    'A picture, at most 518 wide; with `url` it is a link',
  ),
  divider: inMails('{{> divider}}', 'A thin line between two parts'),
  columns: inMails(
    '{{#> columns}}{{#> column}}…{{/column}}{{#> column}}…{{/column}}{{/columns}}',
    'Two columns side by side, one below the other on a phone',
  ),
  column: inMails('{{#> column}}…{{/column}}', 'One of the columns'),
  change: inMails('{{> change}}', 'The links to see, move and cancel the booking, as far as they are given'),
  nowrap: inMails('{{#> nowrap}}{{price_text}}{{/nowrap}}', 'A value that no line break divides'),
  phone: inMails('{{> phone}}', 'The number of the business, to dial'),
  appointment_when: inMails('{{> appointment_when}}', 'Tuesday, December 1, 2026 at 2:00 PM'),
  new_appointment_when: inMails('{{> new_appointment_when}}', 'The same of the time after a change'),
  full_when: inMails(
    '{{> full_when day=old_appointment_day date=old_appointment_date time=old_appointment_time zone=old_appointment_timezone}}',
    'The long form of any other time',
  ),
  short_change: inSms('{{#> short_change}}…{{/short_change}}', 'The first link of the booking, or what stands inside'),
  appointment_short_when: inAll('{{> appointment_short_when}}', 'Tue Dec 1, 2:00 PM'),
  new_appointment_short_when: inAll('{{> new_appointment_short_when}}', 'The same of the time after a change'),
  short_when: inAll(
    '{{> short_when day=old_appointment_day_short date=old_appointment_date time=old_appointment_time zone=old_appointment_timezone}}',
    'The short form of any other time',
  ),
  when: inAll('{{> when date=appointment_date time=appointment_time}}', 'December 1, 2026 at 2:00 PM'),
  new_when: inAll('{{> new_when}}', 'The same of the time after a change'),
  money: inAll('{{> money amount=price}}', '$50.00, or 50.00 EUR'),
  hours: inAll('{{> hours}}', '1 hour, 24 hours or 45 minutes: the time that is left'),
};
