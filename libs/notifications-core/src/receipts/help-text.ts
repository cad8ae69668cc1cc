import type { Config } from '../config/config.js';
import { formatPhone } from '../domain/phone-text.js';
import { plainLetters } from '../templates/plain-letters.js';
import { isGsm, measureSms, normalizeSmsText } from '../templates/sms-encoding.js';

type Business = Pick<Config, 'BUSINESS_NAME' | 'BUSINESS_PHONE' | 'DEFAULT_LOCALE'>;

interface Words {
  readonly about: string;
  readonly help: (phone: string) => string;
  readonly stop: string;
}

const ENGLISH: Words = {
  about: 'messages about your appointments.',
  help: (to) => `Help: ${to}.`,
  stop: 'Reply STOP to opt out.',
};
/** In letters of GSM-7. Arabic has none there, and its readers know the word STOP from every SMS. */
const WORDS: Readonly<Partial<Record<string, Words>>> = {
  es: { about: 'mensajes sobre tus citas.', help: (to) => `Ayuda: ${to}.`, stop: 'Responde STOP para darte de baja.' },
  fr: {
    about: 'messages sur vos rendez-vous.',
    help: (to) => `Aide : ${to}.`,
    stop: 'Répondez STOP pour ne plus en recevoir.',
  },
  de: { about: 'Nachrichten zu Ihren Terminen.', help: (to) => `Hilfe: ${to}.`, stop: 'STOP beendet sie.' },
  pt: { about: 'mensagens sobre seus agendamentos.', help: (to) => `Ajuda: ${to}.`, stop: 'Responda STOP para parar.' },
};
/** Characters. More is no phone number to dial. */
const LONGEST_PHONE = 30;

/**
 * The answer to HELP: who writes, whom to ask and how to end it, in one segment of GSM-7. A name that is too long for
 * that is cut. Nobody knows the language of who asks, so it is that of the shop.
 */
export function helpText({ BUSINESS_NAME, BUSINESS_PHONE, DEFAULT_LOCALE }: Business): string {
  const { about, help, stop } = WORDS[DEFAULT_LOCALE.split('-')[0] ?? ''] ?? ENGLISH;
  const phone = BUSINESS_PHONE === undefined ? '' : inGsm(formatPhone(BUSINESS_PHONE, null));
  const rest = [about, ...(phone === '' || phone.length > LONGEST_PHONE ? [] : [help(phone)]), stop].join(' ');
  const letters = Array.from(inGsm(BUSINESS_NAME));
  for (let length = letters.length; length > 0; length--) {
    const text = `${letters.slice(0, length).join('').trim()}: ${rest}`;
    if (measureSms(text).segments === 1) return text;
  }
  return rest;
}

function inGsm(text: string): string {
  const plain = plainLetters(normalizeSmsText(text).replaceAll('\n', ' '), isGsm);
  return Array.from(plain).filter(isGsm).join('').trim();
}
