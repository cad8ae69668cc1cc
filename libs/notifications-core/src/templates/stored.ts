import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  countTemplates,
  findTemplate,
  holdTemplates,
  insertTemplate,
  readTemplate,
  updateTemplate,
  type StoredTemplate,
} from '../db/templates.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';
import type { Channel, TemplateCategory } from '../domain/notification.js';
import {
  compileTemplate,
  TemplateRefused,
  type CompiledTemplate,
  type Partials,
  type TemplateSource,
} from './render.js';
import { unfilledVariables, type UnfilledVariable } from './unfilled-variables.js';
import { canonicalLocale, isTemplateName, TEMPLATE_NAME_RULE } from '../domain/template-key.js';

/** Names a template. Without `locale` it is the one in the default locale, else in English, whichever is stored. */
export interface TemplateKey {
  readonly name: string;
  readonly channel: Channel;
  readonly locale?: string | undefined;
}

/** An editor's change. An absent `subject`, `category` or `isActive` stays as it is. */
export interface TemplateEdit extends TemplateKey {
  readonly body: string;
  /** Required for a new email. `null` or absent for SMS. */
  readonly subject?: string | null | undefined;
  /** Default of a new template: `transactional`. */
  readonly category?: TemplateCategory | undefined;
  /** Default of a new template: true. */
  readonly isActive?: boolean | undefined;
  /** `sub` of the editor. */
  readonly editedBy: string;
}

export interface EditedTemplate {
  readonly template: StoredTemplate;
  readonly created: boolean;
  /** What the text reads and nobody fills: probably misspelt. */
  readonly unfilled: readonly UnfilledVariable[];
}

/** The template in exactly that language, active or not. `null`: there is none. */
export function findStoredTemplate(
  manager: EntityManager,
  { name, channel, locale }: TemplateKey,
  defaultLocale: string,
): Promise<StoredTemplate | null> {
  // Others cannot be stored, and some cannot even be asked for: those with a NUL.
  if (!isTemplateName(name)) return Promise.resolve(null);
  const wanted = locale === undefined ? [defaultLocale, 'en'] : [canonicalLocale(locale) ?? locale];
  return findTemplate(manager, name, channel, wanted);
}

/** Every process keeps all templates in memory, compiled. */
const MOST_TEMPLATES = 2_000;

/**
 * Stores an editor's change as a new version or a new template. Populating leaves the template alone from then on. A
 * change that changes nothing makes no version. It needs a transaction of its own. Edits at the same time get versions
 * one after the other.
 * @throws {InvalidInput} naming everything that is wrong, with the line for a broken or unsafe text. The previous
 * version stays.
 */
export async function editTemplate(
  manager: EntityManager,
  edit: TemplateEdit,
  { defaultLocale, partials }: { readonly defaultLocale: string; readonly partials: Partials },
): Promise<EditedTemplate> {
  await holdTemplates(manager);
  const known = await findStoredTemplate(manager, edit, defaultLocale);
  const locale = known?.locale ?? (edit.locale === undefined ? defaultLocale : canonicalLocale(edit.locale));
  const content = {
    category: edit.category ?? known?.category ?? 'transactional',
    subject: edit.subject ?? known?.subject ?? null,
    body: edit.body,
    is_active: edit.isActive ?? known?.is_active ?? true,
  } as const;
  const wrong = problemsOf(edit, content.subject, locale);
  if (known === null && (await countTemplates(manager)) >= MOST_TEMPLATES)
    wrong.push({
      field: 'name',
      message: `is new, and there are ${MOST_TEMPLATES} templates already: change one of them`,
    });
  const { name, channel } = edit;
  const version = (known?.version ?? 0) + 1;
  const checked = compiledOrErrors({ name, channel, locale: locale ?? defaultLocale, version, ...content }, partials);
  if (Array.isArray(checked) || wrong.length > 0 || locale === null)
    throw new InvalidInput([...wrong, ...(Array.isArray(checked) ? checked : [])]);
  const variables = [...checked.variables];
  const unfilled = unfilledVariables(name, checked.pieces);
  if (
    known !== null &&
    known.category === content.category &&
    known.subject === content.subject &&
    known.body === content.body &&
    known.is_active === content.is_active
  )
    return { template: known, created: false, unfilled };

  const id = known?.id ?? uuidv7();
  const next = { id, version, content: { ...content, variables }, checksum: null, editedBy: edit.editedBy };
  if (known === null) await insertTemplate(manager, { name, template_type: channel, locale }, next);
  else await updateTemplate(manager, next);
  return { template: await readTemplate(manager, id), created: known === null, unfilled };
}

function problemsOf({ name, channel, subject }: TemplateEdit, kept: string | null, locale: string | null) {
  const wrong: FieldError[] = [];
  if (!isTemplateName(name)) wrong.push({ field: 'name', message: `must be ${TEMPLATE_NAME_RULE}` });
  if (locale === null) wrong.push({ field: 'locale', message: 'must be a language tag (BCP 47) such as en or es-MX' });
  if (channel === 'email' && kept === null)
    wrong.push({ field: 'subject', message: 'is needed: a new email has no subject line yet' });
  if (channel === 'sms' && typeof subject === 'string')
    wrong.push({ field: 'subject', message: 'must be left out: an SMS has none' });
  return wrong;
}

/** The compiled text, or what is wrong with it. */
function compiledOrErrors(source: TemplateSource, partials: Partials): CompiledTemplate | FieldError[] {
  try {
    return compileTemplate(source, partials);
  } catch (error) {
    if (error instanceof TemplateRefused) return refusedFields(error);
    throw error;
  }
}

/** Enough to see what to mend. A template in another template language is wrong in every line. */
const MOST_TOLD = 50;

/** The mistakes in `subject` and `body`, each with its line, and with its column where that is known. */
export function refusedFields({ refusals }: TemplateRefused): FieldError[] {
  const told: FieldError[] = refusals.slice(0, MOST_TOLD).map(({ part, line, column, reason }) => ({
    field: part,
    message: `line ${line}: ${reason}`,
    line,
    ...(column === undefined ? {} : { column }),
  }));
  const untold = refusals.length - told.length;
  return untold > 0 ? [...told, { field: 'body', message: `and ${untold} more: mend these first` }] : told;
}
