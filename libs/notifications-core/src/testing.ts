/** The side door: parts that only tests take one by one. No app comes in here; lint holds them to `index.ts`. */

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
