import type { Twilio } from 'twilio';
import type { MessagePage } from 'twilio/lib/rest/api/v2010/account/message.js';
import { DeliveryFailure, RetryLater } from '../domain/errors.js';
import type { Listed, LookUp } from './provider.js';

/** A resource has up to 2.5 KB, so that a page stays below the longest answer that is read. */
const PAGE_SIZE = 50;
/** More messages than this to one number within minutes are no everyday number: what is further back is not found. */
const MOST_PAGES = 4;

/**
 * The messages that Twilio took for a number, whatever became of them: also what it could not deliver, or what somebody
 * cancelled there, was taken. Answers of people are left out. A message that Twilio still holds back may be missing: it
 * has no `DateSent` yet.
 * @param timeoutMs after this no further page is asked for. Each page has its own deadline.
 * @throws {DeliveryFailure} when the list, or a part of it, could not be read.
 */
export async function listMessages(client: Twilio, { to, from, until }: LookUp, timeoutMs: number): Promise<Listed[]> {
  const latest = performance.now() + timeoutMs;
  try {
    const found: Listed[] = [];
    let page: Pick<MessagePage, 'instances' | 'nextPage'> = await client.messages.page({
      to,
      dateSentAfter: from,
      pageSize: PAGE_SIZE,
    });
    for (let pages = 1; ; pages++) {
      for (const { sid, body, direction, dateCreated } of page.instances) {
        const isOurs = direction === 'outbound-api' && dateCreated >= wholeSecond(from) && dateCreated <= until;
        if (isOurs && typeof sid === 'string' && sid !== '')
          found.push({ providerMessageId: sid, text: body, at: dateCreated });
      }
      const next = pages < MOST_PAGES && performance.now() < latest ? page.nextPage() : undefined;
      if (next === undefined) return found;
      page = await next;
    }
  } catch (error) {
    if (error instanceof DeliveryFailure) throw error;
    // The error of the SDK quotes the answer, so it is dropped.
    throw new RetryLater('Twilio answered, but its list of messages could not be read');
  }
}

/** Twilio's times have no milliseconds. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1_000) * 1_000);
}
