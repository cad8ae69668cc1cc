/** The side door: parts that only tests take one by one. No app comes in here; lint holds them to `index.ts`. */

export { REASONS } from './domain/notification.js';
export { SCHEDULER_KEY } from './maintenance/scheduler-beat.js';
export { createChannelGate } from './providers/channel-gate.js';
export type { EmailMessage, SmsMessage } from './providers/provider.js';
export { captureInto, createSandboxProvider } from './providers/sandbox.js';
export { createTemplateCache, type TemplateCacheOptions, type TemplateProblem } from './templates/cache.js';
export { readShippedTemplates, type ShippedTemplate } from './templates/shipped.js';
