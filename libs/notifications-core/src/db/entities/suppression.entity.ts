import { Column, CreateDateColumn, Entity, Generated, PrimaryColumn } from 'typeorm';
import type { Channel } from '../../domain/notification.js';
import type { SuppressionCause } from '../../domain/suppression.js';

/** An address that must not be written to, with a cause. An opt-out stands beside another cause. */
@Entity('suppression')
export class SuppressionEntity {
  /** Orders entries of the same instant. */
  @PrimaryColumn('uuid')
  @Generated('uuid')
  id!: string;

  @Column('text')
  channel!: Channel;

  /** Canonical: lower-case email, or E.164. After its owner was erased, `sha256:<hex>` of that. */
  @Column('text')
  address!: string;

  @Column('text')
  cause!: SuppressionCause;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
