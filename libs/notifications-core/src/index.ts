/**
 * The front door of the core, room by room, from the top down: what the API, the worker, the command line and the local
 * stack use. `createEngine` assembles it. The ways in and out are in `sends/`, `bookings/` and `delivery/`.
 */

export { createEngine, type Engine } from './engine.js';

// sends: messages on request, without a booking event.
export { parseBulkRequest } from './sends/bulk-request.js';
export { BulkSend } from './sends/bulk.dto.js';
export { sendBulk, type BulkAnswer, type BulkSkipped } from './sends/bulk.js';
export { KeyReused, requestChecksum, type Answered, type Idempotency } from './sends/idempotency.js';
export { redrive, resend, type RedriveRequest, type ResendRefusal } from './sends/resend.js';
export { parseSendRequest } from './sends/send-request.js';
export { SendNotification, SendRecipient } from './sends/send.dto.js';
export { sendNotification } from './sends/send.js';
export { sendTest, type TestSendResult, type TestText } from './sends/test-send.js';

// people: recipients and their preferences.
export { eraseForgottenJobs, erasePerson, finishErasures } from './people/erasure.js';
export { changePreferences, readPreferences } from './people/preferences.js';
export { changeLinkedPreferences, findLinkedPreferences, type LinkedPreferences } from './people/linked-preferences.js';
export {
  contactErrors,
  findRecipient,
  putRecipient,
  type Recipient,
  type RecipientChanges,
} from './people/recipients.js';
export {
  changeSubscription,
  findSubscription,
  type SubscriptionChange,
  type SubscriptionState,
} from './people/subscription.js';
export { suppressByHand, unsuppress } from './people/suppressions.js';
export { addressMeant, searchRecipients, type PeopleSearch } from './people/search.js';

// sessions: who may enter the console, and who is in it.
export {
  beginSession,
  createSignInCode,
  endSession,
  findSession,
  SESSION_MS,
  takeSignInCode,
  type BegunSession,
  type ConsoleSession,
} from './sessions/sessions.js';

// bookings: events in.
export type { BookingEventIntake } from './bookings/accept.js';
export { acceptedFields, type AcceptedEvent, type PlannedItems } from './bookings/answer.js';
export {
  AppointmentDto,
  BookingEventDataDto,
  BookingEventDto,
  BusinessDto,
  CancellationDto,
  ClientDto,
  AppointmentLinksDto,
  PreviousAppointmentDto,
} from './bookings/booking-event.dto.js';
export { parseBookingEvent, parseBookingEvents, type EventDefaults } from './bookings/read-event.js';
export { latestAppointments, type AppointmentPlace, type ListedAppointment } from './db/appointment-list.js';
export { readStory, type AppointmentStory, type NotSent, type StoryEvent } from './bookings/story.js';

// planning: from an event to the notifications that must be sent.
export { REMINDERS_WITHIN_MS, sendReminders } from './planning/missing-reminders.js';

// delivery: notifications out.
export type { Delivery, DeliveryResult } from './delivery/deliver.js';
export { takeDue } from './delivery/direct.js';
export { dispatchDue, explainWaiting, type Round } from './delivery/dispatch.js';
export { lookUpDoubts } from './delivery/look-up.js';
export { stopGraceMs } from './delivery/stop-grace.js';
export { resumeConfigured, sweep } from './delivery/sweep.js';

// receipts: what providers say later.
export { takeInbound, type InboundMessage } from './receipts/inbound.js';
export { matchLateReceipts, receive } from './receipts/receive.js';

// maintenance: work that one pod does for all.
export { cleanQueues, cleanUp } from './maintenance/cleanup.js';
export { answers, checkHealth, type HealthReport } from './maintenance/health.js';
export { createPostgresProbe } from './maintenance/readiness.js';
export { createSelfCheck, type SelfCheck } from './maintenance/self-check.js';
export { createStatus, type PartName, type SystemStatus } from './maintenance/status.js';
export { overtakenBy, SCHEDULE, slotOf, tickIdOf } from './maintenance/schedule.js';
export { beatScheduler, readScheduler, SCHEDULER_BEAT_MS, type SchedulerBeat } from './maintenance/scheduler-beat.js';

// queues and services: connections that a process opens.
export { countJobs, type QueueCounts } from './queues/counts.js';
export type { QueueDepth } from './queues/delivery-queues.js';
export { openQueuesToShow, shownOfJob } from './queues/queues-to-show.js';
export type { QueueProducer } from './queues/producer.js';
export { askRedis, connectRedis, hasDatabase, IMPATIENT, PATIENT } from './services/redis.js';
export { openServices, type Services } from './services/services.js';

// providers: how each channel sends.
export type { ChannelGate } from './providers/channel-gate.js';
export { createRate, type Rate } from './providers/rate.js';
export { channelMode, sandboxOpen } from './providers/registry.js';
export { JOBS_FOR_EACH_TURN } from './providers/turns.js';
export { readSendGridEvent } from './providers/sendgrid-receipts.js';
export { isSignedBySendGrid } from './providers/sendgrid-signature.js';
export { twilioAnswer } from './providers/twilio-answer.js';
export { readTwilioStatus } from './providers/twilio-receipts.js';
export { isSignedByTwilio, type SignedParameters } from './providers/twilio-signature.js';
export { listSandboxMessages, type SandboxMessage } from './providers/sandbox.js';

// templates: the texts of messages.
export type { TemplateCache } from './templates/cache.js';
export { TemplateRefused } from './templates/language/refused.js';
export { TEMPLATE_PARTIALS } from './templates/partial-reference.js';
export { previewTemplate, type TemplatePreview } from './templates/preview.js';
export {
  populateTemplates,
  readShippedPartials,
  shippedTemplatesFolder,
  ShippedTemplatesError,
  type PopulatedTemplate,
} from './templates/shipped.js';
export type { SmsMeasure } from './templates/sms-encoding.js';
export { editTemplate, findStoredTemplate, type TemplateEdit } from './templates/stored.js';
export type { UnfilledVariable } from './templates/unfilled-variables.js';
export { readVersions, restoreVersion } from './templates/versions.js';
export { TEMPLATE_VARIABLES } from './templates/variables.js';

// assets: pictures for mails.
export { LARGEST_ASSET, shownAsset, storeAsset, type Asset } from './assets/assets.js';

// history: what became of notifications.
export {
  cancelPending,
  readHistory,
  readHistoryDetail,
  type AttemptLogEntry,
  type HistoryDetail,
  type HistoryEntry,
  type HistoryQuery,
  type HistoryScope,
  type ReceiptEntry,
} from './history/history.js';
export { compactAnalytics, readAnalytics, type Analytics, type AnalyticsQuery } from './history/analytics.js';
export type { BucketSize } from './history/buckets.js';
export { createChangeWatch, type Change, type ChangeWatch } from './history/changes.js';
export { compactStatistics, readStatistics, type Statistics } from './history/statistics.js';

// observability: what operators see.
export { assertLogFolder, makeFolder } from './observability/log-folder.js';
export { createLogger, errorFields, type Logger } from './observability/logging.js';
export { metrics } from './observability/metrics.js';
export { NestLog } from './observability/nest-log.js';

// db: the schema, outages, and queries that apps make directly.
export { COUNTED } from './db/analytics.js';
export { listAssets, readAsset } from './db/assets.js';
export { readBatchProgress, type BatchProgress } from './db/batches.js';
export { CONSOLE_ROLES, type ConsoleRole, type ConsoleUser } from './db/console-sessions.js';
export { createDataSource, migrate } from './db/data-source.js';
export { DATABASE_RETRY_AFTER_SECONDS, isDatabaseOutage, isUnstorableText } from './db/outage.js';
export { ConflictsPersist } from './db/sql.js';
export { findPreferences } from './db/preferences.js';
export { deleteSandboxMessages } from './db/sandbox-messages.js';
export { askSchema, isMigrated, lookAtSchema, postgresVersion } from './db/schema.js';
export {
  readSuppressions,
  type ListedSuppression,
  type ListPlace,
  type SuppressionQuery,
} from './db/suppression-list.js';
export { listTemplates, type StoredTemplate, type StoredVersion, type TemplateSummary } from './db/templates.js';

// config: settings from the environment.
export { ConfigError, DEVELOPMENT_TOKEN_ISSUER, readConfig, SETTINGS, type Config } from './config/config.js';
export { parseRedisUrl } from './config/redis-url.js';
export { configurationReference } from './config/reference.js';
export { isReminderHours } from './config/setting.js';

// domain: types and rules that every room uses.
export type { BookingEvent } from './domain/booking.js';
export { didYouMean } from './domain/did-you-mean.js';
export { DELIVERY_STATUSES } from './domain/delivery-status.js';
export type { Receipt } from './domain/receipt.js';
export type { SuppressionCause } from './domain/suppression.js';
export { firstOfEach, InvalidInput, type FieldError } from './domain/errors.js';
export { fieldErrors, unknownField } from './domain/field-check.js';
export {
  all,
  IfPresent,
  IfPresentAndNotNull,
  IsInstant,
  IsJsonObject,
  IsLanguageTag,
  IsNotBlank,
  IsOneOf,
  rule,
  IsTimeZone,
  IsTrueOrFalse,
} from './domain/field-rules.js';
export { isUserId, isUuid, LONGEST_ID } from './domain/ids.js';
export {
  BOOKING_EVENT_JOB,
  DELIVER_JOB,
  DELIVERY_QUEUES,
  MAINTENANCE_JOBS,
  PING_JOB,
  QUEUE_PREFIX,
  queueOf,
  QUEUES,
  type DeliverJob,
  type DeliveryQueue,
  type HandedOver,
  type MaintenanceJob,
  type Pong,
  type QueueName,
} from './domain/jobs.js';
export {
  CHANNELS,
  FAILED_REASONS,
  LANES,
  REASONS,
  STATES,
  STATUSES,
  type Channel,
  type FailedReason,
  type Lane,
  type Reason,
  type State,
  type Status,
  type TemplateCategory,
  type TemplateContext,
} from './domain/notification.js';
export { MEDIA_TYPE_OF, readAssetName } from './domain/picture.js';
export type { PreferenceChanges, PreferenceRules, Preferences } from './domain/preferences.js';
export { canonicalLocale, isTemplateName, LONGEST_LANGUAGE_TAG, TEMPLATE_NAME_RULE } from './domain/template-key.js';
export { parseInstant } from './domain/wall-time.js';
