import type { DataSource } from 'typeorm';
import { templatesAt } from '../db/templates.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import { localesToTry } from '../domain/template-key.js';
import { sendingContext, type ReaderLinks } from './default-context.js';
import { compileTemplate } from './render.js';
import { readShippedPartials } from './shipped.js';

/** A message of some time ago. */
export interface PastMessage {
  readonly channel: Channel;
  readonly templateName: string;
  readonly locale: string;
  readonly context: TemplateContext;
  /** As for marketing: a text that is none has no link to unsubscribe by. */
  readonly links: ReaderLinks;
  /** When it was rendered, give or take some seconds. */
  readonly at: Date;
}

/**
 * The texts that a message may have had. Bodies are not stored, so they are rendered again, by the versions that its
 * template had then. Empty: no version of then can be rendered any more.
 */
export async function pastTexts(
  dataSource: DataSource,
  { channel, templateName, locale, context, links, at }: PastMessage,
  defaultLocale: string,
): Promise<ReadonlySet<string>> {
  const wanted = new Set(localesToTry(locale, defaultLocale).map(normal));
  const versions = (await templatesAt(dataSource, templateName, channel, at)).filter((row) =>
    wanted.has(normal(row.locale)),
  );
  const partials = readShippedPartials();
  return new Set(
    versions.flatMap((version) => {
      const unsubscribeUrl = version.category === 'marketing' ? links.unsubscribeUrl : null;
      const values = { ...context, ...sendingContext({ ...links, unsubscribeUrl }) };
      try {
        return [compileTemplate({ name: templateName, channel, ...version }, partials).render(values).text];
      } catch {
        // A version that does not compile, or does not take this context, was not what was sent.
        return [];
      }
    }),
  );
}

const normal = (locale: string): string => locale.replaceAll('_', '-').toLowerCase();
