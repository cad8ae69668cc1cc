import { IsIn } from 'class-validator';
import { CHANNELS, type Channel, type TemplateCategory } from '@booking/notifications-core';
import { Flag, IfPresent, PlainText } from './field-rules.js';

export class TemplateFilter {
  @IfPresent() @IsIn(CHANNELS, { message: 'must be email or sms' }) template_type?: 'email' | 'sms';

  @Flag() active_only: boolean = true;

  /** @example "en" */
  @IfPresent() @PlainText(35) locale?: string;
}

/** A template without its text. */
export class TemplateSummary {
  id!: string;
  name!: string;
  template_type!: Channel;
  category!: TemplateCategory;
  locale!: string;
  subject!: string | null;
  /** Names that the template reads from the context. */
  variables!: string[];
  is_active!: boolean;
  version!: number;
  created_at!: Date;
  updated_at!: Date;
}
