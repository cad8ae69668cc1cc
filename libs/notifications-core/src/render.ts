import type { Channel, TemplateCategory, TemplateContext } from './notification.js';

/** A template as written: what rendering needs of a `template` row. */
export interface TemplateSource {
  readonly name: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly version: number;
  readonly category: TemplateCategory;
  readonly subject: string | null;
  readonly body: string;
}

/** `html` is null for SMS; `subject` is null for SMS. */
export interface Rendered {
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
}

export interface CompiledTemplate {
  readonly source: TemplateSource;
  /** Names of the top-level variables that the template (subject, body and the partials used) reads. */
  readonly variables: readonly string[];
  render(context: TemplateContext): Rendered;
}
