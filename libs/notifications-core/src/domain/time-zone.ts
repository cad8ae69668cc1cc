import { IANA_ALIAS_MAP, WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { isTimeZone, TIME_ZONE_RULE } from './wall-time.js';

/**
 * Abbreviations and what people mean by them. The runtime knows some, such as `EST`, as an offset without daylight
 * saving time, and reminders would come an hour late in summer. Others mean several zones: the most populous is named.
 */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  ...named('America/St_Johns', 'NST', 'NDT'),
  ...named('America/Halifax', 'AST', 'ADT'),
  ...named('America/New_York', 'ET', 'EST', 'EDT'),
  ...named('America/Chicago', 'CT', 'CST', 'CDT'),
  ...named('America/Denver', 'MT', 'MST', 'MDT'),
  ...named('America/Los_Angeles', 'PT', 'PST', 'PDT'),
  ...named('America/Anchorage', 'AKST', 'AKDT'),
  ...named('Pacific/Honolulu', 'HST', 'HDT'),
  ...named('America/Sao_Paulo', 'BRT'),
  ...named('Europe/London', 'BST'),
  ...named('Europe/Lisbon', 'WET', 'WEST'),
  ...named('Europe/Berlin', 'CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'),
  ...named('Europe/Athens', 'EET', 'EEST'),
  ...named('Europe/Moscow', 'MSK'),
  ...named('Africa/Johannesburg', 'SAST'),
  ...named('Asia/Dubai', 'GST'),
  ...named('Asia/Karachi', 'PKT'),
  ...named('Asia/Kolkata', 'IST'),
  ...named('Asia/Singapore', 'SGT'),
  ...named('Asia/Hong_Kong', 'HKT'),
  ...named('Asia/Manila', 'PHT'),
  ...named('Asia/Tokyo', 'JST'),
  ...named('Asia/Seoul', 'KST'),
  ...named('Australia/Perth', 'AWST'),
  ...named('Australia/Adelaide', 'ACST', 'ACDT'),
  ...named('Australia/Sydney', 'AEST', 'AEDT'),
  ...named('Pacific/Auckland', 'NZST', 'NZDT'),
};

function named(zone: string, ...abbreviations: readonly string[]): Record<string, string> {
  return Object.fromEntries(abbreviations.map((each) => [each, zone]));
}

const OFFSET = /^(utc|gmt)? ?[+-]\d/i;

/**
 * Why a text from outside is no zone to store, with the zone that was probably meant. It quotes nothing of the text.
 * `null`: it is one. What is stored already is read by `isTimeZone`, which knows more names.
 * @param orElse what else is accepted, as the end of the rule.
 */
export function timeZoneProblem(text: string, orElse = ''): string | null {
  const abbreviated = Object.hasOwn(ABBREVIATIONS, text.toUpperCase()) ? ABBREVIATIONS[text.toUpperCase()] : undefined;
  if (abbreviated === undefined && isTimeZone(text)) return null;
  const problem = `must be ${TIME_ZONE_RULE}${orElse}`;
  if (OFFSET.test(text)) return `${problem}; an offset belongs to a time, as in 2026-12-01T14:00:00-05:00`;
  const meant = abbreviated ?? (spellings ??= spelled()).get(letters(text));
  return meant === undefined ? problem : `${problem}; did you mean ${meant}?`;
}

/** Made at the first wrong zone. */
let spellings: ReadonlyMap<string, string> | undefined;

/** Zones by what else they are called: `Eastern Standard Time` (Windows), `America/New York`, `new york`. */
function spelled(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, zone: string): void => {
    if (!found.has(letters(name)) && isTimeZone(zone)) found.set(letters(name), zone);
  };
  for (const { windowsName, territory, iana } of WINDOWS_TO_IANA_MAP)
    if (territory === '001' && windowsName.endsWith('Time')) add(windowsName, iana[0]);
  const zones = IANA_ALIAS_MAP.flatMap(({ alias }): readonly string[] => alias).filter((name) => name.includes('/'));
  for (const zone of zones) add(zone, zone);
  for (const zone of zones) add(zone.slice(zone.lastIndexOf('/') + 1), zone);
  return found;
}

/** `Eastern Daylight Time` and `Eastern Time` are the `Eastern Standard Time` of Windows. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/\b(standard|daylight|summer)\b|[^a-z]/g, '');
}
