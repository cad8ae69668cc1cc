import { everydaySms, type EverydaySms } from '../support/everyday-sms.js';

/**
 * `npm run measure:sms [-- --texts]`: prints characters and segments of every shipped SMS for fifty everyday bookings,
 * with `--texts` each text too.
 */
const messages = everydaySms();
const templates = [...new Set(messages.map(({ template }) => template))];

if (process.argv.includes('--texts'))
  for (const { template, encoding, characters, segments, text } of messages)
    console.log(`${template}  ${encoding}  ${characters} characters  segments: ${segments}\n${text}\n`);

const shops = templates.length > 0 ? messages.filter(({ template }) => template === templates[0]) : [];
console.table(Object.fromEntries(shops.map(({ booking }) => [booking.shop, lengthsOf(booking.shop)])));
console.log('Each cell: characters / segments; * where the text needs letters that GSM-7 does not have.');
console.table(Object.fromEntries(templates.map((template) => [template, summaryOf(template)])));

function lengthsOf(shop: string): Record<string, string> {
  const own = messages.filter(({ booking }) => booking.shop === shop);
  return Object.fromEntries(own.map((message) => [short(message.template), cell(message)]));
}

function cell({ characters, segments, encoding }: EverydaySms): string {
  return `${characters} / ${segments}${encoding === 'UCS-2' ? ' *' : ''}`;
}

function short(template: string): string {
  return template.replace(/^appointment_|_announcement$/, '');
}

function summaryOf(template: string): Record<string, number> {
  const own = messages.filter((message) => message.template === template);
  const lengths = own.map(({ characters }) => characters).sort((one, other) => one - other);
  return {
    texts: own.length,
    'median characters': lengths[Math.floor(lengths.length / 2)] ?? 0,
    'most characters': lengths.at(-1) ?? 0,
    'with other letters': own.filter(({ encoding }) => encoding === 'UCS-2').length,
    'most segments': Math.max(...own.map(({ segments }) => segments)),
  };
}
