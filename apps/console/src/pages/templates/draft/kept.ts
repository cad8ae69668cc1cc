import type { Draft } from './history.js';

/** What was not saved when the page was left, in this tab only. */
export interface KeptDraft {
  readonly draft: Draft;
  /** The version that it changes. 0: a new template. */
  readonly version: number;
  /** RFC 3339. */
  readonly at: string;
}

const keyOf = (template: string): string => `unsaved ${template}`;

/** The unsaved draft of a template, if there is one that can be read. */
export function keptDraft(storage: Storage, template: string): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(template)) ?? 'null');
    return isKept(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** A full storage keeps nothing: leaving the page asks all the same. */
export function keepDraft(storage: Storage, template: string, kept: KeptDraft): void {
  try {
    storage.setItem(keyOf(template), JSON.stringify(kept));
  } catch {
    forgetDraft(storage, template);
  }
}

export function forgetDraft(storage: Storage, template: string): void {
  storage.removeItem(keyOf(template));
}

function isKept(value: unknown): value is KeptDraft {
  const { draft, version, at } = (value ?? {}) as Partial<KeptDraft>;
  const { subject, body, category, is_active } = (draft ?? {}) as Partial<Draft>;
  return (
    typeof body === 'string' &&
    (subject === null || typeof subject === 'string') &&
    (category === 'transactional' || category === 'marketing') &&
    typeof is_active === 'boolean' &&
    typeof version === 'number' &&
    typeof at === 'string'
  );
}
