import { ApiProperty } from '@nestjs/swagger';
import { type Asset as StoredAsset } from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from '../http/field-rules.js';
import { CursorOf } from '../http/paging.js';

/** An opaque cursor: clients must not build one. */
export function cursorOf(sha256: Buffer): string {
  return sha256.toString('base64url');
}

/** The hash in a cursor. `null`: it is none of ours. */
export function hashOf(cursor: string): Buffer | null {
  const sha256 = Buffer.from(cursor, 'base64url');
  return sha256.length === 32 && cursorOf(sha256) === cursor ? sha256 : null;
}

export class AssetPage {
  /** Pictures on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  /**
   * From the `Link` header of the page before; opaque.
   * @example "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"
   */
  @IfPresent() @PlainText() @CursorOf(hashOf) cursor?: string;
}

export class NewAsset {
  /**
   * The picture. Its content says what it is, whatever its name and type say.
   * @example "the bytes of the file"
   */
  @ApiProperty({ type: String, format: 'binary' }) file!: unknown;
}

/** A picture for mails. */
export class Asset implements StoredAsset {
  /**
   * Where everybody finds it, for ever: below `ASSET_BASE_URL`, else `PUBLIC_BASE_URL`.
   * @example "https://notify.example.com/api/v2/assets/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png"
   */
  url!: string;
  /**
   * Pixels.
   * @example 320
   */
  width!: number;
  /**
   * Pixels.
   * @example 120
   */
  height!: number;
  /** @example 18204 */
  bytes!: number;
}

export class ListedAsset extends Asset {
  created_at!: Date;
}
