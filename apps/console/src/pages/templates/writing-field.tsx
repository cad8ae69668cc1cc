import { Textarea } from '@mantine/core';
import type { FocusEvent, ReactNode } from 'react';
import { insertInto, useInsertPlace } from './insert.js';

interface WritingFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  /** Line breaks are kept. Otherwise they become spaces, however long the text is. */
  readonly hasLines?: boolean;
  readonly isCode?: boolean;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
}

/** A field for a text that may hold variables. What is chosen from the list of them goes to its cursor. */
export function WritingField({ hasLines = false, isCode = false, onChange, ...props }: WritingFieldProps) {
  const { enter } = useInsertPlace();
  const change = (typed: string): void => onChange(hasLines ? typed : typed.replace(/\s*\n\s*/g, ' '));
  const onFocus = ({ currentTarget }: FocusEvent<HTMLTextAreaElement>): void =>
    enter((text) => insertInto(currentTarget, text, change));
  const styles = isCode ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } } : {};
  return (
    <Textarea
      {...props}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      onFocus={onFocus}
      autosize
      minRows={1}
      maxRows={14}
      spellCheck={!isCode}
      styles={styles}
    />
  );
}
