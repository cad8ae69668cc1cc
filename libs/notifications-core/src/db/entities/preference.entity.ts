import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import type { Preferences } from '../../domain/preferences.js';

/** Which messages one user wants, how and when. Field names are those of the API. */
@Entity('preference')
export class PreferenceEntity implements Preferences {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  user_id!: string;

  @Column('boolean', { default: true })
  email_enabled!: boolean;

  @Column('boolean', { default: true })
  email_appointment_confirmation!: boolean;

  @Column('boolean', { default: true })
  email_appointment_reminder!: boolean;

  @Column('boolean', { default: true })
  email_appointment_changes!: boolean;

  @Column('boolean', { default: false })
  email_marketing!: boolean;

  @Column('boolean', { default: true })
  sms_enabled!: boolean;

  @Column('boolean', { default: true })
  sms_appointment_confirmation!: boolean;

  @Column('boolean', { default: true })
  sms_appointment_reminder!: boolean;

  @Column('boolean', { default: true })
  sms_appointment_changes!: boolean;

  @Column('boolean', { default: false })
  sms_marketing!: boolean;

  @Column('integer', { array: true })
  reminder_hours!: number[];

  @Column('boolean', { default: false })
  quiet_hours_enabled!: boolean;

  /** `HH:MM` in the recipient's zone. */
  @Column('text', { default: '22:00' })
  quiet_hours_start!: string;

  @Column('text', { default: '08:00' })
  quiet_hours_end!: string;

  /** `null`: the recipient's zone counts, else the appointment's. */
  @Column('text', { nullable: true })
  timezone!: string | null;

  @Column('text', { nullable: true })
  locale!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}
