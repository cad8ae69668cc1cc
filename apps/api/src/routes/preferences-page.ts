import { CHANNELS, type Channel, type LinkedPreferences } from '@booking/notifications-core';
import { escaped } from '../http/page.js';
import type { ReaderLanguage } from '../http/reader-language.js';
import { isolated, paragraph, readerContent, type PageContent } from '../http/reader-page.js';
import {
  KINDS,
  valuesOf,
  type FormValues,
  type Mistakes,
  type SentForm,
  type Switch,
  type Time,
} from './preferences-form.js';
import { PREFERENCES_WORDS, type PreferencesWords } from './preferences-words.js';

/** What the parts of the form are made from. */
interface Form {
  readonly words: PreferencesWords;
  readonly values: FormValues;
  readonly mistakes: Mistakes;
}

/**
 * The form of a reader's preferences. It posts to its own address, wherever a proxy has put that.
 * @param sent the form as it came, after it was saved or refused. Refused, it shows what was typed.
 */
export function preferencesPage(
  { preferences, zone }: LinkedPreferences,
  business: string,
  language: ReaderLanguage,
  sent?: SentForm,
): PageContent {
  const words = PREFERENCES_WORDS[language];
  const mistakes: Mistakes = sent?.mistakes ?? new Map();
  const isWrong = mistakes.size > 0;
  const values = { ...valuesOf(preferences), ...(isWrong ? sent?.typed : {}) };
  const form = { words, values, mistakes };
  const content = readerContent(business, words.heading, [
    ...(sent === undefined ? [] : [isWrong ? refused(form) : saved(words)]),
    paragraph(words.about(isolated(business))),
    '<form class="long" method="post" novalidate>',
    ...CHANNELS.map((channel) => channelPart(form, channel)),
    remindersPart(form),
    quietPart(form, zone === null ? words.venueZone : words.inZone(isolated(zoneName(zone, language)))),
    `<button>${escaped(words.save)}</button>`,
    '</form>',
  ]);
  return isWrong ? { ...content, title: `${words.error}: ${content.title}` } : content;
}

function saved({ saved }: PreferencesWords): string {
  return `<div class="told" role="status">${paragraph(saved)}</div>`;
}

/** Says what is wrong before the form, with links to the fields. */
function refused({ words, mistakes }: Form): string {
  const items = [...mistakes].map(
    ([field, mistake]) => `<li><a href="#${field}">${escaped(words.mistakes[mistake])}</a></li>`,
  );
  return `<div class="told bad" role="alert">${paragraph(words.notSaved)}<ul>${items.join('')}</ul></div>`;
}

function channelPart(form: Form, channel: Channel): string {
  const { channels, kinds } = form.words;
  const { name, all } = channels[channel];
  return group(name, [
    choice(form, `${channel}_enabled`, all, 'whole'),
    '<div class="part">',
    ...KINDS.map((kind) => choice(form, `${channel}_${kind}`, kinds[kind])),
    '</div>',
  ]);
}

function remindersPart(form: Form): string {
  const { reminders, hours, hoursHint } = form.words;
  return group(reminders, [field(form, 'reminder_hours', hours, { hint: hoursHint, autocomplete: 'off' })]);
}

function quietPart(form: Form, clock: string): string {
  const { quiet, quietOn, from, until, quietHint } = form.words;
  return group(quiet, [
    choice(form, 'quiet_hours_enabled', quietOn),
    '<div class="span">',
    field(form, 'quiet_hours_start', from, { type: 'time' }),
    field(form, 'quiet_hours_end', until, { type: 'time' }),
    '</div>',
    paragraph(clock, 'soft'),
    paragraph(quietHint, 'soft'),
  ]);
}

function group(legend: string, parts: readonly string[]): string {
  return `<fieldset>\n<legend>${escaped(legend)}</legend>\n${parts.join('\n')}\n</fieldset>`;
}

function choice({ words, values, mistakes }: Form, name: Switch, label: string, kind?: 'whole'): string {
  const mistake = mistakes.get(name);
  const more = `${kind === undefined ? '' : ` class="${kind}"`}${values[name] ? ' checked' : ''}`;
  const box = `<input type="checkbox" id="${name}" name="${name}" value="on"${more}${invalid(name, mistake !== undefined)}>`;
  const told = mistake === undefined ? '' : wrong(name, words.mistakes[mistake]);
  return `<input type="hidden" name="${name}" value="off"><label class="choice">${box}<span>${escaped(label)}</span></label>${told}`;
}

interface FieldLook {
  readonly hint?: string;
  readonly autocomplete?: string;
  readonly type?: 'time';
}

function field(
  { words, values, mistakes }: Form,
  name: Time | 'reminder_hours',
  label: string,
  { hint, autocomplete, type }: FieldLook,
): string {
  const mistake = mistakes.get(name);
  // A browser shows nothing in a field for a time that holds none, and what was typed would be lost.
  const kind = mistake === undefined ? (type ?? 'text') : 'text';
  const hintId = hint === undefined ? undefined : `${name}-hint`;
  return [
    `<div class="field"><label for="${name}">${escaped(label)}</label>`,
    `<input type="${kind}" id="${name}" name="${name}" value="${escaped(values[name])}" dir="ltr"`,
    autocomplete === undefined ? '' : ` autocomplete="${autocomplete}"`,
    `${invalid(name, mistake !== undefined, hintId)}>`,
    mistake === undefined ? '' : wrong(name, words.mistakes[mistake]),
    hint === undefined ? '' : `<p class="soft" id="${name}-hint">${escaped(hint)}</p>`,
    '</div>',
  ].join('');
}

function invalid(name: string, isWrong: boolean, hintId?: string): string {
  const described = [isWrong ? `${name}-wrong` : undefined, hintId].filter((id) => id !== undefined).join(' ');
  return `${isWrong ? ' aria-invalid="true"' : ''}${described === '' ? '' : ` aria-describedby="${described}"`}`;
}

function wrong(name: string, text: string): string {
  return `<p class="wrong" id="${name}-wrong">${escaped(text)}</p>`;
}

/** `Eastern Time`, in the reader's language. A zone that has no name is shown as it is: `+09:00`. */
function zoneName(zone: string, language: ReaderLanguage): string {
  try {
    const format = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'longGeneric' });
    const name = format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value;
    return name ?? zone;
  } catch {
    return zone;
  }
}
