import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** The newest snapshot of an appointment. */
@Entity('appointment')
export class AppointmentEntity {
  @PrimaryColumn('text')
  id!: string;

  /** Counts newer events of the booking, even if the platform sends no version. */
  @Column('integer')
  revision!: number;

  /** The platform's own version. A string, because a bigint may not fit a JavaScript number. */
  @Column('bigint', { nullable: true })
  version!: string | null;

  @Column('timestamptz', { name: 'occurred_at', nullable: true })
  occurredAt!: Date | null;

  @Column('text')
  status!: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  /** The zone in which the start is shown: an IANA name, or the offset of the event. */
  @Column('text')
  zone!: string;

  @Column('text', { name: 'recipient_id' })
  recipientId!: string;

  @Column('jsonb')
  snapshot!: unknown;

  /** When we learned of the cancel, by the database's clock. `null` while it is not cancelled. */
  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
