import { Textarea, TextInput } from '@mantine/core';
import type { FocusEvent, ReactNode } from 'react';
import { insertInto, useInsertPlace } from './insert.js';

interface WritingFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly isLong?: boolean;
  readonly isCode?: boolean;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
}

/** A field for a text that may hold variables. What is chosen from the list of them goes to its cursor. */
export function WritingField({ isLong = false, isCode = false, onChange, ...props }: WritingFieldProps) {
  const { enter } = useInsertPlace();
  const onFocus = ({ currentTarget }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>): void =>
    enter((text) => insertInto(currentTarget, text, onChange));
  const styles = isCode ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } } : {};
  return isLong ? (
    <Textarea
      {...props}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onFocus={onFocus}
      autosize
      minRows={1}
      maxRows={14}
      spellCheck={!isCode}
      styles={styles}
    />
  ) : (
    <TextInput {...props} onChange={({ currentTarget }) => onChange(currentTarget.value)} onFocus={onFocus} />
  );
}
