/** A mistake in a template, and its place. */
export interface TemplateRefusal {
  readonly part: 'subject' | 'body';
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
  /** What is wrong and what would be right. */
  readonly reason: string;
}

/** The template is broken or unsafe, and was not compiled. Everything that is wrong is listed. */
export class TemplateRefused extends Error {
  override readonly name = 'TemplateRefused';

  constructor(
    /** The template's label, such as `appointment_confirmation (email, en)`. */
    readonly template: string,
    readonly refusals: readonly TemplateRefusal[],
  ) {
    super(`Template ${template} is refused: ${refusalsText(refusals)}`);
  }
}

export function refusalsText(refusals: readonly TemplateRefusal[]): string {
  return refusals
    .map(({ part, line, reason }) => `${part === 'subject' ? 'subject' : `line ${line}`}: ${reason}`)
    .join('; ');
}
