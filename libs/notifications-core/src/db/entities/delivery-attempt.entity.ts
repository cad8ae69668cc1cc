import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttemptOutcome } from '../../domain/notification.js';

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
}
