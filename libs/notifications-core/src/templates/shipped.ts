import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { holdTemplates, insertTemplate, lockTemplates, updateTemplate, type StoredTemplate } from '../db/templates.js';
import { CHANNELS, type Channel, type TemplateCategory } from '../domain/notification.js';
import { refusalsText, TemplateRefused } from './language/refused.js';
import { compileTemplate, type CompiledTemplate, type Partials, type TemplateSource } from './render.js';
import { canonicalLocale, isTemplateName, TEMPLATE_NAME_RULE } from '../domain/template-key.js';
import { TEMPLATE_VARIABLES } from './variables.js';

/** Something in the templates folder is wrong. The message names the file and what to do. */
export class ShippedTemplatesError extends Error {
  override readonly name = 'ShippedTemplatesError';
}

export interface ShippedTemplate extends TemplateSource {
  /** The variables that it and its partials read. */
  readonly variables: readonly string[];
  /** SHA-256 of its stored content. */
  readonly checksum: string;
}

/**
 * `created`: new in the database. `updated`: the file has changed. `unchanged`: the file is the same, or the template
 * was edited through the API.
 */
export interface PopulatedTemplate {
  readonly name: string;
  readonly template_type: Channel;
  readonly locale: string;
  readonly result: 'created' | 'updated' | 'unchanged';
}

/** One entry of `notifications/manifest.json`. */
interface ManifestEntry {
  readonly name: string;
  readonly type: Channel;
  readonly category: TemplateCategory;
  readonly subject: string | null;
  /** Its variables. Those of `TEMPLATE_VARIABLES` need not be listed. */
  readonly variables: readonly string[];
  readonly locale: string;
  /** Such as `appointment_confirmation_email.html` or `appointment_confirmation_email.html.pt-BR`. */
  readonly file: string;
}

const MANIFEST = join('notifications', 'manifest.json');
const SUFFIX: Record<Channel, string> = { email: 'email.html', sms: 'sms.txt' };
const CATEGORIES = ['transactional', 'marketing'] as const;

/**
 * The nearest `templates` folder above this file: source, build and installed package are at different depths below it.
 */
export function shippedTemplatesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'templates');
    if (existsSync(join(candidate, MANIFEST))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new ShippedTemplatesError(`templates/${MANIFEST} is missing: restore the folder`);
    folder = parent;
  }
}

/**
 * The partials of `folder` (default: the shipped templates), by file name without `.html`. The line break at the end of
 * a file is dropped, so that a partial can be used inside a sentence.
 */
export function readShippedPartials(folder: string = shippedTemplatesFolder()): Partials {
  const partials = join(folder, 'partials');
  if (!existsSync(partials)) return {};
  return Object.fromEntries(
    readdirSync(partials)
      .filter((file) => file.endsWith('.html'))
      .sort()
      .map((file) => [file.slice(0, -'.html'.length), readFileSync(join(partials, file), 'utf8').trimEnd()]),
  );
}

/**
 * The templates of `folder` (default: the shipped ones), all of them checked.
 * @throws {ShippedTemplatesError} for the first that is wrong, with its file, the lines and the reasons.
 */
export function readShippedTemplates(folder: string = shippedTemplatesFolder()): ShippedTemplate[] {
  const partials = readShippedPartials(folder);
  const entries = readManifest(join(folder, MANIFEST));
  const files = readdirSync(join(folder, 'notifications'));
  const stray = files.find((file) => isTemplateFile(file) && !entries.some((entry) => entry.file === file));
  if (stray !== undefined)
    throw new ShippedTemplatesError(`${stray} is not in manifest.json: add an entry for it, or remove the file`);
  return entries.map((entry) => {
    if (!files.includes(entry.file))
      throw new ShippedTemplatesError(`${entry.file} is missing: add the file, or remove its entry from manifest.json`);
    return shipped(entry, readFileSync(join(folder, 'notifications', entry.file), 'utf8'), partials);
  });
}

function isTemplateFile(file: string): boolean {
  return /_(email\.html|sms\.txt)(\.[A-Za-z0-9-]+)?$/.test(file);
}

function shipped(entry: ManifestEntry, body: string, partials: Partials): ShippedTemplate {
  const { name, type: channel, category, subject, locale } = entry;
  const source: TemplateSource = { name, channel, locale, version: 1, category, subject, body };
  const { variables } = compiledFrom(entry.file, source, partials);
  const unknown = variables.find((name) => !Object.hasOwn(TEMPLATE_VARIABLES, name) && !entry.variables.includes(name));
  if (unknown !== undefined)
    throw new ShippedTemplatesError(
      `${entry.file} reads "${unknown}", which no template is given: mend the name, or list it under "variables" in manifest.json`,
    );
  const checksum = createHash('sha256')
    .update(JSON.stringify([category, subject, body]))
    .digest('hex');
  return { ...source, variables, checksum };
}

/** Whoever wrote a file looks for its name. */
function compiledFrom(file: string, source: TemplateSource, partials: Partials): CompiledTemplate {
  try {
    return compileTemplate(source, partials);
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    throw new ShippedTemplatesError(`${file} is refused: ${refusalsText(error.refusals)}`);
  }
}

function readManifest(path: string): ManifestEntry[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ShippedTemplatesError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (!Array.isArray(manifest)) throw new ShippedTemplatesError(`${path} must be a list of templates`);
  const entries = manifest.map(manifestEntry);
  const twice = entries.find((entry, index) => entries.findIndex(({ file }) => file === entry.file) !== index);
  if (twice !== undefined) throw new ShippedTemplatesError(`manifest.json lists ${twice.file} twice: remove one`);
  return entries;
}

function manifestEntry(value: unknown, index: number): ManifestEntry {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const wrong = (field: string, what: string): ShippedTemplatesError =>
    new ShippedTemplatesError(`manifest.json, entry ${index + 1}: "${field}" must be ${what}`);

  const { name, subject = null, locale, variables = [] } = given;
  if (!isTemplateName(name)) throw wrong('name', TEMPLATE_NAME_RULE);
  const type = CHANNELS.find((channel) => channel === given['type']);
  if (type === undefined) throw wrong('type', '"email" or "sms"');
  const category = CATEGORIES.find((known) => known === (given['category'] ?? 'transactional'));
  if (category === undefined) throw wrong('category', '"transactional" or "marketing"');
  if (type === 'email' ? typeof subject !== 'string' || subject === '' : subject !== null)
    throw wrong('subject', type === 'email' ? 'the text of the subject line' : 'left out: an SMS has none');
  if (locale !== undefined && (typeof locale !== 'string' || canonicalLocale(locale) !== locale))
    throw wrong('locale', 'a language, written as in "pt" or "pt-BR"');
  if (!Array.isArray(variables) || !variables.every((variable) => typeof variable === 'string'))
    throw wrong('variables', 'a list of names');
  return {
    name,
    type,
    category,
    subject: subject as string | null,
    variables,
    locale: locale ?? 'en',
    file: `${name}_${SUFFIX[type]}${locale === undefined ? '' : `.${locale}`}`,
  };
}

/**
 * Writes the templates to the database, each change as a new version. Idempotent, and safe to call from several
 * processes at once. A template that was edited through the API is left as it is.
 */
export function populateTemplates(
  dataSource: DataSource,
  templates: readonly ShippedTemplate[] = readShippedTemplates(),
): Promise<PopulatedTemplate[]> {
  return dataSource.transaction(async (manager) => {
    await holdTemplates(manager);
    const known = new Map((await lockTemplates(manager)).map((row) => [keyOf(row), row]));
    const results: PopulatedTemplate[] = [];
    for (const template of templates) {
      const { name, channel: template_type, locale } = template;
      const result = await populate(manager, template, known.get(keyOf({ name, template_type, locale })));
      results.push({ name, template_type, locale, result });
    }
    return results;
  });
}

function keyOf({ name, template_type, locale }: Pick<StoredTemplate, 'name' | 'template_type' | 'locale'>): string {
  return `${name}|${template_type}|${locale}`;
}

/** A partial of the release may read other variables than before, while the file that uses it is the same. */
function isSame(row: StoredTemplate, { checksum, variables }: ShippedTemplate): boolean {
  return row.shipped_checksum === checksum && variables.join() === row.variables.join();
}

async function populate(
  manager: EntityManager,
  template: ShippedTemplate,
  row: StoredTemplate | undefined,
): Promise<PopulatedTemplate['result']> {
  if (row !== undefined && (row.shipped_checksum === null || isSame(row, template))) return 'unchanged';
  const { name, channel, locale, category, subject, body, checksum } = template;
  const next = {
    id: row?.id ?? uuidv7(),
    version: (row?.version ?? 0) + 1,
    content: { category, subject, body, variables: [...template.variables], is_active: row?.is_active ?? true },
    checksum,
    editedBy: null,
  };
  if (row === undefined) await insertTemplate(manager, { name, template_type: channel, locale }, next);
  else await updateTemplate(manager, next);
  return row === undefined ? 'created' : 'updated';
}
