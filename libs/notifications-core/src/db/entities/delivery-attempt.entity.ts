import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome, Evidence } from '../../domain/notification.js';

/** One claim of a notification and how it ended. */
@Entity('delivery_attempt')
export class DeliveryAttemptEntity {
  @PrimaryColumn('uuid', { name: 'notification_id' })
  notificationId!: string;

  @PrimaryColumn('integer')
  fence!: number;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs!: number | null;

  @Column('text')
  outcome!: AttemptOutcome;

  @Column('text', { nullable: true })
  provider!: string | null;

  @Column('integer', { name: 'provider_status', nullable: true })
  providerStatus!: number | null;

  @Column('text', { name: 'provider_code', nullable: true })
  providerCode!: string | null;

  @Column('text', { name: 'error_message', nullable: true })
  errorMessage!: string | null;

  /** By what it became known that the provider took this message, although no answer was recorded. */
  @Column('text', { nullable: true })
  evidence!: Evidence | null;

  @Column('timestamptz', { name: 'evidence_at', nullable: true })
  evidenceAt!: Date | null;
}
