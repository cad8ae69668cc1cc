import { ApiHideProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import {
  CHANNELS,
  type Channel,
  type SmsMeasure,
  type TemplateCategory,
  type TemplatePreview,
  type UnfilledVariable,
} from '@booking/notifications-core';
import {
  Flag,
  IfPresent,
  IfPresentAndNotNull,
  IsJsonObject,
  IsTrueOrFalse,
  LanguageTag,
  OneOf,
  TemplateName,
  Writing,
} from '../http/field-rules.js';

export class TemplateFilter {
  /** Only of this channel. */
  @IfPresent() @OneOf(...CHANNELS) template_type?: 'email' | 'sms';

  /** `false` lists those that are switched off too. */
  @Flag() active_only: boolean = true;

  /**
   * Only in this language (BCP 47).
   * @example "en"
   */
  @IfPresent() @LanguageTag() locale?: string;
}

/** A template without its text. */
export class TemplateSummary {
  /** @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f" */
  id!: string;
  /** @example "appointment_confirmation" */
  name!: string;
  template_type!: Channel;
  /**
   * `marketing` goes only to those who asked for it.
   * @example "transactional"
   */
  category!: TemplateCategory;
  /** @example "en" */
  locale!: string;
  /**
   * `null` for SMS.
   * @example "Confirmed: {{service_name}} on {{appointment_date}} at {{appointment_time}}"
   */
  subject!: string | null;
  /**
   * Names that the template reads from the context.
   * @example ["client_name", "service_name", "appointment_date", "appointment_time"]
   */
  variables!: string[];
  is_active!: boolean;
  /**
   * Grows with each change.
   * @example 1
   */
  version!: number;
  created_at!: Date;
  updated_at!: Date;
}

export class TemplateLocale {
  /**
   * Language (BCP 47); default: that of the installation, else English, whichever is stored.
   * @example "en"
   */
  @IfPresent() @LanguageTag() locale?: string;
}

/** A template with its text. */
export class Template extends TemplateSummary {
  /**
   * HTML of an email, text of an SMS; Handlebars.
   * @example "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>"
   */
  body!: string;
}

export class UnfilledVariableItem implements UnfilledVariable {
  /** @example "clientname" */
  name!: string;
  /**
   * The variable that was probably meant.
   * @example "client_name"
   */
  did_you_mean!: string | null;
}

/** A template as it was saved. */
export class SavedTemplate extends Template {
  /**
   * What the text reads and no booking fills. It comes out blank, unless a send gives it in its `context`: look for
   * misspelt names.
   */
  unfilled_variables!: UnfilledVariableItem[];
}

/** What an editor writes; but for the body, an absent field stays as it is. */
export class TemplateUpdate {
  /**
   * Handlebars; needed for a new email. An SMS has none.
   * @example "Confirmed: {{service_name}} on {{appointment_date}}"
   */
  @IfPresentAndNotNull() @Writing() subject?: string | null;

  /**
   * HTML of an email, text of an SMS; Handlebars, at most 100,000 characters.
   * @example "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>"
   */
  @Writing() body!: string;

  /** `marketing` goes only to those who want it. A new template is `transactional` unless told otherwise. */
  @IfPresent() @OneOf('transactional', 'marketing') category?: 'transactional' | 'marketing';

  /** `false`: the template is kept, and nothing is sent with it. */
  @IfPresent() @IsTrueOrFalse() is_active?: boolean;

  // Fields that a client sends when it writes back what it has read. They are no error and change nothing. The first
  // three must match the path.
  @Allow() @ApiHideProperty() name?: unknown;
  @Allow() @ApiHideProperty() template_type?: unknown;
  @Allow() @ApiHideProperty() locale?: unknown;
  @Allow() @ApiHideProperty() id?: unknown;
  @Allow() @ApiHideProperty() variables?: unknown;
  @Allow() @ApiHideProperty() unfilled_variables?: unknown;
  @Allow() @ApiHideProperty() version?: unknown;
  @Allow() @ApiHideProperty() created_at?: unknown;
  @Allow() @ApiHideProperty() updated_at?: unknown;
}

/** A template that is stored, or one that is being written. */
export class PreviewRequest {
  /** @example "appointment_confirmation" */
  @TemplateName() template_name!: string;

  @OneOf(...CHANNELS) template_type!: 'email' | 'sms';

  /**
   * Language of the reader (BCP 47); the template is found as for a send.
   * @example "en"
   */
  @IfPresent() @LanguageTag() locale?: string;

  /**
   * Instead of the stored one.
   * @example "Confirmed: {{service_name}}"
   */
  @IfPresentAndNotNull() @Writing() subject?: string | null;

  /**
   * Instead of the stored one; needed for a template that is not stored.
   * @example "<p>Hello {{client_name}}.</p>"
   */
  @IfPresent() @Writing() body?: string;

  /**
   * Fills the template, with the business and the year of the installation; absent: examples of every variable.
   * @example { "client_name": "John Doe", "service_name": "Haircut" }
   */
  @IfPresent() @IsJsonObject() context?: Record<string, unknown>;
}

export class SmsSize implements SmsMeasure {
  /** One character outside GSM-7 turns the whole message into UCS-2. */
  encoding!: 'GSM-7' | 'UCS-2';
  /**
   * Parts that are sent and paid for.
   * @example 1
   */
  segments!: number;
  /**
   * As the limits of a part count them.
   * @example 96
   */
  characters!: number;
}

/** A template as it would go out. Nothing is stored and nothing is sent. */
export class Preview implements TemplatePreview {
  /**
   * `null` for SMS, and for a new email that has none yet.
   * @example "Confirmed: Haircut"
   */
  subject!: string | null;
  /**
   * HTML of an email, text of an SMS.
   * @example "<p>Hello John Doe.</p>"
   */
  body!: string;
  /**
   * The plain text part of an email; `null` for SMS.
   * @example "Hello John Doe."
   */
  text!: string | null;
  /**
   * Names of what would be printed and has no value; what only an `{{#if}}` asks for is not among them.
   * @example ["appointment_date"]
   */
  missing_variables!: string[];
  /** `null` for email. */
  sms!: SmsSize | null;
  /**
   * The characters for which GSM-7 has no code, so that the SMS goes out in UCS-2. Empty for email.
   * @example ["č"]
   */
  outside_gsm!: string[];
  /**
   * Language of the template that is shown.
   * @example "en"
   */
  locale!: string;
  /**
   * There is no template in exactly the language that was asked for: readers with that language get this one.
   * @example false
   */
  fell_back!: boolean;
}
