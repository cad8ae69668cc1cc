import { CHANNELS, type Channel } from '@booking/notifications-core';
import { ApiProperty } from '@nestjs/swagger';

export class TemplateVariableItem {
  /** @example "client_name" */
  name!: string;
  /** @example "Client's full name" */
  meaning!: string;
  /**
   * A value that a message may bring. Previews without a context show it.
   * @example "John Doe"
   */
  example!: string;
  /**
   * The messages that bring it.
   * @example "all"
   */
  made_for!: 'all' | 'sms' | 'appointments' | 'reminder' | 'cancellation' | 'rescheduled' | 'marketing';
  /** `false`: a text must read well without it. */
  is_always_there!: boolean;
}

export class TemplatePartialItem {
  /** @example "button" */
  name!: string;
  /** @example "A link as a button" */
  meaning!: string;
  /** @example "{{#> button url=book_new_url}}Book again{{/button}}" */
  example!: string;
  @ApiProperty({ enum: CHANNELS, isArray: true, example: ['email'] }) channels!: Channel[];
}

/** What a template may say. */
export class TemplateReference {
  variables!: TemplateVariableItem[];
  partials!: TemplatePartialItem[];
}
