import type { components } from '../api/schema.js';

export type Cause = components['schemas']['Suppression']['cause'];

interface CauseWords {
  /** Goes on after "because". */
  readonly text: string;
  readonly label: string;
  /** What has to happen before the address is written to again. */
  readonly lift: string;
  readonly isLiftedByHand: boolean;
}

const BY_ADMIN = 'An admin lifts it.';

/** Why an address is not written to, and what ends it. */
export const CAUSES: Readonly<Record<Cause, CauseWords>> = {
  bounced: {
    label: 'Comes back',
    text: 'messages to it came back',
    lift: 'Ask for a right address. If this one works again, an admin lifts it.',
    isLiftedByHand: true,
  },
  unsubscribed: {
    label: 'Unsubscribed',
    text: 'its owner unsubscribed from all mail',
    lift: 'When its owner asks for mail again, an admin lifts it.',
    isLiftedByHand: true,
  },
  opted_out: {
    label: 'Sent STOP',
    text: 'its owner answered STOP',
    lift: 'Only its owner can, by sending START from that number.',
    isLiftedByHand: false,
  },
  spam_report: {
    label: 'Marked as spam',
    text: 'its owner marked a mail as spam',
    lift: 'When its owner asks for mail again, an admin lifts it.',
    isLiftedByHand: true,
  },
  manual: { label: 'By hand', text: 'an admin put it there', lift: BY_ADMIN, isLiftedByHand: true },
};
