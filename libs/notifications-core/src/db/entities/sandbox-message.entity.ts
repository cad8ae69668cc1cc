import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../domain/notification.js';

/** A message that the sandbox captured instead of sending. */
@Entity('sandbox_message')
export class SandboxMessageEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'notification_id' })
  notificationId!: string;

  @Column('text')
  channel!: Channel;

  @Column('text', { name: 'recipient' })
  address!: string;

  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text', { nullable: true })
  html!: string | null;

  @Column('text')
  text!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'captured_at' })
  capturedAt!: Date;
}
