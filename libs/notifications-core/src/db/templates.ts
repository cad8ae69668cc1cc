import { LessThan, LessThanOrEqual, type EntityManager } from 'typeorm';
import type { Channel } from '../domain/notification.js';
import { TemplateEntity, TemplateVersionEntity } from './entities/template.entity.js';
import { rows, type Sql } from './sql.js';

/** The current version of a template in one language. Field names are those of the API. */
export type StoredTemplate = Readonly<TemplateEntity>;
/** A template without its text and the checksum of its file. */
export type TemplateSummary = Omit<StoredTemplate, 'body' | 'shipped_checksum'>;

/** A row, and a stamp that changes with every change of the row. */
export interface TemplateStamp {
  readonly id: string;
  readonly stamp: string;
}

/** The columns that compiling a template needs. */
export type TemplateRow = TemplateStamp &
  Pick<StoredTemplate, 'name' | 'template_type' | 'locale' | 'category' | 'subject' | 'body' | 'version' | 'is_active'>;

/**
 * Reads the stamps of all rows. "Changed since" would not do: transactions become visible in another order than their
 * clocks say, and deleted rows leave no trace. There are only tens of rows. `xmin` also shows changes made by hand.
 */
export function readTemplateStamps(sql: Sql): Promise<TemplateStamp[]> {
  return rows(sql, 'SELECT id, xmin::text AS stamp FROM template', []);
}

/** Reads those of these templates that exist, inactive ones too. */
export function readTemplates(sql: Sql, ids: readonly string[]): Promise<TemplateRow[]> {
  return rows(
    sql,
    `SELECT id, xmin::text AS stamp, name, template_type, locale, category, subject, body, version, is_active
               FROM template WHERE id = ANY($1::uuid[])`,
    [ids],
  );
}

export interface TemplateFilter {
  readonly channel?: Channel | undefined;
  readonly locale?: string | undefined;
  /** Leaves out inactive templates. Default: false. */
  readonly activeOnly?: boolean;
}

/** Lists templates by name, channel and language. Without a filter, all of them. */
export function listTemplates(
  manager: EntityManager,
  { channel, locale, activeOnly = false }: TemplateFilter = {},
): Promise<TemplateSummary[]> {
  return manager.find(TemplateEntity, {
    select: {
      id: true,
      name: true,
      template_type: true,
      category: true,
      locale: true,
      subject: true,
      variables: true,
      is_active: true,
      version: true,
      created_at: true,
      updated_at: true,
    },
    where: {
      ...(channel === undefined ? {} : { template_type: channel }),
      ...(activeOnly ? { is_active: true } : {}),
      ...(locale === undefined ? {} : { locale }),
    },
    order: { name: 'ASC', template_type: 'ASC', locale: 'ASC' },
  });
}

/**
 * The template in the first of these languages in which it is stored, active or not. `null`: it is stored in none of
 * them.
 */
export async function findTemplate(
  manager: EntityManager,
  name: string,
  channel: Channel,
  locales: readonly string[],
): Promise<StoredTemplate | null> {
  const found = await manager.find(TemplateEntity, {
    where: locales.map((locale) => ({ name, template_type: channel, locale })),
  });
  return locales.map((locale) => found.find((row) => row.locale === locale)).find((row) => row !== undefined) ?? null;
}

/** How many templates there are, each language of one by itself. */
export async function countTemplates(sql: Sql): Promise<number> {
  const [row] = await rows<{ n: number }>(sql, 'SELECT count(*)::int AS n FROM template', []);
  return row?.n ?? 0;
}

/** Locks all templates until the commit. Populating and editing take turns, so that each sees what the other wrote. */
export async function holdTemplates(sql: Sql): Promise<void> {
  await rows(sql, `SELECT pg_advisory_xact_lock(hashtext('booking-notifications:populate-templates'))`, []);
}

/** Reads all templates and locks their rows until the transaction ends. */
export function lockTemplates(manager: EntityManager): Promise<StoredTemplate[]> {
  return manager.find(TemplateEntity, { lock: { mode: 'pessimistic_write' } });
}

/** The columns that may differ between versions. */
export type TemplateContent = Pick<StoredTemplate, 'category' | 'subject' | 'body' | 'variables' | 'is_active'>;

export interface TemplateVersion {
  readonly id: string;
  readonly version: number;
  readonly content: TemplateContent;
  /** Checksum of the shipped file. `null` when an admin wrote it. */
  readonly checksum: string | null;
  /** `sub` of the admin who wrote it. `null` for shipped files. */
  readonly editedBy: string | null;
}

/** Stores a new template with its first version. Call it while the templates are locked. */
export async function insertTemplate(
  manager: EntityManager,
  key: Pick<StoredTemplate, 'name' | 'template_type' | 'locale'>,
  first: TemplateVersion,
): Promise<void> {
  const { id, version, content, checksum } = first;
  await manager.insert(TemplateEntity, { id, ...key, ...content, version, shipped_checksum: checksum });
  await insertVersion(manager, first);
}

/** Makes a new version the current one. Call it while the templates are locked. */
export async function updateTemplate(manager: EntityManager, next: TemplateVersion): Promise<void> {
  const { id, version, content, checksum } = next;
  await manager.update(TemplateEntity, { id }, { ...content, version, shipped_checksum: checksum });
  await insertVersion(manager, next);
}

async function insertVersion(manager: EntityManager, written: TemplateVersion): Promise<void> {
  const { id, version, content, editedBy } = written;
  await manager.insert(TemplateVersionEntity, { template_id: id, ...content, version, edited_by: editedBy });
  await manager.delete(TemplateVersionEntity, { template_id: id, version: LessThanOrEqual(version - VERSIONS_KEPT) });
}

/** Versions of one template that are kept, with the current one. */
const VERSIONS_KEPT = 200;

/** A version of a template, with its text. */
export type StoredVersion = Readonly<TemplateVersionEntity>;

/** The versions of a template, newest first. @param before only older ones. Default: all. */
export function listVersions(
  manager: EntityManager,
  templateId: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<StoredVersion[]> {
  return manager.find(TemplateVersionEntity, {
    where: { template_id: templateId, ...(before === undefined ? {} : { version: LessThan(before) }) },
    order: { version: 'DESC' },
    take: limit,
  });
}

/** `null`: there is no such version, or it is not kept any more. */
export function findVersion(
  manager: EntityManager,
  templateId: string,
  version: number,
): Promise<StoredVersion | null> {
  return manager.findOneBy(TemplateVersionEntity, { template_id: templateId, version });
}

/** @throws when there is no template with this id. */
export function readTemplate(manager: EntityManager, id: string): Promise<StoredTemplate> {
  return manager.findOneByOrFail(TemplateEntity, { id });
}

/** A template as it was at some time. */
export type PastTemplate = Pick<StoredTemplate, 'locale' | 'version' | 'category' | 'subject' | 'body'>;

/** Another process may send by a template of some seconds ago. */
const STILL_KNOWN = `interval '10 seconds'`;

/** The versions by which a message may have been rendered at that time: in each language the newest two. */
export function templatesAt(sql: Sql, name: string, channel: Channel, at: Date): Promise<PastTemplate[]> {
  return rows(
    sql,
    `SELECT t.locale, v.version, v.category, v.subject, v.body
     FROM template t CROSS JOIN LATERAL (
       SELECT * FROM template_version v
       WHERE v.template_id = t.id AND v.is_active AND v.created_at <= $3::timestamptz + ${STILL_KNOWN}
       ORDER BY v.version DESC LIMIT 2) AS v
     WHERE t.name = $1 AND t.template_type = $2`,
    [name, channel, at],
  );
}
