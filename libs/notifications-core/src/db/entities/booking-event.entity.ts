import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Inbox: one row per accepted event; the key makes a second one with the same id impossible. */
@Entity('booking_event')
export class BookingEventEntity {
  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('text', { name: 'event_id' })
  eventId!: string;

  @Column('text')
  type!: string;

  @Column('text', { name: 'appointment_id' })
  appointmentId!: string;

  /** The event as it came, unknown fields included. */
  @Column('jsonb')
  payload!: unknown;

  /** What was answered, so that a repeat gets the same. */
  @Column('jsonb')
  answer!: unknown;

  @CreateDateColumn({ type: 'timestamptz', name: 'received_at' })
  receivedAt!: Date;
}
