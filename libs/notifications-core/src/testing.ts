/** The side door, for tests only: they need single parts of the core. Apps use `index.ts`; lint checks it. */

export { parseBookingEvent } from './bookings/read-event.js';
export { claim, recordOutcomes, type Outcome } from './db/notifications/claimed.js';
export { liftOptOuts, readSuppressed, suppress, type Suppression } from './db/suppressions.js';
export { applyProofs, settleProven, type Proof } from './db/notifications/proven.js';
export { REASONS } from './domain/notification.js';
export { SCHEDULER_KEY } from './maintenance/scheduler-beat.js';
export { appointmentContext, cancellationContext, rescheduleContext } from './planning/facts.js';
export { createChannelGate, type GateOptions } from './providers/channel-gate.js';
export { createLinks } from './links/links.js';
export type { EmailMessage, SmsMessage } from './providers/provider.js';
export { captureInto, createSandboxProvider } from './providers/sandbox.js';
export { createTemplateCache, type TemplateCacheOptions, type TemplateProblem } from './templates/cache.js';
export { compileTemplate } from './templates/render.js';
export { followPartials } from './templates/follow-partials.js';
export { readShippedPartials, readShippedTemplates, type ShippedTemplate } from './templates/shipped.js';
export { measureSms } from './templates/sms-encoding.js';
