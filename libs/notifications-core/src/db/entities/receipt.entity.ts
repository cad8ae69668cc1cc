import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Consequence, ReceiptProvider } from '../../domain/receipt.js';

/** What a provider said of a message after it took it. Only the statements of `db/receipts.ts` write it. */
@Entity('receipt')
export class ReceiptEntity {
  /** UUIDv7. */
  @PrimaryColumn('uuid')
  id!: string;

  /** A hash of what it says: the same for each copy. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  /** `null`: it matches no notification yet. */
  @Column('uuid', { name: 'notification_id', nullable: true })
  notificationId!: string | null;

  @Column('text')
  provider!: ReceiptProvider;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId!: string | null;

  /** The provider's word. */
  @Column('text')
  event!: string;

  /** What it means for the delivery. `null`: nothing. */
  @Column('text', { nullable: true })
  status!: string | null;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  consequence!: Consequence | null;

  /** The provider has the message. */
  @Column('boolean', { name: 'is_proof' })
  isProof!: boolean;

  /** It is about a message from before staff sent the notification again. */
  @Column('boolean', { name: 'is_of_earlier_send', default: false })
  isOfEarlierSend!: boolean;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'received_at', default: () => 'clock_timestamp()' })
  receivedAt!: Date;

  /** The raw event, without what is personal in it. */
  @Column('jsonb')
  payload!: Readonly<Record<string, unknown>>;
}
