import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Channel, TemplateCategory } from '../../domain/notification.js';

/** The current version of one template in one language. Field names are those of the API. */
@Entity('template')
export class TemplateEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  template_type!: Channel;

  @Column('text')
  locale!: string;

  @Column('text')
  category!: TemplateCategory;

  /** Email only. */
  @Column('text', { nullable: true })
  subject!: string | null;

  /** A Handlebars template: the HTML of an email or the text of an SMS. */
  @Column('text')
  body!: string;

  @Column('jsonb')
  variables!: string[];

  @Column('boolean', { default: true })
  is_active!: boolean;

  @Column('integer', { default: 1 })
  version!: number;

  /** Checksum of the file of this version. `null` once it was edited through the API. */
  @Column('text', { nullable: true })
  shipped_checksum!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** Every version of a template, so that sent messages can be shown again. */
@Entity('template_version')
export class TemplateVersionEntity {
  @PrimaryColumn('uuid')
  template_id!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('text')
  category!: TemplateCategory;

  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text')
  body!: string;

  @Column('jsonb')
  variables!: string[];

  @Column('boolean')
  is_active!: boolean;

  /** `sub` of the admin who wrote it. `null` for shipped files. */
  @Column('text', { nullable: true })
  edited_by!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;
}
