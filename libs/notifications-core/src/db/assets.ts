import type { PictureHeader } from '../domain/picture.js';
import { rows, type Sql } from './sql.js';

/** A stored picture without its content. */
export interface AssetSummary extends PictureHeader {
  readonly sha256: Buffer;
  readonly bytes: number;
  readonly createdAt: Date;
}

/** Uploads take turns until the commit, so that they keep to the limits together. */
export async function holdAssets(sql: Sql): Promise<void> {
  await rows(sql, `SELECT pg_advisory_xact_lock(hashtext('booking-notifications:assets'))`, []);
}

export async function isStored(sql: Sql, sha256: Buffer): Promise<boolean> {
  const found = await rows(sql, 'SELECT 1 FROM asset WHERE sha256 = $1', [sha256]);
  return found.length > 0;
}

/** How many there are, and their bytes. */
export async function assetTotals(sql: Sql): Promise<{ readonly files: number; readonly bytes: number }> {
  const [totals] = await rows<{ files: number; bytes: number }>(
    sql,
    'SELECT count(*)::int AS files, coalesce(sum(bytes), 0)::float8 AS bytes FROM asset',
    [],
  );
  return totals ?? { files: 0, bytes: 0 };
}

/** Call it while the assets are held. */
export async function insertAsset(
  sql: Sql,
  { sha256, type, width, height, content }: PictureHeader & { readonly sha256: Buffer; readonly content: Buffer },
): Promise<void> {
  await rows(
    sql,
    `WITH stored AS (
       INSERT INTO asset (sha256, type, width, height, bytes, content) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*) FROM stored`,
    [sha256, type, width, height, content.length, content],
  );
}

/** `null`: there is none with this hash and type. */
export async function readAsset(sql: Sql, sha256: Buffer, type: PictureHeader['type']): Promise<Buffer | null> {
  const [found] = await rows<{ content: Buffer }>(sql, 'SELECT content FROM asset WHERE sha256 = $1 AND type = $2', [
    sha256,
    type,
  ]);
  return found?.content ?? null;
}

/**
 * Newest first.
 * @param after the hash of the last one of the page before.
 */
export function listAssets(sql: Sql, limit: number, after: Buffer | null): Promise<AssetSummary[]> {
  return rows(
    sql,
    `SELECT sha256, type, width, height, bytes, created_at AS "createdAt" FROM asset
     WHERE $2::bytea IS NULL OR (created_at, sha256) < (SELECT created_at, sha256 FROM asset WHERE sha256 = $2)
     ORDER BY created_at DESC, sha256 DESC LIMIT $1`,
    [limit, after],
  );
}
