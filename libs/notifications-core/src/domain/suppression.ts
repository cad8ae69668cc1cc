/**
 * Why an address must not be written to. `opted_out`: its owner said STOP, and only their START lifts it. `manual`: an
 * admin listed it.
 */
export type SuppressionCause = 'bounced' | 'unsubscribed' | 'opted_out' | 'spam_report' | 'manual';
