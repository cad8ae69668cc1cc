import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Channel, Lane, Reason, State, TemplateContext } from '../../domain/notification.js';

/**
 * Queue and history in one: a row is planned, claimed, sent and kept. Only the guarded statements of
 * `db/notifications/` change rows. The entity is for reading.
 */
@Entity('notification')
export class NotificationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('text', { name: 'appointment_id', nullable: true })
  appointmentId!: string | null;

  @Column('integer', { name: 'appointment_revision', nullable: true })
  appointmentRevision!: number | null;

  @Column('uuid', { name: 'batch_id', nullable: true })
  batchId!: string | null;

  @Column('text', { name: 'notification_type' })
  channel!: Channel;

  @Column('text', { name: 'template_name' })
  templateName!: string;

  @Column('integer', { name: 'template_version', nullable: true })
  templateVersion!: number | null;

  @Column('text')
  lane!: Lane;

  @Column('boolean', { name: 'is_test', default: false })
  isTest!: boolean;

  @Column('text', { name: 'recipient', nullable: true })
  address!: string | null;

  @Column('text')
  locale!: string;

  @Column('jsonb')
  context!: TemplateContext;

  @Column('integer', { name: 'hours_until', nullable: true })
  hoursUntil!: number | null;

  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  @Column('text', { default: 'pending' })
  state!: State;

  @Column('text', { nullable: true })
  reason!: Reason | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  @Column('timestamptz', { name: 'scheduled_for' })
  scheduledFor!: Date;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('integer', { default: 1 })
  generation!: number;

  @Column('timestamptz', { name: 'handed_until', nullable: true })
  handedUntil!: Date | null;

  @Column('integer', { default: 0 })
  fence!: number;

  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** How many of the attempts met a provider that took nothing more at that moment (429). They used up no try. */
  @Column('integer', { default: 0 })
  slowed!: number;

  /** How often a send got no clear answer. After the first doubt it is sent once more, after the second never. */
  @Column('integer', { default: 0 })
  doubts!: number;

  /** How many more messages than one the provider is proven to have taken. */
  @Column('integer', { default: 0 })
  duplicates!: number;

  /** When a doubt is looked up at its provider next. */
  @Column('timestamptz', { name: 'look_at', nullable: true })
  lookAt!: Date | null;

  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text', { nullable: true })
  provider!: string | null;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId!: string | null;

  @Column('text', { name: 'delivery_status', nullable: true })
  deliveryStatus!: string | null;

  /** The provider's code that came with the delivery status. */
  @Column('text', { name: 'delivery_code', nullable: true })
  deliveryCode!: string | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;

  /** Parts of the SMS that were last handed to the provider. `null`: no SMS, or not known. */
  @Column('smallint', { nullable: true })
  segments!: number | null;

  /** A receipt said so, whatever the delivery status shows. So do the two below. */
  @Column('boolean', { name: 'was_opened', default: false })
  wasOpened!: boolean;

  @Column('boolean', { name: 'was_clicked', default: false })
  wasClicked!: boolean;

  @Column('boolean', { name: 'was_unsubscribed', default: false })
  wasUnsubscribed!: boolean;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** When its recipient was erased. The row is then not sent, and its personal data is removed. */
  @Column('timestamptz', { name: 'erased_at', nullable: true })
  erasedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
