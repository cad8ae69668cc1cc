import type { TemplateCategory } from '../domain/notification.js';

/** Whether a message goes out once more of which nobody knows whether the provider took it. */
interface SecondTry {
  readonly once: boolean;
  readonly because: string;
}

/**
 * By kind of template. A second try also needs a use: what expired meanwhile, or is overtaken by its booking, is not sent
 * again.
 */
export const SECOND_TRY: Readonly<Record<TemplateCategory, SecondTry>> = {
  transactional: {
    once: true,
    because: 'who reads of an appointment twice is not harmed, and who never reads of it may miss it',
  },
  marketing: {
    once: false,
    because: 'nobody misses an offer, and to get it twice is a nuisance to a whole list at a time',
  },
};

/** The kinds of template whose doubts end without a second try. */
export const NEVER_TWICE = (Object.keys(SECOND_TRY) as TemplateCategory[]).filter(
  (category) => !SECOND_TRY[category].once,
);
