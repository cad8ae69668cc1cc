import type { EntityManager } from 'typeorm';
import { findVersion, holdTemplates, listVersions, type StoredVersion } from '../db/templates.js';
import type { Partials } from './render.js';
import { editTemplate, findStoredTemplate, type EditedTemplate, type TemplateKey } from './stored.js';

export interface VersionsPage {
  /** Newest first. */
  readonly versions: readonly StoredVersion[];
  readonly more: boolean;
}

/**
 * The versions of a template, in exactly that language. The latest 200 are kept.
 * @param page.before only versions before this one. Default: all.
 * @param page.limit versions on a page, at least 1.
 * @returns `null`: there is no such template.
 */
export async function readVersions(
  manager: EntityManager,
  key: TemplateKey,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  defaultLocale: string,
): Promise<VersionsPage | null> {
  const template = await findStoredTemplate(manager, key, defaultLocale);
  if (template === null) return null;
  const found = await listVersions(manager, template.id, { before, limit: limit + 1 });
  return { versions: found.slice(0, limit), more: found.length > limit };
}

export interface Restore extends TemplateKey {
  readonly version: number;
  /** `sub` of who restores it. */
  readonly editedBy: string;
}

/**
 * Writes the text of an old version, with its category, as a new version. Whether the template is on stays as it is. If
 * the template says that already, there is nothing to write. It needs a transaction of its own.
 * @returns `null`: there is no such template or version.
 * @throws {InvalidInput} when the old text is not accepted any more, with line and reason.
 */
export async function restoreVersion(
  manager: EntityManager,
  { version, ...restore }: Restore,
  options: { readonly defaultLocale: string; readonly partials: Partials },
): Promise<EditedTemplate | null> {
  await holdTemplates(manager);
  const template = await findStoredTemplate(manager, restore, options.defaultLocale);
  const old = template === null ? null : await findVersion(manager, template.id, version);
  if (template === null || old === null) return null;
  const { subject, body, category } = old;
  return editTemplate(manager, { ...restore, locale: template.locale, subject, body, category }, options);
}
