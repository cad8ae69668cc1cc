import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { assetTotals, holdAssets, insertAsset, isStored, type AssetSummary } from '../db/assets.js';
import { inTransaction } from '../db/sql.js';
import { InvalidInput } from '../domain/errors.js';
import type { PictureHeader } from '../domain/picture.js';
import type { Links } from '../links/links.js';
import { readPictureHeader } from './picture-header.js';

/** Bytes of one picture. */
export const LARGEST_ASSET = 1024 * 1024;
/** Pixels of a side. A mail is 600 wide, and screens have at most four pixels for one. */
const LONGEST_SIDE = 8_000;
const MOST_ASSETS = 2_000;
const MOST_MEGABYTES = 500;

/** A stored picture as the API shows it. */
export interface Asset {
  /** Where everybody finds it, for ever. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/**
 * Stores a picture under the hash of its content. One that is there already is not stored twice.
 * @returns `null` for what is no picture that we take.
 * @throws {InvalidInput} naming `file`, when it has too many pixels, or there is no room.
 */
export async function storeAsset(dataSource: DataSource, links: Links, content: Buffer): Promise<Asset | null> {
  const header = readPictureHeader(content);
  if (header === null) return null;
  const { width, height } = header;
  if (Math.max(width, height) > LONGEST_SIDE)
    throw refused(`must be at most ${LONGEST_SIDE} pixels wide and high, and is ${width} by ${height}`);
  const sha256 = createHash('sha256').update(content).digest();
  await inTransaction(dataSource, async (manager) => {
    await holdAssets(manager);
    if (await isStored(manager, sha256)) return;
    const { files, bytes } = await assetTotals(manager);
    if (files >= MOST_ASSETS || bytes + content.length > MOST_MEGABYTES * 1024 * 1024)
      throw refused(`is new, and ${MOST_ASSETS} pictures or ${MOST_MEGABYTES} MB are the most: use one that is there`);
    await insertAsset(manager, { ...header, sha256, content });
  });
  return shownAsset(links, { ...header, sha256, bytes: content.length });
}

export function shownAsset(
  links: Links,
  { sha256, type, width, height, bytes }: PictureHeader & Pick<AssetSummary, 'sha256' | 'bytes'>,
): Asset {
  return { url: links.assetUrl(`${sha256.toString('hex')}.${type}`), width, height, bytes };
}

function refused(message: string): InvalidInput {
  return new InvalidInput([{ field: 'file', message }]);
}
