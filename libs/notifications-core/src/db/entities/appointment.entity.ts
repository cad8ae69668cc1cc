import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** The newest snapshot of an appointment that any event brought. */
@Entity('appointment')
export class AppointmentEntity {
  @PrimaryColumn('text')
  id!: string;

  /** Grows by one with each newer event, also where the platform sends no version. */
  @Column('integer')
  revision!: number;

  /** The platform's own version; a string, because bigint does not fit a JavaScript number. */
  @Column('bigint', { nullable: true })
  version!: string | null;

  @Column('timestamptz', { name: 'occurred_at', nullable: true })
  occurredAt!: Date | null;

  @Column('text')
  status!: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  /** IANA zone, or the offset given, that the start is shown in. */
  @Column('text')
  zone!: string;

  @Column('text', { name: 'recipient_id' })
  recipientId!: string;

  @Column('jsonb')
  snapshot!: unknown;

  /** When we learned that it is cancelled, by the database's clock; `null` while it is not. */
  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt!: Date;
}
