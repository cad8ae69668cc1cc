/** The side door, for tests only: they need single parts of the core. Apps use `index.ts`; lint checks it. */

export { createBookingEventIntake } from './bookings/accept.js';
export { createDelivery } from './delivery/deliver.js';
export { REASONS } from './domain/notification.js';
export { SCHEDULER_KEY } from './maintenance/scheduler-beat.js';
export { updatePreferences } from './people/preferences.js';
export { replanUsers } from './planning/replan.js';
export { createChannelGate } from './providers/channel-gate.js';
export type { EmailMessage, SmsMessage } from './providers/provider.js';
export { captureInto, createSandboxProvider } from './providers/sandbox.js';
export { eraseJobs } from './queues/erase-jobs.js';
export { createQueueProducer } from './queues/producer.js';
export { createTemplateCache, type TemplateCacheOptions, type TemplateProblem } from './templates/cache.js';
export { readShippedTemplates, type ShippedTemplate } from './templates/shipped.js';
