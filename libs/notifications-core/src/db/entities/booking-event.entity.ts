import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** The inbox: one row per accepted event. The key allows no second row with the same source and id. */
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

  /** The answer that was given. A repeated event gets the same. */
  @Column('jsonb')
  answer!: unknown;

  @CreateDateColumn({ type: 'timestamptz', name: 'received_at' })
  receivedAt!: Date;

  /** When the event came again: the latest times, oldest first. */
  @Column('timestamptz', { name: 'repeated_at', array: true, default: () => "'{}'" })
  repeatedAt!: Date[];
}
