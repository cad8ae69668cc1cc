import { Column, CreateDateColumn, Entity, Generated, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../domain/notification.js';
import type { SuppressionCause } from '../../domain/suppression.js';

/** An address that must not be written to. */
@Entity('suppression')
export class SuppressionEntity {
  @PrimaryColumn('text')
  channel!: Channel;

  /** Canonical: lower-case email, or E.164. After its owner was erased, `sha256:<hex>` of that. */
  @PrimaryColumn('text')
  address!: string;

  /** Orders entries of the same instant. */
  @Column('uuid')
  @Generated('uuid')
  id!: string;

  @Column('text')
  cause!: SuppressionCause;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
