/** Whether a field says something: `null` and blank text mean "not given", like no field at all. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== 'string' || value.trim() !== '');
}

/** A value as it is; `null` when it is not given. */
export function given<T>(value: T | null | undefined): T | null {
  return isGiven(value) ? (value ?? null) : null;
}

/** A text without blanks around it; `null` when it is not given. */
export function trimmed(text: string | null | undefined): string | null {
  return given(text)?.trim() ?? null;
}
