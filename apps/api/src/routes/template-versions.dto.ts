import { type TemplateCategory } from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from '../http/field-rules.js';
import { CursorOf } from '../http/paging.js';
import { TemplateLocale } from './templates.dto.js';

/** An opaque cursor: clients must not build one. */
export function cursorOf(version: number): string {
  return Buffer.from(`v${version}`).toString('base64url');
}

/** The version in a cursor. `null`: it is none of ours. */
export function versionOf(cursor: string): number | null {
  const version = Number(/^v(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? Number.NaN);
  return Number.isInteger(version) && cursorOf(version) === cursor ? version : null;
}

export class VersionFilter extends TemplateLocale {
  /** Entries on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  /**
   * From the `Link` header of the page before; opaque.
   * @example "djE1MQ"
   */
  @IfPresent() @PlainText() @CursorOf(versionOf) cursor?: string;
}

/** A template as it was, or is. */
export class TemplateVersion {
  /** @example 1 */
  version!: number;
  /**
   * `null` for SMS.
   * @example "Confirmed: {{service_name}} on {{appointment_date}}"
   */
  subject!: string | null;
  /** @example "<p>Hello {{client_name}}, see you on {{appointment_date}}.</p>" */
  body!: string;
  /** @example "transactional" */
  category!: TemplateCategory;
  is_active!: boolean;
  /**
   * `sub` of who wrote it; `null`: it came with a release.
   * @example "admin-1"
   */
  edited_by!: string | null;
  created_at!: Date;
}
