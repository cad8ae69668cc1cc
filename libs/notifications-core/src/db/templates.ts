import type { EntityManager } from 'typeorm';
import type { Channel } from '../domain/notification.js';
import { TemplateEntity, TemplateVersionEntity } from './entities/template.entity.js';
import { rows, type Sql } from './sql.js';

/** The current version of a template in one language. Field names are those of the API. */
export type StoredTemplate = Readonly<TemplateEntity>;
/** Without its text, and without where that came from. */
export type TemplateSummary = Omit<StoredTemplate, 'body' | 'shipped_checksum'>;

/** A row, and what changes with every change of it. */
export interface TemplateStamp {
  readonly id: string;
  readonly stamp: string;
}

/** What a template is compiled from. */
export type TemplateRow = TemplateStamp &
  Pick<StoredTemplate, 'name' | 'template_type' | 'locale' | 'category' | 'subject' | 'body' | 'version' | 'is_active'>;

/**
 * Every row's stamp, not "changed since": transactions become visible in another order than their clocks say, and
 * deleted rows leave no trace. There are tens of rows, and `xmin` also shows changes made by hand.
 */
export function readTemplateStamps(sql: Sql): Promise<TemplateStamp[]> {
  return rows(sql, 'SELECT id, xmin::text AS stamp FROM template', []);
}

/** Those of these templates that are there, inactive ones too. */
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
  /** Leaves out those that are switched off. */
  readonly activeOnly?: boolean;
}

/** By name, channel and language; all of them unless told otherwise. */
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

/** The template in the first of these languages that it is stored in, inactive ones too; `null` when in none. */
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

/** Populating and editing take turns, so that each sees what the other has written. Lasts until the commit. */
export async function holdTemplates(sql: Sql): Promise<void> {
  await rows(sql, `SELECT pg_advisory_xact_lock(hashtext('booking-notifications:populate-templates'))`, []);
}

/** All of them, locked until the transaction ends. */
export function lockTemplates(manager: EntityManager): Promise<StoredTemplate[]> {
  return manager.find(TemplateEntity, { lock: { mode: 'pessimistic_write' } });
}

/** What changes from version to version. */
export type TemplateContent = Pick<StoredTemplate, 'category' | 'subject' | 'body' | 'variables' | 'is_active'>;

export interface TemplateVersion {
  readonly id: string;
  readonly version: number;
  readonly content: TemplateContent;
  /** Of the file that it came from; `null` when somebody wrote it. */
  readonly checksum: string | null;
  /** `sub` of the admin who wrote it; `null` for shipped files. */
  readonly editedBy: string | null;
}

/** Stores a new template with its first version. Call it with the templates held. */
export async function insertTemplate(
  manager: EntityManager,
  key: Pick<StoredTemplate, 'name' | 'template_type' | 'locale'>,
  first: TemplateVersion,
): Promise<void> {
  const { id, version, content, checksum } = first;
  await manager.insert(TemplateEntity, { id, ...key, ...content, version, shipped_checksum: checksum });
  await insertVersion(manager, first);
}

/** Makes a new version the current one. Call it with the templates held. */
export async function updateTemplate(manager: EntityManager, next: TemplateVersion): Promise<void> {
  const { id, version, content, checksum } = next;
  await manager.update(TemplateEntity, { id }, { ...content, version, shipped_checksum: checksum });
  await insertVersion(manager, next);
}

async function insertVersion(manager: EntityManager, written: TemplateVersion): Promise<void> {
  const { id, version, content, editedBy } = written;
  await manager.insert(TemplateVersionEntity, { template_id: id, ...content, version, edited_by: editedBy });
}

/** @throws when there is none of that id. */
export function readTemplate(manager: EntityManager, id: string): Promise<StoredTemplate> {
  return manager.findOneByOrFail(TemplateEntity, { id });
}
