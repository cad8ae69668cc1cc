import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '@booking/notifications-core';
import { wantsHtml } from '../http/page.js';
import { Problem } from '../http/problem-details.js';
import { readerLanguage, type ReaderLanguage } from '../http/reader-language.js';
import { paragraph, readerContent, readerPage, type PageContent } from '../http/reader-page.js';

/** A request of a reader, and what its answer depends on. */
export interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly config: Pick<Config, 'BUSINESS_NAME' | 'DEFAULT_LOCALE'>;
}

/** Why a link is refused, for programs and in the documentation. */
export const UNKNOWN_LINK =
  'This link was made by somebody else, was changed, or is not whole. A browser gets a page that says so.';

/**
 * Answers with a page in the reader's language.
 * @param known the language of the person. `null`: that of the browser.
 */
export function answerReader(
  { request, reply, config }: Asked,
  known: string | null,
  content: (business: string, language: ReaderLanguage) => PageContent,
): string {
  const language = readerLanguage(known, request.headers['accept-language'], config.DEFAULT_LOCALE);
  return readerPage(reply, { ...content(config.BUSINESS_NAME, language), language });
}

/**
 * Says that a link is none of ours: to a person by a page.
 * @throws {Problem} 404 to a program.
 */
export function refuseLink(asked: Asked): string {
  if (!wantsHtml(asked.request, asked.reply)) throw new Problem('not_found', UNKNOWN_LINK);
  asked.reply.status(404);
  return answerReader(asked, null, (business, language) => {
    const { broken, why } = WORDS[language];
    return readerContent(business, broken, [paragraph(why)]);
  });
}

const WORDS: Readonly<Record<ReaderLanguage, { readonly broken: string; readonly why: string }>> = {
  en: {
    broken: 'This link does not work',
    why: 'Part of it may be missing. Open it from the message again, or use the link in a newer one.',
  },
  es: {
    broken: 'Este enlace no funciona',
    why: 'Puede que falte una parte. Ábrelo de nuevo desde el mensaje o usa el enlace de uno más reciente.',
  },
  fr: {
    broken: 'Ce lien ne fonctionne pas',
    why: 'Il en manque peut-être une partie. Ouvrez-le de nouveau depuis le message, ou depuis un plus récent.',
  },
  de: {
    broken: 'Dieser Link funktioniert nicht',
    why: 'Vielleicht fehlt ein Teil. Öffnen Sie ihn noch einmal aus der Nachricht oder aus einer neueren.',
  },
  pt: {
    broken: 'Este link não funciona',
    why: 'Talvez falte uma parte. Abra-o de novo a partir da mensagem ou use o link de uma mais recente.',
  },
  ar: {
    broken: 'هذا الرابط لا يعمل',
    why: 'ربما ينقصه جزء. افتحه مرة أخرى من الرسالة، أو استخدم الرابط الموجود في رسالة أحدث.',
  },
};
