import { CHANNELS, isUuid, type Channel, type ListPlace, type SuppressionCause } from '@booking/notifications-core';
import { IfPresent, NotBlank, OneOf, PlainText, WholeNumber } from '../http/field-rules.js';
import { CursorOf } from '../http/paging.js';

/** An opaque cursor: clients must not build one. It holds no address. */
export function cursorOf({ micros, id }: ListPlace): string {
  return Buffer.from(`${micros} ${id}`).toString('base64url');
}

/** The place in a cursor. `null`: it is none of ours. */
export function placeOf(cursor: string): ListPlace | null {
  const [micros = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  return /^\d{1,16}$/.test(micros) && isUuid(id) && cursorOf({ micros, id }) === cursor ? { micros, id } : null;
}

export class SuppressionFilter {
  /** Entries on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  /** Only of this channel. */
  @IfPresent() @OneOf(...CHANNELS) channel?: Channel;

  /**
   * Only this email address or phone number, in any usual spelling. One whose owner was erased is found too.
   * @example "john@example.com"
   */
  @IfPresent() @PlainText(320) address?: string;

  /**
   * From the `Link` header of the page before; opaque.
   * @example "MTc5NTI1NTIwNDAwMDAwMCAwMTk5ZTFhNi03YjVjLTdkM2UtOGY5MC0xYTJiM2M0ZDVlNmY"
   */
  @IfPresent() @PlainText() @CursorOf(placeOf) cursor?: string;
}

export class NewSuppression {
  @OneOf(...CHANNELS) channel!: Channel;

  /**
   * Email address, or phone number in any usual spelling.
   * @example "john@example.com"
   */
  @PlainText(320) @NotBlank() address!: string;
}

/** An address that is not written to. */
export class Suppression {
  channel!: Channel;
  /**
   * Lower-case email or E.164; `sha256:` and a hash after its owner was erased.
   * @example "john@example.com"
   */
  address!: string;
  /** `opted_out`: by STOP, which only START lifts. */
  cause!: SuppressionCause;
  created_at!: Date;
}
